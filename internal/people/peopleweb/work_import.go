package peopleweb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// importPage takes a file of memberships.
type importPage struct {
	DateOrder string
	Errors    ui.FormErrors
}

// differencePage shows what a file would change, or has changed.
type differencePage struct {
	Upload people.Upload
	tabular.Report
	DateOrder string
	// Seen is the mark of the report that is shown: applying asks for it, so that nothing is
	// applied that nobody has looked at.
	Seen string
	// Stale says that the difference has changed since it was looked at.
	Stale bool
}

func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, importFormView(importPage{}))
}

func (p *Pages) importUpload(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	v := importPage{DateOrder: form.Get("date_order")}
	upload, err := p.takeFile(r)
	if err == nil {
		// A file that cannot be read at all is told of at once, beside the field.
		_, err = p.importFile(ctx, actor, upload, v.DateOrder, true)
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
	return web.Redirect(w, r, differencePath(kept.ID, v.DateOrder))
}

func differencePath(upload id.ID, order string) string {
	path := "/work/members/import/" + string(upload)
	if _, err := tabular.ParseDateOrder(order); err == nil && order != "" {
		path += "?date_order=" + order
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
		return people.Upload{}, errs.Bad("file", "The file is larger than %d MB. Import it on the command line: commons import members FILE.", maxUpload>>20)
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

func (p *Pages) importFile(ctx context.Context, actor authz.Actor, u people.Upload, order string, dry bool) (tabular.Report, error) {
	o, err := tabular.ParseDateOrder(order)
	if err != nil {
		return tabular.Report{}, err
	}
	return p.people.ImportMemberships(ctx, actor, bytes.NewReader(u.Content), people.ImportOptions{Source: u.Source, DryRun: dry, DateOrder: o, Table: tabular.Options{MaxBytes: maxUpload}})
}

func (p *Pages) importDifference(w http.ResponseWriter, r *http.Request) error {
	u, err := p.upload(r)
	if err != nil {
		return err
	}
	return p.showDifference(w, r, http.StatusOK, u, r.URL.Query().Get("date_order"), false)
}

func (p *Pages) upload(r *http.Request) (people.Upload, error) {
	upload, _ := id.Parse(r.PathValue("upload"))
	return p.people.Upload(r.Context(), authz.From(r.Context()), upload)
}

func (p *Pages) showDifference(w http.ResponseWriter, r *http.Request, status int, u people.Upload, order string, stale bool) error {
	report, err := p.importFile(r.Context(), authz.From(r.Context()), u, order, true)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, differenceView(differencePage{Upload: u, Report: report, DateOrder: order, Seen: mark(report), Stale: stale}))
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

func (p *Pages) importApply(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	u, err := p.upload(r)
	if err != nil {
		return err
	}
	order := form.Get("date_order")
	if form.Get("do") == "forget" {
		if err := p.people.ForgetUpload(ctx, actor, u.ID); err != nil {
			return err
		}
		return web.Redirect(w, r, "/work/members/import")
	}
	now, err := p.importFile(ctx, actor, u, order, true)
	if err != nil {
		return err
	}
	if mark(now) != form.Get("seen") {
		return p.showDifference(w, r, http.StatusConflict, u, order, true)
	}
	report, err := p.importFile(ctx, actor, u, order, false)
	if err != nil {
		return err
	}
	if err := p.people.ForgetUpload(ctx, actor, u.ID); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, differenceView(differencePage{Upload: u, Report: report}))
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
	}
	return field
}
