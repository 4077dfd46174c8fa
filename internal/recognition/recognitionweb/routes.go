package recognitionweb

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	var (
		readers  = web.Staff(authz.Reviewer, authz.AccreditationStaff, authz.Admin, authz.Auditor)
		deciders = web.Staff(authz.Reviewer)
		editors  = web.Staff(authz.UnitEditor, authz.UnitManager, authz.Admin)
		rosters  = web.Staff(authz.UnitEditor, authz.UnitManager, authz.AccreditationStaff, authz.Admin, authz.Auditor)
		seconds  = web.Staff(authz.AccreditationStaff)
		watchers = web.Staff(authz.AccreditationStaff, authz.Auditor)
	)
	return []web.Route{
		{Name: "my.awards", Pattern: "GET /my/awards", Access: web.SignedIn, Handler: p.awards},
		{Name: "award", Pattern: "GET /awards/{id}", Access: web.SignedIn, Handler: p.award},
		{Name: "award.pdf", Pattern: "GET /awards/{id}/certificate.pdf", Access: web.SignedIn, Handler: p.awardPDF},

		{Name: "verify.form", Pattern: "GET /verify", Access: web.Public, Handler: p.verifyForm},
		{Name: "verify.ask", Pattern: "POST /verify", Access: web.Public, Handler: p.verifyAsk, MaxBody: 1 << 14},
		{Name: "verify", Pattern: "GET /verify/{code}", Access: web.Public, Handler: p.verify, Entry: "verify"},
		{Name: "work.awards.revoke", Pattern: "POST /work/awards/revoke", Access: seconds, Handler: p.proposeRevocation},

		{Name: "work.reviews", Pattern: "GET /work/reviews", Access: readers, Handler: p.reviews},
		{Name: "work.review", Pattern: "GET /work/reviews/{id}", Access: readers, Handler: p.review},
		{Name: "work.review.decide", Pattern: "POST /work/reviews/{id}", Access: deciders, Handler: p.decide},
		{Name: "work.proposals", Pattern: "GET /work/proposals", Access: watchers, Handler: p.proposals},
		{Name: "work.proposal", Pattern: "GET /work/proposals/{id}", Access: watchers, Handler: p.proposal},
		{Name: "work.proposal.decide", Pattern: "POST /work/proposals/{id}", Access: seconds, Handler: p.decideProposal},
		{Name: "work.proposal.back", Pattern: "POST /work/proposals/{id}/take-back", Access: seconds, Handler: p.takeBackProposal},
		{Name: "work.gaps", Pattern: "GET /work/gaps", Access: rosters, Handler: p.gaps},
		{Name: "work.gaps.export", Pattern: "GET /work/gaps.csv", Access: rosters, Handler: p.exportGaps},
		{Name: "work.duties", Pattern: "GET /work/offers/{id}/duties", Access: rosters, Handler: p.duties},
		{Name: "work.duties.save", Pattern: "POST /work/offers/{id}/duties", Access: editors, Handler: p.saveDuties},
		{Name: "work.assessor", Pattern: "GET /work/occurrences/{id}/assessor.zip", Access: rosters, Handler: p.assessorFile},
		{Name: "work.recognition", Pattern: "GET /work/offers/{id}/recognition", Access: editors, Handler: p.overview},
		{Name: "work.recognition.ask", Pattern: "POST /work/offers/{id}/recognition", Access: editors, Handler: p.ask},
	}
}
