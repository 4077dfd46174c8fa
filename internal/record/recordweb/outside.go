package recordweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// entryForm is an entry as it is typed: for adding outside learning and for correcting. Hours and
// CEU are kept as they were written, so that nothing typed is lost.
type entryForm struct {
	Action, Back string
	// Correcting is set where an entry is being corrected and a reason is needed; Staff where the
	// association's staff do it, who also decide about CEU and leave the learner's own notes alone.
	Correcting, Staff                    bool
	Heading, Lead, Submit                string
	Crumbs                               []ui.Crumb
	Title, Provider, Began, Ended, Hours string
	Format, Amount, Unit, CEU            string
	Why, Toward, Note, Link, Reason, Key string
	Errors                               ui.FormErrors
}

// read takes over what was typed.
func (f *entryForm) read(form url.Values) {
	f.Title, f.Provider, f.Began, f.Ended, f.Hours = form.Get("title"), form.Get("provider"), form.Get("began"), form.Get("ended"), form.Get("hours")
	f.Format, f.Amount, f.Unit, f.CEU = form.Get("format"), form.Get("amount"), form.Get("unit"), form.Get("ceu")
	f.Why, f.Toward, f.Note, f.Link, f.Reason, f.Key = form.Get("why"), form.Get("toward"), form.Get("note"), form.Get("link"), form.Get("reason"), form.Get("key")
}

// fill shows what an entry says.
func (f *entryForm) fill(e record.Entry) {
	f.Title, f.Provider, f.Began, f.Ended, f.Hours = e.Title, e.Provider, e.BeganOn, e.EndedOn, formatHours(e.Minutes)
	f.Format, f.Amount, f.Unit, f.CEU = e.Format, e.Claimed.Amount, e.Claimed.Unit, decimal(e.CEUTenths)
	f.Why, f.Toward, f.Note, f.Link = e.Why, e.Toward, e.Note, e.Link
}

var errHours = errs.Bad("hours", "Enter hours, such as 1.5 or 1:30, or minutes, such as 45 min.")

func addForm(ctx context.Context) entryForm {
	return entryForm{
		Action: "/my/record/add", Back: "/my/record", Submit: i18n.T(ctx, "Add to my record"),
		Heading: i18n.T(ctx, "Add outside learning"),
		Lead:    i18n.T(ctx, "A course, a conference, a book, a project: whatever you learned elsewhere. It is marked as claimed by you wherever it is shown, and never mixed with what the association has verified."),
		Crumbs:  crumbs(ctx, ui.Crumb{Label: i18n.T(ctx, "Entries"), Href: "/my/record"}, ui.Crumb{Label: i18n.T(ctx, "Add outside learning")}),
	}
}

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	f := addForm(r.Context())
	f.Key = string(id.New())
	return web.Render(w, r, http.StatusOK, entryFormPage(f))
}

func (p *Pages) added(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	f := addForm(ctx)
	f.read(form)
	minutes, ok := parseHours(f.Hours)
	key, _ := id.Parse(f.Key)
	o := record.OutsideLearning{
		Title: f.Title, Provider: f.Provider, BeganOn: f.Began, EndedOn: f.Ended, Minutes: minutes, Format: f.Format,
		Claimed: record.Credit{Amount: f.Amount, Unit: f.Unit}, Why: f.Why, Toward: f.Toward, Note: f.Note, Link: f.Link, Key: string(key),
	}
	var e record.Entry
	if err = errHours; ok {
		e, err = p.record.ClaimOutside(ctx, authz.From(ctx), o)
	}
	if f.Errors = ui.ErrorsOf(ctx, err); f.Errors != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, entryFormPage(f))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Added to your record, marked as claimed by you."))
	return web.Redirect(w, r, "/my/record/"+string(e.ID))
}

func correctForm(ctx context.Context, e record.Entry) entryForm {
	at := "/my/record/" + string(e.ID)
	return entryForm{
		Correcting: true, Action: at + "/correct", Back: at, Submit: i18n.T(ctx, "Save the correction"),
		Heading: i18n.T(ctx, "Correct an entry"),
		Lead:    i18n.T(ctx, "Say what it should have said. Your correction takes its place; what it said before stays readable to you."),
		Crumbs:  crumbs(ctx, ui.Crumb{Label: i18n.T(ctx, "Entries"), Href: "/my/record"}, ui.Crumb{Label: e.Title, Href: at}, ui.Crumb{Label: i18n.T(ctx, "Correct")}),
	}
}

// claim returns the actor's own claim that is to be corrected; what others vouch for is Forbidden.
func (p *Pages) claim(r *http.Request) (record.Entry, error) {
	entry, err := web.PathID(r, "id")
	if err != nil {
		return record.Entry{}, err
	}
	chain, err := p.record.Chain(r.Context(), authz.From(r.Context()), entry)
	if err != nil {
		return record.Entry{}, err
	}
	e := chain.Newest()
	switch {
	case e.Assurance != record.ByPerson:
		return e, errs.New(errs.Forbidden, "Only the association's staff can correct what the association has verified. Write to them and say what is wrong.")
	case e.ID != entry:
		return e, errs.New(errs.Conflict, "This entry has been corrected already. Correct its newest version instead.")
	}
	return e, nil
}

func (p *Pages) correct(w http.ResponseWriter, r *http.Request) error {
	e, err := p.claim(r)
	if err != nil {
		return err
	}
	f := correctForm(r.Context(), e)
	f.fill(e)
	return web.Render(w, r, http.StatusOK, entryFormPage(f))
}

func (p *Pages) corrected(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	old, err := p.claim(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	f := correctForm(ctx, old)
	f.read(form)
	c := record.CorrectionOf(old)
	c.Why, c.Toward, c.Note, c.Link = f.Why, f.Toward, f.Note, f.Link
	var e record.Entry
	if c, err = f.correction(c); err == nil {
		e, err = p.record.Correct(ctx, authz.From(ctx), old.ID, c)
	}
	if f.Errors = ui.ErrorsOf(ctx, err); f.Errors != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, entryFormPage(f))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The correction stands. What the entry said before is kept below."))
	return web.Redirect(w, r, "/my/record/"+string(e.ID))
}

// correction puts what the form says over a correction.
func (f entryForm) correction(c record.Correction) (record.Correction, error) {
	minutes, ok := parseHours(f.Hours)
	if !ok {
		return c, errHours
	}
	c.Title, c.Provider, c.BeganOn, c.EndedOn, c.Minutes, c.Reason = f.Title, f.Provider, f.Began, f.Ended, minutes, f.Reason
	c.Claimed = record.Credit{Amount: f.Amount, Unit: f.Unit}
	return c, nil
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	entry, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	e, err := p.record.Correct(ctx, authz.From(ctx), entry, record.Correction{Withdraw: true, Reason: form.Get("reason")})
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The entry is withdrawn and no longer counts."))
	return web.Redirect(w, r, "/my/record/"+string(e.ID))
}
