package registration_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// together runs all of f at once: nobody goes before everybody stands ready.
func together(f ...func()) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	ready.Add(len(f))
	for _, one := range f {
		done.Go(func() {
			ready.Done()
			<-start
			one()
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

// TestAPromiseThatEndsWhileItIsConfirmed lets a person confirm in the very microsecond in which the
// promise runs out, while two sweeps end it. The clock decides, never who came first.
func TestAPromiseThatEndsWhileItIsConfirmed(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		for _, early := range []time.Duration{0, time.Microsecond} {
			for range 5 {
				o := w.Seats(t, 1)
				p := w.Persons(t, 3)
				first, second, third := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID), w.Register(t, p[2], o.ID)
				must(t, first, errOf(w.Registrations.Cancel(t.Context(), p[0], first.ID, "")))
				held := is(t, w, p[1], second.ID, registration.StateHeld)
				w.Clock.Set(held.HeldUntil.Add(-early))
				var confirmed error
				sweep := func() {
					if err := w.Queue.RunPeriodic(context.Background()); err != nil {
						t.Error(err)
					}
				}
				together(sweep, sweep, func() { _, confirmed = w.Registrations.Confirm(context.Background(), p[1], second.ID) })
				if early > 0 {
					must(t, 0, confirmed)
					is(t, w, p[1], second.ID, registration.StateRegistered)
					is(t, w, p[2], third.ID, registration.StateWaitlisted)
					continue
				}
				want(t, confirmed, errs.Gone)
				is(t, w, p[1], second.ID, registration.StateCancelled)
				is(t, w, p[2], third.ID, registration.StateHeld)
			}
		}
	})
}

// TestPromotionsAtOnce frees and adds seats from several sides at once: each is promised once, to
// the lowest numbers.
func TestPromotionsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := context.Background()
		o := w.Seats(t, 2)
		p := w.Persons(t, 8)
		var r []registration.Registration
		for _, a := range p {
			r = append(r, w.Register(t, a, o.ID))
		}
		now, err := w.Occurrence(ctx, w.DB, o.ID)
		must(t, now, err)
		now.Capacity = 4
		must(t, now, errOf(w.ChangeOccurrence(ctx, w.Manager, now)))
		run := func(f func() error) func() {
			return func() {
				if err := f(); err != nil {
					t.Error(err)
				}
			}
		}
		promote := run(func() error { return w.Registrations.Promote(ctx, o.ID) })
		together(promote, promote, promote,
			run(func() error { return errOf(w.Registrations.Cancel(ctx, p[0], r[0].ID, "")) }),
			run(func() error { return errOf(w.Registrations.Cancel(ctx, p[4], r[4].ID, "")) }),
			run(func() error { return w.Queue.RunPeriodic(ctx) }))
		held := 0
		for i := 2; i < len(p); i++ {
			if s := w.State(t, p[i], r[i].ID).State; s == registration.StateHeld {
				held++
			}
		}
		if held != 3 {
			t.Errorf("%d seats are promised, want 3: one was freed or two, and two were added", held)
		}
		is(t, w, p[6], r[6].ID, registration.StateWaitlisted)
	})
}

// TestSeatsCannotBeTakenAway refuses a capacity below what was given away and promised.
func TestSeatsCannotBeTakenAway(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 2)
		p := w.Persons(t, 3)
		first := w.Register(t, p[0], o.ID)
		w.Register(t, p[1], o.ID)
		w.Register(t, p[2], o.ID)
		must(t, first, errOf(w.Registrations.Cancel(t.Context(), p[0], first.ID, "")))
		now, err := w.Occurrence(t.Context(), w.DB, o.ID)
		must(t, now, err)
		now.Capacity = 1
		want(t, errOf(w.ChangeOccurrence(t.Context(), w.Manager, now)), errs.Conflict)
	})
}

// TestRegistrationThatOpensAgain promises a seat as soon as people can register again.
func TestRegistrationThatOpensAgain(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 1, func(o *catalogue.Occurrence) { o.ClosesAt = o.StartsAt.Add(-72 * time.Hour) })
		p := w.Persons(t, 2)
		first, second := w.Register(t, p[0], o.ID), w.Register(t, p[1], o.ID)
		w.Clock.Set(o.ClosesAt)
		must(t, first, errOf(w.Registrations.Cancel(t.Context(), p[0], first.ID, "")))
		is(t, w, p[1], second.ID, registration.StateWaitlisted)
		now, err := w.Occurrence(t.Context(), w.DB, o.ID)
		must(t, now, err)
		now.ClosesAt = o.StartsAt.Add(-24 * time.Hour)
		must(t, now, errOf(w.ChangeOccurrence(t.Context(), w.Manager, now)))
		w.Work(t)
		is(t, w, p[1], second.ID, registration.StateHeld)
	})
}

// TestWaitingEnds tells those who wait to the end, whether anybody closes the occurrence or not.
func TestWaitingEnds(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 1)
		p := w.Persons(t, 2)
		w.Register(t, p[0], o.ID)
		waits := w.Register(t, p[1], o.ID)
		sweep := func() {
			if err := w.Queue.RunPeriodic(context.Background()); err != nil {
				t.Fatal(err)
			}
			w.Work(t)
		}
		w.Clock.Set(o.EndsAt.Add(-time.Minute))
		sweep()
		is(t, w, p[1], waits.ID, registration.StateWaitlisted)
		w.Clock.Set(o.EndsAt)
		sweep()
		is(t, w, p[1], waits.ID, registration.StateCancelled)
		letters := w.Box.Letters("")
		if l := letters[len(letters)-1]; !strings.Contains(l.Text, "no seat became free") || l.Calendar != nil {
			t.Errorf("the last letter says %q", l.Text)
		}
	})
}

// TestTheLogIsAppendOnly has the database itself refuse to change what waiting lists are recomputed from.
func TestTheLogIsAppendOnly(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 1)
		r := w.Register(t, w.Persons(t, 1)[0], o.ID)
		w.Clock.Set(o.StartsAt)
		must(t, 0, errOf(w.Registrations.RecordAttendance(t.Context(), w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r.ID}, Present: true, Reason: "Seen"})))
		for _, change := range []string{`UPDATE registration_log SET no = no + 1`, `DELETE FROM registration_log`, `UPDATE attendance SET minutes = 1`, `DELETE FROM attendance`} {
			err := w.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, change)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", change, err)
			}
		}
	})
}

// TestClosingLeavesWhatNeedsNoAttendance keeps open what the learner, or its parts, may still complete.
func TestClosingLeavesWhatNeedsNoAttendance(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer := cataloguetest.Offer(t, w.World, registrationtest.Free, func(d *catalogue.Draft) {
			d.Kind, d.Completion = catalogue.Course, catalogue.Completion{Rule: catalogue.BySelf}
		})
		o := cataloguetest.Occurrence(t, w.World, offer.ID)
		a := w.Persons(t, 1)[0]
		r := w.Register(t, a, o.ID)
		w.Clock.Set(o.EndsAt)
		c, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID)
		if err != nil || c != (registration.Closing{Undecided: 1}) {
			t.Errorf("got %+v, %v", c, err)
		}
		must(t, r, errOf(w.Registrations.Declare(ctx, a, r.ID)))
		is(t, w, a, r.ID, registration.StateCompleted)
	})
}

// TestNobodyResolvesARowToThemselves keeps people from recording their own attendance by way of a file.
func TestNobodyResolvesARowToThemselves(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 0)
		mine := w.Register(t, w.Editor, o.ID)
		me, err := w.People.Person(ctx, w.Editor.PersonID)
		must(t, me, err)
		file := "Email,Join time,Leave time\nstranger@example.net,2026-03-09 10:00,2026-03-09 11:00\n" + me.Email + ",2026-03-09 10:00,2026-03-09 11:00\n"
		take := func() (registration.AttendanceReport, error) {
			return w.Registrations.ImportAttendance(ctx, w.Editor, o.ID, strings.NewReader(file), registration.AttendanceOptions{Name: "joins.csv"})
		}
		want(t, errOf(take()), errs.Conflict) // before the beginning
		w.Clock.Set(o.EndsAt)
		report, err := take()
		if err != nil || len(report.Unmatched) != 2 || report.Unmatched[0].Why != registration.NotRegistered || report.Unmatched[1].Why != registration.OwnAttendance {
			t.Fatalf("got %+v, %v", report, err)
		}
		is(t, w, w.Editor, mine.ID, registration.StateRegistered)
		for _, row := range report.Unmatched {
			want(t, w.Registrations.ResolveUnmatched(ctx, w.Editor, row.ID, mine.ID), errs.Invalid)
		}
		found, err := w.Registrations.FindOnRoster(ctx, w.Manager, o.ID, me.Name)
		if err != nil || found != mine.ID {
			t.Errorf("found %q, %v", found, err)
		}
		must(t, 0, w.Registrations.ResolveUnmatched(ctx, w.Manager, report.Unmatched[1].ID, found))
		is(t, w, w.Editor, mine.ID, registration.StateAttended)
	})
}

// TestAnswersCannotBeLedBack looks at the tables as somebody with the whole database would: no id,
// no order of rows, no time and no transaction leads from an answer to a registration.
func TestAnswersCannotBeLedBack(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		offer := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free)
		p := w.Persons(t, 12)
		told := make([]string, len(p))
		for i, a := range p {
			r, err := w.Registrations.Register(ctx, a, registration.Request{Offer: offer.ID})
			must(t, r, err)
			must(t, r, errOf(w.Registrations.Declare(ctx, a, r.ID)))
			told[i] = string(rune('a' + i))
			must(t, 0, w.Registrations.Answer(ctx, a, r.ID, registration.AtCompletion, registration.Answers{Useful: 4, Level: "right", Text: told[i]}))
		}
		place := "rowid"
		if w.DB.Dialect() == db.Postgres {
			place = "ctid"
			var n int
			err := w.DB.QueryRow(ctx, `SELECT COUNT(*) FROM evaluation_answers a JOIN evaluation_requests r ON a.xmin = r.xmin WHERE r.registration_id = (
				SELECT registration_id FROM evaluation_requests WHERE answered_in <> '' ORDER BY registration_id DESC LIMIT 1)`).Scan(&n)
			if err != nil || n < len(p)-1 {
				t.Errorf("the transaction that answered last wrote %d answers, %v", n, err)
			}
		}
		rows, err := w.DB.Query(ctx, `SELECT answers, month, COALESCE(occurrence_id, '') FROM evaluation_answers ORDER BY `+place)
		must(t, rows, err)
		defer rows.Close()
		var order []string
		for rows.Next() {
			var a registration.Answers
			var month, occurrence string
			if err := rows.Scan(db.JSON(&a), &month, &occurrence); err != nil {
				t.Fatal(err)
			}
			order = append(order, a.Text)
			if len(month) != len("2006-01") || occurrence != "" {
				t.Errorf("an answer says %q, %q", month, occurrence)
			}
		}
		if len(order) != len(told) {
			t.Fatalf("%d of %d answers were kept", len(order), len(told))
		}
		if strings.Join(order, "") == strings.Join(told, "") {
			t.Errorf("the rows stand in the order of answering: %v", order)
		}
		var marks int
		if err := w.DB.QueryRow(ctx, `SELECT COUNT(*) FROM evaluation_requests WHERE answered_in NOT IN ('', 'yes')`).Scan(&marks); err != nil || marks > 0 {
			t.Errorf("%d requests say when they were answered, %v", marks, err)
		}
	})
}

// TestAnswersAtOnce loses none when several people answer about one offer at the same moment.
func TestAnswersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := context.Background()
		offer := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free)
		var all []func()
		for _, a := range w.Persons(t, 16) {
			r, err := w.Registrations.Register(ctx, a, registration.Request{Offer: offer.ID})
			must(t, r, err)
			must(t, r, errOf(w.Registrations.Declare(ctx, a, r.ID)))
			all = append(all, func() {
				if err := w.Registrations.Answer(ctx, a, r.ID, registration.AtCompletion, registration.Answers{Useful: 5, Level: "right"}); err != nil {
					t.Error(err)
				}
			})
		}
		together(all...)
		res, err := w.Registrations.Results(ctx, w.Editor, offer.ID)
		if err != nil || res[0].N != len(all) {
			t.Errorf("%d of %d answers were kept, %v", res[0].N, len(all), err)
		}
	})
}
