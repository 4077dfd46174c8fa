package registrationweb

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// importPage takes a file of joins and leaves, and shows what it would do before it does it.
type importPage struct {
	Occurrence id.ID
	Title      string
	Zone       string
	// Days are those that a list can speak of, where there are several.
	Days    []catalogue.Day
	Options registration.AttendanceOptions
	Errors  ui.FormErrors
	// Report is what the file would do, or has done; nil before one was sent.
	Report *registration.AttendanceReport
	// Files are those that were taken in before.
	Files  []registration.SourceFile
	Notice string
	// Refused is the file whose setting aside was refused.
	Refused id.ID
	Reason  string
	// Kept carries the file from the look at it to its taking in.
	Kept string
}

func (p *Pages) importPage(r *http.Request) (importPage, error) {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return importPage{}, err
	}
	return p.importOf(r, occurrence)
}

func (p *Pages) importOf(r *http.Request, occurrence id.ID) (importPage, error) {
	ctx, actor := r.Context(), authz.From(r.Context())
	// The roster decides who may come here at all.
	roster, err := p.registration.RosterHead(ctx, actor, occurrence)
	if err != nil {
		return importPage{}, err
	}
	if !roster.May.Attendance {
		return importPage{}, actor.Require(registration.RecordAttendance, roster.Offer.UnitID)
	}
	files, err := p.registration.AttendanceFiles(ctx, actor, occurrence)
	return importPage{Occurrence: occurrence, Title: roster.Version.Title, Zone: roster.Occurrence.Zone, Days: roster.Occurrence.Days, Files: files.List, Notice: p.notice(ctx)}, err
}

// errorsOf are the errors of the form about one of the files.
func (v importPage) errorsOf(file id.ID) ui.FormErrors {
	if file != v.Refused {
		return nil
	}
	return v.Errors
}

// setAside takes a file back.
func (p *Pages) setAside(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	occurrence, err := p.registration.SetFileAside(ctx, authz.From(ctx), which, strings.TrimSpace(form.Get("reason")))
	switch {
	case errs.Is(err, errs.Invalid):
		v, of := importPage{}, err
		if v, err = p.importOf(r, occurrence); err != nil {
			return err
		}
		v.Refused, v.Reason, v.Errors = which, form.Get("reason"), ui.ErrorsOf(ctx, of)
		return web.Render(w, r, http.StatusUnprocessableEntity, importView(v))
	case errs.Is(err, errs.Conflict) && occurrence != "":
		return p.done(w, r, workPath(occurrence, "import"), web.Message(ctx, err))
	case err != nil:
		return err
	}
	completed, err := p.registration.Contradicted(ctx, authz.From(ctx), occurrence)
	if err != nil {
		return err
	}
	if completed > 0 {
		return p.done(w, r, nextHref(workPath(occurrence, "conflicts"), registration.FirstCompleted()), i18n.N(ctx, completed,
			"The file is set aside. Of those who have completed this, %d is listed here, because something speaks against it.", "The file is set aside. Of those who have completed this, %d are listed here, because something speaks against it."))
	}
	return p.done(w, r, workPath(occurrence, "import"), i18n.T(ctx, "The file is set aside. Nothing of it counts any more, and it can be taken in again."))
}

func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importPage(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, importView(v))
}

// importFile shows what a file would do; sent again from there, it takes the file in.
func (p *Pages) importFile(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importPage(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v.Options = registration.AttendanceOptions{Name: form.Get("name"), Zone: form.Get("zone"), Source: registration.How(form.Get("source")), DayID: id.ID(form.Get("day")), Complete: form.Get("complete") != "", DryRun: form.Get("kept") == ""}
	var content []byte
	if v.Options.Order, err = tabular.ParseDateOrder(form.Get("date_order")); err == nil {
		content, err = p.content(r, &v.Options)
	}
	if err == nil {
		var report registration.AttendanceReport
		report, err = p.registration.ImportAttendance(ctx, authz.From(ctx), v.Occurrence, bytes.NewReader(content), v.Options)
		v.Report = &report
	}
	if errs.Is(err, errs.Conflict) {
		err = errs.Bad("file", errs.As(err).Message)
	}
	if errs.Is(err, errs.Invalid) {
		v.Report, v.Errors = nil, ui.ErrorsOf(ctx, err)
		return web.Render(w, r, http.StatusUnprocessableEntity, importView(v))
	}
	if err != nil {
		return err
	}
	if !v.Options.DryRun {
		to := rosterPath(v.Occurrence)
		if len(v.Report.Unmatched) > 0 {
			to = workPath(v.Occurrence, "unmatched")
		}
		return p.done(w, r, to, i18n.N(ctx, len(v.Report.People), "The file was taken in: it speaks of %d person registered here.", "The file was taken in: it speaks of %d people registered here."))
	}
	v.Kept = base64.StdEncoding.EncodeToString(content)
	return web.Render(w, r, http.StatusOK, importView(v))
}

// content returns the file that was sent, or the one that was looked at before.
func (p *Pages) content(r *http.Request, o *registration.AttendanceOptions) ([]byte, error) {
	if kept := r.PostForm.Get("kept"); kept != "" {
		b, err := base64.StdEncoding.DecodeString(kept)
		if err != nil {
			return nil, errs.Bad("file", "Choose the file again.")
		}
		return b, nil
	}
	f, header, err := r.FormFile("file")
	if err != nil {
		return nil, errs.Bad("file", "Choose a file.")
	}
	defer f.Close()
	o.Name = web.Clean(header.Filename)
	return io.ReadAll(io.LimitReader(f, registration.MaxAttendanceBytes+1))
}

// unmatchedPage lists what of files fits no registration.
type unmatchedPage struct {
	registration.Roster
	Items  []registration.Unmatched
	Next   string
	Later  bool
	Notice string
	// Refused is the row whose answer was refused, Who what was typed, and Errors say why.
	Refused id.ID
	Who     string
	Errors  ui.FormErrors
}

func (p unmatchedPage) whoOf(row id.ID) string {
	if row != p.Refused {
		return ""
	}
	return p.Who
}

func (p unmatchedPage) errorsOf(row id.ID) ui.FormErrors {
	if row != p.Refused {
		return nil
	}
	return p.Errors
}

func (p *Pages) unmatched(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return p.showUnmatched(w, r, http.StatusOK, occurrence, unmatchedPage{Notice: p.notice(r.Context())})
}

func (p *Pages) showUnmatched(w http.ResponseWriter, r *http.Request, status int, occurrence id.ID, v unmatchedPage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	q := pageRequest(r)
	list, err := p.registration.Unresolved(ctx, actor, occurrence, q)
	if err != nil {
		return err
	}
	v.Items, v.Next, v.Later = list.Items, list.Next, q.Cursor != ""
	if v.Roster, err = p.registration.RosterHead(ctx, actor, occurrence); err != nil {
		return err
	}
	return web.Render(w, r, status, unmatchedView(v))
}

func (p *Pages) resolve(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	occurrence, ok := id.Parse(form.Get("occurrence"))
	if !ok {
		return errs.New(errs.NotFound, "There is no page at this address.")
	}
	var to id.ID
	if proposed, ok := id.Parse(form.Get("proposed")); ok {
		to = proposed
	} else if who := strings.TrimSpace(form.Get("who")); form.Get("ignore") == "" {
		if to, err = p.registration.FindOnRoster(ctx, authz.From(ctx), occurrence, who); who == "" {
			err = errs.Bad("who", "Enter the address or the name of somebody on the roster.")
		}
	}
	if err == nil {
		err = p.registration.ResolveUnmatched(ctx, authz.From(ctx), which, to)
	}
	if errs.Is(err, errs.Invalid) {
		return p.showUnmatched(w, r, http.StatusUnprocessableEntity, occurrence, unmatchedPage{Refused: which, Who: form.Get("who"), Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, workPath(occurrence, "unmatched"), i18n.T(ctx, "It is resolved."))
}
