package peopleweb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// fileKind is what a file holds that is sent in here.
type fileKind struct {
	// path is where its pages are; what it is about follows from it.
	path string
	run  func(p *Pages, ctx context.Context, actor authz.Actor, u people.Upload, s said, dry bool) (fileReport, error)
}

// said is what has to be said beside a file.
type said struct {
	// Choice is the order of dates, or whose list the codes are from.
	Choice string
	// Words are those of the file for classes of membership that are not ours, and Classes which of ours each of them is; "" for none.
	Words, Classes []string
}

func saidIn(v url.Values) said {
	s := said{Choice: v.Get("choice"), Words: v["word"]}
	for i := range s.Words {
		s.Classes = append(s.Classes, v.Get("class-"+strconv.Itoa(i)))
	}
	return s
}

// wordsAsked is how many words are asked about at once, and longestWord how long one may be: what is longer is no class of membership.
const (
	wordsAsked  = 50
	longestWord = 200
)

// asks chooses the words to ask about: those of which nothing was said yet or, when there are none left, those that were left out, the longest ago first.
// left is how many more there are, and carried what was said of the others, which the form sends before what it asks.
func (p differencePage) asks() (words []string, left int, carried said) {
	words = slices.DeleteFunc(slices.Clone(p.Unknown), func(w string) bool { return slices.Contains(p.Words, w) })
	if len(words) == 0 {
		words = slices.DeleteFunc(slices.Clone(p.Words), func(w string) bool { return !slices.Contains(p.Unknown, w) })
	}
	left = max(0, len(words)-wordsAsked)
	words = words[:len(words)-left]
	carried.Choice = p.Choice
	for i, w := range p.Words {
		if !slices.Contains(words, w) {
			carried.Words, carried.Classes = append(carried.Words, w), append(carried.Classes, p.Classes[i])
		}
	}
	return words, left, carried
}

// fileReport is what became, or would become, of a file, and the words of it that have to be asked about.
type fileReport struct {
	tabular.Report
	Unknown []string
}

var (
	memberFile       = fileKind{"/work/members/import", (*Pages).importMembers}
	organisationFile = fileKind{organisationFilePath, (*Pages).importOrganisations}
)

// organisations says whether the file holds organisations.
func (k fileKind) organisations() bool { return k.path == organisationFilePath }

const organisationFilePath = "/work/organisations/import"

// importPage takes a file. Choice is what has to be said beside it: the order of dates, or whose list the codes are from.
type importPage struct {
	fileKind
	Choice string
	Errors ui.FormErrors
}

// differencePage shows what a file would change, or has changed.
type differencePage struct {
	fileKind
	Upload people.Upload
	fileReport
	said
	// Seen is the mark of the report that is shown: applying asks for it, so that nothing is
	// applied that nobody has looked at.
	Seen string
	// Stale says that the difference has changed since it was looked at.
	Stale bool
}

func (p *Pages) importForm(k fileKind) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusOK, importFormView(importPage{fileKind: k}))
	}
}

func (p *Pages) importUpload(k fileKind) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		ctx, actor := r.Context(), authz.From(r.Context())
		v := importPage{fileKind: k, Choice: form.Get("choice")}
		upload, err := p.takeFile(r)
		if err == nil {
			// A file that cannot be read at all is told of at once, beside the field.
			_, err = k.run(p, ctx, actor, upload, saidIn(form), true)
			if errs.Is(err, errs.Invalid) {
				err = aboutFile(err)
			}
		}
		if errs.Is(err, errs.Invalid) {
			v.Errors = ui.ErrorsOf(ctx, err)
			return web.Render(w, r, http.StatusUnprocessableEntity, importFormView(v))
		}
		if err != nil {
			return err
		}
		kept, err := p.people.KeepUpload(ctx, actor, upload.Source, upload.Content)
		if err != nil {
			return err
		}
		return web.Redirect(w, r, k.differencePath(kept.ID, v.Choice))
	}
}

func (k fileKind) differencePath(upload id.ID, choice string) string {
	path := k.path + "/" + string(upload)
	if choice != "" {
		path += "?" + url.Values{"choice": {choice}}.Encode()
	}
	return path
}

// takeFile returns the file of a form.
func (p *Pages) takeFile(r *http.Request) (people.Upload, error) {
	f, header, err := r.FormFile("file")
	if err != nil {
		return people.Upload{}, errs.Bad("file", "Choose a file first.")
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxUpload+1))
	if err != nil {
		return people.Upload{}, err
	}
	if len(b) == 0 {
		return people.Upload{}, errs.Bad("file", "Choose a file that is not empty.")
	}
	if len(b) > maxUpload {
		return people.Upload{}, errs.Bad("file", "The file is larger than %d MB. Import it on the command line: commons import.", maxUpload>>20)
	}
	return people.Upload{Source: header.Filename, Content: b}, nil
}

// aboutFile makes complaints about columns, or about the file as a whole, complaints about the field.
func aboutFile(err error) error {
	e := errs.As(err)
	var f errs.Fields
	for _, x := range e.Fields {
		f.Add("file", x.Message, x.Args...)
	}
	if len(f) == 0 {
		f.Add("file", e.Message, e.Args...)
	}
	return f.Err()
}

func (p *Pages) importMembers(ctx context.Context, actor authz.Actor, u people.Upload, s said, dry bool) (out fileReport, err error) {
	order, err := tabular.ParseDateOrder(s.Choice)
	if err != nil {
		return out, err
	}
	classes := map[string]string{}
	for i, word := range s.Words {
		if s.Classes[i] != "" {
			classes[word] = s.Classes[i]
		}
	}
	out.Report, err = p.people.ImportMemberships(ctx, actor, bytes.NewReader(u.Content), people.ImportOptions{Source: u.Source, DryRun: dry, DateOrder: order, Classes: classes,
		Unknown: func(word string) {
			if len(word) <= longestWord {
				out.Unknown = append(out.Unknown, word)
			}
		}, Table: tabular.Options{MaxBytes: maxUpload}})
	return out, err
}

func (p *Pages) importOrganisations(ctx context.Context, actor authz.Actor, u people.Upload, s said, dry bool) (out fileReport, err error) {
	out.Report, err = p.people.ImportOrganisations(ctx, actor, bytes.NewReader(u.Content), people.OrganisationImport{Source: u.Source, DryRun: dry, Scheme: people.CleanName(s.Choice), Table: tabular.Options{MaxBytes: maxUpload}})
	return out, err
}

func (p *Pages) importDifference(k fileKind) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		u, err := p.upload(r)
		if err != nil {
			return err
		}
		return p.showDifference(w, r, http.StatusOK, k, u, saidIn(r.URL.Query()), false)
	}
}

func (p *Pages) upload(r *http.Request) (people.Upload, error) {
	upload, _ := id.Parse(r.PathValue("upload"))
	return p.people.Upload(r.Context(), authz.From(r.Context()), upload)
}

func (p *Pages) showDifference(w http.ResponseWriter, r *http.Request, status int, k fileKind, u people.Upload, s said, stale bool) error {
	report, err := k.run(p, r.Context(), authz.From(r.Context()), u, s, true)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, differenceView(differencePage{fileKind: k, Upload: u, fileReport: report, said: s, Seen: mark(report.Report), Stale: stale}))
}

// mark identifies a report by what it says.
func mark(r tabular.Report) string {
	b, err := json.Marshal(r)
	if err != nil {
		panic("peopleweb: a report cannot be written as JSON: " + err.Error())
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:16])
}

func (p *Pages) importApply(k fileKind) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		ctx, actor := r.Context(), authz.From(r.Context())
		u, err := p.upload(r)
		if err != nil {
			return err
		}
		s := saidIn(form)
		if form.Get("do") == "forget" {
			if err := p.people.ForgetUpload(ctx, actor, u.ID); err != nil {
				return err
			}
			return web.Redirect(w, r, k.path)
		}
		if form.Get("do") == "words" {
			return p.showDifference(w, r, http.StatusOK, k, u, s, false)
		}
		now, err := k.run(p, ctx, actor, u, s, true)
		if err != nil {
			return err
		}
		if mark(now.Report) != form.Get("seen") {
			return p.showDifference(w, r, http.StatusConflict, k, u, s, true)
		}
		report, err := k.run(p, ctx, actor, u, s, false)
		if err != nil {
			return err
		}
		if err := p.people.ForgetUpload(ctx, actor, u.ID); err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, differenceView(differencePage{fileKind: k, Upload: u, fileReport: report}))
	}
}

func outcomeName(ctx context.Context, r tabular.RowReport) (ui.Kind, string) {
	switch r.Outcome {
	case tabular.Created:
		return ui.Good, i18n.T(ctx, "New")
	case tabular.Changed:
		return ui.Accent, i18n.T(ctx, "Changed")
	case tabular.Refused:
		return ui.Bad, i18n.T(ctx, "Refused")
	}
	return ui.Neutral, i18n.T(ctx, "As it is")
}

func fieldName(ctx context.Context, field string) string {
	switch field {
	case "membership":
		return i18n.T(ctx, "Membership")
	case "person":
		return i18n.T(ctx, "New person")
	case "number":
		return i18n.T(ctx, "Member number")
	case "email":
		return i18n.T(ctx, "E-mail address")
	case "name":
		return i18n.T(ctx, "Name")
	case "class":
		return i18n.T(ctx, "Class")
	case "start":
		return i18n.T(ctx, "First day")
	case "end":
		return i18n.T(ctx, "Last day")
	case "key", "fscs", "outlet":
		return i18n.T(ctx, "Code")
	case "kind":
		return i18n.T(ctx, "Kind")
	case "part_of":
		return i18n.T(ctx, "Part of")
	case "place":
		return i18n.T(ctx, "Place")
	case "region":
		return i18n.T(ctx, "State or region")
	case "country":
		return i18n.T(ctx, "Country")
	}
	return field
}

// wordOptions are the classes that a word can be, and none.
func wordOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Leave these rows out")}}
	for _, class := range people.Classes {
		out = append(out, ui.Option{Value: class, Label: className(ctx, class)})
	}
	return out
}
