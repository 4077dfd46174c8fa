package webhooks

import (
	"log/slog"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/outbound"
)

// Deps names what webhooks need.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	People    *people.Service
	Catalogue *catalogue.Service
	// Calls reaches the addresses that people typed, and none inside.
	Calls *outbound.Client
	Log   *slog.Logger
}

// Service is the use cases of webhooks. It is safe for concurrent use.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	people    *people.Service
	catalogue *catalogue.Service
	calls     *outbound.Client
	log       *slog.Logger
	queue     *jobs.Queue
	// runs bounds how many webhooks this server sends to at once.
	runs  chan struct{}
	tally tally
}

// New returns a Service.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{db: d.DB, clock: d.Clock, people: d.People, catalogue: d.Catalogue, calls: d.Calls, log: d.Log, runs: make(chan struct{}, runsMost)}
}

// Register makes known what is done outside requests.
func (s *Service) Register(q *jobs.Queue) {
	s.queue = q
	q.Relay(s.relay)
	jobs.Handle(q, jobSend, s.run)
	q.Every("webhooks.look", time.Minute, s.look)
	q.Every("webhooks.sweep", time.Hour, s.sweep)
}
