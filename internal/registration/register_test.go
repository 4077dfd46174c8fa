package registration_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

func TestTheFourthWaitsAndIsPromoted(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 3)
		p := w.Persons(t, 5)
		r := make([]registration.Registration, 4)
		for i := range r {
			r[i] = w.Register(t, p[i], o.ID)
		}
		if r[2].State != registration.StateRegistered || r[3].State != registration.StateWaitlisted {
			t.Fatalf("got %s and %s", r[2].State, r[3].State)
		}
		if again := w.Register(t, p[0], o.ID); again.ID != r[0].ID {
			t.Error("a second call made a second registration")
		}
		must(t, r[0], errOf(w.Registrations.Cancel(ctx, p[0], r[0].ID, "")))
		held := is(t, w, p[3], r[3].ID, registration.StateHeld)
		if got := held.HeldUntil.Sub(w.Clock.Now()); got != 24*time.Hour {
			t.Errorf("the seat is promised for %v", got)
		}
		// The promised seat counts as taken: a newcomer waits.
		fifth := w.Register(t, p[4], o.ID)
		if fifth.State != registration.StateWaitlisted {
			t.Errorf("a newcomer took a promised seat: %s", fifth.State)
		}
		must(t, held, errOf(w.Registrations.Confirm(ctx, p[3], held.ID)))
		is(t, w, p[3], r[3].ID, registration.StateRegistered)
		w.Work(t)
		var subjects []string
		for _, l := range w.Box.Letters("") {
			subjects = append(subjects, strings.SplitN(l.Subject, ":", 2)[0]+"/"+l.CalendarMethod)
		}
		got := strings.Join(subjects, " ")
		for _, s := range []string{"Your seat/REQUEST", "Waiting list/", "Cancelled/CANCEL"} {
			if !strings.Contains(got, s) {
				t.Errorf("no letter %q among %s", s, got)
			}
		}
		// The promise was confirmed before its letter was written, so that letter is not sent.
		if strings.Contains(got, "A seat is held") {
			t.Errorf("a letter said what was no longer true: %s", got)
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

func TestAPromiseExpires(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1)
		p := w.Persons(t, 3)
		first, second, third := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID), w.Register(t, p[2], o.ID)
		must(t, first, errOf(w.Registrations.Cancel(ctx, p[0], first.ID, "")))
		w.Work(t)
		if l := w.Box.Letters(""); !strings.HasPrefix(l[len(l)-1].Subject, "A seat is held for you") {
			t.Errorf("the last letter is %q", l[len(l)-1].Subject)
		}
		w.Clock.Advance(24 * time.Hour)
		want(t, errOf(w.Registrations.Confirm(ctx, p[1], second.ID)), errs.Gone)
		w.Work(t)
		is(t, w, p[1], second.ID, registration.StateCancelled)
		is(t, w, p[2], third.ID, registration.StateHeld)
		// Less time than promised remains before the start: the promise is shorter.
		w.Clock.Set(o.StartsAt.Add(-30 * time.Hour))
		w.Work(t)
		is(t, w, p[2], third.ID, registration.StateCancelled)
		again := w.Register(t, p[0], o.ID)
		late := w.Register(t, p[1], o.ID)
		w.Clock.Set(o.StartsAt.Add(-time.Hour))
		must(t, again, errOf(w.Registrations.Cancel(ctx, p[0], again.ID, "")))
		if got := is(t, w, p[1], late.ID, registration.StateHeld).HeldUntil; !got.Equal(o.StartsAt) {
			t.Errorf("the seat is held until %v, the start is %v", got, o.StartsAt)
		}
	})
}

func TestNobodyIsPromotedAfterRegistrationClosed(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1, func(o *catalogue.Occurrence) { o.ClosesAt = o.StartsAt.Add(-48 * time.Hour) })
		p := w.Persons(t, 3)
		first, second := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Clock.Set(o.ClosesAt)
		want(t, errOf(w.Registrations.Register(ctx, p[2], registration.Request{Occurrence: o.ID})), errs.Conflict)
		must(t, first, errOf(w.Registrations.Cancel(ctx, p[0], first.ID, "")))
		is(t, w, p[1], second.ID, registration.StateWaitlisted)
		if err := w.Queue.RunPeriodic(ctx); err != nil {
			t.Fatal(err)
		}
		is(t, w, p[1], second.ID, registration.StateWaitlisted)
	})
}

func TestMoreSeatsPromoteThoseWhoWait(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1)
		p := w.Persons(t, 4)
		var r []registration.Registration
		for _, a := range p {
			r = append(r, w.Register(t, a, o.ID))
		}
		before, err := w.Registrations.ExplainQueue(ctx, w.Manager, o.ID)
		if next, ok := before.Next(); err != nil || !ok || next.RegistrationID != r[1].ID {
			t.Errorf("next is %v, %v, %v", next, ok, err)
		}
		now, err := w.Occurrence(ctx, w.DB, o.ID)
		must(t, now, err)
		now.Capacity = 3
		must(t, now, errOf(w.ChangeOccurrence(ctx, w.Manager, now)))
		w.Work(t)
		is(t, w, p[1], r[1].ID, registration.StateHeld)
		is(t, w, p[2], r[2].ID, registration.StateHeld)
		is(t, w, p[3], r[3].ID, registration.StateWaitlisted)
		e, err := w.Registrations.ExplainQueue(ctx, w.Manager, o.ID)
		if err != nil || len(e.Faults) > 0 || len(e.Waiting) != 1 {
			t.Errorf("got %+v, %v", e.Queue, err)
		}
	})
}

func TestAnOccurrenceThatIsCancelled(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1)
		p := w.Persons(t, 2)
		first, second := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		if err := w.CancelOccurrence(ctx, w.Manager, o.ID, "The speaker is ill."); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		is(t, w, p[0], first.ID, registration.StateCancelled)
		is(t, w, p[1], second.ID, registration.StateCancelled)
		told := 0
		for _, l := range w.Box.Letters("") {
			if strings.HasPrefix(l.Subject, "Cancelled") && strings.Contains(l.Text, "The speaker is ill.") {
				told++
			}
		}
		if told != 2 {
			t.Errorf("%d people were told", told)
		}
	})
}

func TestCancellingHasATime(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 0, func(o *catalogue.Occurrence) { o.CancelUntil = o.StartsAt.Add(-24 * time.Hour) })
		p := w.Persons(t, 2)
		r := w.Register(t, p[0], o.ID)
		w.Clock.Set(o.CancelUntil)
		want(t, errOf(w.Registrations.Cancel(ctx, p[0], r.ID, "")), errs.Conflict)
		want(t, errOf(w.Registrations.Cancel(ctx, p[1], r.ID, "")), errs.NotFound)
		want(t, errOf(w.Registrations.Cancel(ctx, w.Stranger, r.ID, "x")), errs.NotFound)
		want(t, errOf(w.Registrations.Cancel(ctx, w.Manager, r.ID, "")), errs.Invalid)
		must(t, r, errOf(w.Registrations.Cancel(ctx, w.Manager, r.ID, "Asked by telephone")))
	})
}

func TestTheFactsOfTheDay(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer := cataloguetest.Offer(t, w.World)
		o := cataloguetest.Occurrence(t, w.World, offer.ID)
		a := w.Persons(t, 1)[0]
		r := w.Register(t, a, o.ID)
		if r.Price.Minor != 2500 || r.Class != "" || r.UnitName != "Rural Libraries Division" || r.Payer != "self" || r.Channel != "web" || r.OfferKey != offer.Key {
			t.Errorf("got %+v", r.Facts)
		}
		members := cataloguetest.Offer(t, w.World, cataloguetest.Titled("For members"), func(d *catalogue.Draft) { d.Prices = d.Prices[:1] })
		mo := cataloguetest.Occurrence(t, w.World, members.ID)
		want(t, errOf(w.Registrations.Register(ctx, a, registration.Request{Occurrence: mo.ID})), errs.Conflict)
		// Others are registered by managers alone.
		b := w.Actor(t, "Ola Example")
		want(t, errOf(w.Registrations.Register(ctx, a, registration.Request{Occurrence: o.ID, Person: b.PersonID})), errs.NotFound)
		want(t, errOf(w.Registrations.Register(ctx, w.Editor, registration.Request{Occurrence: o.ID, Person: b.PersonID})), errs.Forbidden)
		other, err := w.Registrations.Register(ctx, w.Manager, registration.Request{Occurrence: o.ID, Person: b.PersonID})
		if err != nil || other.Channel != "staff" || other.PersonID != b.PersonID {
			t.Errorf("got %+v, %v", other, err)
		}
	})
}

func TestSelfPaced(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free)
		a := w.Persons(t, 1)[0]
		r, err := w.Registrations.Register(ctx, a, registration.Request{Offer: offer.ID})
		must(t, r, err)
		again, err := w.Registrations.Register(ctx, a, registration.Request{Offer: offer.ID})
		if err != nil || again.ID != r.ID {
			t.Errorf("begun twice: %v, %v", again.ID, err)
		}
		w.Clock.Advance(72 * time.Hour)
		for range 2 {
			must(t, r, errOf(w.Registrations.Declare(ctx, a, r.ID)))
		}
		e, err := w.Record.BySource(ctx, w.DB, "completion:"+string(r.ID))
		if err != nil || e.Minutes != 60 || e.CEUTenths != 0 || e.BeganOn != "2026-03-02" || e.EndedOn != "2026-03-05" {
			t.Errorf("entry %+v, %v", e, err)
		}
		w.Work(t)
		mine, err := w.Registrations.Mine(ctx, a, page.Request{})
		if err != nil || len(mine.Past) != 1 || mine.Past[0].Question != registration.AtCompletion {
			t.Errorf("got %+v, %v", mine, err)
		}
		if n, err := w.Registrations.CountOf(ctx, []id.ID{a.PersonID, id.New()}); err != nil || n != 1 {
			t.Errorf("%d registrations, %v", n, err)
		}
	})
}

func TestPartsCompleteTheWhole(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := context.Background()
		a := w.Persons(t, 1)[0]
		one := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free, cataloguetest.Titled("Part one"))
		two := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free, cataloguetest.Titled("Part two"))
		whole := cataloguetest.Whole(t, w.World, []catalogue.Offer{one, two}, cataloguetest.SelfPaced, registrationtest.Free, cataloguetest.Titled("The whole"))
		r, err := w.Registrations.Register(ctx, a, registration.Request{Offer: whole.ID})
		must(t, r, err)
		for _, part := range []catalogue.Offer{one, two} {
			is(t, w, a, r.ID, registration.StateRegistered)
			p, err := w.Registrations.Register(ctx, a, registration.Request{Offer: part.ID})
			must(t, p, err)
			must(t, p, errOf(w.Registrations.Declare(ctx, a, p.ID)))
			w.Work(t)
		}
		is(t, w, a, r.ID, registration.StateCompleted)
	})
}
