package duties

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/rules"
)

// Competencies says which competencies people have shown, as entries of kind rules.Competency, by whichever of the given
// ids they stand under. The area that assesses people has them.
type Competencies interface {
	CompetenciesOf(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID][]rules.Entry, error)
}

// Deps names what the area needs.
type Deps struct {
	DB           *db.DB
	Clock        clock.Clock
	People       *people.Service
	Catalogue    *catalogue.Service
	Record       *record.Service
	Registration *registration.Service
	Recognition  *recognition.Service
	// Competencies may be nil: then nobody has shown one.
	Competencies Competencies
	// BaseURL is the address of the site without a slash at its end, for calendars.
	BaseURL string
}

// Service is the area's use cases. It is safe for concurrent use.
type Service struct {
	Deps
	db       *db.DB
	clock    clock.Clock
	people   *people.Service
	compiled compiled
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{Deps: d, db: d.DB, clock: d.Clock, people: d.People}
}

// today is the association's civil date.
func (s *Service) today() rules.Day {
	day, _ := rules.ParseDay(s.people.Today())
	return day
}
