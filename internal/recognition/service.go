package recognition

import (
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// Deps is what recognition needs.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	People    *people.Service
	Catalogue *catalogue.Service
	Record    *record.Service
	// Registration is asked about rosters, evidence and evaluations, for assessors. It may be nil where none is served.
	Registration *registration.Service
	// Association stands on certificates beside the unit that offered what was learned.
	Association string
	// BaseURL is the site's address without a slash at its end; the addresses on certificates begin with it.
	BaseURL string
}

// Service holds the use cases of recognition.
type Service struct {
	db           *db.DB
	clock        clock.Clock
	people       *people.Service
	catalogue    *catalogue.Service
	record       *record.Service
	registration *registration.Service
	association  string
	baseURL      string
}

// New returns the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, clock: d.Clock, people: d.People, catalogue: d.Catalogue, record: d.Record, registration: d.Registration,
		association: d.Association, baseURL: d.BaseURL,
	}
}

// Association is the name that stands on certificates.
func (s *Service) Association() string { return s.association }

// VerifyAddress is where an award with this code is verified.
func (s *Service) VerifyAddress(code string) string { return s.baseURL + "/verify/" + code }
