package registration

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/record"
)

// Deps names what registration needs.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	People    *people.Service
	Catalogue *catalogue.Service
	Record    *record.Service
	// Mail sends the letters that this area's jobs write. It may be nil where no jobs run.
	Mail mail.Sender
	// BaseURL begins the links in letters, without a slash at its end.
	BaseURL string
	// Organiser stands in calendar files as who invites. Without an address the files only inform.
	Organiser calendar.Person
}

// Service is the area's use cases. It is safe for concurrent use.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	people    *people.Service
	catalogue *catalogue.Service
	record    *record.Service
	mail      mail.Sender
	baseURL   string
	organiser calendar.Person
	seats     seats
	tickets   ticketBook
	// counted is about how many people sources differ, as it was counted last.
	counted *lru.Cache[id.ID, conflictCount]
}

// countsMost is of how many dates that is remembered.
const countsMost = 4096

// New returns the Service.
func New(d Deps) *Service {
	counted, err := lru.New[id.ID, conflictCount](countsMost)
	if err != nil {
		panic("registration: " + err.Error()) // only for less than one
	}
	return &Service{
		db: d.DB, clock: d.Clock, people: d.People, catalogue: d.Catalogue, record: d.Record,
		mail: d.Mail, baseURL: d.BaseURL, organiser: d.Organiser, seats: d.Catalogue, counted: counted,
	}
}
