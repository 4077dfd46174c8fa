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

// gatherMost bounds what is held in memory between two writes; beyond it facts are dropped.
const gatherMost = 20_000

// Step is one page of a visit.
type Step struct {
	Visit string
	At    time.Time
	// Page is the name of the route, Entry the kind of page that a visit can begin at.
	Page, Entry string
}

// Search is one look into the catalogue.
type Search struct {
	Visit   string
	At      time.Time
	Words   string
	Filters map[string][]string
	// Hits is how many offers were found; Loose that not every word was.
	Hits  int
	Loose bool
}

// AddStep gathers one step. It does not wait for the database.
func (s *Service) AddStep(visit, page, entry string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.steps) < gatherMost {
		s.steps = append(s.steps, Step{visit, s.clock.Now(), page, entry})
	}
}

// AddSearch gathers one search. Words are cut at 200 characters. It does not wait for the database.
func (s *Service) AddSearch(f Search) {
	f.At = s.clock.Now()
	if r := []rune(f.Words); len(r) > 200 {
		f.Words = string(r[:200])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.searches) < gatherMost {
		s.searches = append(s.searches, f)
	}
}
