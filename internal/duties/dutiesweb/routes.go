package dutiesweb

import "learningcommons.dev/commons/internal/platform/web"

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Name: "rules", Pattern: "GET /rules", Access: web.Public, Handler: p.list},
		{Name: "rule", Pattern: "GET /rules/{key}", Access: web.Public, Handler: p.rule},
		{Name: "rule.text", Pattern: "GET /rules/{key}/text", Access: web.Public, Handler: p.text},

		{Name: "my.duties", Pattern: "GET /my/duties", Access: web.SignedIn, Handler: p.my},
		{Name: "my.duties.csv", Pattern: "GET /my/duties.csv", Access: web.SignedIn, Handler: p.myCSV},
		{Name: "my.duties.ics", Pattern: "GET /my/duties.ics", Access: web.SignedIn, Handler: p.myICS},
		{Name: "my.duties.add", Pattern: "GET /my/duties/add", Access: web.SignedIn, Handler: p.add},
		{Name: "my.duties.added", Pattern: "POST /my/duties/add", Access: web.SignedIn, Handler: p.added},
		{Name: "my.duties.calendar", Pattern: "GET /my/duties/calendar", Access: web.SignedIn, Handler: p.calendar},
		{Name: "my.duties.calendar.renew", Pattern: "POST /my/duties/calendar", Access: web.SignedIn, Handler: p.renewCalendar},
		{Name: "my.duties.calendar.stop", Pattern: "POST /my/duties/calendar/stop", Access: web.SignedIn, Handler: p.stopCalendar},
		{Name: "duties.feed", Pattern: "GET /calendars/duties/{secret}", Access: web.Public, Handler: p.feed},
		{Name: "my.duty", Pattern: "GET /my/duties/{key}", Access: web.SignedIn, Handler: p.one},
		{Name: "my.duty.say", Pattern: "POST /my/duties/{key}/statements", Access: web.SignedIn, Handler: p.say},
		{Name: "my.duty.correct", Pattern: "POST /my/duties/{key}/statements/{id}", Access: web.SignedIn, Handler: p.correct},
		{Name: "my.duty.end", Pattern: "POST /my/duties/{key}/end", Access: web.SignedIn, Handler: p.end},
	}
}
