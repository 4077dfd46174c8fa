package duties

import (
	"log/slog"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/standards"
)

// Deps names what the area needs.
type Deps struct {
	DB           *db.DB
	Clock        clock.Clock
	People       *people.Service
	Catalogue    *catalogue.Service
	Record       *record.Service
	Registration *registration.Service
	Recognition  *recognition.Service
	// Standards say what became of the competencies that rules name, Assessment what people have shown of them.
	Standards  *standards.Service
	Assessment *assessment.Service
	// Mail sends letters before something falls due.
	Mail mail.Sender
	// BaseURL is the address of the site without a slash at its end, for calendars and letters.
	BaseURL string
	// Log gets what whoever runs the place must know; the default one when it is left out.
	Log *slog.Logger
}

// Service is the area's use cases. It is safe for concurrent use.
type Service struct {
	Deps
	db       *db.DB
	clock    clock.Clock
	people   *people.Service
	log      *slog.Logger
	compiled compiled
}

// New returns a Service.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &Service{Deps: d, db: d.DB, clock: d.Clock, people: d.People, log: d.Log}
}

// today is the association's civil date.
func (s *Service) today() rules.Day {
	day, _ := rules.ParseDay(s.people.Today())
	return day
}
