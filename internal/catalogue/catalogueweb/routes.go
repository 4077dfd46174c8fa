package catalogueweb

import (
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Name: "catalogue", Pattern: "GET /catalogue", Access: web.Public, Handler: p.search, Entry: "catalogue"},
		{Name: "catalogue.missed", Pattern: "POST /catalogue/missed", Access: web.Public, Handler: p.tellMissed, MaxBody: 1 << 14},
		{Name: "catalogue.thanks", Pattern: "GET /catalogue/thanks", Access: web.Public, Handler: p.thanks},
		{Name: "offer", Pattern: "GET /offers/{key}", Access: web.Public, Handler: p.offer, Entry: "offer"},
		{Name: "offer.calendar", Pattern: "GET /offers/{key}/calendar.ics", Access: web.Public, Handler: p.offerCalendar},
		{Name: "occurrence.calendar", Pattern: "GET /occurrences/{id}/calendar.ics", Access: web.Public, Handler: p.occurrenceCalendar},
		{Name: "conference", Pattern: "GET /conferences/{id}", Access: web.Public, Handler: p.conference, Entry: "conference"},
	}
}
