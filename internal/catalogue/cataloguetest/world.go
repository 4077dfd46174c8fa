package cataloguetest

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Start is the moment at which the clock of a World stands: a Monday morning in Chicago.
var Start = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// World is a catalogue with a unit, its people and two content areas.
type World struct {
	*catalogue.Service
	DB     *db.DB
	Clock  *clock.Fake
	People *people.Service
	// Standards is empty until Seed or an import fills it.
	Standards *standards.Service
	// Unit offers; Other is a unit that has nothing to do with it.
	Unit, Other people.Unit
	// Visitor is nobody, Learner somebody without a role.
	Visitor, Learner authz.Actor
	// Editor and Manager have their roles in Unit; Stranger is a manager of Other.
	Editor, Manager, Stranger               authz.Actor
	Reviewer, Accreditation, Admin, Auditor authz.Actor
	// Curriculum edits frameworks, and says what published offers teach.
	Curriculum authz.Actor
}

// New returns a World on a fresh database. Its clock stands at Start until it is moved.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	c := clock.NewFake(Start)
	p := people.New(people.Deps{DB: d, Clock: c, BaseURL: "https://commons.example"})
	w := &World{DB: d, Clock: c, People: p, Standards: standards.New(standards.Deps{DB: d, Clock: c, People: p, BaseURL: "https://commons.example"})}
	w.Service = catalogue.New(catalogue.Deps{DB: d, Clock: c, People: p, Standards: w.Standards, BaseURL: "https://commons.example"})
	w.inTx(t, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if w.Unit, err = p.AddUnitTx(ctx, tx, c.Now(), people.NewUnit{Acronym: "RLD", Name: "Rural Libraries Division", Kind: "division", From: "1990-01-01"}); err != nil {
			return err
		}
		if w.Other, err = p.AddUnitTx(ctx, tx, c.Now(), people.NewUnit{Acronym: "MAPS", Name: "Map Round Table", Kind: "round table", From: "1990-01-01"}); err != nil {
			return err
		}
		return w.SeedAreas(ctx, tx, []catalogue.Area{
			{Code: "collections", Title: "Collections", Scope: "Choosing, buying and keeping what people read.", Position: 1},
			{Code: "technology", Title: "Technology", Scope: "Choosing and using technology.", Position: 2},
		})
	})
	w.Learner = w.Actor(t, "Lena Ortiz")
	w.Editor = w.Actor(t, "Edith Marlow", authz.Binding{Role: authz.UnitEditor, UnitID: w.Unit.ID})
	w.Manager = w.Actor(t, "Mani Chandra", authz.Binding{Role: authz.UnitManager, UnitID: w.Unit.ID})
	w.Stranger = w.Actor(t, "Sten Okoro", authz.Binding{Role: authz.UnitManager, UnitID: w.Other.ID})
	w.Reviewer = w.Actor(t, "Ravi Stone", authz.Binding{Role: authz.Reviewer})
	w.Accreditation = w.Actor(t, "Ada Quist", authz.Binding{Role: authz.AccreditationStaff})
	w.Curriculum = w.Actor(t, "Cora Vance", authz.Binding{Role: authz.CurriculumEditor})
	w.Admin = w.Actor(t, "Adam Birch", authz.Binding{Role: authz.Admin})
	w.Auditor = w.Actor(t, "Audrey Falk", authz.Binding{Role: authz.Auditor})
	return w
}

// Actor adds a person and returns them as they would come in through a browser, with these roles.
// The roles are not written to the database.
func (w *World) Actor(t testing.TB, name string, roles ...authz.Binding) authz.Actor {
	t.Helper()
	a := authz.Actor{Name: name, Roles: roles, Via: "web"}
	w.inTx(t, func(ctx context.Context, tx *db.Tx) error {
		p, err := w.People.AddPersonTx(ctx, tx, w.Clock.Now(), people.NewPerson{Name: name, Email: id.Tail(12) + "@example.org", Verified: true})
		a.PersonID = p.ID
		return err
	})
	return a
}

func (w *World) inTx(t testing.TB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}
