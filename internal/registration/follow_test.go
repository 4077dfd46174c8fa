package registration_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestManyConflictsFollowOneSource reads conflicts page by page, two people at a time, and settles those that are named by one source, once.
func TestManyConflictsFollowOneSource(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o, elsewhere := w.Seats(t, 10), w.Seats(t, 10)
		people := append(w.Persons(t, 4), w.Editor)
		var of []registration.ConflictKey
		var rows [][4]any
		list := "Email,Minutes\n"
		for i, p := range people {
			of = append(of, registration.ConflictKey{RegistrationID: w.Register(t, p, o.ID).ID})
			list += email(t, w, p) + ",55\n"
			if i != 3 {
				rows = append(rows, [4]any{"X", email(t, w, p), 0, 10})
			}
		}
		other := w.Register(t, people[0], elsewhere.ID).ID
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		importFile(t, w, o.ID, stays(o, rows...), registration.AttendanceOptions{})
		importFile(t, w, o.ID, list, registration.AttendanceOptions{Source: registration.HowPresenter})
		w.Clock.Advance(time.Minute)

		var names, want []string
		for p := (page.Request{Limit: 2}); ; {
			c, err := w.Registrations.Conflicts(ctx, w.Manager, o.ID, p)
			if err != nil || len(c.Open) > 2 {
				t.Fatalf("%d on a page of 2, %v", len(c.Open), err)
			}
			for _, x := range c.Open {
				names = append(names, x.Person.Name)
			}
			if p.Cursor = c.Next; c.Next == "" {
				break
			}
		}
		for i, p := range people {
			if i != 3 {
				want = append(want, p.Name)
			}
		}
		slices.Sort(names)
		slices.Sort(want)
		if fmt.Sprint(names) != fmt.Sprint(want) {
			t.Errorf("page by page %q, want %q", names, want)
		}

		follow := func(as authz.Actor, source string, of ...registration.ConflictKey) (int, error) {
			return w.Registrations.FollowSource(ctx, as, o.ID, source, of, "")
		}
		for _, c := range []struct {
			as     authz.Actor
			source string
			of     []registration.ConflictKey
			want   errs.Kind
		}{{people[0], "file", of, errs.NotFound}, {w.Editor, "", of, errs.Invalid}, {w.Editor, "file", nil, errs.Invalid}} {
			if _, err := follow(c.as, c.source, c.of...); !errs.Is(err, c.want) {
				t.Errorf("%s follows %q of %d: %v, want %s", c.as.Name, c.source, len(c.of), err, c.want)
			}
		}
		// The third is left out, the fourth is no conflict, one is of another date, one does not exist, one is named twice, and the editor's own is not theirs to settle.
		chosen := []registration.ConflictKey{of[0], of[1], of[1], of[3], of[4], {RegistrationID: other}, {RegistrationID: id.New()}, {RegistrationID: of[2].RegistrationID, DayID: id.New()}}
		for source, want := range map[string]int{"door": 0, "presenter": 2} {
			if n, err := follow(w.Editor, source, chosen...); err != nil || n != want {
				t.Errorf("%s settles %d, %v; want %d", source, n, err, want)
			}
		}
		if n, err := follow(w.Editor, "file", chosen...); err != nil || n != 0 {
			t.Errorf("settled again: %d, %v", n, err)
		}
		for i, want := range []int{55, 55, 10, 55, 10} {
			if r := is(t, w, people[i], of[i].RegistrationID, registration.StateAttended); r.Minutes != want {
				t.Errorf("%s has %d minutes, want %d", people[i].Name, r.Minutes, want)
			}
		}
		if n, err := follow(w.Manager, "presenter", of...); err != nil || n != 2 {
			t.Errorf("the others: %d, %v", n, err)
		}
		if c := conflicts(t, w, o.ID); len(c.Open) != 0 {
			t.Errorf("open %+v", c.Open)
		}
	})
}

// TestConflictsAreCountedOnce: the roster counts people and not sittings, remembers it while nothing comes in, and counts anew after each thing that does.
func TestConflictsAreCountedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10, days(0, 1))
		people := w.Persons(t, 2)
		var regs []registration.Registration
		for _, p := range people {
			regs = append(regs, w.Register(t, p, o.ID))
		}
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		counts := func(want int) int64 {
			t.Helper()
			ctx, n := db.WithCounter(t.Context())
			r, err := w.Registrations.Roster(ctx, w.Manager, o.ID, nil, page.Request{Limit: 1})
			if err != nil || r.Conflicts != want {
				t.Errorf("sources differ about %d people, %v; want %d", r.Conflicts, err, want)
			}
			return n.Load()
		}
		counts(0)
		day := 24 * 60
		importFile(t, w, o.ID, stays(o, [4]any{"X", email(t, w, people[0]), 0, 10}, [4]any{"X", email(t, w, people[0]), day, day + 10}), registration.AttendanceOptions{Name: "report.csv"})
		for i, d := range o.Days {
			importFile(t, w, o.ID, "Email,Minutes\n"+email(t, w, people[0])+","+fmt.Sprint(110+i)+"\n", registration.AttendanceOptions{Source: registration.HowPresenter, DayID: d.ID, Name: "list.csv"})
		}
		first := counts(1)
		if again := counts(1); again >= first {
			t.Errorf("counted with %d queries, and again with %d", first, again)
		}
		must(t, 0, w.Registrations.SayThere(t.Context(), people[1], regs[1].ID, o.Days[0].ID, 0, ""))
		counts(2)
		aside(t, w, o.ID, "report.csv")
		counts(1)
	})
}
