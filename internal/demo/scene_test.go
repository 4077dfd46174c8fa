package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// TestTheDemonstration makes the whole demonstration once on each database and looks at it as the personas do.
func TestTheDemonstration(t *testing.T) {
	var told []string
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		size, err := Demonstration()
		if err != nil {
			t.Fatal(err)
		}
		s, err := fill(t.Context(), deps(d), size)
		if err != nil {
			t.Fatal(err)
		}
		if s.summary.Offers < 300 || s.summary.Units < 60 || s.summary.Entries < 2000 {
			t.Errorf("made %+v", s.summary)
		}
		if streams, err := s.Catalogue.Streams(t.Context(), authz.System("test"), true); err != nil || len(streams) != 8 {
			t.Errorf("%d streams: %v", len(streams), err)
		}
		st, err := s.newStage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		v := &visit{stage: st, t: t}
		t.Run("it holds", func(t *testing.T) { holds(t, d) })
		t.Run("the doctor finds nothing", v.doctor)
		t.Run("attendance adds up", v.attendance)
		t.Run("everybody has something of their own", v.everybody)
		t.Run("the learner", v.learner)
		t.Run("the reviewer", v.reviewer)
		t.Run("the unit", v.unit)
		t.Run("certificates verify", v.certificates)
		t.Run("names of before", v.names)
		// The same day makes the same association, whatever it is kept in.
		if mine := v.tell(t); told == nil {
			told = mine
		} else if !slices.Equal(told, mine) {
			t.Error("the same day made another association")
		}
	})
}

// visit is somebody who looks at a demonstration.
type visit struct {
	*stage
	t *testing.T
}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *visit) doctor(t *testing.T) {
	for name, check := range map[string]func(context.Context) ([]string, error){
		"catalogue": v.catalogue.Check, "people": v.people.Check, "record": v.record.Check, "registration": v.registration.Check, "recognition": v.recognition.Check,
	} {
		found := must(t, func() []string { f, err := check(t.Context()); return must(t, f, err) }(), nil)
		if len(found) > 0 {
			t.Errorf("%s: %d findings, the first is %s", name, len(found), found[0])
		}
	}
	for {
		n, err := audit.Seal(t.Context(), v.DB)
		if must(t, n, err) == 0 {
			break
		}
	}
	broken, _, _, err := audit.Verify(t.Context(), v.DB)
	if must(t, broken, err) != 0 {
		t.Errorf("the log breaks at row %d", broken)
	}
}

// attendance compares what stands on each registration with what its facts come to.
func (v *visit) attendance(t *testing.T) {
	n := 0
	for _, o := range v.offers {
		for _, oc := range o.occurrences {
			err := v.registration.EachOnRoster(t.Context(), authz.System("test"), oc.id, func(r registration.Row) error {
				n++
				if r.Minutes != r.Presence.Minutes {
					return fmt.Errorf("%s has %d minutes, and the facts come to %d", r.ID, r.Minutes, r.Presence.Minutes)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if n < 3000 {
		t.Errorf("%d people on rosters", n)
	}
}

func (v *visit) everybody(t *testing.T) {
	for _, p := range v.words.Personas {
		a := v.as(p.Key)
		mine, err := v.registration.Mine(t.Context(), a, page.Request{})
		l := must(t, mine, err)
		if len(l.Registered)+len(l.UnderWay) == 0 && a.Has(authz.Mentor, authz.Coordinator) || len(l.Registered)+len(l.UnderWay)+len(l.Past) == 0 {
			t.Errorf("%s: %d registered, %d under way, %d past", p.Key, len(l.Registered), len(l.UnderWay), len(l.Past))
		}
		entries, err := v.record.Entries(t.Context(), a, a.PersonID, record.Filter{}, page.Request{})
		if len(must(t, entries, err).Items) == 0 {
			t.Errorf("%s has nothing in the record", p.Key)
		}
	}
	presenting, err := v.record.Transcript(t.Context(), v.as("mentor"), v.persona("mentor").id, record.Period{})
	if !slices.ContainsFunc(must(t, presenting, err).Entries, func(e record.Entry) bool { return e.Kind == record.KindPresenting }) {
		t.Error("the mentor has presented nothing")
	}
}

func (v *visit) learner(t *testing.T) {
	me := v.as("learner")
	mine, err := v.registration.Mine(t.Context(), me, page.Request{Limit: 100})
	l := must(t, mine, err)
	states := map[registration.State]int{}
	for _, i := range l.Registered {
		states[i.State]++
		if i.State == registration.StateHeld && !v.now.Before(i.HeldUntil) {
			t.Error("the promise is over")
		}
		if i.State == registration.StateWaitlisted && i.OfferTitle == v.texts["puppets"].Title && i.Ahead != 2 {
			t.Errorf("%d wait before the learner", i.Ahead)
		}
	}
	if states[registration.StateHeld] == 0 || states[registration.StateWaitlisted] == 0 || states[registration.StateRegistered] == 0 || len(l.UnderWay) == 0 {
		t.Errorf("registered %v, %d under way", states, len(l.UnderWay))
	}
	transcript, err := v.record.Transcript(t.Context(), me, me.PersonID, record.Period{})
	years, corrected, ceu := map[string]bool{}, 0, 0
	for _, e := range must(t, transcript, err).Entries {
		years[e.EndedOn[:4]] = true
		if e.CorrectsID != "" {
			corrected++
		}
		if e.CEUTenths > 0 {
			ceu++
		}
	}
	if len(years) < 4 || corrected != 1 || ceu < 4 || len(transcript.Totals) < 2 {
		t.Errorf("years %v, %d corrected, %d with CEU, %d assurances", years, corrected, ceu, len(transcript.Totals))
	}
	shares, err := v.record.Shares(t.Context(), me)
	if list := must(t, shares, err); len(list) != 2 || list[0].Looks != 4 || !list[0].Open(v.now) || list[1].Open(v.now) {
		t.Errorf("shares %+v", list)
	}
	looks, err := v.record.Views(t.Context(), me, page.Request{})
	if n := len(must(t, looks, err).Items); n != 6 {
		t.Errorf("%d looks", n)
	}
}

func (v *visit) reviewer(t *testing.T) {
	me := v.as("reviewer")
	queue, err := v.recognition.Queue(t.Context(), me, page.Request{})
	units, days, sheets, mine, again := map[id.ID]bool{}, map[string]bool{}, 0, 0, 0
	for _, r := range must(t, queue, err).Items {
		units[r.UnitID], days[day(r.AskedAt)] = true, true
		c, err := v.recognition.Case(t.Context(), me, r.ID)
		if must(t, c, err).Worksheet != nil && len(c.Worksheet.Excluded) > 0 {
			sheets++
		}
		if c.Moved {
			t.Errorf("%q has gone on to another wording", r.Title)
		}
		if c.Bar != nil {
			mine++
			_, err := v.recognition.Decide(t.Context(), me, r.ID, recognition.Decision{Return: true, Reason: "No"})
			if !errs.Is(err, errs.Forbidden) {
				t.Errorf("the reviewer decides on a worksheet of their own: %v", err)
			}
		}
		o, err := v.recognition.Overview(t.Context(), v.as("administrator"), r.OfferID)
		if slices.ContainsFunc(must(t, o, err).Reviews, func(r recognition.Review) bool { return r.Decision == recognition.Returned && r.Reason != "" }) {
			again++
		}
	}
	if len(units) < 5 || len(days) < 5 || sheets < 4 || mine != 1 || again != 1 {
		t.Errorf("%d units on %d days, %d worksheets, %d of the reviewer's own, %d returned before", len(units), len(days), sheets, mine, again)
	}
}

// neighbours: their calendar came twice, and one of its events is an offer of the unit.
func (v *visit) neighbours(t *testing.T, editor authz.Actor) {
	sources, err := v.catalogue.Sources(t.Context(), editor)
	if len(must(t, sources, err)) != 1 || sources[0].Trouble != "" {
		t.Fatalf("sources: %+v", sources)
	}
	pairs, err := v.catalogue.Duplicates(t.Context(), editor)
	if len(must(t, pairs, err)) != 1 {
		t.Errorf("%d pairs may be the same", len(pairs))
	}
}

func (v *visit) unit(t *testing.T) {
	editor := v.as("unit-editor")
	v.neighbours(t, editor)
	list := func(r catalogue.ListRequest) []catalogue.OfferRow {
		r.Request = page.Request{Limit: 100}
		p, err := v.catalogue.List(t.Context(), editor, r)
		return must(t, p, err).Items
	}
	ready, wanting, revised := 0, 0, 0
	for _, row := range list(catalogue.ListRequest{Unpublished: true}) {
		o, version, err := v.catalogue.Edit(t.Context(), editor, row.ID)
		must(t, o, err)
		switch {
		case o.PublishedID != "":
			revised++
		case len(catalogue.Missing(o, version)) == 0:
			ready++
		default:
			wanting++
		}
	}
	if ready == 0 || wanting == 0 || revised == 0 {
		t.Errorf("%d drafts are ready, %d want something, %d are new wordings", ready, wanting, revised)
	}
	if n := len(list(catalogue.ListRequest{ReviewDue: true})); n < 3 {
		t.Errorf("%d offers are to be looked at again", n)
	}
	held, resolve, closed := false, 0, false
	for _, key := range []string{"kindly", "weeding", "printers"} {
		rows := list(catalogue.ListRequest{Text: v.texts[key].Title})
		if len(rows) != 1 {
			t.Fatalf("%s: %d offers", key, len(rows))
		}
		shown, err := v.catalogue.Show(t.Context(), editor, rows[0].Key)
		dates := must(t, shown, err).Occurrences
		roster, err := v.registration.Roster(t.Context(), editor, dates[0].ID, nil, page.Request{})
		must(t, roster, err)
		held = held || roster.Counts[registration.StateHeld] == 1 && roster.Counts[registration.StateWaitlisted] == 3 && dates[0].Full()
		resolve += roster.Unresolved
		if results, err := v.registration.Results(t.Context(), editor, rows[0].ID); key == "printers" {
			closed = !roster.Closed.IsZero() && len(must(t, results, err)) > 0 && results[0].Shown >= registration.MinAnswers && len(results[0].Texts) > 0
		}
	}
	if !held || resolve != 3 || !closed {
		t.Errorf("a promise and three who wait: %v; rows to resolve: %d; closed with answers: %v", held, resolve, closed)
	}
}

func (v *visit) certificates(t *testing.T) {
	for _, who := range []string{"learner", "mentor", "coordinator"} {
		mine, err := v.recognition.Mine(t.Context(), v.as(who), page.Request{Limit: 100})
		list := must(t, mine, err).Items
		if len(list) == 0 {
			t.Errorf("%s has no certificate", who)
		}
		status := map[recognition.Status]int{}
		for _, h := range list {
			c, err := v.recognition.Verify(t.Context(), strings.ToLower(h.Code))
			if must(t, c, err).RecipientName != v.persona(who).name {
				t.Errorf("%s: %+v", who, c)
			}
			status[c.Status]++
		}
		if who == "learner" && status[recognition.Corrected] != 1 {
			t.Errorf("the learner's certificates: %v", status)
		}
	}
}

// names looks for offers that bear the name their unit had when they were made.
func (v *visit) names(t *testing.T) {
	var merged, renamed int
	for _, o := range v.offers {
		switch {
		case o.unit.SuccessorID != "":
			merged++
			if day(o.published) > o.unit.EndedOn {
				t.Errorf("%q was published by %s after that had ended", o.title, o.unitName)
			}
		case o.unit.Name != o.unitName:
			renamed++
		}
	}
	if merged < 5 || renamed < 3 {
		t.Errorf("%d offers of merged and %d of renamed units", merged, renamed)
	}
}

// tell writes down who did what, without the ids that differ from one making to the next.
func (v *visit) tell(t *testing.T) []string {
	rows, err := v.DB.Query(t.Context(), `SELECT r.person_name || ' ' || r.offer_title || ' ' || r.state || ' ' || r.created_at || ' ' || r.price_minor FROM registrations r`)
	must(t, rows, err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}
