// Package registrationtest builds valid registrations for other packages' tests.
package registrationtest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// World is registration with a catalogue and a record below it, and with its jobs, which run when
// Work is called.
type World struct {
	*cataloguetest.World
	Registrations *registration.Service
	Record        *record.Service
	Box           *mail.Box
	Queue         *jobs.Queue
}

// New returns a World on a fresh database. Its clock stands at cataloguetest.Start.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	w := &World{World: cataloguetest.New(t, d)}
	w.Box = &mail.Box{Clock: w.Clock}
	w.Record = record.New(record.Deps{DB: d, Clock: w.Clock, People: w.People})
	w.Registrations = registration.New(registration.Deps{
		DB: d, Clock: w.Clock, People: w.People, Catalogue: w.Service, Record: w.Record, Mail: w.Box,
		BaseURL: "https://commons.example", Organiser: calendar.Person{Name: "Learning Commons", Email: "learning@commons.example"},
	})
	w.Queue = jobs.New(d, w.Clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
	w.Registrations.RegisterJobs(w.Queue)
	return w
}

// Work runs everything that is due: events, letters, promises that have expired.
func (w *World) Work(t testing.TB) {
	t.Helper()
	if err := w.Queue.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Seats publishes an offer with an occurrence of n seats (0 for no limit), a week ahead and an hour long.
func (w *World) Seats(t testing.TB, n int, change ...func(*catalogue.Occurrence)) catalogue.Occurrence {
	t.Helper()
	offer := cataloguetest.Offer(t, w.World, Free)
	return cataloguetest.Occurrence(t, w.World, offer.ID, append([]func(*catalogue.Occurrence){cataloguetest.Seats(n)}, change...)...)
}

// Free makes an offer cost nothing.
func Free(d *catalogue.Draft) { d.Prices = nil }

// Persons adds n persons and returns them as they come in through a browser.
func (w *World) Persons(t testing.TB, n int) []authz.Actor {
	t.Helper()
	out := make([]authz.Actor, n)
	for i := range out {
		out[i] = w.Actor(t, fmt.Sprintf("Kim Example%02d", i+1))
	}
	return out
}

// Register registers the person for the occurrence.
func (w *World) Register(t testing.TB, a authz.Actor, occurrence id.ID) registration.Registration {
	t.Helper()
	r, err := w.Registrations.Register(context.Background(), a, registration.Request{Occurrence: occurrence})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Completed takes a person through an occurrence that earns what is given: registered, attended in
// full, closed. It leaves the clock an hour after the end.
func (w *World) Completed(t testing.TB, a authz.Actor, earns ...catalogue.Recognition) registration.Registration {
	t.Helper()
	ctx := context.Background()
	offer := cataloguetest.Offer(t, w.World, Free)
	if len(earns) > 0 {
		cataloguetest.Earns(t, w.World, offer.ID, earns...)
	}
	o := cataloguetest.Occurrence(t, w.World, offer.ID)
	r := w.Register(t, a, o.ID)
	w.Clock.Set(o.EndsAt.Add(o.EndsAt.Sub(o.StartsAt)))
	if _, err := w.Registrations.RecordAttendance(ctx, w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r.ID}, Present: true, Reason: "Seen in the room"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Registrations.CloseOccurrence(ctx, w.Manager, o.ID); err != nil {
		t.Fatal(err)
	}
	return w.State(t, a, r.ID)
}

// State reads a person's own registration as it is now.
func (w *World) State(t testing.TB, a authz.Actor, which id.ID) registration.Registration {
	t.Helper()
	v, err := w.Registrations.Show(context.Background(), a, which)
	if err != nil {
		t.Fatal(err)
	}
	return v.Registration
}
