package registrationweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/registration"
)

// Deps names what the pages need.
type Deps struct {
	Registration *registration.Service
	Catalogue    *catalogue.Service
	People       *people.Service
	Recognition  *recognition.Service
	Sessions     *web.Sessions
	Clock        clock.Clock
	// BaseURL is the address of the site without a slash at its end.
	BaseURL string
}

// How often a code word can be tried: a few times at once, then one a minute.
const (
	wordBurst = 6
	wordEvery = time.Minute
)

// Pages are the handlers of the area.
type Pages struct {
	registration *registration.Service
	catalogue    *catalogue.Service
	people       *people.Service
	recognition  *recognition.Service
	sessions     *web.Sessions
	clock        clock.Clock
	baseURL      string
	words        *web.Limiter
}

// New returns the pages.
func New(d Deps) *Pages {
	return &Pages{
		registration: d.Registration, catalogue: d.Catalogue, people: d.People, recognition: d.Recognition, sessions: d.Sessions, clock: d.Clock,
		baseURL: strings.TrimRight(d.BaseURL, "/"), words: web.NewLimiter(d.Clock, wordBurst, wordEvery),
	}
}

// done keeps a sentence for the next page and leads there.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, to, notice string) error {
	p.sessions.Flash(r.Context(), notice)
	return web.Redirect(w, r, to)
}

func (p *Pages) notice(ctx context.Context) string { return p.sessions.TakeFlash(ctx) }

func pageRequest(r *http.Request) page.Request {
	return page.Request{Cursor: r.URL.Query().Get("cursor")}
}

// someID is the id, or where it is none that of nobody.
func someID(s string) id.ID {
	if i, ok := id.Parse(s); ok {
		return i
	}
	return id.Named("nobody")
}

// dayID is someID of a day, which may be empty.
func dayID(s string) id.ID {
	if s == "" {
		return ""
	}
	return someID(s)
}

func myPath(registration id.ID) string { return "/my/registrations/" + string(registration) }

func rosterPath(occurrence id.ID) string {
	return "/work/occurrences/" + string(occurrence) + "/roster"
}

func workPath(occurrence id.ID, rest string) string {
	return "/work/occurrences/" + string(occurrence) + "/" + rest
}
