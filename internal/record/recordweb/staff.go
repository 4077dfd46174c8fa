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

// lookPage asks staff what a look at a transcript is for.
type lookPage struct {
	Person  id.ID
	Name    string
	Purpose string
	Ended   bool // an earlier look is over
	Errors  ui.FormErrors
}

func transcriptPath(person id.ID) string { return "/work/people/" + string(person) + "/transcript" }

// staffTranscript shows the transcript of a look that was begun, and asks for the purpose of a new one otherwise.
func (p *Pages) staffTranscript(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	actor := authz.From(ctx)
	person, err := pathID(r, "id")
	if err != nil {
		return err
	}
	look, ok := id.Parse(q.Get("look"))
	if !ok {
		return p.askPurpose(w, r, http.StatusOK, lookPage{Person: person})
	}
	carried := url.Values{"look": {string(look)}}
	view := transcriptPage{base: transcriptPath(person), query: carried, Period: periodOf(q), Years: p.years(ctx, transcriptPath(person), carried)}
	if actor.May(record.CorrectEntries, "") {
		view.entryHref = func(e record.Entry) string {
			if e.Assurance == record.ByPerson {
				return ""
			}
			return entryPath(person, e.ID, look, "")
		}
	}
	t, err := p.record.StaffTranscript(ctx, actor, person, look, view.Period)
	if errs.Is(err, errs.Gone) {
		return p.askPurpose(w, r, http.StatusOK, lookPage{Person: person, Ended: true})
	}
	if view.Errors = ui.ErrorsOf(ctx, err); view.Errors == nil && err != nil {
		return err
	}
	view.Transcript = t
	status := http.StatusOK
	if view.Errors != nil {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, staffTranscriptPage(view, p.sessions.TakeFlash(ctx)))
}

func (p *Pages) askPurpose(w http.ResponseWriter, r *http.Request, status int, view lookPage) error {
	name, err := p.record.Person(r.Context(), authz.From(r.Context()), view.Person)
	if err != nil {
		return err
	}
	view.Name = name
	return web.Render(w, r, status, askPurposePage(view))
}

func (p *Pages) staffLook(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	person, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	look, err := p.record.Look(ctx, authz.From(ctx), person, form.Get("purpose"))
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return p.askPurpose(w, r, http.StatusUnprocessableEntity, lookPage{Person: person, Purpose: form.Get("purpose"), Errors: e})
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, address(transcriptPath(person), url.Values{"look": {string(look.ID)}}))
}

// entryPath is the address at which staff correct an entry during a look.
func entryPath(person, entry, look id.ID, act string) string {
	return address("/work/people/"+string(person)+"/entries/"+string(entry)+act, url.Values{"look": {string(look)}})
}

// staffEntryPage is an entry that staff are about to correct.
type staffEntryPage struct {
	Form     entryForm
	Newest   record.Entry
	History  []ui.Moment
	Withdraw string
}

// staffChain reads the entry of the path within the look of the query.
func (p *Pages) staffChain(r *http.Request) (person, look id.ID, c record.Chain, err error) {
	if person, err = pathID(r, "id"); err != nil {
		return
	}
	entry, err := pathID(r, "entry")
	if err != nil {
		return
	}
	look, _ = id.Parse(r.URL.Query().Get("look"))
	c, err = p.record.StaffChain(r.Context(), authz.From(r.Context()), person, look, entry)
	return
}

func staffView(ctx context.Context, person, look id.ID, c record.Chain) staffEntryPage {
	e := c.Newest()
	back := address(transcriptPath(person), url.Values{"look": {string(look)}})
	view := staffEntryPage{Newest: e, History: history(ctx, c), Withdraw: entryPath(person, e.ID, look, "/withdraw")}
	for i := range view.History {
		view.History[i].Href = ""
	}
	view.Form = entryForm{
		Correcting: true, Staff: true, Action: entryPath(person, e.ID, look, ""), Back: back,
		Heading: i18n.T(ctx, "Correct an entry"), Submit: i18n.T(ctx, "Save the correction"),
		Lead:   i18n.T(ctx, "Say what it should have said. The correction takes its place, with your reason; what it said before is kept, and a certificate that states it says so."),
		Crumbs: []ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}, {Label: i18n.T(ctx, "Transcript"), Href: back}, {Label: e.Title}},
	}
	view.Form.fill(e)
	return view
}

func (p *Pages) staffEntry(w http.ResponseWriter, r *http.Request) error {
	person, look, c, err := p.staffChain(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, staffCorrectPage(staffView(r.Context(), person, look, c)))
}

func (p *Pages) staffCorrect(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	person, look, chain, err := p.staffChain(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	view := staffView(ctx, person, look, chain)
	view.Form.read(form)
	c := record.CorrectionOf(view.Newest)
	tenths, ok := parseTenths(view.Form.CEU)
	err = errs.Bad("ceu", "Enter CEU with one decimal, such as 0.2.")
	if c.CEUTenths = tenths; ok {
		_, err = p.saveCorrection(ctx, view.Newest, view.Form, c)
	}
	if view.Form.Errors = ui.ErrorsOf(ctx, err); view.Form.Errors != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, staffCorrectPage(view))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The correction stands. The owner of the record can read it and your reason."))
	return web.Redirect(w, r, view.Form.Back)
}

func (p *Pages) staffWithdraw(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	person, look, chain, err := p.staffChain(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	view := staffView(ctx, person, look, chain)
	_, err = p.record.Correct(ctx, authz.From(ctx), view.Newest.ID, record.Correction{Withdraw: true, Reason: form.Get("reason")})
	if view.Form.Errors = ui.ErrorsOf(ctx, err); view.Form.Errors != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, staffCorrectPage(view))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The entry is withdrawn and no longer counts. Its owner can read why."))
	return web.Redirect(w, r, view.Form.Back)
}
