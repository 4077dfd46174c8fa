package registration_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestARowOfAListIsOneStatement resolves rows of lists that overlap: none takes away what another says of its own day, and none is cut in two.
func TestARowOfAListIsOneStatement(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		resolve := func(o id.ID, file string, to id.ID) {
			t.Helper()
			f := fileNamed(t, w, o, file).ID
			for _, u := range unresolved(t, w, o).Items {
				if u.FileID == f {
					w.Clock.Advance(time.Minute)
					must(t, 0, w.Registrations.ResolveUnmatched(t.Context(), w.Manager, u.ID, to))
					return
				}
			}
			t.Errorf("%s asks about nobody", file)
		}
		p := w.Persons(t, 2)
		two, one := w.Seats(t, 10, days(0, 1)), w.Seats(t, 10)
		r, same := w.Register(t, p[0], two.ID), w.Register(t, p[1], one.ID)
		w.Clock.Set(two.EndsAt.Add(time.Hour))
		const day = 24 * 60
		list := func(name string, of id.ID) registration.AttendanceOptions {
			return registration.AttendanceOptions{Source: registration.HowPresenter, Name: name, DayID: of}
		}
		kim := func(from, to int) [4]any { return [4]any{"Kim", "kim@x.example", from, to} }
		importFile(t, w, two.ID, stays(two, kim(0, 60)), list("mon.csv", two.Days[0].ID))
		importFile(t, w, two.ID, stays(two, kim(0, 60), kim(day, day+60)), list("both.csv", two.Days[1].ID))
		resolve(two.ID, "both.csv", r.ID)
		resolve(two.ID, "mon.csv", r.ID)
		if got := is(t, w, p[0], r.ID, registration.StateAttended); got.Minutes != 120 {
			t.Errorf("%d minutes on two days, want an hour of each", got.Minutes)
		}
		lee := func(from, to int) [4]any { return [4]any{"Lee", "lee@x.example", from, to} }
		importFile(t, w, one.ID, stays(one, lee(0, 30)), list("first.csv", ""))
		importFile(t, w, one.ID, stays(one, lee(0, 30), lee(40, 60)), list("whole.csv", ""))
		resolve(one.ID, "first.csv", same.ID)
		resolve(one.ID, "whole.csv", same.ID)
		if got := is(t, w, p[1], same.ID, registration.StateAttended); got.Minutes != 50 {
			t.Errorf("%d minutes by the second list, want both of its spans", got.Minutes)
		}
	})
}

// TestWhatRestedOnAFallenChoice takes back states that came by a choice when it falls: a no-show that nobody says any more, and an attendance
// under which a hand wrote that they were not there.
func TestWhatRestedOnAFallenChoice(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		for _, closed := range []bool{false, true} {
			o := w.Seats(t, 10)
			p := w.Persons(t, 3)
			var regs []registration.Registration
			for _, a := range p {
				regs = append(regs, w.Register(t, a, o.ID))
			}
			w.Clock.Set(o.EndsAt.Add(time.Hour))
			const said, unseen = 0, 1
			must(t, 0, errOf(w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{regs[unseen].ID}, Reason: "The chair was empty"})))
			must(t, 0, w.Registrations.SayThere(ctx, p[said], regs[said].ID, "", 0, "My camera was off"))
			w.Clock.Advance(time.Minute)
			importFile(t, w, o.ID, stays(o, [4]any{"A", email(t, w, p[unseen]), 0, 10}, [4]any{"B", email(t, w, p[2]), 0, 10}), registration.AttendanceOptions{Name: "wrong.csv", Complete: true})
			w.Clock.Advance(time.Minute)
			for _, i := range []int{said, unseen} {
				must(t, 0, errOf(w.Registrations.SettleConflict(ctx, w.Manager, regs[i].ID, registration.Settlement{Follow: "file"})))
			}
			is(t, w, p[said], regs[said].ID, registration.StateNoShow)
			is(t, w, p[unseen], regs[unseen].ID, registration.StateAttended)
			if closed {
				must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)))
				is(t, w, p[unseen], regs[unseen].ID, registration.StateNotCompleted)
			}
			aside(t, w, o.ID, "wrong.csv")
			for i, want := range []registration.State{registration.StateRegistered, registration.StateNoShow, registration.StateRegistered} {
				is(t, w, p[i], regs[i].ID, want)
			}
		}
	})
}

// TestALaterExportThatSaysNoMore takes in a later export of a meeting in which a person's minutes are what they were: what was settled stays so,
// until one gives them more.
func TestALaterExportThatSaysNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 10)
		p := w.Persons(t, 2)
		r := w.Register(t, p[0], o.ID)
		w.Register(t, p[1], o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		mail, other := email(t, w, p[0]), email(t, w, p[1])
		take := func(name, rows string, opts registration.AttendanceOptions, open int) {
			t.Helper()
			opts.Name = name
			importFile(t, w, o.ID, "Email,Minutes,Guest\n"+rows, opts)
			w.Clock.Advance(time.Minute)
			if c := conflicts(t, w, o.ID).Open; len(c) != open {
				t.Errorf("after %s %d are open, want %d: %+v", name, len(c), open, c)
			}
		}
		take("list.csv", mail+",55,Yes\n", registration.AttendanceOptions{Source: registration.HowPresenter}, 0)
		take("report.csv", mail+",4,Yes\n"+mail+",6,Yes\n", registration.AttendanceOptions{}, 1)
		must(t, 0, errOf(w.Registrations.SettleConflict(t.Context(), w.Manager, r.ID, registration.Settlement{Follow: "presenter"})))
		w.Clock.Advance(time.Minute)
		take("later.csv", mail+",4,Yes\n"+mail+",6,Yes\n"+other+",60,Yes\n", registration.AttendanceOptions{}, 0)
		take("less.csv", mail+",7,Yes\n"+other+",60,Yes\n", registration.AttendanceOptions{}, 0)
		take("more.csv", mail+",15,Yes\n"+mail+",6,Yes\n", registration.AttendanceOptions{}, 1)
	})
}

// TestCompletionsWithoutGroundAreListedByPage lists those whose completion rested on what was set aside page by page, behind those about whom
// sources differ. Whose entry was corrected since is left out, until something comes in again.
func TestCompletionsWithoutGroundAreListedByPage(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 10)
		p := w.Persons(t, 4)
		var regs []registration.Registration
		list := "Email,Minutes\n"
		for i, a := range p {
			if regs = append(regs, w.Register(t, a, o.ID)); i > 0 {
				list += email(t, w, a) + ",60\n"
			}
		}
		w.Clock.Set(o.EndsAt.Add(time.Hour))
		importFile(t, w, o.ID, list, registration.AttendanceOptions{Source: registration.HowPresenter, Name: "wrong.csv"})
		must(t, 0, w.Registrations.SayThere(ctx, p[0], regs[0].ID, "", 0, "My camera was off"))
		must(t, 0, errOf(w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)))
		aside(t, w, o.ID, "wrong.csv")
		pages := func(open int, want ...int) {
			t.Helper()
			q, seen := page.Request{Limit: 2}, map[id.ID]bool{}
			for i, n := range want {
				c, err := w.Registrations.Conflicts(ctx, w.Manager, o.ID, q)
				must(t, 0, err)
				if len(c.Open) != open || len(c.Completed) != n || (c.Next != "") != (i < len(want)-1) {
					t.Errorf("page %d: %d open, %d completed, next %q; want %d and %d", i+1, len(c.Open), len(c.Completed), c.Next, open, n)
				}
				for _, x := range c.Completed {
					if seen[x.ID] {
						t.Errorf("%s is listed twice", x.PersonName)
					}
					seen[x.ID] = true
				}
				q.Cursor, open = c.Next, 0
			}
		}
		pages(1, 1, 2)
		w.Clock.Advance(time.Minute)
		must(t, 0, w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			entries, err := w.Record.OfRegistrations(ctx, tx, []id.ID{regs[1].ID})
			if err != nil {
				return err
			}
			c := record.CorrectionOf(entries[regs[1].ID])
			c.Minutes, c.Reason = 20, "They left early"
			_, err = w.Record.CorrectTx(ctx, tx, w.Clock.Now(), authz.System("test"), entries[regs[1].ID].ID, c)
			return err
		}))
		pages(1, 1, 1)
		w.Clock.Advance(time.Minute)
		importFile(t, w, o.ID, "Email,Minutes,Guest\n"+email(t, w, p[1])+",5,Yes\n", registration.AttendanceOptions{Name: "report.csv"})
		pages(1, 1, 2)
	})
}
