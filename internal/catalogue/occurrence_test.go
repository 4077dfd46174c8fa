package catalogue_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// outbox returns the events of a kind that were published.
func outbox[T any](t *testing.T, d *db.DB, kind string) []T {
	t.Helper()
	rows, err := d.Query(ctx, `SELECT payload FROM outbox WHERE kind = $1 ORDER BY id`, "event:"+kind)
	must(t, err)
	defer rows.Close()
	var out []T
	for rows.Next() {
		var payload string
		var e T
		must(t, rows.Scan(&payload))
		must(t, json.Unmarshal([]byte(payload), &e))
		out = append(out, e)
	}
	return out
}

func TestChangeOccurrence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		c := ct.Occurrence(t, w, o.ID, ct.Seats(3))
		draft, _, err := w.Create(ctx, w.Editor, w.Unit.ID, catalogue.Draft{Kind: catalogue.Webinar, Content: catalogue.Content{Title: "A draft"}})
		must(t, err)
		ct.Occurrence(t, w, draft.ID) // nobody hears of a draft's dates
		if got := outbox[catalogue.OccurrenceAdded](t, d, "catalogue.occurrence-added"); len(got) != 1 || got[0].OccurrenceID != c.ID || got[0].OfferID != o.ID || got[0].Capacity != 3 || !got[0].StartsAt.Equal(c.StartsAt) {
			t.Errorf("of a new date is told %+v", got)
		}
		same, err := w.ChangeOccurrence(ctx, w.Editor, c)
		must(t, err)
		if same.Sequence != 0 {
			t.Error("a change of nothing raised the sequence")
		}
		more := c
		more.Capacity = 5
		_, err = w.ChangeOccurrence(ctx, w.Editor, more)
		wantKind(t, err, errs.Forbidden, "an editor sets the seats of a published offer")
		more, err = w.ChangeOccurrence(ctx, w.Manager, more)
		must(t, err)
		_, err = w.ChangeOccurrence(ctx, w.Manager, c)
		wantKind(t, err, errs.Conflict, "a change of what somebody else has changed")
		for range 2 {
			must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := w.TakeSeatTx(ctx, tx, c.ID)
				return err
			}))
		}
		fewer := more
		fewer.Capacity = 1
		_, err = w.ChangeOccurrence(ctx, w.Manager, fewer)
		wantKind(t, err, errs.Conflict, "fewer seats than are taken")
		later := more
		later.StartsAt, later.EndsAt = later.StartsAt.Add(time.Hour), later.EndsAt.Add(time.Hour)
		later, err = w.ChangeOccurrence(ctx, w.Editor, later)
		must(t, err)
		if later.Sequence != 2 || later.Taken != 2 {
			t.Errorf("after two changes it is %+v", later)
		}
		events := outbox[catalogue.OccurrenceChanged](t, d, "catalogue.occurrence-changed")
		if len(events) != 2 || !events[0].SeatsAdded() || events[1].SeatsAdded() || join(events[1].Changed) != "time" {
			t.Errorf("the events are %+v", events)
		}
		wantKind(t, w.CancelOccurrence(ctx, w.Editor, c.ID, "Storm"), errs.Forbidden, "an editor cancels a published date")
		wantKind(t, w.CancelOccurrence(ctx, w.Manager, c.ID, " "), errs.Invalid, "cancel without a reason")
		wantKind(t, w.Archive(ctx, w.Manager, o.ID, ""), errs.Conflict, "archive with dates to come")
		must(t, w.CancelOccurrence(ctx, w.Manager, c.ID, "Storm"))
		wantKind(t, w.CancelOccurrence(ctx, w.Manager, c.ID, "Storm"), errs.Conflict, "cancel twice")
		must(t, w.Archive(ctx, w.Manager, o.ID, ""))
		if got := outbox[catalogue.OccurrenceCancelled](t, d, "catalogue.occurrence-cancelled"); len(got) != 1 || got[0].Reason != "Storm" || got[0].Sequence != 3 {
			t.Errorf("the events are %+v", got)
		}
		// A cancelled date sells no seat, but gives back those that were taken.
		must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if ok, err := w.TakeSeatTx(ctx, tx, c.ID); ok || err != nil {
				t.Errorf("a seat of a cancelled date: %v, %v", ok, err)
			}
			return w.ReleaseSeatTx(ctx, tx, c.ID)
		}))
	})
}

func TestConferenceAndDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		conference := ct.Offer(t, w, ct.Titled("Conference"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
		session := ct.Offer(t, w, ct.Titled("Session"), func(d *catalogue.Draft) { d.Kind = catalogue.ConferenceSession })
		start := w.Clock.Now().Add(30 * 24 * time.Hour)
		whole := ct.Occurrence(t, w, conference.ID, func(o *catalogue.Occurrence) {
			for i := range 3 {
				at := start.Add(time.Duration(2-i) * 24 * time.Hour)
				o.Days = append(o.Days, catalogue.Day{Title: "Day", StartsAt: at, EndsAt: at.Add(8 * time.Hour)})
			}
		})
		if !whole.StartsAt.Equal(start) || !whole.EndsAt.Equal(start.Add(56*time.Hour)) || whole.ScheduledMinutes() != 24*60 {
			t.Errorf("the whole goes from %s to %s, %d minutes", whole.StartsAt, whole.EndsAt, whole.ScheduledMinutes())
		}
		in := func(at time.Time) func(*catalogue.Occurrence) {
			return func(o *catalogue.Occurrence) {
				o.ParentID, o.StartsAt, o.EndsAt = whole.ID, at, at.Add(time.Hour)
			}
		}
		part := ct.Occurrence(t, w, session.ID, in(start.Add(time.Hour)))
		_, err := w.AddOccurrence(ctx, w.Manager, session.ID, catalogue.Occurrence{ParentID: whole.ID, Zone: "UTC", StartsAt: start.Add(-time.Hour), EndsAt: start})
		wantKind(t, err, errs.Invalid, "a session before its conference")
		_, err = w.AddOccurrence(ctx, w.Manager, session.ID, catalogue.Occurrence{ParentID: part.ID, Zone: "UTC", StartsAt: part.StartsAt, EndsAt: part.EndsAt})
		wantKind(t, err, errs.Invalid, "a session in a session")
		shorter := whole
		shorter.Days = whole.Days[1:]
		_, err = w.ChangeOccurrence(ctx, w.Manager, shorter)
		wantKind(t, err, errs.Conflict, "a conference that leaves its session behind")
		renamed := whole
		renamed.Days = append([]catalogue.Day{}, whole.Days...)
		renamed.Days[1].Title = "Middle"
		renamed, err = w.ChangeOccurrence(ctx, w.Manager, renamed)
		must(t, err)
		if renamed.Days[1].ID != whole.Days[1].ID || renamed.Days[1].Title != "Middle" {
			t.Errorf("the days became %+v", renamed.Days)
		}
		v, err := w.Show(ctx, w.Visitor, conference.Key)
		must(t, err)
		if len(v.Sessions) != 1 || v.SessionOffers[session.ID].Title != "Session" || len(v.Occurrences[0].Days) != 3 {
			t.Errorf("the page shows %+v", v.Sessions)
		}
		if problems, err := w.Check(ctx); err != nil || len(problems) > 0 {
			t.Errorf("Check: %v, %v", problems, err)
		}
		must(t, w.CancelOccurrence(ctx, w.Manager, whole.ID, "Flood"))
		if got := outbox[catalogue.OccurrenceCancelled](t, d, "catalogue.occurrence-cancelled"); len(got) != 2 {
			t.Errorf("%d events", len(got))
		}
	})
}

func TestAt(t *testing.T) {
	for _, c := range []struct{ date, clock, zone, want string }{
		{"2026-03-31", "14:00", "America/Chicago", "2026-03-31T19:00:00Z"},
		{"2026-01-31", "14:00", "America/Chicago", "2026-01-31T20:00:00Z"},
		{"2026-03-08", "02:30", "America/Chicago", ""}, // the clocks jump over it
		{"2026-11-01", "01:30", "America/Chicago", "2026-11-01T06:30:00Z"},
		{"2026-02-30", "14:00", "UTC", ""}, {"2026-02-20", "25:00", "UTC", ""}, {"2026-02-20", "14:00", "Local", ""},
	} {
		got, err := catalogue.At(c.date, c.clock, c.zone)
		if c.want == "" {
			wantKind(t, err, errs.Invalid, c.date+" "+c.clock)
		} else if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("%s %s in %s is %s (%v), want %s", c.date, c.clock, c.zone, got, err, c.want)
		}
	}
}

func TestWorksheets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		proposal := catalogue.WorksheetProposal{
			Counted: []catalogue.Stretch{{What: "Talk", Minutes: 50}}, Excluded: []catalogue.Stretch{{What: "Welcome", Minutes: 10}}, Method: "By the agenda.",
		}
		_, err := w.ProposeWorksheet(ctx, w.Learner, o.ID, proposal)
		wantKind(t, err, errs.Forbidden, "a learner proposes")
		_, err = w.ProposeWorksheet(ctx, w.Editor, o.ID, catalogue.WorksheetProposal{Counted: []catalogue.Stretch{{What: "All", Minutes: 61}}, Method: "x"})
		wantKind(t, err, errs.Invalid, "more minutes than there are")
		own, err := w.ProposeWorksheet(ctx, w.Accreditation, o.ID, proposal)
		must(t, err)
		decide := func(w1 catalogue.Worksheet, by string) error {
			actor := w.Accreditation
			if by == "editor" {
				actor = w.Editor
			}
			return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				return w.DecideWorksheetTx(ctx, tx, actor, w1.ID, true, "")
			})
		}
		wantKind(t, decide(own, "staff"), errs.Forbidden, "the author approves")
		sheet, err := w.ProposeWorksheet(ctx, w.Editor, o.ID, proposal)
		must(t, err)
		wantKind(t, decide(sheet, "editor"), errs.Forbidden, "an editor approves")
		must(t, decide(sheet, "staff"))
		wantKind(t, decide(sheet, "staff"), errs.Conflict, "decide twice")
		must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return w.SetEarnsTx(ctx, tx, w.Reviewer, o.ID, []catalogue.Recognition{catalogue.CEU, catalogue.Certificate})
		}))
		v, err := w.Show(ctx, w.Visitor, o.Key)
		must(t, err)
		if v.CEU != 1 || v.Worksheet == nil || len(v.Earns) != 2 {
			t.Errorf("it earns %v, %d tenths", v.Earns, v.CEU)
		}
		// A new version needs a new worksheet.
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("Longer"), func(d *catalogue.Draft) { d.Minutes = 120 }))
		must(t, err)
		draftSheet, err := w.ProposeWorksheet(ctx, w.Editor, o.ID, proposal)
		must(t, err)
		w.Clock.Advance(time.Minute)
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("Longer still"), func(d *catalogue.Draft) { d.Minutes = 180 }))
		must(t, err)
		wantKind(t, decide(draftSheet, "staff"), errs.Conflict, "approve what was changed since")
		_, err = w.Publish(ctx, w.Manager, o.ID, time.Time{})
		must(t, err)
		found, err := w.Search(ctx, catalogue.SearchRequest{Filter: map[string][]string{"recognition": {"ceu"}}})
		must(t, err)
		v, err = w.Show(ctx, w.Visitor, o.Key)
		must(t, err)
		if v.CEU != 0 || len(v.Earns) != 1 || found.Total != 0 {
			t.Errorf("a new version without a worksheet earns %v, %d tenths, and %d offers earn CEU", v.Earns, v.CEU, found.Total)
		}
	})
}
