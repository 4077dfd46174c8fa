package measures

import (
	"log/slog"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/standards"
)

// Deps is what the service needs. Facts are gathered with DB, Clock and Log alone.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Log       *slog.Logger
	People    *people.Service
	Catalogue *catalogue.Service
	// Standards follows competencies to those of today and says what they are called; nil where none ever becomes another.
	Standards *standards.Service
	// Competencies says what competencies are called in the place of Standards.
	Competencies Competencies
	// Assessment is where the figures hear from people; nil where nobody says anything.
	Assessment *assessment.Service
	// Assessments says what people said of themselves in the place of Assessment.
	Assessments Assessments
	Mail        mail.Sender
	// Zone is where dates in letters are; nil is UTC.
	Zone *time.Location
	// BaseURL is the address of the site without a slash at its end.
	BaseURL string
}

// Service gathers facts about the use of the place, and says what people need.
type Service struct {
	db          *db.DB
	clock       clock.Clock
	log         *slog.Logger
	people      *people.Service
	catalogue   *catalogue.Service
	standards   *standards.Service
	named       Competencies
	assessments Assessments
	mail        mail.Sender
	zone        *time.Location
	baseURL     string

	mu       sync.Mutex
	steps    []Step
	searches []Search
	day      string
	salt     string
}

// New returns a service that has gathered nothing yet.
func New(d Deps) *Service {
	s := &Service{db: d.DB, clock: d.Clock, log: d.Log, people: d.People, catalogue: d.Catalogue, standards: d.Standards, named: d.Competencies, assessments: d.Assessments, mail: d.Mail, zone: d.Zone, baseURL: d.BaseURL}
	if s.named == nil && s.standards != nil {
		s.named = s.inStandards
	}
	if s.assessments == nil && d.Assessment != nil {
		s.assessments = heard{d.Assessment}
	}
	return s
}
