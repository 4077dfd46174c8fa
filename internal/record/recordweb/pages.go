package recordweb

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
)

// Deps is what the pages need.
type Deps struct {
	Record *record.Service
	// Proposals holds the corrections that wait for a second person.
	Proposals *recognition.Service
	Sessions  *web.Sessions
	Clock     clock.Clock
	// BaseURL is the site's address without a slash at its end, for links that are given away.
	BaseURL string
}

// Pages are the pages and the API of the record.
type Pages struct {
	record    *record.Service
	proposals *recognition.Service
	sessions  *web.Sessions
	clock     clock.Clock
	baseURL   string
	// looks slows down whoever tries many links.
	looks *web.Limiter
}

// New returns the pages.
func New(d Deps) *Pages {
	return &Pages{
		record: d.Record, proposals: d.Proposals, sessions: d.Sessions, clock: d.Clock, baseURL: d.BaseURL,
		looks: web.NewLimiter(d.Clock, 30, 2*time.Second),
	}
}

// The views of a person's own record, as tabs.
const (
	tabEntries    = "/my/record"
	tabTranscript = "/my/transcript"
	tabShares     = "/my/shares"
	tabViews      = "/my/record/views"
)

func tabs(ctx context.Context, active string) []ui.Tab {
	all := []ui.Tab{
		{Label: i18n.T(ctx, "My learning"), Href: "/my"},
		{Label: i18n.T(ctx, "Entries"), Href: tabEntries},
		{Label: i18n.T(ctx, "Transcript"), Href: tabTranscript},
		{Label: i18n.T(ctx, "Shared links"), Href: tabShares},
		{Label: i18n.T(ctx, "Who looked"), Href: tabViews},
	}
	for i := range all {
		all[i].Active = all[i].Href == active
	}
	return all
}

// crumbs lead from the home page over the record to the page with this label.
func crumbs(ctx context.Context, labels ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: i18n.T(ctx, "Your record"), Href: "/my"}}, labels...)
}

// mark is how the interface marks an assurance.
func mark(a record.Assurance) ui.Assurance {
	switch a {
	case record.ByAssociation:
		return ui.Verified
	case record.ByThirdParty:
		return ui.ThirdParty
	}
	return ui.Claimed
}

// association is the name of whose site this is.
func association(ctx context.Context) string {
	if name := ui.ViewerOf(ctx).Association; name != "" {
		return name
	}
	return i18n.T(ctx, "Learning Commons")
}
