package record_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

// fixture is a record with two persons in it.
type fixture struct {
	t      *testing.T
	db     *db.DB
	clock  *clock.Fake
	people *people.Service
	record *record.Service
	ana    authz.Actor // owns the record under test
	ben    authz.Actor // a stranger to it
	dag    authz.Actor // accreditation staff
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newFixture(t *testing.T, d *db.DB) *fixture {
	c := clock.NewFake(noon)
	p := people.New(people.Deps{DB: d, Clock: c})
	f := &fixture{t: t, db: d, clock: c, people: p, record: record.New(record.Deps{DB: d, Clock: c, People: p})}
	f.ana, f.ben, f.dag = f.person("Ana Fuentes Oliva"), f.person("Ben Achterberg"), with(f.person("Dag Lindqvist"), authz.AccreditationStaff)
	return f
}

func (f *fixture) person(name string) authz.Actor {
	f.t.Helper()
	var p people.Person
	err := f.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		p, err = f.people.AddPersonTx(ctx, tx, f.clock.Now(), people.NewPerson{Name: name})
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return authz.Actor{PersonID: p.ID, Name: p.Name, Via: "web"}
}

func (f *fixture) append(n record.NewEntry) record.Entry {
	f.t.Helper()
	return recordtest.Append(f.t, f.db, f.record, f.clock.Now(), n)
}

// agreed corrects what others vouch for as it takes two: dag proposes, the second person confirms.
func (f *fixture) agreed(second authz.Actor, entry id.ID, c record.Correction) (e record.Entry, err error) {
	f.t.Helper()
	now := f.clock.Now()
	err = f.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := f.record.CheckCorrection(ctx, tx, now, f.dag, entry, c); err != nil {
			return err
		}
		e, err = f.record.CorrectAgreedTx(ctx, tx, now, f.dag.PersonID, second, entry, c)
		return err
	})
	return e, err
}

func (f *fixture) transcript(p record.Period) record.Transcript {
	f.t.Helper()
	t, err := f.record.Transcript(context.Background(), f.ana, f.ana.PersonID, p)
	if err != nil {
		f.t.Fatal(err)
	}
	return t
}

// with returns the actor with a role that holds for the whole association.
func with(a authz.Actor, role authz.Role) authz.Actor {
	a.Roles = []authz.Binding{{Role: role}}
	return a
}

func ids(entries []record.Entry) []id.ID {
	var out []id.ID
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}
