package dutiesweb

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	Duties    *duties.Service
	People    *people.Service
	Catalogue *catalogue.Service
	Sessions  *web.Sessions
	Clock     clock.Clock
	// BaseURL is the site's address without a slash at its end, for links that are given away.
	BaseURL string
}

// Pages are the pages and the API of duties.
type Pages struct {
	duties    *duties.Service
	people    *people.Service
	catalogue *catalogue.Service
	sessions  *web.Sessions
	baseURL   string
	// asks slows down whoever lets rules be read and evaluated without being signed in.
	asks *web.Limiter
}

// New returns the pages.
func New(d Deps) *Pages {
	return &Pages{d.Duties, d.People, d.Catalogue, d.Sessions, d.BaseURL, web.NewLimiter(d.Clock, 30, 2*time.Second)}
}

// crumbs lead from the home page over the record and My duties to the page with the last label.
func crumbs(ctx context.Context, more ...ui.Crumb) []ui.Crumb {
	all := []ui.Crumb{{Label: i18n.T(ctx, "Your record"), Href: "/my"}, {Label: i18n.T(ctx, "My duties"), Href: "/my/duties"}}
	return append(all, more...)
}

func dutyPath(key string) string { return "/my/duties/" + key }

func rulePath(key string) string { return "/rules/" + key }
