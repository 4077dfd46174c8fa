// Package peopleweb holds the pages of the area people: signing in, one's own account, the units,
// and the workspace's pages on people, memberships and organisations.
package peopleweb

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// Deps names what the pages need.
type Deps struct {
	People   *people.Service
	Sessions *web.Sessions
	Clock    clock.Clock
	// Offers counts the published offers that are found under each unit, by its acronym.
	Offers func(context.Context) (map[string]int, error)
	// Held counts the registrations and the entries of a person, given by all their ids.
	Held func(ctx context.Context, ids []id.ID) (registrations, entries int, err error)
	// Log gets a line for everybody who was not signed in with a provider; it may be nil.
	Log *slog.Logger
	// BaseURL is the site's own address; cookies are bound to TLS when it has it.
	BaseURL string
}

// Pages are the handlers.
type Pages struct {
	people   *people.Service
	sessions *web.Sessions
	clock    clock.Clock
	offers   func(context.Context) (map[string]int, error)
	held     func(context.Context, []id.ID) (registrations, entries int, err error)
	log      *slog.Logger
	baseURL  string
	secure   bool
	// attempts slows down guessing of one account from one place, places that of many accounts
	// from one place, and letters the filling of mailboxes.
	attempts, places, letters *web.Limiter
	// withs slows down whoever begins, or says to have come back from, a provider again and again.
	withs *web.Limiter
	// codes slows down guessing of what one account's second factor shows, keys asking for passkeys from one place.
	codes, keys *web.Limiter
	// asks slows down asking for accounts from one place.
	asks *web.Limiter
}

// New returns the pages.
func New(d Deps) *Pages {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Pages{
		people: d.People, sessions: d.Sessions, clock: d.Clock, offers: d.Offers, held: d.Held, log: d.Log, baseURL: d.BaseURL, secure: strings.HasPrefix(d.BaseURL, "https://"),
		attempts: web.NewLimiter(d.Clock, 10, 6*time.Second),
		places:   web.NewLimiter(d.Clock, 100, time.Second),
		withs:    web.NewLimiter(d.Clock, 100, time.Second),
		letters:  web.NewLimiter(d.Clock, 10, time.Minute),
		codes:    web.NewLimiter(d.Clock, 10, time.Minute),
		keys:     web.NewLimiter(d.Clock, 100, time.Second),
		asks:     web.NewLimiter(d.Clock, 20, time.Minute),
	}
}
