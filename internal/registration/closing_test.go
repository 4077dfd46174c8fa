package registration_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestClosingAgainKeepsThePresenters gives nothing to whoever presents the offer by now.
func TestClosingAgainKeepsThePresenters(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		sol, ana := w.Actor(t, "Sol Example"), w.Actor(t, "Ana Example")
		by := func(a authz.Actor) func(*catalogue.Draft) {
			return func(d *catalogue.Draft) {
				d.Presenters = []catalogue.Presenter{{PersonID: a.PersonID, Name: a.Name, Part: "presenter"}}
			}
		}
		offer := cataloguetest.Offer(t, w.World, registrationtest.Free, by(sol))
		o := cataloguetest.Occurrence(t, w.World, offer.ID)
		w.Clock.Set(o.EndsAt)
		c, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
		if err != nil || c.Presenters != 1 {
			t.Fatalf("got %+v, %v", c, err)
		}
		must(t, 0, errOf(w.SaveDraft(ctx, w.Manager, offer.ID, cataloguetest.Draft(registrationtest.Free, by(ana)))))
		must(t, 0, errOf(w.Publish(ctx, w.Manager, offer.ID, time.Time{})))
		c, err = w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
		if err != nil || c.Presenters != 0 {
			t.Errorf("closed again: %+v, %v", c, err)
		}
		want(t, errOf(w.Record.BySource(ctx, w.DB, "presenting:"+string(o.ID)+":"+string(ana.PersonID))), errs.NotFound)
	})
}

// parted is a dated offer that is completed by one part, and the part.
func parted(t *testing.T, w *registrationtest.World) (part catalogue.Offer, o catalogue.Occurrence) {
	t.Helper()
	part = cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free, cataloguetest.Titled("The part"))
	whole := cataloguetest.Whole(t, w.World, []catalogue.Offer{part}, registrationtest.Free, cataloguetest.Titled("The whole"))
	return part, cataloguetest.Occurrence(t, w.World, whole.ID)
}

func declare(t *testing.T, w *registrationtest.World, a authz.Actor, offer id.ID) {
	t.Helper()
	r, err := w.Registrations.Register(t.Context(), a, registration.Request{Offer: offer})
	must(t, r, err)
	must(t, r, errOf(w.Registrations.Declare(t.Context(), a, r.ID)))
}

// TestPartsOfADate are judged once it has begun: by the last part, or at the closing.
func TestPartsOfADate(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		part, o := parted(t, w)
		p := w.Persons(t, 3)
		var r []registration.Registration
		for _, a := range p {
			r = append(r, w.Register(t, a, o.ID))
		}
		declare(t, w, p[0], part.ID)
		w.Work(t)
		is(t, w, p[0], r[0].ID, registration.StateRegistered)
		w.Clock.Set(o.StartsAt)
		declare(t, w, p[1], part.ID)
		w.Work(t)
		is(t, w, p[1], r[1].ID, registration.StateCompleted)
		w.Clock.Set(o.EndsAt)
		c, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
		if err != nil || c != (registration.Closing{Completed: 1, Undecided: 1}) {
			t.Errorf("got %+v, %v", c, err)
		}
		is(t, w, p[0], r[0].ID, registration.StateCompleted)
		is(t, w, p[2], r[2].ID, registration.StateRegistered)
	})
}

// TestPartsUnderAnotherAccount counts what was completed under any account that was merged.
func TestPartsUnderAnotherAccount(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		part, o := parted(t, w)
		p := w.Persons(t, 3)
		declare(t, w, p[0], part.ID)
		r := w.Register(t, p[1], o.ID)
		for _, old := range p[:2] {
			must(t, 0, w.People.Merge(ctx, authz.System("test"), old.PersonID, p[2].PersonID))
		}
		w.Clock.Set(o.EndsAt)
		must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)))
		is(t, w, p[2], r.ID, registration.StateCompleted)
	})
}

// TestNobodyCompletesADateTwice holds for two accounts of one person, too.
func TestNobodyCompletesADateTwice(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 0)
		p := w.Persons(t, 2)
		r := []registration.Registration{w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)}
		must(t, 0, w.People.Merge(ctx, authz.System("test"), p[1].PersonID, p[0].PersonID))
		w.Clock.Set(o.EndsAt)
		must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r[0].ID, r[1].ID}, Present: true, Reason: "Seen"})))
		c, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
		if err != nil || c != (registration.Closing{Completed: 1, Undecided: 1}) {
			t.Errorf("got %+v, %v", c, err)
		}
		is(t, w, p[0], r[0].ID, registration.StateCompleted)
		want(t, errOf(w.Registrations.Complete(ctx, w.Manager, r[1].ID, "Was there")), errs.Conflict)
	})
}

// TestNobodyIsMissedWhoWasThere under another account, whichever is looked at first.
func TestNobodyIsMissedWhoWasThere(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		for there := range 2 {
			o := w.Seats(t, 0)
			p := w.Persons(t, 2)
			r := []registration.Registration{w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)}
			must(t, 0, w.People.Merge(ctx, authz.System("test"), p[1].PersonID, p[0].PersonID))
			before := w.Clock.Now()
			w.Clock.Set(o.EndsAt)
			must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r[there].ID}, Present: true, Reason: "Seen"})))
			c, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
			if err != nil || c != (registration.Closing{Completed: 1, Undecided: 1}) {
				t.Errorf("there as number %d: got %+v, %v", there, c, err)
			}
			w.Clock.Set(before)
		}
	})
}

// TestClosingWhatWasCancelled settles those who were there before it was.
func TestClosingWhatWasCancelled(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o, empty := w.Seats(t, 0), w.Seats(t, 0)
		p := w.Persons(t, 2)
		r := []registration.Registration{w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)}
		w.Clock.Set(o.StartsAt.Add(30 * time.Minute))
		must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r[0].ID}, Present: true, Minutes: 30, Reason: "Seen"})))
		for _, x := range []catalogue.Occurrence{o, empty} {
			must(t, 0, w.CancelOccurrence(ctx, w.Manager, x.ID, "The power is out"))
		}
		want(t, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, empty.ID)), errs.Conflict)
		c, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
		if err != nil || c != (registration.Closing{NotCompleted: 1}) {
			t.Errorf("got %+v, %v", c, err)
		}
		w.Work(t)
		is(t, w, p[0], r[0].ID, registration.StateNotCompleted)
		is(t, w, p[1], r[1].ID, registration.StateCancelled)
	})
}

// TestDecidedByHandCountsTheWhole so that no certificate states CEU for a few minutes.
func TestDecidedByHandCountsTheWhole(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer := cataloguetest.Offer(t, w.World, registrationtest.Free)
		cataloguetest.Earns(t, w.World, offer.ID, catalogue.Certificate, catalogue.CEU)
		o := cataloguetest.Occurrence(t, w.World, offer.ID)
		short := cataloguetest.Occurrence(t, w.World, offer.ID, cataloguetest.At(o.StartsAt, 30*time.Minute))
		for _, x := range []struct {
			o               catalogue.Occurrence
			minutes, tenths int
		}{{o, 60, 1}, {short, 30, 0}} {
			a := w.Actor(t, "Kim "+string(x.o.ID[len(x.o.ID)-4:]))
			r := w.Register(t, a, x.o.ID)
			w.Clock.Set(o.EndsAt)
			must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, x.o.ID, registration.Attendance{Registrations: []id.ID{r.ID}, Present: true, Minutes: 10, Reason: "Seen"})))
			must(t, 0, errOf(w.Registrations.Complete(ctx, w.Manager, r.ID, "The line broke down")))
			e, err := w.Record.BySource(ctx, w.DB, "completion:"+string(r.ID))
			if err != nil || e.Minutes != x.minutes || e.CEUTenths != x.tenths {
				t.Errorf("got %+v, %v", e, err)
			}
			w.Clock.Set(o.StartsAt.Add(-time.Hour))
		}
		roster, err := w.Registrations.Roster(ctx, w.Manager, short.ID, nil, pageOf(1))
		if err != nil || roster.CEUMinutes != 60 {
			t.Errorf("the short date says %d, %v", roster.CEUMinutes, err)
		}
	})
}
