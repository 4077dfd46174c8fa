package registrationweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// rosterLimit is how many lines a page of a roster has: what is ticked at once is on one page.
const rosterLimit = 50

// The views of a roster, each with the states it shows.
var rosterViews = []struct {
	name, label string
	states      []registration.State
}{
	{"", "Everybody", nil},
	{"seat", "With a seat", []registration.State{registration.StateRegistered, registration.StateHeld}},
	{"waiting", "Waiting", []registration.State{registration.StateWaitlisted}},
	{"attended", "Attended", []registration.State{registration.StateAttended, registration.StateCompleted, registration.StateNotCompleted}},
	{"no-show", "Not there", []registration.State{registration.StateNoShow}},
	{"cancelled", "Cancelled", []registration.State{registration.StateCancelled}},
}

// rosterPage is a page of a roster.
type rosterPage struct {
	registration.Roster
	View string
	// Find is the name or address that is looked for.
	Find   string
	Later  bool
	Notice string
	// Attendable are the windows whose attendance can be recorded now.
	Attendable []registration.Window
	// Ended says that it is over, Doors that people can still be registered at the door, and Closable
	// that its rule can be applied.
	Ended, Doors, Closable bool
	// Form is what was typed about attendance, when it was refused.
	Form   url.Values
	Errors ui.FormErrors
}

func (p *Pages) roster(w http.ResponseWriter, r *http.Request) error {
	return p.showRoster(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showRoster(w http.ResponseWriter, r *http.Request, status int, form url.Values, errors ui.FormErrors) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := rosterPage{View: r.URL.Query().Get("view"), Find: strings.TrimSpace(r.URL.Query().Get("q")), Form: form, Errors: errors, Notice: p.notice(ctx)}
	var states []registration.State
	for _, x := range rosterViews {
		if x.name == v.View {
			states = x.states
		}
	}
	q := pageRequest(r)
	v.Later = q.Cursor != ""
	if v.Roster, err = p.registration.SearchRoster(ctx, authz.From(ctx), occurrence, states, v.Find, page.Request{Cursor: q.Cursor, Limit: rosterLimit}); err != nil {
		return err
	}
	now := p.clock.Now()
	held := v.Occurrence.Status == catalogue.Scheduled
	v.Attendable, v.Ended = registration.Begun(v.Occurrence, now), !now.Before(v.Occurrence.EndsAt)
	v.Doors = held && registration.DoorsOpen(v.Occurrence, now)
	v.Closable = held && v.Ended || !held && v.count(registration.StateAttended, registration.StateNotCompleted) > 0
	return web.Render(w, r, status, rosterView(v))
}

// chosenDay is the day that was chosen before, or else the latest that has begun.
func (p rosterPage) chosenDay() id.ID {
	if p.Form.Has("day") || len(p.Attendable) == 0 {
		return id.ID(p.Form.Get("day"))
	}
	return p.Attendable[len(p.Attendable)-1].DayID
}

func (p *Pages) rosterExport(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	out := web.NewDownload(w, "roster", tabular.CSV, []string{"name", "email", "state", "queue_no", "held_until", "minutes", "library", "role", "class", "unit", "price_minor", "currency", "payer", "channel", "reason", "registered_at", "completed_at", "registration", "person", "member_number"})
	err = p.registration.EachOnRoster(ctx, actor, occurrence, func(row registration.Row) error {
		return out.Row(row.Person.Name, row.Person.Email, string(row.State), row.QueueNo, isoDate(row.HeldUntil), row.Minutes, row.LibraryName, row.RoleTitle, row.Class,
			row.UnitName, row.Price.Minor, row.Price.Currency, row.Payer, row.Channel, row.Reason, isoDate(row.CreatedAt), isoDate(row.CompletedAt), string(row.ID), string(row.Person.ID), row.Person.MemberNumber)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func (p *Pages) attendance(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	a := registration.Attendance{DayID: id.ID(form.Get("day")), Present: form.Get("present") == "yes", Reason: form.Get("reason")}
	chosen := form["registration"]
	if form.Get("all") != "" {
		chosen = form["listed"]
	}
	for _, v := range chosen {
		if one, ok := id.Parse(v); ok {
			a.Registrations = append(a.Registrations, one)
		}
	}
	ctx := r.Context()
	var n int
	if m := strings.TrimSpace(form.Get("minutes")); m != "" {
		if a.Minutes, err = strconv.Atoi(m); err != nil {
			err = errs.Bad("minutes", "Enter whole minutes.")
		}
	}
	if err == nil {
		n, err = p.registration.RecordAttendance(ctx, authz.From(ctx), occurrence, a)
	}
	if errs.Is(err, errs.Invalid) {
		return p.showRoster(w, r, http.StatusUnprocessableEntity, form, ui.ErrorsOf(ctx, err))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, rosterReturn(occurrence, r), i18n.N(ctx, n, "Recorded for %d person.", "Recorded for %d people."))
}

// rosterReturn is the page of the roster that a form was sent from.
func rosterReturn(occurrence id.ID, r *http.Request) string {
	if q := r.URL.Query(); q.Get("view") != "" || q.Get("cursor") != "" || q.Get("q") != "" {
		return rosterPath(occurrence) + "?" + url.Values{"view": {q.Get("view")}, "cursor": {q.Get("cursor")}, "q": {q.Get("q")}}.Encode()
	}
	return rosterPath(occurrence)
}

func (p *Pages) setCodeWord(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	o, _, err := p.registration.OccurrenceOf(ctx, occurrence)
	if err != nil {
		return err
	}
	o.CodeWord = form.Get("code_word")
	if _, err := p.catalogue.ChangeOccurrence(ctx, actor, o); err != nil {
		if errs.Is(err, errs.Invalid) {
			return p.showRoster(w, r, http.StatusUnprocessableEntity, form, ui.ErrorsOf(ctx, err))
		}
		return err
	}
	notice := i18n.T(ctx, "The code word is set. Say it in the session.")
	if o.CodeWord == "" {
		notice = i18n.T(ctx, "There is no code word any more.")
	}
	return p.done(w, r, rosterPath(occurrence), notice)
}

// queuePage is a waiting list recomputed from its log.
type queuePage struct {
	registration.Explanation
	Occurrence id.ID
	Title      string
	// MayGive says that the reader can give a seat to the next who waits.
	MayGive bool
	Notice  string
}

func (p *Pages) queue(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	v := queuePage{Occurrence: occurrence, Notice: p.notice(ctx)}
	if v.Explanation, err = p.registration.ExplainQueue(ctx, actor, occurrence); err != nil {
		return err
	}
	o, offer, err := p.registration.OccurrenceOf(ctx, occurrence)
	if err != nil {
		return err
	}
	v.MayGive = registration.MayIn(actor, offer.UnitID).Manage && len(v.Waiting) > 0 && registration.MayGive(o, p.clock.Now())
	view, err := p.catalogue.Show(ctx, actor, offer.Key)
	if err != nil {
		return err
	}
	v.Title = view.Version.Title
	return web.Render(w, r, http.StatusOK, queueView(v))
}

func (p *Pages) giveSeat(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	reg, err := p.registration.GiveSeat(ctx, authz.From(ctx), occurrence)
	if err != nil {
		return err
	}
	return p.done(w, r, workPath(occurrence, "queue"), i18n.T(ctx, "The seat is given to %s.", reg.PersonName))
}

// seatsTaken is how many seats are given away, by the counts of the roster.
func (p rosterPage) seatsTaken() int {
	n := 0
	for s, c := range p.Counts {
		if s.HoldsSeat() {
			n += c
		}
	}
	return n
}

func (p rosterPage) count(states ...registration.State) int {
	n := 0
	for s, c := range p.Counts {
		if slices.Contains(states, s) || len(states) == 0 && s != registration.StateCancelled {
			n += c
		}
	}
	return n
}
