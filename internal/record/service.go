package record

import (
	"context"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// People is what the record asks of the area people.
type People interface {
	// IDs returns every id under which rows of the person may stand, the surviving one first.
	IDs(ctx context.Context, person id.ID) ([]id.ID, error)
	// Surviving returns the person whom an id stands for today.
	Surviving(ctx context.Context, q db.Q, person id.ID) (id.ID, error)
	Person(ctx context.Context, person id.ID) (people.Person, error)
	Persons(ctx context.Context, ids []id.ID) (map[id.ID]people.Person, error)
}

// Deps is what the record needs.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	People People
}

// Service holds the record's use cases.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	people People
}

// New returns the record's service.
func New(d Deps) *Service {
	return &Service{db: d.DB, clock: d.Clock, people: d.People}
}
