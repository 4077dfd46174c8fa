package assessmentweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	Assessment *assessment.Service
	Sessions   *web.Sessions
	Clock      clock.Clock
	// BaseURL is the site's address without a slash at its end.
	BaseURL string
}

// Pages are the pages of self-assessment.
type Pages struct {
	assessment *assessment.Service
	sessions   *web.Sessions
	clock      clock.Clock
	baseURL    string
	// guesses slows down whoever tries many links, uses what is done with one: who answers in haste is not in its way.
	guesses, uses *web.Limiter
}

// New returns the pages.
func New(d Deps) *Pages {
	return &Pages{d.Assessment, d.Sessions, d.Clock, d.BaseURL, web.NewLimiter(d.Clock, 30, 2*time.Second), web.NewLimiter(d.Clock, 120, time.Second)}
}

const standingPath = "/my/standing"

func targetPath(target id.ID) string { return standingPath + "/targets/" + string(target) }

func competencyPath(target, competency id.ID) string {
	return targetPath(target) + "/competencies/" + string(competency)
}

func askPath(target id.ID) string { return targetPath(target) + "/ask" }

func rolePath(key string) string { return "/roles/" + url.PathEscape(key) }

// crumbs lead from the home page over where one stands to the page.
func crumbs(ctx context.Context, more ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: i18n.T(ctx, "Find your way"), Href: "/ways"}, {Label: i18n.T(ctx, "Know where you stand"), Href: standingPath}}, more...)
}

// refused says what stands above a form that was not accepted and comes back as it was filled in, and with which status. What is about the whole of it stands at
// the named field, if one is named. Other errors give none.
func refused(ctx context.Context, err error, field string) (ui.FormErrors, int) {
	return ui.Refused(ctx, err, field, errs.Conflict, errs.Stale, errs.TooMany), web.Status(err)
}

// act does something for whoever asks, says so, and goes on.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, said, to string, err error) error {
	if err != nil {
		return err
	}
	if said != "" {
		p.sessions.Flash(r.Context(), said)
	}
	return web.Redirect(w, r, to)
}
