package dutiesweb

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	readers := web.Staff(authz.CurriculumEditor, authz.AccreditationStaff, authz.Admin, authz.Auditor)
	editors := web.Staff(authz.CurriculumEditor, authz.AccreditationStaff)
	return []web.Route{
		{Name: "rules", Pattern: "GET /rules", Access: web.Public, Handler: p.list},
		{Name: "rule", Pattern: "GET /rules/{key}", Access: web.Public, Handler: p.rule},
		{Name: "rule.text", Pattern: "GET /rules/{key}/text", Access: web.Public, Handler: p.text},
		{Name: "rules.schema", Pattern: "GET /rules/schema", Access: web.Public, Handler: p.schema},

		{Name: "my.duties", Pattern: "GET /my/duties", Access: web.SignedIn, Handler: p.my},
		{Name: "my.duties.csv", Pattern: "GET /my/duties.csv", Access: web.SignedIn, Handler: p.myCSV},
		{Name: "my.duties.ics", Pattern: "GET /my/duties.ics", Access: web.SignedIn, Handler: p.myICS},
		{Name: "my.duties.add", Pattern: "GET /my/duties/add", Access: web.SignedIn, Handler: p.add},
		{Name: "my.duties.added", Pattern: "POST /my/duties/add", Access: web.SignedIn, Handler: p.added},
		{Name: "my.duties.letters", Pattern: "POST /my/duties/letters", Access: web.SignedIn, Handler: p.chooseLetters},
		{Name: "my.duties.calendar", Pattern: "GET /my/duties/calendar", Access: web.SignedIn, Handler: p.calendar},
		{Name: "my.duties.calendar.renew", Pattern: "POST /my/duties/calendar", Access: web.SignedIn, Handler: p.renewCalendar},
		{Name: "my.duties.calendar.stop", Pattern: "POST /my/duties/calendar/stop", Access: web.SignedIn, Handler: p.stopCalendar},
		{Name: "duties.feed", Pattern: "GET /calendars/duties/{secret}", Access: web.Public, Handler: p.feed},
		{Name: "my.duties.sharing", Pattern: "GET /my/agreements", Access: web.SignedIn, Handler: p.sharing},
		{Name: "my.duties.agree", Pattern: "POST /my/agreements", Access: web.SignedIn, Handler: p.agree},
		{Name: "my.duties.takeback", Pattern: "POST /my/agreements/{id}/end", Access: web.SignedIn, Handler: p.takeBack},
		{Name: "my.duty", Pattern: "GET /my/duties/{key}", Access: web.SignedIn, Handler: p.one},
		{Name: "my.duty.say", Pattern: "POST /my/duties/{key}/statements", Access: web.SignedIn, Handler: p.say},
		{Name: "my.duty.correct", Pattern: "POST /my/duties/{key}/statements/{id}", Access: web.SignedIn, Handler: p.correct},
		{Name: "my.duty.end", Pattern: "POST /my/duties/{key}/end", Access: web.SignedIn, Handler: p.end},

		{Name: "my.organisations", Pattern: "GET /my/organisations", Access: web.SignedIn, Handler: p.organisations},
		{Name: "my.organisation", Pattern: "GET /my/organisations/{id}", Access: web.SignedIn, Handler: p.organisation},
		{Name: "my.organisation.csv", Pattern: "GET /my/organisations/{id}/people.csv", Access: web.SignedIn, Handler: p.organisationCSV},
		{Name: "my.organisation.ics", Pattern: "GET /my/organisations/{id}/days.ics", Access: web.SignedIn, Handler: p.organisationICS},
		{Name: "my.organisation.calendar", Pattern: "GET /my/organisations/{id}/calendar", Access: web.SignedIn, Handler: p.organisationCalendar},
		{Name: "my.organisation.calendar.renew", Pattern: "POST /my/organisations/{id}/calendar", Access: web.SignedIn, Handler: p.renewOrganisationCalendar},
		{Name: "my.organisation.calendar.stop", Pattern: "POST /my/organisations/{id}/calendar/stop", Access: web.SignedIn, Handler: p.stopOrganisationCalendar},
		{Name: "my.organisation.counted", Pattern: "GET /my/organisations/{id}/agreements", Access: web.SignedIn, Handler: p.whoCounts},
		{Name: "my.organisation.confirm", Pattern: "POST /my/organisations/{id}/agreements/{agreement}/confirm", Access: web.SignedIn, Handler: p.confirmCounted},
		{Name: "my.organisation.decline", Pattern: "POST /my/organisations/{id}/agreements/{agreement}/end", Access: web.SignedIn, Handler: p.declineCounted},
		{Name: "my.organisation.bind", Pattern: "POST /my/organisations/{id}/duties", Access: web.SignedIn, Handler: p.bindOrganisation},
		{Name: "my.organisation.end", Pattern: "POST /my/organisations/{id}/duties/{key}/end", Access: web.SignedIn, Handler: p.endOrganisation},
		{Name: "my.organisation.say", Pattern: "POST /my/organisations/{id}/statements", Access: web.SignedIn, Handler: p.sayOrganisation},
		{Name: "my.organisation.withdraw", Pattern: "POST /my/organisations/{id}/statements/{statement}/withdraw", Access: web.SignedIn, Handler: p.withdrawOrganisation},

		{Name: "work.rules", Pattern: "GET /work/rules", Access: readers, Handler: p.workList},
		{Name: "work.rules.create", Pattern: "POST /work/rules", Access: editors, Handler: p.createRule},
		{Name: "work.rules.new", Pattern: "GET /work/rules/new", Access: editors, Handler: p.newRule},
		{Name: "work.rule", Pattern: "GET /work/rules/{key}", Access: readers, Handler: p.workRule},
		{Name: "work.rule.save", Pattern: "POST /work/rules/{key}", Access: editors, Handler: p.saveRule},
		{Name: "work.rule.publish", Pattern: "POST /work/rules/{key}/publish", Access: editors, Handler: p.publishRule},
	}
}
