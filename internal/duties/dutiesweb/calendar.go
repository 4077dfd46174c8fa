package dutiesweb

import (
	"net/http"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// calendarPage looks after the calendar of one's duties. Address is shown once, where it was just made.
type calendarPage struct {
	Since   time.Time
	Address string
	Notice  string
}

func (p *Pages) calendar(w http.ResponseWriter, r *http.Request) error {
	return p.showCalendar(w, r, "")
}

func (p *Pages) showCalendar(w http.ResponseWriter, r *http.Request, address string) error {
	since, err := p.duties.FeedSince(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, calendarView(calendarPage{Since: since, Address: address, Notice: p.sessions.TakeFlash(r.Context())}))
}

func (p *Pages) renewCalendar(w http.ResponseWriter, r *http.Request) error {
	secret, err := p.duties.RenewFeed(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	return p.showCalendar(w, r, p.feedAddress(secret))
}

func (p *Pages) feedAddress(secret string) string {
	return p.baseURL + "/calendars/duties/" + secret + ".ics"
}

func (p *Pages) stopCalendar(w http.ResponseWriter, r *http.Request) error {
	if err := p.duties.StopFeed(r.Context(), authz.From(r.Context())); err != nil {
		return err
	}
	p.sessions.Flash(r.Context(), i18n.T(r.Context(), "Your calendar's address works no more."))
	return web.Redirect(w, r, "/my/duties/calendar")
}

// feed serves the calendar of somebody's duties, or of an organisation's, to whoever has its secret address.
func (p *Pages) feed(w http.ResponseWriter, r *http.Request) error {
	b, err := p.duties.Feed(r.Context(), strings.TrimSuffix(r.PathValue("secret"), ".ics"))
	if err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	return web.Feed(w, r, "text/calendar; charset=utf-8", b)
}
