package standards

import (
	"sync"
	"sync/atomic"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
)

// Deps names what the area needs.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	People *people.Service
	// BaseURL is the address of the site without a slash at its end, for links in files.
	BaseURL string
}

// Service is the area's use cases. It is safe for concurrent use.
type Service struct {
	db      *db.DB
	clock   clock.Clock
	people  *people.Service
	baseURL string
	// matcher knows what can be chosen by its words, see matching.
	matcher  atomic.Pointer[matcher]
	building sync.Mutex
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{db: d.DB, clock: d.Clock, people: d.People, baseURL: d.BaseURL}
}
