package assessment

import (
	"context"
	"sync/atomic"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/standards"
)

// Deps names what the area needs.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	People    *people.Service
	Standards *standards.Service
	Catalogue *catalogue.Service
	Record    *record.Service
	// Participants returns who has a seat in an offer and has not completed it, behind a person's id; nil is nobody.
	Participants Participants
	// Mail sends the letters that this area's jobs write. It may be nil where no jobs run.
	Mail mail.Sender
	// BaseURL is the address of the site without a slash at its end, for links in letters.
	BaseURL string
}

// Participants returns up to limit people who have a seat in an offer, those behind a person's id, in the order of their ids.
type Participants func(ctx context.Context, q db.Q, offer, after id.ID, limit int) ([]id.ID, error)

// Service is the area's use cases. It is safe for concurrent use.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	people    *people.Service
	standards *standards.Service
	catalogue *catalogue.Service
	record    *record.Service
	// participants may be nil.
	participants Participants
	mail         mail.Sender
	baseURL      string
	// adverts is what adverts are read by, made of the frameworks as they stood last.
	adverts atomic.Pointer[choosable]
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{db: d.DB, clock: d.Clock, people: d.People, standards: d.Standards, catalogue: d.Catalogue, record: d.Record, participants: d.Participants, mail: d.Mail, baseURL: d.BaseURL}
}
