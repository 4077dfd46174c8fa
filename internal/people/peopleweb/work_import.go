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
	run  func(p *Pages, ctx context.Context, actor authz.Actor, u people.Upload, choice string, dry bool) (tabular.Report, error)
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
	tabular.Report
	Choice string
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
			_, err = k.run(p, ctx, actor, upload, v.Choice, true)
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

func (p *Pages) importMembers(ctx context.Context, actor authz.Actor, u people.Upload, order string, dry bool) (tabular.Report, error) {
	o, err := tabular.ParseDateOrder(order)
	if err != nil {
		return tabular.Report{}, err
	}
	return p.people.ImportMemberships(ctx, actor, bytes.NewReader(u.Content), people.ImportOptions{Source: u.Source, DryRun: dry, DateOrder: o, Table: tabular.Options{MaxBytes: maxUpload}})
}

func (p *Pages) importOrganisations(ctx context.Context, actor authz.Actor, u people.Upload, scheme string, dry bool) (tabular.Report, error) {
	return p.people.ImportOrganisations(ctx, actor, bytes.NewReader(u.Content), people.OrganisationImport{Source: u.Source, DryRun: dry, Scheme: people.CleanName(scheme), Table: tabular.Options{MaxBytes: maxUpload}})
}

func (p *Pages) importDifference(k fileKind) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		u, err := p.upload(r)
		if err != nil {
			return err
		}
		return p.showDifference(w, r, http.StatusOK, k, u, r.URL.Query().Get("choice"), false)
	}
}

func (p *Pages) upload(r *http.Request) (people.Upload, error) {
	upload, _ := id.Parse(r.PathValue("upload"))
	return p.people.Upload(r.Context(), authz.From(r.Context()), upload)
}

func (p *Pages) showDifference(w http.ResponseWriter, r *http.Request, status int, k fileKind, u people.Upload, choice string, stale bool) error {
	report, err := k.run(p, r.Context(), authz.From(r.Context()), u, choice, true)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, differenceView(differencePage{fileKind: k, Upload: u, Report: report, Choice: choice, Seen: mark(report), Stale: stale}))
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
		choice := form.Get("choice")
		if form.Get("do") == "forget" {
			if err := p.people.ForgetUpload(ctx, actor, u.ID); err != nil {
				return err
			}
			return web.Redirect(w, r, k.path)
		}
		now, err := k.run(p, ctx, actor, u, choice, true)
		if err != nil {
			return err
		}
		if mark(now) != form.Get("seen") {
			return p.showDifference(w, r, http.StatusConflict, k, u, choice, true)
		}
		report, err := k.run(p, ctx, actor, u, choice, false)
		if err != nil {
			return err
		}
		if err := p.people.ForgetUpload(ctx, actor, u.ID); err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, differenceView(differencePage{fileKind: k, Upload: u, Report: report}))
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
