package catalogue_test

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Attendance refers to days by their ids, and a form sends none.
func TestDaysKeepTheirIDs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		first := w.Clock.Now().Add(48 * time.Hour)
		day := func(n int, more ...time.Duration) catalogue.Day {
			at := first.AddDate(0, 0, n)
			for _, m := range more {
				at = at.Add(m)
			}
			return catalogue.Day{StartsAt: at, EndsAt: at.Add(time.Hour)}
		}
		for name, c := range map[string]struct {
			to   []catalogue.Day
			want []int // the old day that each becomes, -1 for a new one
		}{
			"the first line is deleted":      {[]catalogue.Day{day(1), day(2)}, []int{1, 2}},
			"a line is put in front":         {[]catalogue.Day{day(-1), day(0), day(1), day(2)}, []int{-1, 0, 1, 2}},
			"the lines are out of order":     {[]catalogue.Day{day(2), day(0), day(1)}, []int{0, 1, 2}},
			"all are an hour later":          {[]catalogue.Day{day(0, time.Hour), day(1, time.Hour), day(2, time.Hour)}, []int{0, 1, 2}},
			"the middle one is in the night": {[]catalogue.Day{day(0), day(1, 9*time.Hour), day(2)}, []int{0, 1, 2}},
			"one goes and the next moves":    {[]catalogue.Day{day(1, time.Hour), day(2)}, []int{1, 2}},
			"one is longer":                  {[]catalogue.Day{day(0), {StartsAt: day(1).StartsAt, EndsAt: day(1).EndsAt.Add(time.Hour)}, day(2)}, []int{0, 1, 2}},
		} {
			old := ct.Occurrence(t, w, o.ID, func(c *catalogue.Occurrence) { c.Days = []catalogue.Day{day(0), day(1), day(2)} })
			to := old
			to.Days = c.to
			now, err := w.ChangeOccurrence(ctx, w.Manager, to)
			must(t, err)
			for i, n := range now.Days {
				is := slices.IndexFunc(old.Days, func(x catalogue.Day) bool { return x.ID == n.ID })
				if is != c.want[i] {
					t.Errorf("%s: day %d was day %d, want %d", name, i, is, c.want[i])
				}
			}
		}
	})
}

// A date that is added with the ids of another date's days, as a program sends that copies a date, has days of its own.
func TestADateThatIsCopiedHasItsOwnDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		first := w.Clock.Now().Add(48 * time.Hour)
		old := ct.Occurrence(t, w, o.ID, func(c *catalogue.Occurrence) {
			c.Days = []catalogue.Day{{StartsAt: first, EndsAt: first.Add(time.Hour)}, {StartsAt: first.AddDate(0, 0, 1), EndsAt: first.AddDate(0, 0, 1).Add(time.Hour)}}
		})
		added := ct.Occurrence(t, w, o.ID, func(c *catalogue.Occurrence) {
			for _, x := range old.Days {
				x.StartsAt, x.EndsAt = x.StartsAt.AddDate(0, 1, 0), x.EndsAt.AddDate(0, 1, 0)
				c.Days = append(c.Days, x)
			}
		})
		for _, want := range []catalogue.Occurrence{old, added} {
			rows, err := d.Query(ctx, `SELECT starts_at FROM occurrence_days WHERE occurrence_id = $1 ORDER BY position`, want.ID)
			is, err := db.Collect(rows, err, func(r *sql.Rows) (at time.Time, err error) { return at, r.Scan(db.Time(&at)) })
			must(t, err)
			if len(is) != 2 || !is[0].Equal(want.Days[0].StartsAt) || !is[1].Equal(want.Days[1].StartsAt) || old.Days[0].ID == added.Days[0].ID {
				t.Errorf("the days are %v, want %v", is, want.Days)
			}
		}
	})
}

// On its third day a conference is cancelled: what has been stays as it was, also for the record.
func TestCancelConferenceUnderWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		conference := ct.Offer(t, w, ct.Titled("Conference"), func(d *catalogue.Draft) {
			d.Kind, d.Cosponsors = catalogue.Conference, []id.ID{w.Other.ID}
		})
		whole := ct.Occurrence(t, w, conference.ID, ct.At(w.Clock.Now(), 72*time.Hour))
		theirs, _, err := w.Create(ctx, w.Stranger, w.Other.ID, ct.Draft(ct.Titled("Their session")))
		must(t, err)
		_, err = w.Publish(ctx, w.Stranger, theirs.ID, time.Time{})
		must(t, err)
		var sessions []catalogue.Occurrence
		for day := range 3 {
			at := w.Clock.Now().AddDate(0, 0, day)
			s, err := w.AddOccurrence(ctx, w.Stranger, theirs.ID, catalogue.Occurrence{Zone: "UTC", ParentID: whole.ID, StartsAt: at, EndsAt: at.Add(time.Hour)})
			must(t, err)
			sessions = append(sessions, s)
		}
		w.Clock.Advance(26 * time.Hour)
		must(t, w.CancelOccurrence(ctx, w.Manager, whole.ID, "Flood"))
		now, err := w.Occurrences(ctx, []id.ID{whole.ID, sessions[0].ID, sessions[1].ID, sessions[2].ID})
		must(t, err)
		for i, want := range []string{catalogue.Scheduled, catalogue.Scheduled, catalogue.Cancelled} {
			if got := now[sessions[i].ID]; got.Status != want {
				t.Errorf("session %d is %s, want %s", i, got.Status, want)
			}
		}
		if got := outbox[catalogue.OccurrenceCancelled](t, d, "catalogue.occurrence-cancelled"); len(got) != 2 || got[0].Sequence != 1 || got[1].Sequence != 1 {
			t.Errorf("the events are %+v", got)
		}
		var unit id.ID
		must(t, d.QueryRow(ctx, `SELECT unit_id FROM audit_log WHERE action = 'occurrence.cancelled' AND object_id = $1`, sessions[2].ID).Scan(&unit))
		if unit != w.Other.ID {
			t.Error("the audit row of a session names another unit than the session's")
		}
	})
}

func TestWhoFillsAConference(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		kind := func(d *catalogue.Draft) { d.Kind = catalogue.Conference }
		conference := ct.Offer(t, w, ct.Titled("Ours"), kind)
		whole := ct.Occurrence(t, w, conference.ID, ct.At(w.Clock.Now().Add(48*time.Hour), 72*time.Hour))
		theirs, _, err := w.Create(ctx, w.Stranger, w.Other.ID, ct.Draft(ct.Titled("Theirs")))
		must(t, err)
		session := catalogue.Occurrence{Zone: "UTC", ParentID: whole.ID, StartsAt: whole.StartsAt, EndsAt: whole.StartsAt.Add(time.Hour)}
		_, err = w.AddOccurrence(ctx, w.Stranger, theirs.ID, session)
		wantKind(t, err, errs.Invalid, "a session in another unit's conference")
		alone := session
		alone.ParentID = ""
		alone, err = w.AddOccurrence(ctx, w.Stranger, theirs.ID, alone)
		must(t, err)
		alone.ParentID = whole.ID
		_, err = w.ChangeOccurrence(ctx, w.Stranger, alone)
		wantKind(t, err, errs.Invalid, "a date moved into another unit's conference")
		both := w.Actor(t, "Bo Lind", authz.Binding{Role: authz.UnitManager, UnitID: w.Other.ID}, authz.Binding{Role: authz.UnitEditor, UnitID: w.Unit.ID})
		alone, err = w.ChangeOccurrence(ctx, both, alone)
		must(t, err)
		alone.Room = "Hall B"
		_, err = w.ChangeOccurrence(ctx, w.Stranger, alone)
		must(t, err)

		archived := ct.Offer(t, w, ct.Titled("Given up"), kind)
		gone := ct.Occurrence(t, w, archived.ID, ct.At(whole.StartsAt, 72*time.Hour))
		w.Clock.Set(gone.EndsAt)
		must(t, w.Archive(ctx, w.Manager, archived.ID, ""))
		own := ct.Offer(t, w, ct.Titled("Own"))
		session.ParentID = gone.ID
		_, err = w.AddOccurrence(ctx, w.Manager, own.ID, session)
		wantKind(t, err, errs.Invalid, "a session in an archived conference")
	})
}
