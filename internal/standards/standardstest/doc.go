// Package standardstest builds frameworks for the tests of other packages.
package standardstest

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// World is a Service on an empty database, with people of every kind.
type World struct {
	*standards.Service
	DB                               *db.DB
	Clock                            *clock.Fake
	People                           *people.Service
	Editor, Admin, Auditor, Stranger authz.Actor
}

// BaseURL is the site's address in a World.
const BaseURL = "https://commons.example"

// New makes a World.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	c := clock.NewFake(peopletest.Start)
	actor := func(name string, roles ...authz.Role) authz.Actor {
		a := authz.Actor{PersonID: id.New(), Name: name, Via: "web"}
		for _, r := range roles {
			a.Roles = append(a.Roles, authz.Binding{Role: r})
		}
		return a
	}
	p := peopletest.New(t, d)
	return &World{Service: standards.New(standards.Deps{DB: d, Clock: c, People: p, BaseURL: BaseURL}), DB: d, Clock: c, People: p,
		Editor: actor("Cora Vance", authz.CurriculumEditor), Admin: actor("Adam Birch", authz.Admin), Auditor: actor("Audrey Falk", authz.Auditor),
		Stranger: actor("Sten Okoro", authz.UnitManager, authz.Reviewer)}
}

// InTx runs f in a transaction.
func (w *World) InTx(t testing.TB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// Seed brings the product's own frameworks.
func (w *World) Seed(t testing.TB) (made int) {
	t.Helper()
	w.InTx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		made, err = w.SeedTx(ctx, tx)
		return err
	})
	return made
}

// Sound fails the test when the area's own check finds something.
func (w *World) Sound(t testing.TB) {
	t.Helper()
	broken, err := w.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken {
		t.Error(b)
	}
}
