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
	"learningcommons.dev/commons/internal/recognition"
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
	person, err := web.PathID(r, "id")
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
	person, err := web.PathID(r, "id")
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

// staffEntryPage is an entry that staff are about to propose a correction of.
type staffEntryPage struct {
	Form     entryForm
	Newest   record.Entry
	History  []ui.Moment
	Withdraw string
	// Proposal is one that waits for a second person already.
	Proposal id.ID
}

// staffChain reads the entry of the path within the look of the query.
func (p *Pages) staffChain(r *http.Request) (person, look id.ID, c record.Chain, err error) {
	if person, err = web.PathID(r, "id"); err != nil {
		return
	}
	entry, err := web.PathID(r, "entry")
	if err != nil {
		return
	}
	look, _ = id.Parse(r.URL.Query().Get("look"))
	c, err = p.record.StaffChain(r.Context(), authz.From(r.Context()), person, look, entry)
	return
}

func (p *Pages) staffView(ctx context.Context, person, look id.ID, c record.Chain) (staffEntryPage, error) {
	e := c.Newest()
	back := address(transcriptPath(person), url.Values{"look": {string(look)}})
	view := staffEntryPage{Newest: e, History: history(ctx, c), Withdraw: entryPath(person, e.ID, look, "/withdraw")}
	for i := range view.History {
		view.History[i].Href = ""
	}
	view.Form = entryForm{
		Correcting: true, Staff: true, Action: entryPath(person, e.ID, look, ""), Back: back,
		Heading: i18n.T(ctx, "Propose a correction"), Submit: i18n.T(ctx, "Propose the correction"),
		Lead:   i18n.T(ctx, "Say what the entry should have said. When somebody else confirms it, the correction takes its place, with your reason; what it said before is kept, and a certificate that states it says so."),
		Crumbs: []ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}, {Label: i18n.T(ctx, "Transcript"), Href: back}, {Label: e.Title}},
	}
	view.Form.fill(e)
	var err error
	view.Proposal, err = p.recognition.OpenProposal(ctx, authz.From(ctx), recognition.ToCorrect, e.ID)
	return view, err
}

func (p *Pages) staffEntry(w http.ResponseWriter, r *http.Request) error {
	person, look, c, err := p.staffChain(r)
	if err != nil {
		return err
	}
	view, err := p.staffView(r.Context(), person, look, c)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, staffCorrectPage(view))
}

func (p *Pages) staffCorrect(w http.ResponseWriter, r *http.Request) error {
	return p.proposeCorrection(w, r, func(form url.Values, view *staffEntryPage) (record.Correction, error) {
		view.Form.read(form)
		c := record.CorrectionOf(view.Newest)
		tenths, ok := parseTenths(view.Form.CEU)
		if !ok {
			return c, errs.Bad("ceu", "Enter CEU with one decimal, such as 0.2.")
		}
		c.CEUTenths = tenths
		return view.Form.correction(c)
	})
}

func (p *Pages) staffWithdraw(w http.ResponseWriter, r *http.Request) error {
	return p.proposeCorrection(w, r, func(form url.Values, _ *staffEntryPage) (record.Correction, error) {
		return record.Correction{Withdraw: true, Reason: form.Get("reason")}, nil
	})
}

// proposeCorrection proposes what read makes of the form, for the entry of the path.
func (p *Pages) proposeCorrection(w http.ResponseWriter, r *http.Request, read func(url.Values, *staffEntryPage) (record.Correction, error)) error {
	ctx := r.Context()
	person, look, chain, err := p.staffChain(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	view, err := p.staffView(ctx, person, look, chain)
	if err != nil {
		return err
	}
	c, err := read(form, &view)
	var done recognition.Proposal
	if err == nil {
		done, err = p.recognition.ProposeCorrection(ctx, authz.From(ctx), view.Newest.ID, c)
	}
	if view.Form.Errors = ui.ErrorsOf(ctx, err); view.Form.Errors != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, staffCorrectPage(view))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Proposed. The entry stays as it is until somebody else confirms the correction."))
	return web.Redirect(w, r, "/work/proposals/"+string(done.ID))
}
