package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Deps is what seeding needs.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	People    *people.Service
	Standards *standards.Service
	Catalogue *catalogue.Service
}

// Size says how much to make.
type Size struct {
	Offers, People, Registrations, Completions int
	// Personas adds the people to sign in as in demonstration mode.
	Personas bool
}

// Demonstration is the size of the demonstration: every offer that was written, once.
func Demonstration() (Size, error) {
	texts, err := offerTexts()
	n := len(texts)
	return Size{Offers: n, People: 1400, Registrations: 22 * n, Completions: 11 * n, Personas: true}, err
}

// Scale is the size of a trial: n offers, 25 n people, 100 n registrations, 60 n completions. Where people is not 0 there
// are so many, with four registrations and two completions each.
func Scale(n, people int) Size {
	if people > 0 {
		return Size{Offers: n, People: people, Registrations: 4 * people, Completions: 2 * people}
	}
	return Size{Offers: n, People: 25 * n, Registrations: 100 * n, Completions: 60 * n}
}

// Summary says how much was made.
type Summary struct {
	Units         int `json:"units"`
	Organisations int `json:"organisations"`
	People        int `json:"people"`
	Offers        int `json:"offers"`
	Occurrences   int `json:"occurrences"`
	Registrations int `json:"registrations"`
	Entries       int `json:"entries"`
	Awards        int `json:"awards"`
}

// seeder makes rows. Its chance is seeded, so the same day makes the same association.
type seeder struct {
	Deps
	size   Size
	now    time.Time
	rand   *rand.Rand
	words  peopleText
	texts  []offerText
	units  map[string]people.Unit
	orgs   []organisation
	people []person
	offers []offer
	// unitsByID holds the units of today and of before.
	unitsByID map[id.ID]people.Unit
	// choices are the competencies of the association's own frameworks, by code.
	choices map[string]standards.Choice
	// stays is how many of the people, the first ones, have been here for long: personas and staff.
	stays int
	// staff is who works on the offers of each unit, and reviewer who decides what they earn.
	staff    map[id.ID]id.ID
	reviewer id.ID
	// conference holds the dates of the conference whose sessions come next.
	conference []occurrence
	// took is how many of the year's registrations went to each persona.
	took                 map[int]int
	sessions, recordings int
	summary              Summary
	w                    *writer
}

// Seed fills an empty database. It refuses one that holds offers already, because demonstration
// data must never be mixed with real data. Errors: Conflict.
func Seed(ctx context.Context, d Deps, size Size) (Summary, error) {
	s, err := fill(ctx, d, size)
	return s.summary, err
}

// fill is Seed, and returns the seeder with all that it made.
func fill(ctx context.Context, d Deps, size Size) (*seeder, error) {
	s := &seeder{Deps: d, size: size, now: d.Clock.Now(), rand: rand.New(rand.NewPCG(2015, 410)), w: &writer{db: d.DB}, took: map[int]int{}}
	var err error
	if s.words, err = peopleWords(); err != nil {
		return s, err
	}
	if s.texts, err = offerTexts(); err != nil {
		return s, err
	}
	offers, err := countOffers(ctx, d.DB)
	if err != nil {
		return s, err
	}
	if offers > 0 {
		return s, errs.New(errs.Conflict, "This database holds %d offers already. Demonstration data is only put into an empty one.", offers)
	}
	steps := []func(context.Context) error{s.seedReference, s.seedOrganisations, s.seedPeople, s.seedStaff, s.seedOffers, s.seedStreams, s.seedRegistrations, s.seedScenes, s.seedWorkers, s.seedNeeds}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return s, fmt.Errorf("demo: %w", err)
		}
		if err := s.w.flush(ctx); err != nil {
			return s, fmt.Errorf("demo: %w", err)
		}
	}
	return s, nil
}

// SeedOnce is Seed for a database that may have been filled before; then it changes nothing.
func SeedOnce(ctx context.Context, d Deps, size Size) error {
	n, err := countOffers(ctx, d.DB)
	if err != nil || n > 0 {
		return err
	}
	_, err = Seed(ctx, d, size)
	return err
}

func countOffers(ctx context.Context, q db.Q) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM offers`).Scan(&n); err != nil {
		return 0, fmt.Errorf("demo: %w", err)
	}
	return n, nil
}

// seedReference makes the units and the content areas.
func (s *seeder) seedReference(ctx context.Context) error {
	if err := Reference(ctx, s.Deps); err != nil {
		return err
	}
	units, err := s.People.Units(ctx)
	if err != nil {
		return err
	}
	s.units, s.unitsByID = map[string]people.Unit{}, map[id.ID]people.Unit{}
	for _, u := range units {
		s.unitsByID[u.ID] = u
		for _, n := range u.Names { // offers were written under the acronyms of their day
			s.units[n.Acronym] = u
		}
	}
	s.summary.Units = len(units)
	s.stays = len(units)
	if s.size.Personas {
		s.stays += len(s.words.Personas) + oldHands
	}
	return nil
}

// Reference makes the American Library Association's units, the ten content areas, the frameworks and what roles ask for, and changes
// nothing where they are there already.
func Reference(ctx context.Context, d Deps) error {
	var units []people.UnitSpec
	if err := readJSON("units.json", &units); err != nil {
		return err
	}
	var areas []catalogue.Area
	if err := readJSON("areas.json", &areas); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := d.People.SeedUnits(ctx, tx, units); err != nil {
			return err
		}
		if _, err := d.Standards.SeedTx(ctx, tx); err != nil {
			return err
		}
		if err := d.Catalogue.SeedAreas(ctx, tx, areas); err != nil {
			return err
		}
		_, err := assessment.New(assessment.Deps{DB: d.DB, Clock: d.Clock, People: d.People, Standards: d.Standards, Catalogue: d.Catalogue}).SeedTx(ctx, tx)
		return err
	})
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// day returns the civil date of t in UTC.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
