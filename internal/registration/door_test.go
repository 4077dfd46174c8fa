package registration_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

func pageOf(n int) page.Request { return page.Request{Limit: n} }

// TestSeatsAfterRegistrationClosed are given by hand, to the next who waits, and at the door.
func TestSeatsAfterRegistrationClosed(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1, func(o *catalogue.Occurrence) { o.ClosesAt = o.StartsAt.Add(-24 * time.Hour) })
		p := w.Persons(t, 5)
		var r []registration.Registration
		for _, a := range p[:3] {
			r = append(r, w.Register(t, a, o.ID))
		}
		give := func() error { return errOf(w.Registrations.GiveSeat(ctx, w.Manager, o.ID)) }
		want(t, give(), errs.Conflict) // registration is open
		w.Clock.Set(o.StartsAt.Add(-time.Hour))
		want(t, give(), errs.Conflict) // no seat is free
		must(t, 0, errOf(w.Registrations.Cancel(ctx, p[0], r[0].ID, "")))
		want(t, errOf(w.Registrations.GiveSeat(ctx, w.Editor, o.ID)), errs.Forbidden)
		must(t, 0, give())
		is(t, w, p[1], r[1].ID, registration.StateRegistered)
		is(t, w, p[2], r[2].ID, registration.StateWaitlisted)
		e, err := w.Registrations.ExplainQueue(ctx, w.Manager, o.ID)
		if err != nil || len(e.Faults) > 0 {
			t.Errorf("got %+v, %v", e.Queue, err)
		}
		// At the door nobody goes before those who wait; who is over and gone waits no more.
		door := func(i int) (registration.Registration, error) {
			return w.Registrations.Register(ctx, w.Manager, registration.Request{Occurrence: o.ID, Person: p[i].PersonID})
		}
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		want(t, errOf(door(3)), errs.Conflict)
		w.Work(t)
		must(t, 0, w.Queue.RunPeriodic(ctx))
		now, err := w.Occurrence(ctx, w.DB, o.ID)
		must(t, now, err)
		now.Capacity = 2
		must(t, 0, errOf(w.ChangeOccurrence(ctx, w.Manager, now)))
		got, err := door(3)
		if err != nil || got.State != registration.StateRegistered {
			t.Errorf("at the door: %+v, %v", got, err)
		}
		want(t, errOf(door(4)), errs.Conflict)
		want(t, errOf(w.Registrations.Register(ctx, p[4], registration.Request{Occurrence: o.ID})), errs.Conflict)
		w.Clock.Set(o.EndsAt.Add(3 * time.Hour))
		want(t, errOf(door(4)), errs.Conflict)
	})
}

// TestTheUnitPaysOnlyWhereItSaysSo keeps learners from naming it.
func TestTheUnitPaysOnlyWhereItSaysSo(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 0)
		a := w.Persons(t, 1)[0]
		want(t, errOf(w.Registrations.Register(ctx, a, registration.Request{Occurrence: o.ID, Payer: "unit"})), errs.Invalid)
		r, err := w.Registrations.Register(ctx, w.Manager, registration.Request{Occurrence: o.ID, Payer: "unit", Person: a.PersonID})
		if err != nil || r.Payer != "unit" {
			t.Errorf("got %+v, %v", r, err)
		}
	})
}

// TestTheCodeWordOfEachDay is asked for day by day, and counts for the sitting that is under way.
func TestTheCodeWordOfEachDay(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 0, days(0, 1), func(o *catalogue.Occurrence) {
			o.CodeWord = "heron"
			last := o.Days[1]
			o.Days = append(o.Days, catalogue.Day{Position: 3, Title: "After it", StartsAt: last.EndsAt, EndsAt: last.EndsAt.Add(time.Hour)})
			o.EndsAt = last.EndsAt.Add(time.Hour)
		})
		a := w.Persons(t, 1)[0]
		r := w.Register(t, a, o.ID)
		for i, minutes := range []int{120, 240, 300} {
			w.Clock.Set(o.Days[i].StartsAt.Add(5 * time.Minute))
			v, err := w.Registrations.Show(ctx, a, r.ID)
			if err != nil || !v.CodeWord {
				t.Errorf("sitting %d asks for no word, %v", i+1, err)
			}
			must(t, r, errOf(w.Registrations.CodeWord(ctx, a, r.ID, "heron")))
			if v, err = w.Registrations.Show(ctx, a, r.ID); err != nil || v.CodeWord || v.Minutes != minutes {
				t.Errorf("after sitting %d: asks again %v, %d minutes, %v", i+1, v.CodeWord, v.Minutes, err)
			}
		}
	})
}

// TestDaysThatHaveNotBegun have no attendance yet.
func TestDaysThatHaveNotBegun(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 0, days(0, 1))
		r := w.Register(t, w.Persons(t, 1)[0], o.ID)
		see := func(day int) error {
			a := registration.Attendance{Registrations: ids(r), Present: true, Reason: "Seen"}
			if day >= 0 {
				a.DayID = o.Days[day].ID
			}
			return errOf(w.Registrations.RecordAttendance(ctx, w.Editor, o.ID, a))
		}
		want(t, see(-1), errs.Conflict)
		w.Clock.Set(o.StartsAt)
		want(t, see(-1), errs.Invalid)
		want(t, see(1), errs.Invalid)
		must(t, 0, see(0))
		w.Clock.Set(o.Days[1].StartsAt)
		must(t, 0, see(-1))
	})
}

// TestAStartThatWasMovedEndsPromises whatever they said when they were made.
func TestAStartThatWasMovedEndsPromises(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1)
		p := w.Persons(t, 2)
		first, r := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		must(t, 0, errOf(w.Registrations.Cancel(ctx, p[0], first.ID, "")))
		now, err := w.Occurrence(ctx, w.DB, o.ID)
		must(t, now, err)
		now.StartsAt = w.Clock.Now().Add(time.Hour)
		must(t, 0, errOf(w.ChangeOccurrence(ctx, w.Manager, now)))
		w.Clock.Advance(time.Hour)
		want(t, errOf(w.Registrations.Confirm(ctx, p[1], r.ID)), errs.Gone)
	})
}

func ids(list ...registration.Registration) []id.ID {
	out := make([]id.ID, len(list))
	for i, r := range list {
		out[i] = r.ID
	}
	return out
}
