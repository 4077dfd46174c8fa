package recognitionweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// Deps is what the pages need.
type Deps struct {
	Recognition *recognition.Service
	Catalogue   *catalogue.Service
	People      *people.Service
	Sessions    *web.Sessions
	Clock       clock.Clock
	// BaseURL is the site's address without a slash at its end.
	BaseURL string
}

// Pages are the pages of recognition.
type Pages struct {
	recognition *recognition.Service
	catalogue   *catalogue.Service
	people      *people.Service
	sessions    *web.Sessions
	// tries slows down whoever tries many codes: thirty in a minute from one address.
	tries *web.Limiter
}

// New returns the pages.
func New(d Deps) *Pages {
	return &Pages{recognition: d.Recognition, catalogue: d.Catalogue, people: d.People, sessions: d.Sessions, tries: web.NewLimiter(d.Clock, 30, 2*time.Second)}
}

// workCrumbs lead from the home page over the workspace.
func workCrumbs(ctx context.Context, rest ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}}, rest...)
}

// problems says what stands above a form that was not accepted, and with which status it comes
// back as it was filled in: what is wrong with its fields, or why it cannot be done. Other errors give none.
func problems(ctx context.Context, err error) (ui.FormErrors, int) {
	if errs.Is(err, errs.Conflict) || errs.Is(err, errs.Forbidden) {
		return ui.FormErrors{{Message: web.Message(ctx, err)}}, web.Status(err)
	}
	return ui.ErrorsOf(ctx, err), http.StatusUnprocessableEntity
}
