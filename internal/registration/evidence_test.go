package registration_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

func reading(how registration.How, minutes int, exact bool, at int) registration.Reading {
	return registration.Reading{How: how, Present: minutes > 0, Minutes: minutes, Exact: exact, At: time.Unix(int64(at), 0)}
}

func TestConflicting(t *testing.T) {
	const hand, choice, file, presenter, door, word, self = registration.HowHand, registration.HowChoice, registration.HowFile, registration.HowPresenter, registration.HowDoor, registration.HowCodeWord, registration.HowSelf
	for _, tt := range []struct {
		name     string
		readings []registration.Reading
		want     bool
	}{
		{"nothing", nil, false},
		{"one source", []registration.Reading{reading(file, 12, true, 1)}, false},
		{"there, and minutes", []registration.Reading{reading(file, 12, true, 1), reading(word, 60, false, 1)}, false},
		{"there and not there", []registration.Reading{reading(file, 0, false, 1), reading(door, 60, false, 1)}, true},
		{"minutes a little apart", []registration.Reading{reading(file, 50, true, 1), reading(presenter, 60, true, 1)}, false},
		{"minutes far apart", []registration.Reading{reading(file, 49, true, 1), reading(presenter, 60, true, 1)}, true},
		{"their own word alone", []registration.Reading{reading(self, 60, false, 1)}, true},
		{"their own word and the door", []registration.Reading{reading(door, 60, false, 1), reading(self, 60, false, 1)}, false},
		{"settled by hand", []registration.Reading{reading(hand, 60, true, 2), reading(file, 0, false, 1)}, false},
		{"more came in after it", []registration.Reading{reading(hand, 60, true, 2), reading(file, 0, false, 3)}, true},
		{"the same came in after it", []registration.Reading{reading(choice, 55, true, 2), reading(presenter, 0, false, 1), reading(file, 52, true, 3)}, false},
		{"settled anew", []registration.Reading{reading(hand, 60, true, 2), reading(choice, 0, false, 4), reading(file, 60, true, 3)}, false},
	} {
		if got := registration.Conflicting(tt.readings); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestSourcesSideBySide takes in a platform's report, a presenter's list and a person's own word about one
// date, closes it with what conflicts, settles it and closes it again.
func TestSourcesSideBySide(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := context.Background()
		o := w.Seats(t, 10)
		people := w.Persons(t, 4)
		var regs []registration.Registration
		for _, p := range people {
			regs = append(regs, w.Register(t, p, o.ID))
		}
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		mail := func(i int) string { return email(t, w, people[i]) }
		at := func(minute int) string {
			return o.StartsAt.Add(time.Duration(minute) * time.Minute).Format(time.RFC3339)
		}
		row := func(i, from, to int) string { return "X," + mail(i) + "," + at(from) + "," + at(to) + "\n" }

		// The platform: the first was there for ten minutes, the second throughout, the third not at all.
		importFile(t, w, o.ID, "Name,Email,Join time,Leave time\n"+row(0, 0, 10)+row(1, 0, 60), registration.AttendanceOptions{})
		w.Clock.Advance(time.Minute)
		// The presenter: the first stayed for 55 minutes, the second was not there, the third was.
		importFile(t, w, o.ID, "Name,Email,Minutes,Present\nX,"+mail(0)+",55,yes\nX,"+mail(1)+",,no\nX,"+mail(2)+",,yes\n", registration.AttendanceOptions{Source: registration.HowPresenter, Name: "list.csv"})
		w.Clock.Advance(time.Minute)
		// The fourth says so themselves, and nobody else does.
		if err := w.Registrations.SayThere(ctx, people[3], regs[3].ID, "", 0, "My camera was off"); err != nil {
			t.Fatal(err)
		}
		is(t, w, people[3], regs[3].ID, registration.StateRegistered)

		list := conflicts(t, w, o.ID)
		if len(list.Open) != 3 {
			t.Fatalf("%d conflicts, want those of the first, second and fourth: %+v", len(list.Open), list.Open)
		}
		if c := list.Open[0]; len(c.Sources) != 2 || c.Sources[0].File != "report.csv" || c.Sources[0].Minutes != 10 || c.Sources[1].File != "list.csv" || c.Sources[1].Minutes != 55 || c.Sources[1].ByName == "" {
			t.Errorf("the first's sources are %+v", c.Sources)
		}
		sum, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
		if err != nil || sum.Conflicts != 3 || sum.Completed != 1 {
			t.Errorf("closed with %+v, %v; want the third completed and three left", sum, err)
		}
		is(t, w, people[3], regs[3].ID, registration.StateRegistered)

		settle := func(i int, c registration.Settlement) error {
			w.Clock.Advance(time.Minute)
			_, err := w.Registrations.SettleConflict(ctx, w.Manager, regs[i].ID, c)
			return err
		}
		want(t, settle(0, registration.Settlement{Follow: string(registration.HowDoor)}), errs.Invalid)
		want(t, settle(0, registration.Settlement{Present: true, Minutes: 20}), errs.Invalid) // without a reason
		want(t, settle(2, registration.Settlement{Follow: string(registration.HowPresenter)}), errs.Conflict)
		if _, err := w.Registrations.SettleConflict(ctx, people[1], regs[0].ID, registration.Settlement{Follow: string(registration.HowFile)}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a learner settles a conflict: %v", err)
		}
		for i, c := range map[int]registration.Settlement{0: {Follow: string(registration.HowPresenter)}, 1: {Follow: string(registration.HowPresenter)}, 3: {Present: true, Minutes: 58, Reason: "Seen in the chat"}} {
			if err := settle(i, c); err != nil {
				t.Errorf("settling %d: %v", i, err)
			}
		}
		want(t, settle(0, registration.Settlement{Follow: string(registration.HowFile)}), errs.Conflict) // it is settled
		if r := is(t, w, people[0], regs[0].ID, registration.StateAttended); r.Minutes != 55 {
			t.Errorf("%d minutes, want the presenter's 55", r.Minutes)
		}
		is(t, w, people[1], regs[1].ID, registration.StateNoShow)
		if sum, err = w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID); err != nil || sum.Conflicts != 0 || sum.Completed != 2 {
			t.Errorf("closed again with %+v, %v", sum, err)
		}
	})
}

// TestNamesAreProposedAndRemembered resolves a row without an address by the name that is proposed; the
// unit's next file needs nobody for it.
func TestNamesAreProposedAndRemembered(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := context.Background()
		a := w.Actor(t, "Ada Lin")
		first, second := w.Seats(t, 10), w.Seats(t, 10)
		r, other := w.Register(t, a, first.ID), w.Register(t, a, second.ID)
		w.Clock.Set(first.EndsAt.Add(time.Hour))
		const file = "Name (Original Name),Duration (Minutes)\nAdalin (Ada Lin),55\n"
		if rep := importFile(t, w, first.ID, file, registration.AttendanceOptions{}); len(rep.People) != 0 || len(rep.Unmatched) != 1 {
			t.Fatalf("a name alone was matched: %+v", rep)
		}
		rows := unresolved(t, w, first.ID)
		if len(rows.Items) != 1 || rows.Items[0].Proposed != r.ID || rows.Items[0].ProposedName != "Ada Lin" {
			t.Fatalf("proposed %+v", rows.Items)
		}
		if err := w.Registrations.ResolveUnmatched(ctx, w.Manager, rows.Items[0].ID, r.ID); err != nil {
			t.Fatal(err)
		}
		is(t, w, a, r.ID, registration.StateAttended)
		if rep := importFile(t, w, second.ID, file, registration.AttendanceOptions{}); len(rep.People) != 1 || len(rep.Unmatched) != 0 {
			t.Errorf("what was confirmed is not remembered: %+v", rep)
		}
		is(t, w, a, other.ID, registration.StateAttended)
	})
}

// TestRememberedNamesFollowMerges: whom a name was said to be counts for whoever that person is now, and is their own again
// when the merge is undone.
func TestRememberedNamesFollowMerges(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := context.Background()
		a, b := w.Actor(t, "Ada Lin"), w.Actor(t, "Ada Lindqvist")
		first, merged, undone := w.Seats(t, 10), w.Seats(t, 10), w.Seats(t, 10)
		said := w.Register(t, a, first.ID)
		theirs := w.Register(t, b, merged.ID)
		ofA, ofB := w.Register(t, a, undone.ID), w.Register(t, b, undone.ID)
		w.Clock.Set(first.EndsAt.Add(time.Hour))
		const file = "Name (Original Name),Duration (Minutes)\nAdalin,55\n"
		importFile(t, w, first.ID, file, registration.AttendanceOptions{})
		rows := unresolved(t, w, first.ID)
		if len(rows.Items) != 1 {
			t.Fatalf("%+v", rows.Items)
		}
		must(t, 0, w.Registrations.ResolveUnmatched(ctx, w.Manager, rows.Items[0].ID, said.ID))

		must(t, 0, w.People.Merge(ctx, authz.System("test"), a.PersonID, b.PersonID))
		if rep := importFile(t, w, merged.ID, file, registration.AttendanceOptions{}); len(rep.People) != 1 || len(rep.Unmatched) != 0 {
			t.Errorf("the name of somebody who was merged: %+v", rep)
		}
		is(t, w, b, theirs.ID, registration.StateAttended)

		must(t, 0, w.People.UndoMerge(ctx, w.Admin, b.PersonID, a.PersonID))
		if rep := importFile(t, w, undone.ID, file, registration.AttendanceOptions{}); len(rep.People) != 1 || len(rep.Unmatched) != 0 {
			t.Errorf("the name after the merge was undone: %+v", rep)
		}
		is(t, w, a, ofA.ID, registration.StateAttended)
		is(t, w, b, ofB.ID, registration.StateRegistered)
	})
}

// TestACompleteList says of those who are not on it that they were not there, and only once every row is known.
func TestACompleteList(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10)
		people := w.Persons(t, 2)
		r, missing := w.Register(t, people[0], o.ID), w.Register(t, people[1], o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		list := registration.AttendanceOptions{Source: registration.HowDoor, Complete: true}
		importFile(t, w, o.ID, "Email\n"+email(t, w, people[0])+"\nstranger@example.org\n", list)
		importFile(t, w, o.ID, "Email\n"+email(t, w, people[0])+"\n", list)
		is(t, w, people[0], r.ID, registration.StateAttended)
		if err := w.Registrations.SayThere(context.Background(), people[1], missing.ID, "", 0, ""); err != nil {
			t.Fatal(err)
		}
		if c := conflicts(t, w, o.ID); len(c.Open) != 1 || c.Open[0].ID != missing.ID || c.Open[0].Sources[0].Present {
			t.Errorf("conflicts %+v, want the one who is missing from the list and says otherwise", c.Open)
		}
	})
}

func importFile(t *testing.T, w *registrationtest.World, o id.ID, file string, opts registration.AttendanceOptions) registration.AttendanceReport {
	t.Helper()
	if opts.Name == "" {
		opts.Name = "report.csv"
	}
	r, err := w.Registrations.ImportAttendance(context.Background(), w.Manager, o, strings.NewReader(file), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func conflicts(t *testing.T, w *registrationtest.World, o id.ID) registration.Conflicts {
	t.Helper()
	c, err := w.Registrations.Conflicts(context.Background(), w.Manager, o, page.Request{Limit: 100})
	return must(t, c, err)
}

func unresolved(t *testing.T, w *registrationtest.World, o id.ID) page.Page[registration.Unmatched] {
	t.Helper()
	p, err := w.Registrations.Unresolved(context.Background(), w.Manager, o, page.Request{})
	return must(t, p, err)
}
