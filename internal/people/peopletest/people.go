// Package peopletest builds valid persons, units and a Service for other packages' tests.
package peopletest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/platform/web"
)

// Start is when the tests' clocks begin: a Tuesday.
var Start = time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC)

// World is a Service with what it stands on.
type World struct {
	*people.Service
	DB    *db.DB
	Clock *clock.Fake
	Box   *mail.Box
}

// New returns a Service on d whose clock stands at Start and whose letters go nowhere.
func New(t testing.TB, d *db.DB) *people.Service {
	t.Helper()
	return NewWorld(t, d).Service
}

// NewWorld is New with the clock to move and the box that the letters go to.
func NewWorld(t testing.TB, d *db.DB) *World {
	t.Helper()
	c := clock.NewFake(Start)
	box := &mail.Box{Clock: c}
	s := people.New(people.Deps{DB: d, Clock: c, Mail: box, BaseURL: "https://commons.example.org", EndSessions: web.EndAll})
	return &World{Service: s, DB: d, Clock: c, Box: box}
}

// WithProviders is the world with a Service that has these sign-in providers and calls them by calls.
func WithProviders(t testing.TB, w *World, calls *outbound.Client, all ...people.Provider) *World {
	t.Helper()
	s := people.New(people.Deps{DB: w.DB, Clock: w.Clock, Mail: w.Box, BaseURL: "https://commons.example.org", EndSessions: web.EndAll, Providers: all, Calls: calls})
	return &World{Service: s, DB: w.DB, Clock: w.Clock, Box: w.Box}
}

// Option changes the person that Person builds.
type Option func(*wish)

type wish struct {
	people.NewPerson
	class string
	roles []authz.Binding
}

// Named gives the person a name.
func Named(name string) Option { return func(w *wish) { w.Name = name } }

// Email gives the person a verified address.
func Email(address string) Option { return func(w *wish) { w.Email, w.Verified = address, true } }

// Unverified gives the person an address that nobody has confirmed.
func Unverified(address string) Option {
	return func(w *wish) { w.Email, w.Verified = address, false }
}

// Number gives the person a member number.
func Number(number string) Option { return func(w *wish) { w.MemberNumber = number } }

// Member makes the person a member of the class for the year of Start.
func Member(class string) Option { return func(w *wish) { w.class = class } }

// Role gives the person a role.
func Role(b authz.Binding) Option { return func(w *wish) { w.roles = append(w.roles, b) } }

var persons atomic.Int64

// Person adds a person with a name and a verified address of their own.
func Person(t testing.TB, s *people.Service, options ...Option) people.Person {
	t.Helper()
	n := persons.Add(1)
	w := wish{NewPerson: people.NewPerson{Name: fmt.Sprintf("Robin Example%d", n), Email: fmt.Sprintf("robin%d@library.example", n), Verified: true}}
	for _, o := range options {
		o(&w)
	}
	ctx, system := context.Background(), authz.System("test")
	p, err := s.AddPerson(ctx, system, w.NewPerson)
	if err != nil {
		t.Fatal(err)
	}
	if w.class != "" {
		if _, err := s.AddMembership(ctx, system, p.ID, w.class, "2026-01-01", "2026-12-31", "test"); err != nil {
			t.Fatal(err)
		}
	}
	for _, b := range w.roles {
		if err := s.GrantRole(ctx, system, p.ID, b); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// Actor returns the person as an actor with a browser session.
func Actor(t testing.TB, s *people.Service, p people.Person) authz.Actor {
	t.Helper()
	a, err := s.Actor(context.Background(), p.ID, "web")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Unit founds a division.
func Unit(t testing.TB, s *people.Service, acronym string) people.Unit {
	t.Helper()
	u, err := s.AddUnit(context.Background(), authz.System("test"), people.NewUnit{Acronym: acronym, Name: acronym + " Division", Kind: "division"})
	if err != nil {
		t.Fatal(err)
	}
	return u
}
