package assessmentweb

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	var (
		readers = web.Staff(authz.CurriculumEditor, authz.Admin, authz.Auditor)
		editors = web.Staff(authz.CurriculumEditor, authz.Admin)
	)
	return []web.Route{
		{Name: "roles", Pattern: "GET /roles", Access: web.Public, Handler: p.roles, Entry: "roles"},
		{Name: "role", Pattern: "GET /roles/{key}", Access: web.Public, Handler: p.role},

		{Name: "my.standing", Pattern: "GET /my/standing", Access: web.SignedIn, Handler: p.home, Entry: "standing"},
		{Name: "my.standing.choose", Pattern: "GET /my/standing/choose", Access: web.SignedIn, Handler: p.choose},
		{Name: "my.standing.advert", Pattern: "POST /my/standing/advert", Access: web.SignedIn, Handler: p.readAdvert},
		{Name: "my.target.begin", Pattern: "POST /my/standing/targets", Access: web.SignedIn, Handler: p.begin},
		{Name: "my.target", Pattern: "GET /my/standing/targets/{id}", Access: web.SignedIn, Handler: p.target},
		{Name: "my.target.ask", Pattern: "GET /my/standing/targets/{id}/ask", Access: web.SignedIn, Handler: p.ask},
		{Name: "my.target.answer", Pattern: "POST /my/standing/targets/{id}/ask", Access: web.SignedIn, Handler: p.answer},
		{Name: "my.target.finish", Pattern: "POST /my/standing/targets/{id}/finish", Access: web.SignedIn, Handler: p.finish},
		{Name: "my.target.more", Pattern: "POST /my/standing/targets/{id}/more", Access: web.SignedIn, Handler: p.more},
		{Name: "my.target.again", Pattern: "POST /my/standing/targets/{id}/again", Access: web.SignedIn, Handler: p.again},
		{Name: "my.target.snapshot", Pattern: "POST /my/standing/targets/{id}/snapshot", Access: web.SignedIn, Handler: p.snapshot},
		{Name: "my.target.end", Pattern: "POST /my/standing/targets/{id}/end", Access: web.SignedIn, Handler: p.end},
		{Name: "my.target.competency", Pattern: "GET /my/standing/targets/{id}/competencies/{competency}", Access: web.SignedIn, Handler: p.competency},
		{Name: "my.target.export", Pattern: "GET /my/standing/targets/{id}/map.csv", Access: web.SignedIn, Handler: p.exportMap},
		{Name: "my.standing.answers", Pattern: "GET /my/standing/answers.csv", Access: web.SignedIn, Handler: p.exportAnswers},
		{Name: "my.standing.export", Pattern: "GET /my/standing/export.json", Access: web.SignedIn, Handler: p.export},

		{Name: "my.cohort.join", Pattern: "POST /my/standing/cohorts/{id}/join", Access: web.SignedIn, Handler: p.join},
		{Name: "my.cohort.leave", Pattern: "POST /my/standing/cohorts/{id}/leave", Access: web.SignedIn, Handler: p.leave},
		{Name: "my.goals", Pattern: "GET /my/standing/goals", Access: web.SignedIn, Handler: p.goals},
		{Name: "my.goal.add", Pattern: "POST /my/standing/goals", Access: web.SignedIn, Handler: p.addGoal},
		{Name: "my.goal.change", Pattern: "POST /my/standing/goals/{id}", Access: web.SignedIn, Handler: p.changeGoal},
		{Name: "my.reflection", Pattern: "GET /my/standing/reflection", Access: web.SignedIn, Handler: p.reflection},
		{Name: "my.reflection.save", Pattern: "POST /my/standing/reflection", Access: web.SignedIn, Handler: p.reflect},

		{Name: "my.voices", Pattern: "GET /my/standing/others", Access: web.SignedIn, Handler: p.sharing},
		{Name: "my.voice.invite", Pattern: "POST /my/standing/others", Access: web.SignedIn, Handler: p.invite},
		{Name: "my.voice.sees", Pattern: "POST /my/standing/others/{id}/sees", Access: web.SignedIn, Handler: p.letSee},
		{Name: "my.voice.withdraw", Pattern: "POST /my/standing/others/{id}/withdraw", Access: web.SignedIn, Handler: p.withdraw},
		{Name: "my.voice.again", Pattern: "POST /my/standing/others/{id}/again", Access: web.SignedIn, Handler: p.sendAgain},

		{Name: "work.profiles", Pattern: "GET /work/profiles", Access: readers, Handler: p.workProfiles},
		{Name: "work.profile.new", Pattern: "GET /work/profiles/new", Access: editors, Handler: p.newProfile},
		{Name: "work.profile.create", Pattern: "POST /work/profiles", Access: editors, Handler: p.createProfile},
		{Name: "work.profile", Pattern: "GET /work/profiles/{key}", Access: editors, Handler: p.editProfile},
		{Name: "work.profile.save", Pattern: "POST /work/profiles/{key}", Access: editors, Handler: p.saveProfile},
		{Name: "work.profile.retire", Pattern: "POST /work/profiles/{key}/retire", Access: editors, Handler: p.retireProfile},
		{Name: "work.cohorts", Pattern: "GET /work/cohorts", Access: editors, Handler: p.cohorts},
		{Name: "work.cohort.make", Pattern: "POST /work/cohorts", Access: editors, Handler: p.makeCohort},
		{Name: "work.cohort.widen", Pattern: "POST /work/cohorts/{id}/people", Access: editors, Handler: p.widenCohort},
		{Name: "work.cohort.end", Pattern: "POST /work/cohorts/{id}/end", Access: editors, Handler: p.endCohort},
		{Name: "work.cohort", Pattern: "GET /work/cohorts/{id}", Access: editors, Handler: p.cohort},

		{Name: "received", Pattern: "GET /my/standing/received/{id}", Access: web.SignedIn, Handler: p.guarded(p.welcome)},
		{Name: "received.ask", Pattern: "GET /my/standing/received/{id}/ask", Access: web.SignedIn, Handler: p.guarded(p.askGuest)},
		{Name: "received.answer", Pattern: "POST /my/standing/received/{id}/ask", Access: web.SignedIn, Handler: p.guarded(p.answerGuest)},
		{Name: "received.read", Pattern: "GET /my/standing/received/{id}/read", Access: web.SignedIn, Handler: p.guarded(p.read)},
		{Name: "received.file", Pattern: "GET /my/standing/received/{id}/map.csv", Access: web.SignedIn, Handler: p.guarded(p.readFile)},
		{Name: "voice", Pattern: "GET /voices/{token}", Access: web.Public, Handler: p.guarded(p.welcome)},
		{Name: "voice.ask", Pattern: "GET /voices/{token}/ask", Access: web.Public, Handler: p.guarded(p.askGuest)},
		{Name: "voice.answer", Pattern: "POST /voices/{token}/ask", Access: web.Public, Handler: p.guarded(p.answerGuest)},
		{Name: "voice.read", Pattern: "GET /voices/{token}/read", Access: web.Public, Handler: p.guarded(p.read)},
		{Name: "voice.file", Pattern: "GET /voices/{token}/map.csv", Access: web.Public, Handler: p.guarded(p.readFile)},
	}
}
