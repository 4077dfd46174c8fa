package registration_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestTicketsShowSlips types codes with one wrong letter: none is taken for a ticket.
func TestTicketsShowSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := registration.TicketCode(id.New())
		if got, ok := registration.ReadTicket(code[:4] + "-" + code[4:]); !ok || got != code {
			t.Fatalf("%s is read as %s, %v", code, got, ok)
		}
		const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
		at, to := rapid.IntRange(0, 7).Draw(t, "at"), letters[rapid.IntRange(0, 31).Draw(t, "to")]
		if wrong := code[:at] + string(to) + code[at+1:]; wrong != code {
			if _, ok := registration.ReadTicket(wrong); ok {
				t.Fatalf("%s passes for %s", wrong, code)
			}
		}
	})
}

// A phone knows everybody until the last sitting of its day is over, and no longer.
func TestDoorKnowsUntil(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	loc, err := time.LoadLocation("America/Phoenix") // seven hours behind UTC: its evening is the next day of UTC
	day := time.Date(w.Clock.Now().Year()+1, 3, 4, 0, 0, 0, 0, must(t, loc, err))
	o := w.Seats(t, 0, func(o *catalogue.Occurrence) {
		o.Zone = loc.String()
		for i, at := range []time.Duration{9 * time.Hour, 19 * time.Hour, 33 * time.Hour} {
			start := day.Add(at)
			o.Days = append(o.Days, catalogue.Day{Position: i + 1, Title: "Sitting", StartsAt: start, EndsAt: start.Add(time.Hour)})
		}
		o.StartsAt, o.EndsAt = o.Days[0].StartsAt, o.Days[2].EndsAt
	})
	for at, want := range map[time.Duration]time.Time{
		0:              {},
		8 * time.Hour:  day.Add(22 * time.Hour),
		15 * time.Hour: day.Add(22 * time.Hour),
		18 * time.Hour: day.Add(22 * time.Hour),
		32 * time.Hour: day.Add(36 * time.Hour),
	} {
		w.Clock.Set(day.Add(at))
		d, err := w.Registrations.Door(t.Context(), w.Manager, o.ID)
		if err != nil || !d.Until().Equal(want) {
			t.Errorf("after %v it knows until %v, want %v (%v)", at, d.Until(), want, err)
		}
	}
}

func TestScansAtTheDoor(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 2)
		people := w.Persons(t, 4)
		in, late, waiting := w.Register(t, people[0], o.ID), w.Register(t, people[1], o.ID), w.Register(t, people[2], o.ID)
		scan := func(s ...registration.Scan) []registration.ScanResult {
			t.Helper()
			r, err := w.Registrations.CheckIn(ctx, w.Manager, o.ID, s)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		one := func(r registration.Registration, scanID string, at, sent time.Time) registration.Scan {
			return registration.Scan{ID: scanID, Code: registration.TicketCode(r.ID), At: at, SentAt: sent}
		}
		if r := scan(one(in, "a", time.Time{}, time.Time{})); r[0].Outcome != registration.ScanRefused {
			t.Errorf("let in a week before the doors open: %+v", r)
		}
		w.Clock.Set(o.StartsAt.Add(20 * time.Minute))
		now := w.Clock.Now()
		// Scanned at the start without a connection and sent twenty minutes later, by a clock 7 minutes ahead, twice.
		ahead := 7 * time.Minute
		for range 2 {
			r := scan(one(in, "b", o.StartsAt.Add(ahead), now.Add(ahead)), one(late, "c", now, now), one(waiting, "d", now, now), registration.Scan{ID: "e", Code: "AAAA-AAAB"})
			if r[0].Outcome != registration.ScanRecorded || r[0].ClockOff != ahead || r[0].Name == "" {
				t.Errorf("the first is %+v", r[0])
			}
			if r[1].Outcome != registration.ScanRecorded || r[1].ClockOff != 0 {
				t.Errorf("the second is %+v", r[1])
			}
			if r[2].Outcome != registration.ScanRefused || r[3].Outcome != registration.ScanRefused || r[2].Err == nil || r[3].Err == nil {
				t.Errorf("who waits and what is no ticket are let in: %+v", r[2:])
			}
		}
		if r := scan(one(in, "another", now, now)); r[0].Outcome != registration.ScanAgain || !r[0].Since.Equal(o.StartsAt.Add(ahead)) {
			t.Errorf("scanned again: %+v", r[0])
		}
		is(t, w, people[0], in.ID, registration.StateAttended)
		evidence, err := w.Registrations.Evidence(ctx, w.Manager, o.ID, []id.ID{in.ID})
		if err != nil {
			t.Fatal(err)
		}
		if e := evidence[in.ID]; len(e) != 1 || e[0].ClockOff != int(ahead.Seconds()) || !e[0].SaidAt.Equal(o.StartsAt.Add(ahead)) || !e[0].At.Equal(now) {
			t.Errorf("what is kept of the scan is %+v", e)
		}
		_, err = w.Registrations.CheckIn(ctx, people[3], o.ID, nil)
		want(t, err, errs.NotFound)
	})
}
