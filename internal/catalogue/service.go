package catalogue

import (
	"context"
	"log/slog"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/standards"
)

// Deps names what the catalogue needs.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	People *people.Service
	// Standards holds the competencies that offers are aligned with.
	Standards *standards.Service
	// BaseURL is the address of the site without a slash at its end, for links in files.
	BaseURL string
	// Calls fetches sources and looks after links. Nil calls public addresses.
	Calls *outbound.Client
	// Invented says that the links of outside items lead nowhere, and are not looked at.
	Invented bool
	// LinkPause is how long a host whose links are looked at is left alone between two of them; zero means two seconds.
	LinkPause time.Duration
	// Mail sends the letters of saved searches, and tells the owners of sources what is wrong with them; nil tells nobody.
	Mail mail.Sender
	// Zone is that of readers who have chosen none; nil means UTC.
	Zone *time.Location
	// Log takes what goes wrong while the index is kept fresh. Nil means the default logger.
	Log *slog.Logger
}

// Service is the catalogue's use cases. It is safe for concurrent use.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	people    *people.Service
	standards *standards.Service
	baseURL   string
	calls     *outbound.Client
	mail      mail.Sender
	zone      *time.Location
	linkPause time.Duration
	// invented keeps links from being looked at.
	invented bool
	// inUse says whether something stands on an offer in a later area, see GuardMerge.
	inUse func(ctx context.Context, q db.Q, offer id.ID) (bool, error)
	log   *slog.Logger
	index *index
	seats keptSeats
	// What was read of the catalogue, see remembered.
	views       remembered[string, View]
	offers      remembered[id.ID, published]
	occurrences remembered[id.ID, Occurrence]
	steps       remembered[likeness, nextSteps]
}

// New returns a Service with an empty index; see StartIndex.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	if d.Calls == nil {
		d.Calls = outbound.New(outbound.Options{Product: "LearningCommons"})
	}
	if d.LinkPause == 0 {
		d.LinkPause = 2 * time.Second
	}
	return &Service{linkPause: d.LinkPause, invented: d.Invented, calls: d.Calls, mail: d.Mail, zone: d.Zone, db: d.DB, clock: d.Clock, people: d.People, standards: d.Standards, baseURL: d.BaseURL, log: d.Log, index: newIndex(),
		views: remember[string, View](viewsMost), offers: remember[id.ID, published](offersMost), occurrences: remember[id.ID, Occurrence](occurrencesMost), steps: remember[likeness, nextSteps](nextStepsMost)}
}
