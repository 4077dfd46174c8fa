package registration_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// each runs f on both databases in a World of its own, and afterwards asks the doctor.
func each(t *testing.T, f func(t *testing.T, w *registrationtest.World)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		f(t, w)
		sound(t, w)
	})
}

// sound fails the test when an invariant of this area is broken.
func sound(t testing.TB, w *registrationtest.World) {
	t.Helper()
	faults, err := w.Registrations.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

func want(t testing.TB, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want a failure of kind %s", err, kind)
	}
}

func is(t testing.TB, w *registrationtest.World, a authz.Actor, r id.ID, s registration.State) registration.Registration {
	t.Helper()
	got := w.State(t, a, r)
	if got.State != s {
		t.Errorf("registration of %s is %q, want %q", a.Name, got.State, s)
	}
	return got
}

func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func days(n ...int) func(*catalogue.Occurrence) {
	return func(o *catalogue.Occurrence) {
		base := o.StartsAt
		for i, d := range n {
			start := base.Add(time.Duration(d) * 24 * time.Hour)
			o.Days = append(o.Days, catalogue.Day{Position: i + 1, Title: "Day", StartsAt: start, EndsAt: start.Add(2 * time.Hour)})
			o.EndsAt = start.Add(2 * time.Hour)
		}
	}
}
