package catalogue

import (
	"log/slog"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
)

// Deps names what the catalogue needs.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	People *people.Service
	// BaseURL is the address of the site without a slash at its end, for links in files.
	BaseURL string
	// Mail sends the letters of saved searches. Zone is that of readers who have chosen none; nil means UTC.
	Mail mail.Sender
	Zone *time.Location
	// Log takes what goes wrong while the index is kept fresh. Nil means the default logger.
	Log *slog.Logger
}

// Service is the catalogue's use cases. It is safe for concurrent use.
type Service struct {
	db      *db.DB
	clock   clock.Clock
	people  *people.Service
	baseURL string
	log     *slog.Logger
	mail    mail.Sender
	zone    *time.Location
	index   *index
	seats   keptSeats
	// What was read of the catalogue, see remembered.
	views       remembered[string, View]
	offers      remembered[id.ID, published]
	occurrences remembered[id.ID, Occurrence]
}

// New returns a Service with an empty index; see StartIndex.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	return &Service{db: d.DB, clock: d.Clock, people: d.People, baseURL: d.BaseURL, log: d.Log, mail: d.Mail, zone: d.Zone, index: newIndex(),
		views: remember[string, View](viewsMost), offers: remember[id.ID, published](offersMost), occurrences: remember[id.ID, Occurrence](occurrencesMost)}
}
