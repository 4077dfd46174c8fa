package registrationweb

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// maxFile bounds an attendance file on its way in; between two pages it travels as text, which is
// a third longer.
const maxFile = registration.MaxAttendanceBytes*3/2 + 1<<16

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	var (
		listers  = web.Staff(authz.Admin, authz.Auditor, authz.UnitEditor, authz.UnitManager)
		lookers  = web.Staff(authz.AccreditationStaff, authz.Admin, authz.Auditor, authz.UnitEditor, authz.UnitManager)
		editors  = web.Staff(authz.Admin, authz.UnitEditor, authz.UnitManager)
		managers = web.Staff(authz.Admin, authz.UnitManager)
	)
	return []web.Route{
		{Name: "register", Pattern: "GET /register/{id}", Access: web.SignedIn, Handler: p.registerForm, Entry: "register"},
		{Name: "register.send", Pattern: "POST /register/{id}", Access: web.SignedIn, Handler: p.register},
		{Name: "begin", Pattern: "GET /begin/{key}", Access: web.SignedIn, Handler: p.beginForm, Entry: "register"},
		{Name: "begin.send", Pattern: "POST /begin/{key}", Access: web.SignedIn, Handler: p.begin},

		{Name: "my", Pattern: "GET /my", Access: web.SignedIn, Handler: p.my, Entry: "my"},
		{Name: "my.registration", Pattern: "GET /my/registrations/{id}", Access: web.SignedIn, Handler: p.mine},
		{Name: "my.registration.confirm", Pattern: "POST /my/registrations/{id}/confirm", Access: web.SignedIn, Handler: p.confirm},
		{Name: "my.registration.cancel", Pattern: "POST /my/registrations/{id}/cancel", Access: web.SignedIn, Handler: p.cancel},
		{Name: "my.registration.declare", Pattern: "POST /my/registrations/{id}/complete", Access: web.SignedIn, Handler: p.declare},
		{Name: "my.registration.calendar", Pattern: "GET /my/registrations/{id}/calendar.ics", Access: web.SignedIn, Handler: p.calendarFile},
		{Name: "my.registration.code", Pattern: "GET /my/registrations/{id}/code", Access: web.SignedIn, Handler: p.codeForm},
		{Name: "my.registration.code.send", Pattern: "POST /my/registrations/{id}/code", Access: web.SignedIn, Handler: p.code},
		{Name: "my.registration.ticket", Pattern: "GET /my/registrations/{id}/ticket", Access: web.SignedIn, Handler: p.ticket},
		{Name: "my.registration.there", Pattern: "GET /my/registrations/{id}/there", Access: web.SignedIn, Handler: p.thereForm},
		{Name: "my.registration.there.send", Pattern: "POST /my/registrations/{id}/there", Access: web.SignedIn, Handler: p.there},
		{Name: "my.registration.evaluation", Pattern: "GET /my/registrations/{id}/evaluation", Access: web.SignedIn, Handler: p.evaluationForm},
		{Name: "my.registration.evaluation.send", Pattern: "POST /my/registrations/{id}/evaluation", Access: web.SignedIn, Handler: p.evaluate},
		{Name: "my.calendar", Pattern: "GET /my/calendar", Access: web.SignedIn, Handler: p.calendarFeed},
		{Name: "my.calendar.renew", Pattern: "POST /my/calendar", Access: web.SignedIn, Handler: p.renewCalendar},
		{Name: "my.calendar.stop", Pattern: "POST /my/calendar/stop", Access: web.SignedIn, Handler: p.stopCalendar},
		{Name: "calendar.feed", Pattern: "GET /calendars/{secret}", Access: web.Public, Handler: p.feed},

		{Name: "registrations.export", Pattern: "GET /work/registrations.csv", Access: listers, Handler: p.exportAll},
		{Name: "roster", Pattern: "GET /work/occurrences/{id}/roster", Access: lookers, Handler: p.roster},
		{Name: "roster.export", Pattern: "GET /work/occurrences/{id}/roster.csv", Access: lookers, Handler: p.rosterExport},
		{Name: "roster.queue", Pattern: "GET /work/occurrences/{id}/queue", Access: lookers, Handler: p.queue},
		{Name: "roster.answers", Pattern: "GET /work/occurrences/{id}/answers", Access: lookers, Handler: p.answers},
		{Name: "roster.answers.export", Pattern: "GET /work/occurrences/{id}/answers.csv", Access: lookers, Handler: p.exportAnswers},
		{Name: "offer.answers", Pattern: "GET /work/offers/{id}/answers", Access: lookers, Handler: p.answers},
		{Name: "offer.answers.export", Pattern: "GET /work/offers/{id}/answers.csv", Access: lookers, Handler: p.exportAnswers},
		{Name: "offer.survey", Pattern: "GET /work/offers/{id}/survey", Access: editors, Handler: p.survey},
		{Name: "offer.survey.change", Pattern: "POST /work/offers/{id}/survey", Access: editors, Handler: p.changeSurvey},
		{Name: "offer.survey.preview", Pattern: "GET /work/offers/{id}/survey/preview", Access: editors, Handler: p.previewSurvey},
		{Name: "roster.attendance", Pattern: "POST /work/occurrences/{id}/attendance", Access: editors, Handler: p.attendance},
		{Name: "roster.code", Pattern: "POST /work/occurrences/{id}/code", Access: editors, Handler: p.setCodeWord},
		{Name: "roster.close", Pattern: "POST /work/occurrences/{id}/close", Access: editors, Handler: p.close},
		{Name: "roster.closing", Pattern: "GET /work/occurrences/{id}/close", Access: editors, Handler: p.closing},
		{Name: "roster.import", Pattern: "GET /work/occurrences/{id}/import", Access: editors, Handler: p.importForm},
		{Name: "roster.import.send", Pattern: "POST /work/occurrences/{id}/import", Access: editors, Handler: p.importFile, MaxBody: maxFile},
		{Name: "roster.file.aside", Pattern: "POST /work/files/{id}/aside", Access: editors, Handler: p.setAside},
		{Name: "roster.unmatched", Pattern: "GET /work/occurrences/{id}/unmatched", Access: editors, Handler: p.unmatched},
		{Name: "roster.unmatched.resolve", Pattern: "POST /work/unmatched/{id}", Access: editors, Handler: p.resolve},
		{Name: "roster.conflicts", Pattern: "GET /work/occurrences/{id}/conflicts", Access: editors, Handler: p.conflicts},
		{Name: "roster.conflicts.follow", Pattern: "POST /work/occurrences/{id}/conflicts", Access: editors, Handler: p.follow},
		{Name: "roster.conflicts.settle", Pattern: "POST /work/registrations/{id}/attendance", Access: editors, Handler: p.settle},
		{Name: "roster.door", Pattern: "GET /work/occurrences/{id}/door", Access: editors, Handler: p.door},
		{Name: "roster.door.list", Pattern: "GET /work/occurrences/{id}/door/list", Access: editors, Handler: p.doorList},
		{Name: "roster.door.scan", Pattern: "POST /work/occurrences/{id}/door", Access: editors, Handler: p.checkIn},
		{Name: "roster.next", Pattern: "POST /work/occurrences/{id}/next", Access: managers, Handler: p.giveSeat},
		{Name: "roster.register", Pattern: "GET /work/occurrences/{id}/register", Access: managers, Handler: p.othersForm},
		{Name: "roster.register.send", Pattern: "POST /work/occurrences/{id}/register", Access: managers, Handler: p.registerOther},
		{Name: "roster.registration", Pattern: "GET /work/registrations/{id}", Access: lookers, Handler: p.one},
		{Name: "roster.registration.confirm", Pattern: "POST /work/registrations/{id}/confirm", Access: managers, Handler: p.oneConfirm},
		{Name: "roster.registration.cancel", Pattern: "POST /work/registrations/{id}/cancel", Access: managers, Handler: p.oneCancel},
		{Name: "roster.registration.decide", Pattern: "POST /work/registrations/{id}/decide", Access: managers, Handler: p.oneDecide},
	}
}
