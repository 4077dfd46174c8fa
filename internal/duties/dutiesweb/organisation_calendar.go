package dutiesweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// organisationCalendarPage looks after the calendar of an organisation's duties.
type organisationCalendarPage struct {
	Organisation people.Organisation
	calendarPage
}

func (p *Pages) organisationCalendar(w http.ResponseWriter, r *http.Request) error {
	return p.showOrganisationCalendar(w, r, "")
}

func (p *Pages) showOrganisationCalendar(w http.ResponseWriter, r *http.Request, address string) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := organisationCalendarPage{calendarPage: calendarPage{Address: address, Notice: p.sessions.TakeFlash(ctx)}}
	if v.Organisation, v.Since, err = p.duties.OrganisationFeed(ctx, authz.From(ctx), organisation); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, organisationCalendarView(v))
}

func (p *Pages) renewOrganisationCalendar(w http.ResponseWriter, r *http.Request) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	secret, err := p.duties.RenewOrganisationFeed(r.Context(), authz.From(r.Context()), organisation)
	if err != nil {
		return err
	}
	return p.showOrganisationCalendar(w, r, p.feedAddress(secret))
}

func (p *Pages) stopOrganisationCalendar(w http.ResponseWriter, r *http.Request) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := p.duties.StopOrganisationFeed(ctx, authz.From(ctx), organisation); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Your calendar's address works no more."))
	return web.Redirect(w, r, organisationPath(organisation)+"/calendar")
}
