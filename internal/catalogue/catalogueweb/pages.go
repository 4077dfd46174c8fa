package catalogueweb

import (
	"context"
	"net/http"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// Deps is what the pages need.
type Deps struct {
	Catalogue *catalogue.Service
	Standards *standards.Service
	People    *people.Service
	Measures  *measures.Service
	Sessions  *web.Sessions
	Clock     clock.Clock
	// Registered returns the dates that a person has a place in, for marking them in a programme. Nil marks none.
	Registered func(ctx context.Context, actor authz.Actor) ([]id.ID, error)
	// Wants returns what would close somebody's gaps, for the order "closes my gaps". Nil offers no such order.
	Wants func(ctx context.Context, actor authz.Actor) ([]catalogue.Want, error)
	// BaseURL is the address of the site without a slash at its end.
	BaseURL string
}

// linkedDataMost is how much JSON-LD is remembered, two kilobytes or so each.
const linkedDataMost = 4096

// Pages are the handlers of the area.
type Pages struct {
	catalogue  *catalogue.Service
	standards  *standards.Service
	people     *people.Service
	measures   *measures.Service
	sessions   *web.Sessions
	clock      clock.Clock
	registered func(ctx context.Context, actor authz.Actor) ([]id.ID, error)
	wants      func(ctx context.Context, actor authz.Actor) ([]catalogue.Want, error)
	baseURL    string
	// missed slows down whoever sends wishes by machine.
	missed *web.Limiter
	// linkedData remembers the JSON-LD of views, see catalogue.View.Made.
	linkedData *lru.Cache[uint64, string]
}

// New returns the pages.
func New(d Deps) *Pages {
	linkedData, err := lru.New[uint64, string](linkedDataMost)
	if err != nil {
		panic("catalogueweb: " + err.Error()) // only for less than one
	}
	return &Pages{
		catalogue: d.Catalogue, standards: d.Standards, people: d.People, measures: d.Measures, sessions: d.Sessions, clock: d.Clock, registered: d.Registered, wants: d.Wants,
		baseURL: strings.TrimRight(d.BaseURL, "/"), missed: web.NewLimiter(d.Clock, missedBurst, missedEvery),
		linkedData: linkedData,
	}
}

// flash keeps a sentence for the next page of a signed-in person.
func (p *Pages) flash(r *http.Request, text string) { p.sessions.Flash(r.Context(), text) }

// class is the class of membership that decides what the reader pays.
func class(r *http.Request) string { return authz.From(r.Context()).Class }
