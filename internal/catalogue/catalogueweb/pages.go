package catalogueweb

import (
	"context"
	"net/http"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	Catalogue *catalogue.Service
	People    *people.Service
	Measures  *measures.Service
	Sessions  *web.Sessions
	Clock     clock.Clock
	// Registered returns the dates that a person has a place in, for marking them in a programme. Nil marks none.
	Registered func(ctx context.Context, actor authz.Actor) ([]id.ID, error)
	// BaseURL is the address of the site without a slash at its end.
	BaseURL string
}

// Pages are the handlers of the area.
type Pages struct {
	catalogue  *catalogue.Service
	people     *people.Service
	measures   *measures.Service
	sessions   *web.Sessions
	clock      clock.Clock
	registered func(ctx context.Context, actor authz.Actor) ([]id.ID, error)
	baseURL    string
	// missed slows down whoever sends wishes by machine.
	missed *web.Limiter
}

// New returns the pages.
func New(d Deps) *Pages {
	return &Pages{
		catalogue: d.Catalogue, people: d.People, measures: d.Measures, sessions: d.Sessions, clock: d.Clock, registered: d.Registered,
		baseURL: strings.TrimRight(d.BaseURL, "/"), missed: web.NewLimiter(d.Clock, missedBurst, missedEvery),
	}
}

// flash keeps a sentence for the next page of a signed-in person.
func (p *Pages) flash(r *http.Request, text string) { p.sessions.Flash(r.Context(), text) }

// pathID returns the id in the path. What is no id names nothing, and nobody is told more.
func pathID(r *http.Request, name string) (id.ID, error) {
	v, ok := id.Parse(r.PathValue(name))
	if !ok {
		return "", errs.New(errs.NotFound, "There is no page at this address.")
	}
	return v, nil
}

// class is the class of membership that decides what the reader pays.
func class(r *http.Request) string { return authz.From(r.Context()).Class }
