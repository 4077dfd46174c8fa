package registration_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

func email(t *testing.T, w *registrationtest.World, a authz.Actor) string {
	t.Helper()
	p, err := w.People.Person(t.Context(), a.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	return p.Email
}

func TestAFileOfJoinsAndLeaves(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 2)
		p := w.Persons(t, 4)
		full, short, waits := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID), w.Register(t, p[2], o.ID)
		// A person who signed up twice was merged: the second account's address finds the first one's registration.
		if err := w.People.Merge(ctx, authz.System("test"), p[3].PersonID, p[0].PersonID); err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(o.EndsAt)
		at := func(m int) string { return o.StartsAt.Add(time.Duration(m) * time.Minute).Format(time.RFC3339) }
		rows := []string{"Name,Email,Join time,Leave time"}
		add := func(name, address string, from, to int) {
			rows = append(rows, strings.Join([]string{name, address, at(from), at(to)}, ","))
		}
		add("One", strings.ToUpper(email(t, w, p[0])), -5, 30)
		add("One again", email(t, w, p[3]), 20, 70)
		add("Two", email(t, w, p[1]), 0, 20)
		add("Waits", email(t, w, p[2]), 0, 60)
		add(p[1].Name, "", 20, 60)
		add("Nobody", "nobody@example.net", 0, 60)
		add("Nobody", "nobody@example.net", 10, 50)
		file := strings.Join(rows, "\n") + "\nBad,bad@example.net,yesterday,today\n"
		take := func(dry bool) registration.AttendanceReport {
			t.Helper()
			rep, err := w.Registrations.ImportAttendance(ctx, w.Editor, o.ID, strings.NewReader(file), registration.AttendanceOptions{Name: "joins.csv", DryRun: dry})
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		dry := take(true)
		is(t, w, p[0], full.ID, registration.StateRegistered)
		got := take(false)
		if fmt.Sprint(dry.Counts, dry.People) != fmt.Sprint(got.Counts, got.People) {
			t.Errorf("the dry run said %v %v, it became %v %v", dry.Counts, dry.People, got.Counts, got.People)
		}
		if got.Counts.Created != 7 || got.Counts.Refused != 1 || len(got.People) != 2 || len(got.Unmatched) != 3 {
			t.Errorf("got %+v, %d people, %d unmatched", got.Counts, len(got.People), len(got.Unmatched))
		}
		if r := is(t, w, p[0], full.ID, registration.StateAttended); r.Minutes != 60 {
			t.Errorf("the first attended %d minutes", r.Minutes)
		}
		if r := is(t, w, p[1], short.ID, registration.StateAttended); r.Minutes != 20 {
			t.Errorf("the second attended %d minutes, so a name was matched", r.Minutes)
		}
		is(t, w, p[2], waits.ID, registration.StateWaitlisted)
		again := take(false)
		if again.Counts.Unchanged != 7 || len(again.Unmatched) != 0 {
			t.Errorf("taken in again: %+v", again.Counts)
		}
		// A longer export of the same meeting counts nothing twice and asks nothing twice.
		file += strings.Join([]string{"Two", email(t, w, p[1]), at(0), at(20)}, ",") + "\n"
		if more := take(false); more.Counts.Created != 0 || more.Counts.Unchanged != 8 || len(more.Unmatched) != 0 {
			t.Errorf("a longer export brought %+v and %d unmatched", more.Counts, len(more.Unmatched))
		}
		if r := w.State(t, p[1], short.ID); r.Minutes != 20 {
			t.Errorf("then the second attended %d minutes", r.Minutes)
		}
		list, err := w.Registrations.Unresolved(ctx, w.Editor, o.ID, page.Request{})
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range list.Items {
			to := id.ID("")
			switch u.Why {
			case registration.NoAddress:
				to = short.ID
			case registration.NotRegistered:
				if u.Minutes(o) != 60 {
					t.Errorf("the unknown person was there for %d minutes", u.Minutes(o))
				}
			}
			if err := w.Registrations.ResolveUnmatched(ctx, w.Editor, u.ID, to); err != nil {
				t.Error(err)
			}
			want(t, w.Registrations.ResolveUnmatched(ctx, w.Editor, u.ID, to), errs.Conflict)
		}
		if r := w.State(t, p[1], short.ID); r.Minutes != 60 {
			t.Errorf("resolved, the second attended %d minutes", r.Minutes)
		}
	})
}

func TestClosing(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		speaker := w.Actor(t, "Sol Example")
		offer := cataloguetest.Offer(t, w.World, registrationtest.Free, func(d *catalogue.Draft) {
			d.Presenters = []catalogue.Presenter{{PersonID: speaker.PersonID, Name: "Sol Example", Part: "presenter"}}
		})
		cataloguetest.Earns(t, w.World, offer.ID, catalogue.Certificate, catalogue.CEU)
		o := cataloguetest.Occurrence(t, w.World, offer.ID, cataloguetest.Seats(4))
		p := w.Persons(t, 5)
		var r []registration.Registration
		for _, a := range p {
			r = append(r, w.Register(t, a, o.ID))
		}
		want(t, errOf(w.Registrations.CloseOccurrence(ctx, w.Editor, o.ID)), errs.Conflict)
		w.Clock.Set(o.EndsAt)
		see := func(minutes int, who ...id.ID) {
			t.Helper()
			n, err := w.Registrations.RecordAttendance(ctx, w.Editor, o.ID, registration.Attendance{Registrations: who, Present: true, Minutes: minutes, Reason: "Seen in the room"})
			if err != nil || n != len(who) {
				t.Errorf("recorded for %d, %v", n, err)
			}
		}
		see(0, r[0].ID)
		see(48, r[1].ID)
		see(47, r[2].ID)
		c, err := w.Registrations.CloseOccurrence(ctx, w.Editor, o.ID)
		if err != nil || c != (registration.Closing{Completed: 2, NotCompleted: 1, NoShow: 1, Ended: 1, Presenters: 1}) {
			t.Errorf("got %+v, %v", c, err)
		}
		states := []registration.State{registration.StateCompleted, registration.StateCompleted, registration.StateNotCompleted, registration.StateNoShow, registration.StateCancelled}
		for i, s := range states {
			is(t, w, p[i], r[i].ID, s)
		}
		for i, minutes := range []int{60, 48} {
			e, err := w.Record.BySource(ctx, w.DB, "completion:"+string(r[i].ID))
			if err != nil || e.Minutes != minutes || e.CEUTenths != 1 || e.PersonID != p[i].PersonID || e.EndedOn != "2026-03-09" {
				t.Errorf("entry %+v, %v", e, err)
			}
		}
		e, err := w.Record.BySource(ctx, w.DB, "presenting:"+string(o.ID)+":"+string(speaker.PersonID))
		if err != nil || e.PersonID != speaker.PersonID {
			t.Errorf("presenting: %+v, %v", e, err)
		}
		// Twice is as once, and what comes in later counts.
		c, err = w.Registrations.CloseOccurrence(ctx, w.Editor, o.ID)
		if err != nil || c != (registration.Closing{NotCompleted: 1}) {
			t.Errorf("closed again: %+v, %v", c, err)
		}
		see(60, r[2].ID)
		c, err = w.Registrations.CloseOccurrence(ctx, w.Editor, o.ID)
		if err != nil || c.Completed != 1 {
			t.Errorf("closed with more attendance: %+v, %v", c, err)
		}
		// By hand, with a reason, by a manager, never for oneself.
		want(t, errOf(w.Registrations.Complete(ctx, w.Manager, r[3].ID, "")), errs.Invalid)
		want(t, errOf(w.Registrations.Complete(ctx, w.Editor, r[3].ID, "Was there")), errs.Forbidden)
		own := p[3]
		own.Roles = w.Manager.Roles
		want(t, errOf(w.Registrations.Complete(ctx, own, r[3].ID, "I was there")), errs.Forbidden)
		must(t, 0, errOf(w.Registrations.Complete(ctx, w.Manager, r[3].ID, "Helped at the door")))
		want(t, errOf(w.Registrations.NotComplete(ctx, w.Manager, r[3].ID, "No")), errs.Conflict)
		w.Work(t)
	})
}

func TestDaysAreRecordedOneByOne(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 0, days(0, 1))
		if len(o.Days) != 2 {
			t.Fatalf("%d days", len(o.Days))
		}
		a := w.Persons(t, 1)[0]
		r := w.Register(t, a, o.ID)
		see := func(day int, present bool) {
			t.Helper()
			_, err := w.Registrations.RecordAttendance(ctx, w.Editor, o.ID, registration.Attendance{Registrations: []id.ID{r.ID}, DayID: o.Days[day].ID, Present: present, Reason: "List at the door"})
			must(t, 0, err)
		}
		w.Clock.Set(o.StartsAt)
		see(0, false)
		is(t, w, a, r.ID, registration.StateRegistered)
		w.Clock.Set(o.Days[1].StartsAt)
		see(1, true)
		if got := is(t, w, a, r.ID, registration.StateAttended); got.Minutes != 120 {
			t.Errorf("attended %d minutes", got.Minutes)
		}
		see(0, true)
		if got := w.State(t, a, r.ID); got.Minutes != 240 {
			t.Errorf("attended %d minutes", got.Minutes)
		}
	})
}

func TestCodeWord(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1, func(o *catalogue.Occurrence) { o.CodeWord = "Blue Heron" })
		p := w.Persons(t, 2)
		r, waits := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		give := func(word string) error { return errOf(w.Registrations.CodeWord(ctx, p[0], r.ID, word)) }
		want(t, give("blue heron"), errs.Conflict)
		w.Clock.Set(o.StartsAt)
		want(t, give("blue horse"), errs.Invalid)
		want(t, errOf(w.Registrations.CodeWord(ctx, p[1], r.ID, "blue heron")), errs.NotFound)
		want(t, errOf(w.Registrations.CodeWord(ctx, p[1], waits.ID, "blue heron")), errs.Conflict)
		must(t, 0, give(" BLUE  heron"))
		must(t, 0, give("blueheron"))
		if got := is(t, w, p[0], r.ID, registration.StateAttended); got.Minutes != 60 {
			t.Errorf("attended %d minutes", got.Minutes)
		}
		w.Clock.Set(o.EndsAt.Add(30 * time.Minute))
		want(t, give("blue heron"), errs.Conflict)
	})
}

func TestEvaluation(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free)
		cataloguetest.Earns(t, w.World, offer.ID, catalogue.Certificate)
		p := w.Persons(t, registration.MinAnswers)
		var r []registration.Registration
		for i, a := range p {
			one, err := w.Registrations.Register(ctx, a, registration.Request{Offer: offer.ID, Intent: registration.Intent{AskLater: i == 0}})
			must(t, one, err)
			must(t, one, errOf(w.Registrations.Declare(ctx, a, one.ID)))
			r = append(r, one)
		}
		want(t, w.Registrations.Answer(ctx, p[0], r[0].ID, registration.AtCompletion, registration.Answers{Useful: 7, Level: "right"}), errs.Invalid)
		want(t, w.Registrations.Answer(ctx, p[0], r[0].ID, registration.After90Days, registration.Answers{Used: "yes"}), errs.Conflict)
		want(t, w.Registrations.Answer(ctx, p[1], r[0].ID, registration.AtCompletion, registration.Answers{Useful: 4, Level: "right"}), errs.NotFound)
		for i, a := range p {
			res, err := w.Registrations.Results(ctx, w.Editor, offer.ID)
			if err != nil || res[0].N != i || res[0].Shown > 0 || len(res[0].Texts) > 0 {
				t.Errorf("after %d answers: %+v, %v", i, res[0], err)
			}
			must(t, 0, w.Registrations.Answer(ctx, a, r[i].ID, registration.AtCompletion, registration.Answers{Useful: 4, Level: "right", Text: "Try it"}))
			want(t, w.Registrations.Answer(ctx, a, r[i].ID, registration.AtCompletion, registration.Answers{Useful: 4, Level: "right"}), errs.Conflict)
		}
		res, err := w.Registrations.Results(ctx, w.Editor, offer.ID)
		if err != nil || res[0].N != len(p) || res[0].Shown != 0 {
			t.Errorf("in the month itself: %+v, %v", res[0], err)
		}
		// The answers hold nothing that leads back to who gave them.
		var linked int
		err = w.DB.QueryRow(ctx, `SELECT COUNT(*) FROM evaluation_answers a JOIN registrations r ON a.answers LIKE '%' || r.id || '%' OR a.id = r.id OR length(a.month) <> 7`).Scan(&linked)
		if err != nil || linked > 0 {
			t.Errorf("%d answers can be led back, %v", linked, err)
		}
		ask := func() (n int) {
			t.Helper()
			before := len(w.Box.Letters(""))
			if err := w.Queue.RunPeriodic(context.Background()); err != nil {
				t.Fatal(err)
			}
			w.Work(t)
			return len(w.Box.Letters("")) - before
		}
		w.Work(t)
		if n := ask(); n != 0 {
			t.Errorf("%d letters ask what is answered", n)
		}
		w.Clock.Advance(90 * 24 * time.Hour)
		res, err = w.Registrations.Results(ctx, w.Editor, offer.ID)
		if err != nil || res[0].Shown != len(p) || res[0].Useful[3] != len(p) || res[0].Choices["right"] != len(p) {
			t.Errorf("got %+v, %v", res[0], err)
		}
		if n := ask(); n != len(p) {
			t.Errorf("after 90 days %d letters ask", n)
		}
		w.Clock.Advance(275 * 24 * time.Hour)
		if n := ask(); n != 1 {
			t.Errorf("after a year %d letters ask, but one person agreed", n)
		}
		if n := ask(); n != 0 {
			t.Errorf("%d letters ask again", n)
		}
	})
}

// TestClosingIsBounded shows that a closing asks a bounded number of queries for each registration.
func TestClosingIsBounded(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 0)
		for _, a := range w.Persons(t, 40) {
			w.Register(t, a, o.ID)
		}
		w.Clock.Set(o.EndsAt)
		ctx, n := db.WithCounter(t.Context())
		if _, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID); err != nil {
			t.Fatal(err)
		}
		if got := n.Load(); got > 40*5+30 {
			t.Errorf("closing 40 no-shows took %d queries", got)
		}
	})
}
