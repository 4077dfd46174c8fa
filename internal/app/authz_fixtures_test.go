package app

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/oidc/oidctest"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/webhooks"
)

// objects are the things that the matrix asks about: of the learner or of the unit that the
// editor and the manager belong to, and of somebody else.
type objects struct {
	offerKey, ownOccurrence, otherOccurrence string
	// spareOccurrence is another unit's, to be cancelled without harm to other lines.
	spareOccurrence                       string
	selfPaced                             string
	ownOffer, otherOffer                  string
	unit, organisation                    string
	ownRegistration, otherRegistration    string
	unitRegistration, foreignRegistration string
	ownEntry, otherEntry                  string
	ownProposal, otherProposal            string // of the reviewer, who is accreditation staff, and of a colleague
	person, nothing                       string
	otherPerson, sparePerson              string // nobody's personas: one to be merged, one to be closed
	spareUnit                             string // of none of the personas
	target, targetCompetency              string // the learner's, and what it asks for
	waiting                               string // a suggestion that was passed to the unit
	competency, otherCompetency           string
}

func (tr *trial) objects(t *testing.T) objects {
	t.Helper()
	const ofUnit = `SELECT c.id FROM occurrences c JOIN offers o ON o.id = c.offer_id JOIN units u ON u.id = o.unit_id WHERE c.starts_at > $1 AND u.acronym `
	const offerOf = `SELECT o.id FROM offers o JOIN units u ON u.id = o.unit_id WHERE u.acronym `
	const learner = `(SELECT person_id FROM emails WHERE address_key = 'marisol@example.org')`
	const members = `(SELECT id FROM persons WHERE member_number LIKE '2%')` // nobody's persona
	now := trialDay
	return objects{
		offerKey:            tr.one(t, `SELECT o.key FROM offers o JOIN units u ON u.id = o.unit_id WHERE u.acronym = 'PLA' AND o.status = 'published' ORDER BY o.key LIMIT 1`),
		selfPaced:           tr.one(t, `SELECT key FROM offers WHERE kind = 'micro-lesson' ORDER BY key LIMIT 1`),
		unit:                tr.one(t, `SELECT id FROM units WHERE acronym = 'PLA'`),
		organisation:        tr.one(t, `SELECT id FROM organisations ORDER BY id LIMIT 1`),
		ownOffer:            tr.one(t, offerOf+`= 'PLA' ORDER BY o.id LIMIT 1`),
		otherOffer:          tr.one(t, offerOf+`<> 'PLA' ORDER BY o.id LIMIT 1`),
		ownOccurrence:       tr.one(t, ofUnit+`= 'PLA' ORDER BY c.id LIMIT 1`, now),
		otherOccurrence:     tr.one(t, ofUnit+`<> 'PLA' ORDER BY c.id LIMIT 1`, now),
		spareOccurrence:     tr.one(t, ofUnit+`<> 'PLA' ORDER BY c.id DESC LIMIT 1`, now),
		ownRegistration:     tr.one(t, `SELECT id FROM registrations WHERE state = 'completed' AND person_id = `+learner+` AND unit_id NOT IN (SELECT id FROM units WHERE acronym = 'PLA') ORDER BY id LIMIT 1`),
		otherRegistration:   tr.one(t, `SELECT id FROM registrations WHERE state = 'completed' AND person_id IN `+members+` ORDER BY id LIMIT 1`),
		unitRegistration:    tr.one(t, `SELECT r.id FROM registrations r JOIN units u ON u.id = r.unit_id WHERE u.acronym = 'PLA' AND r.state = 'completed' ORDER BY r.id LIMIT 1`),
		foreignRegistration: tr.one(t, `SELECT r.id FROM registrations r JOIN units u ON u.id = r.unit_id WHERE u.acronym <> 'PLA' AND r.state = 'completed' ORDER BY r.id LIMIT 1`),
		ownEntry:            tr.one(t, `SELECT id FROM entries WHERE person_id = `+learner+` ORDER BY id LIMIT 1`),
		otherEntry:          tr.one(t, `SELECT id FROM entries WHERE person_id IN `+members+` ORDER BY id LIMIT 1`),
		ownProposal:         tr.proposal(t, "hamid@example.org", 0),
		otherProposal:       tr.proposal(t, "ottilie@example.org", 1),
		person:              tr.one(t, `SELECT p.id FROM persons p JOIN entries e ON e.person_id = p.id WHERE p.member_number LIKE '2%' ORDER BY p.id LIMIT 1`),
		competency:          tr.coded(t, "ADV-02"),
		otherCompetency:     tr.coded(t, "ADV-03"),
		nothing:             string(id.Named("nothing")),
		otherPerson:         tr.one(t, `SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1 OFFSET 40`),
		sparePerson:         tr.one(t, `SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1 OFFSET 41`),
		waiting:             tr.suggestion(t, "marisol@example.org", 2),
		spareUnit:           tr.one(t, `SELECT acronym FROM units WHERE ended_on = '' AND acronym NOT IN ('PLA', 'ACRL') ORDER BY acronym DESC LIMIT 1`),
	}
}

// proposal makes a proposal by the person with this address to correct the n-th entry of nobody's persona.
func (tr *trial) proposal(t *testing.T, address string, n int) string {
	t.Helper()
	p, err := tr.People.PersonByEmail(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	entry := tr.one(t, `SELECT e.id FROM entries e JOIN persons p ON p.id = e.person_id WHERE p.member_number LIKE '2%' AND e.assurance = 'association' ORDER BY e.id DESC LIMIT 1 OFFSET $1`, n)
	by := authz.Actor{PersonID: p.ID, Name: p.Name, Via: "web", Roles: []authz.Binding{{Role: authz.AccreditationStaff}}}
	made, err := tr.Recognition.ProposeCorrection(t.Context(), by, id.ID(entry), record.Correction{Withdraw: true, Reason: "Entered twice"})
	if err != nil {
		t.Fatal(err)
	}
	return string(made.ID)
}

// source makes a source of a unit, at an address where nothing may be called.
func (tr *trial) source(t *testing.T, acronym, name string) string {
	t.Helper()
	u, ok, err := tr.People.UnitNamed(t.Context(), acronym)
	if err != nil || !ok {
		t.Fatal(acronym, err)
	}
	s, err := tr.Catalogue.SaveSource(t.Context(), authz.System("test"), "", catalogue.SourceSettings{Name: name, UnitID: u.ID, Address: "https://events.example.invalid/feed.ics", Schedule: catalogue.NoSchedule})
	if err != nil {
		t.Fatal(err)
	}
	return string(s.ID)
}

// signInProvider is a provider on this machine with which people may sign in.
func signInProvider(t testing.TB, c clock.Clock) people.Provider {
	return people.Provider{Name: "members", Label: "Members", Issuer: oidctest.New(t, c).URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.Secret, NewPeople: true, EmailClaim: "email", NameClaim: "name"}
}

// recovery makes a request for the account of nobody's persona, as it is once its letter was opened and its account found.
func (tr *trial) recovery(t *testing.T) string {
	t.Helper()
	if err := tr.People.AskRecovery(t.Context(), people.RecoveryAsk{Name: "Ines Vidal", Account: "nobody-here", Contact: "ines@example.net"}); err != nil {
		t.Fatal(err)
	}
	which := tr.one(t, `SELECT id FROM recoveries ORDER BY id DESC LIMIT 1`)
	err := tr.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE recoveries SET handed_at = asked_at, person_id = (SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1 OFFSET 42) WHERE id = $1`, which)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return which
}

// merge proposes to merge two of nobody's personas.
func (tr *trial) merge(t *testing.T) string {
	t.Helper()
	which := id.New()
	err := tr.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		one := func(n int) string {
			return fmt.Sprintf(`(SELECT id FROM persons WHERE member_number LIKE '2%%' ORDER BY id LIMIT 1 OFFSET %d)`, n)
		}
		_, err := tx.Exec(ctx, `INSERT INTO merge_requests (id, from_id, into_id, opened_by, opened_at, proof) SELECT $1, `+one(43)+`, `+one(44)+`, `+one(45)+`, asked_at, 'Met her' FROM recoveries LIMIT 1`, which)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(which)
}

// webhook makes a webhook at an address where nothing may be called.
func (tr *trial) webhook(t *testing.T) string {
	t.Helper()
	p, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	by := authz.Actor{PersonID: p.ID, Name: p.Name, Via: "web", Roles: []authz.Binding{{Role: authz.Admin}}}
	h, _, err := tr.Webhooks.Create(t.Context(), by, webhooks.Settings{Name: "A mailing list", Address: "https://lists.example.invalid/hook", Events: []string{"catalogue.offer-published"}})
	if err != nil {
		t.Fatal(err)
	}
	return string(h.ID)
}

// suggestion returns the n-th of somebody's suggestions, the earliest first; the third of the learner's is passed to the unit.
func (tr *trial) suggestion(t *testing.T, address string, n int) string {
	t.Helper()
	return tr.one(t, `SELECT s.id FROM suggestions s JOIN emails e ON e.person_id = s.person_id WHERE e.address_key = $1 ORDER BY s.said_at LIMIT 1 OFFSET $2`, address, n)
}

// framework returns the id of a framework.
func (tr *trial) framework(t *testing.T, key string) string {
	t.Helper()
	return tr.one(t, `SELECT id FROM frameworks WHERE key = $1`, key)
}

// rubric returns the id of the rubric of a framework.
func (tr *trial) rubric(t *testing.T, key string) string {
	t.Helper()
	return tr.one(t, `SELECT rubric_id FROM frameworks WHERE key = $1`, key)
}

// coded returns the id of a competency of the association's own frameworks, by its code.
func (tr *trial) coded(t *testing.T, code string) string {
	t.Helper()
	return tr.one(t, `SELECT competency_id FROM competency_versions WHERE code = $1`, code)
}

// competency returns the id of a competency of the target or the framework with this key or id, or another id.
func (tr *trial) competency(t *testing.T, framework string) string {
	t.Helper()
	return tr.one(t, `SELECT COALESCE((SELECT MIN(competency_id) FROM target_items WHERE target_id = $1), (SELECT MIN(c.id) FROM competencies c JOIN frameworks f ON f.id = c.framework_id WHERE f.key = $1 OR f.id = $1), '00000000-0000-4000-8000-000000000000')`, framework)
}

// consent is what the learner of the demonstration agreed to.
func (tr *trial) consent(t *testing.T) string {
	t.Helper()
	return tr.one(t, `SELECT a.id FROM duty_agreements a JOIN emails e ON e.person_id = a.person_id WHERE e.address_key = 'marisol@example.org'`)
}

// counted is what somebody else agreed to there, who waits or is counted.
func (tr *trial) counted(t *testing.T) string {
	t.Helper()
	return tr.one(t, `SELECT COALESCE(MAX(a.id), '') FROM duty_agreements a WHERE a.ended_at IS NULL`)
}

// fixtures says what each route is asked about. Paths without a parameter are asked once, with an
// empty form; paths with one are asked about an object of the asker's own, about somebody else's, and about none.
func (tr *trial) fixtures(t *testing.T) map[string][]fixture {
	t.Helper()
	o := tr.objects(t)
	files, rows := tr.attendanceFiles(t, o.nothing)
	s := tr.assessments(t)
	o.target, o.targetCompetency = s.ownTarget, tr.competency(t, s.ownTarget)
	kinds := []struct {
		prefix string
		own    []string // name and value, by twos
	}{
		{"/offers/", []string{"unit's", o.offerKey, "none", "no-such-offer"}},
		{"/begin/", []string{"any", o.selfPaced, "none", "no-such-offer"}},
		{"/occurrences/", []string{"unit's", o.ownOccurrence, "none", o.nothing}},
		{"/conferences/", []string{"not a conference", o.ownOccurrence, "none", o.nothing}},
		{"/register/", []string{"any", o.otherOccurrence, "none", o.nothing}},
		{"/roles/", []string{"any", "trustee", "none", "no-such-role"}},
		{"/my/standing/targets/", []string{"learner's", s.ownTarget, "somebody's", s.otherTarget, "none", o.nothing}},
		{"/my/standing/goals/", []string{"learner's", s.ownGoal, "somebody's", s.otherGoal, "none", o.nothing}},
		{"/my/standing/others/", []string{"learner's", s.ownInvitation, "somebody's", s.otherInvitation, "none", o.nothing}},
		{"/my/standing/received/", []string{"to the learner", s.received, "to somebody else", s.elsewhere, "none", o.nothing}},
		{"/my/standing/cohorts/", []string{"asked to join", s.cohort, "none", o.nothing}},
		{"/voices/", []string{"may read", s.open, "must answer first", s.unanswered, "taken back", s.withdrawn, "none", "no-such-secret"}},
		{"/work/profiles/", []string{"any", "trustee", "none", "no-such-role"}},
		{"/work/cohorts/", []string{"any", s.cohort, "none", o.nothing}},
		{"/api/v1/profiles/", []string{"any", "trustee", "none", "no-such-role"}},
		{"/api/v1/cohorts/", []string{"any", s.cohort, "none", o.nothing}},
		{"/api/v1/me/standing/", []string{"learner's", s.ownTarget, "somebody's", s.otherTarget, "none", o.nothing}},
		{"/api/v1/me/goals/", []string{"learner's", s.ownGoal, "somebody's", s.otherGoal, "none", o.nothing}},
		{"/api/v1/me/invitations/", []string{"learner's", s.ownInvitation, "somebody's", s.otherInvitation, "none", o.nothing}},
		{"/api/v1/me/received/", []string{"to the learner", s.received, "asks the learner", s.asked, "to somebody else", s.elsewhere, "none", o.nothing}},
		{"/units/", []string{"any", "PLA", "none", "NOSUCH"}},
		{"/standards/", []string{"published", "lc-advocacy", "draft", "webjunction", "none", "no-such-framework"}},
		{"/work/standards/", []string{"published", tr.framework(t, "lc-advocacy"), "draft", tr.framework(t, "webjunction"), "none", o.nothing}},
		{"/ims/case/", []string{"published", tr.framework(t, "lc-advocacy"), "draft", tr.framework(t, "webjunction"), "none", o.nothing}},
		{"/ims/case/v1p1/CFItems/", []string{"published", tr.competency(t, "lc-advocacy"), "draft", tr.competency(t, "webjunction"), "none", o.nothing}},
		{"/ims/case/v1p1/CFItemAssociations/", []string{"published", tr.competency(t, "lc-advocacy"), "draft", tr.competency(t, "webjunction"), "none", o.nothing}},
		{"/ims/case/v1p1/CFRubrics/", []string{"published", tr.rubric(t, "lc-advocacy"), "draft", tr.rubric(t, "webjunction"), "none", o.nothing}},
		{"/ims/case/v1p0/CFItems/", []string{"published", tr.competency(t, "lc-advocacy"), "draft", tr.competency(t, "webjunction"), "none", o.nothing}},
		{"/ims/case/v1p0/CFItemAssociations/", []string{"published", tr.competency(t, "lc-advocacy"), "draft", tr.competency(t, "webjunction"), "none", o.nothing}},
		{"/ims/case/v1p0/CFRubrics/", []string{"published", tr.rubric(t, "lc-advocacy"), "draft", tr.rubric(t, "webjunction"), "none", o.nothing}},
		{"/api/v1/frameworks/", []string{"published", "lc-advocacy", "draft", "webjunction", "none", "no-such-framework"}},
		{"/my/registrations/", []string{"learner's", o.ownRegistration, "somebody's", o.otherRegistration, "none", o.nothing}},
		{"/my/record/", []string{"learner's", o.ownEntry, "somebody's", o.otherEntry, "none", o.nothing}},
		{"/my/searches/", []string{"none", o.nothing}},
		{"/rules/", []string{"shipped", "us-ny-librarian", "none", "no-such-rule"}},
		{"/my/duties/", []string{"learner's", "us-ny-librarian", "nobody's", "us-mt-director", "none", "no-such-rule"}},
		{"/my/agreements/", []string{"learner's", tr.consent(t), "none", o.nothing}},
		{"/calendars/duties/", []string{"none", "no-such-secret.ics"}},
		{"/my/organisations/", []string{"coordinator's", tr.one(t, `SELECT id FROM organisations WHERE name = 'Alder Falls Public Library'`), "another's", tr.one(t, `SELECT id FROM organisations WHERE name = 'Tidewater State Library'`), "none", o.nothing}},
		{"/api/v1/me/organisations/", []string{"coordinator's", tr.one(t, `SELECT id FROM organisations WHERE name = 'Alder Falls Public Library'`), "another's", tr.one(t, `SELECT id FROM organisations WHERE name = 'Tidewater State Library'`), "none", o.nothing}},
		{"/work/rules/", []string{"own", "own-board-learning", "shipped", "us-ny-librarian", "none", "no-such-rule"}},
		{"/api/v1/rules/", []string{"own", "own-board-learning", "shipped", "us-ny-librarian", "none", "no-such-rule"}},
		{"/api/v1/me/duties/", []string{"learner's", "us-ny-librarian", "nobody's", "us-mt-director"}},
		{"/calendars/", []string{"none", "no-such-secret.ics"}},
		{"/sitemap/", []string{"first", "start.xml", "none", o.nothing + ".xml"}},
		{"/searches/stop/", []string{"none", "no-such-key"}},
		{"/my/shares/", []string{"none", o.nothing}},
		{"/awards/", []string{"none", o.nothing}},
		{"/verify/", []string{"none", "00000-00000-00000-00000"}},
		{"/shared/", []string{"none", "no-such-secret"}},
		{"/sign-in/link/", []string{"none", "no-such-secret"}},
		{"/sign-in/with/", []string{"one", "members", "none", "nobody"}},
		{"/sign-in/confirm/with/", []string{"one", "members", "none", "nobody"}},
		{"/my/sign-in/with/", []string{"one", "members", "none", "nobody"}},
		{"/confirm/", []string{"none", "no-such-secret"}},
		{"/password/", []string{"none", "no-such-secret"}},
		{"/recover/", []string{"none", "no-such-secret"}},
		{"/work/recoveries/", []string{"new", tr.recovery(t), "none", o.nothing}},
		{"/work/merges/", []string{"new", tr.merge(t), "none", o.nothing}},
		{"/work/occurrences/", []string{"unit's", o.ownOccurrence, "another unit's", o.otherOccurrence, "none", o.nothing}},
		{"/work/registrations/", []string{"unit's", o.unitRegistration, "another unit's", o.foreignRegistration, "none", o.nothing}},
		{"/work/bulk/", []string{"none", o.nothing}},
		{"/work/import/template/", []string{"workbook", "xlsx", "none", "pdf"}},
		{"/work/units/", []string{"any", o.unit, "none", o.nothing}},
		{"/work/unmatched/", rows["pages"]},
		{"/work/files/", files["pages"]},
		{"/work/organisations/import/", []string{"none", o.nothing}},
		{"/work/organisations/", []string{"any", o.organisation, "none", o.nothing}},
		{"/work/people/", []string{"somebody", o.person, "none", o.nothing}},
		{"/work/sources/", []string{"unit's", tr.source(t, "PLA", "Lakeland events"), "another unit's", tr.source(t, "ACRL", "Campus events"), "none", o.nothing}},
		{"/work/webhooks/", []string{"one", tr.webhook(t), "none", o.nothing}},
		{"/developers/", []string{"any", "offers", "none", "nothing"}},
		{"/api/v1/sources/", []string{"unit's", tr.source(t, "PLA", "Lakeland pages"), "another unit's", tr.source(t, "ACRL", "Campus pages"), "none", o.nothing}},
		{"/api/v1/bulk-edits/", []string{"none", o.nothing}},
		{"/api/v1/conferences/", []string{"not a conference", o.ownOccurrence, "none", o.nothing}},
		{"/api/v1/platforms/", []string{"none", o.nothing}},
		{"/api/v1/me/searches/", []string{"none", o.nothing}},
		{"/api/v1/me/suggestions/", []string{"learner's", tr.suggestion(t, "marisol@example.org", 0), "somebody's", tr.suggestion(t, "devin@example.org", 0), "none", o.nothing}},
		{"/my/suggestions/", []string{"learner's", tr.suggestion(t, "marisol@example.org", 1), "somebody's", tr.suggestion(t, "devin@example.org", 0), "none", o.nothing}},
		{"/work/suggestions/", []string{"passed to the unit", tr.suggestion(t, "marisol@example.org", 2), "nobody's in particular", tr.suggestion(t, "ruth@example.org", 0), "none", o.nothing}},
		{"/api/v1/suggestions/", []string{"passed to the unit", tr.suggestion(t, "marisol@example.org", 2), "nobody's in particular", tr.suggestion(t, "ruth@example.org", 0), "none", o.nothing}},
		{"/api/v1/me/shortlist/", []string{"any", o.offerKey, "none", "no-such-offer"}},
		{"/api/v1/people/", []string{"somebody", o.person, "none", o.nothing}},
		{"/api/v1/organisations/", []string{"any", o.organisation, "none", o.nothing}},
		{"/api/v1/units/", []string{"any", o.spareUnit, "none", "NOSUCH"}},
		{"/api/v1/memberships/", []string{"new", "990001"}},
		{"/work/members/import/", []string{"none", o.nothing}},
		{"/work/reviews/", []string{"none", o.nothing}},
		{"/work/proposals/", []string{"one's own", o.ownProposal, "a colleague's", o.otherProposal, "none", o.nothing}},
		{"/curriculum/", []string{"any", "collections", "none", "no-such-area"}},
		{"/api/v1/curriculum/", []string{"any", "collections", "none", "no-such-area"}},
		{"/streams/", tr.streams(t, "key")},
		{"/api/v1/streams/", tr.streams(t, "key")},
		{"/work/streams/", tr.streams(t, "id")},
		// Each has an offer of its own: saying anything of an offer settles what waits there.
		{"/work/alignments/decisions/", []string{"unit's", tr.decision(t, tr.spareOffer(t, 3), o.competency), "none", o.nothing}},
		{"/api/v1/alignment-decisions/", []string{"unit's", tr.decision(t, tr.spareOffer(t, 4), o.otherCompetency), "none", o.nothing}},
		{"/work/offers/", []string{"unit's", o.ownOffer, "another unit's", o.otherOffer, "none", o.nothing}},
		{"/api/v1/offers/", []string{"unit's", o.offerKey, "none", "no-such-offer"}},
		{"/api/v1/occurrences/", []string{"unit's", o.ownOccurrence, "another unit's", o.otherOccurrence, "none", o.nothing}},
		{"/api/v1/me/record/", []string{"learner's", o.ownEntry, "somebody's", o.otherEntry, "none", o.nothing}},
		{"/api/v1/me/awards/", []string{"none", o.nothing}},
		{"/api/v1/verify/", []string{"none", "00000-00000-00000-00000"}},
		{"/api/v1/reviews/", []string{"none", o.nothing}},
		{"/api/v1/proposals/", []string{"one's own", o.ownProposal, "a colleague's", o.otherProposal, "none", o.nothing}},
		{"/api/v1/unmatched/", rows["programs"]},
		{"/api/v1/attendance-files/", files["programs"]},
		{"/api/v1/registrations/", []string{"learner's", o.ownRegistration, "somebody's", o.otherRegistration, "none", o.nothing}},
	}
	out := map[string][]fixture{}
	for _, rt := range tr.Mux.Routes() {
		_, path, _ := strings.Cut(rt.Pattern, " ")
		path = strings.TrimSuffix(path, "{$}")
		if !strings.Contains(path, "{") {
			switch rt.Pattern {
			case "GET /api/v1/compare":
				path += "?offers=" + o.offerKey
			case "POST /api/v1/frameworks/import":
				path += "?name=matrix.csv&dry_run=true"
			case "POST /api/v1/offers/import":
				path += "?unit=PLA&source=matrix"
			}
			out[rt.Pattern] = []fixture{{name: "-", path: path, form: bodies(rt.Pattern, o)}}
			continue
		}
		longest := -1
		for i, k := range kinds {
			if strings.HasPrefix(path, k.prefix) && (longest < 0 || len(k.prefix) > len(kinds[longest].prefix)) {
				longest = i
			}
		}
		if longest < 0 {
			continue // reported as a route without a fixture
		}
		for i := 0; i < len(kinds[longest].own); i += 2 {
			name, value := kinds[longest].own[i], kinds[longest].own[i+1]
			if name == "one" && (strings.HasPrefix(rt.Pattern, "DELETE ") || strings.HasSuffix(path, "/remove")) {
				value = tr.webhook(t) // who removes one takes it from nobody
			}
			if putsAway := strings.HasPrefix(rt.Pattern, "DELETE /api/v1/me/standing") || strings.HasSuffix(path, "/end"); putsAway && (value == s.ownTarget || value == s.otherTarget) {
				// Who puts a target away takes back what others ask about.
				whose, what := map[bool]string{true: "marisol@example.org", false: "devin@example.org"}[value == s.ownTarget], map[bool]string{true: "lc-literacy", false: "lc-advocacy"}[strings.HasPrefix(path, "/api/")]
				value = tr.target(t, whose, what)
			}
			if value == s.cohort && strings.HasSuffix(path, "/end") {
				value = s.endedCohort
			}
			if value == o.otherOccurrence && strings.HasSuffix(rt.Pattern, "/cancel") {
				value = o.spareOccurrence
			}
			if value == o.person && strings.HasPrefix(path, "/api/") && (strings.HasSuffix(path, "/close") || strings.HasSuffix(path, "/reopen")) {
				value = o.sparePerson
			}
			if value == o.ownProposal && strings.HasSuffix(path, "/take-back") {
				value = tr.proposal(t, "hamid@example.org", 7) // one that no colleague has decided
			}
			if strings.HasPrefix(path, "/api/v1/frameworks/") && !strings.HasPrefix(rt.Pattern, "GET ") && name != "none" {
				out[rt.Pattern] = append(out[rt.Pattern], tr.ownDraft(t, name, rt.Pattern))
				continue
			}
			if value == "us-ny-librarian" && strings.HasPrefix(path, "/api/") && strings.HasSuffix(path, "/end") {
				value = "lssc-renewal" // the other one, so that the page finds what it ends
			}
			full := path
			for _, parameter := range []string{"{key}", "{id}", "{token}", "{acronym}", "{code}", "{upload}", "{format}", "{page}", "{unit}", "{number}", "{provider}", "{area}"} {
				full = strings.Replace(full, parameter, value, 1)
			}
			full = strings.Replace(full, "{run}", o.nothing, 1)
			full = strings.NewReplacer("{statement}", o.nothing, "{agreement}", tr.counted(t)).Replace(full)
			full = strings.Replace(strings.Replace(full, "{secret}", value, 1), "{key}", "own-board-learning", 1)
			full = strings.Replace(full, "/versions/lc-advocacy", "/versions/1", 1)
			full = strings.Replace(full, "{competency}", tr.competency(t, value), 1)
			full = strings.NewReplacer("{language}", "es", "{entry}", o.otherEntry, "{delivery}", o.nothing, "{link}", o.nothing).Replace(full)
			switch rt.Pattern {
			case "GET /api/v1/people/{id}/merge":
				full += "?other=" + o.otherPerson
			case "GET /api/v1/frameworks/{key}/compare":
				full += "?from=1&to=1"
			}
			out[rt.Pattern] = append(out[rt.Pattern], fixture{name: name, path: full, form: bodies(rt.Pattern, o)})
		}
	}
	return out
}

// bodies are what is sent to routes that would not get as far as a decision with an empty form.
func bodies(pattern string, o objects) url.Values {
	if form, ok := alignmentBodies(pattern, o); ok {
		return form
	}
	if form, ok := frameworkBodies(pattern, ownDraft{o.nothing, o.nothing, o.nothing, o.nothing}); ok {
		return form
	}
	switch pattern {
	case "POST /api/v1/rules/check":
		return url.Values{"json": {`{"text":"rule: tried\nneeds: {nothing: true}\n"}`}}
	case "POST /api/v1/rules/evaluate":
		return url.Values{"json": {`{"rule":"us-ny-librarian","entries":["{\"day\":\"2026-01-01\",\"minutes\":60}"]}`}}
	case "POST /my/duties/add":
		return url.Values{"rule": {"us-mt-director"}}
	case "POST /my/duties/letters":
		return url.Values{"before": {"30"}}
	case "PUT /api/v1/me/duties/letters":
		return url.Values{"json": {`{"before":[90,30]}`}}
	case "POST /my/duties/{key}/statements":
		return url.Values{"kind": {"certified"}, "day": {"2024-01-01"}}
	case "POST /api/v1/me/duties":
		return url.Values{"json": {`{"rule":"us-wi-director"}`}}
	case "POST /api/v1/me/duties/{key}/statements":
		return url.Values{"json": {`{"kind":"certified","day":"2024-01-01"}`}}
	case "PUT /api/v1/me/duties/{key}/statements/{id}":
		return url.Values{"json": {`{"day":"2024-01-01"}`}}
	case "POST /api/v1/me/duties/{key}/end", "POST /api/v1/rules/{key}/publish":
		return url.Values{"json": {`{}`}}
	case "POST /api/v1/me/organisations/{id}/duties/{key}/statements":
		return url.Values{"json": {`{"kind":"document","name":"strategic plan","day":"2026-01-01"}`}}
	case "POST /api/v1/me/organisations/{id}/duties":
		return url.Values{"json": {`{"rule":"own-board-learning"}`}}
	case "POST /api/v1/rules", "PUT /api/v1/rules/{key}":
		return url.Values{"json": {`{"text":"rule: own-board-learning\nneeds: {nothing: true}\n"}`}}
	case "POST /my/agreements":
		return url.Values{"organisation": {o.organisation}}
	case "POST /my/organisations/{id}/statements":
		return url.Values{"rule": {"own-board-learning"}, "kind": {"document"}, "name": {"strategic plan"}, "day": {"2026-01-01"}}
	case "POST /my/organisations/{id}/duties":
		return url.Values{"rule": {"own-board-learning"}}
	case "POST /work/rules/{key}":
		return url.Values{"text": {"rule: own-board-learning\nneeds: {nothing: true}\n"}, "seen": {"0"}}
	case "POST /demo/sign-in":
		return url.Values{"persona": {"learner"}}
	case "POST /api/v1/registrations":
		return url.Values{"json": {fmt.Sprintf(`{"occurrence":%q}`, o.otherOccurrence)}}
	case "POST /api/v1/occurrences/{id}/attendance":
		return url.Values{"json": {fmt.Sprintf(`{"registrations":[%q],"present":true,"reason":"seen"}`, o.unitRegistration)}}
	case "POST /api/v1/offers":
		return url.Values{"json": {`{"unit":"PLA","kind":"webinar","title":"Made by a program"}`}}
	case "PATCH /api/v1/offers/{key}":
		return url.Values{"json": {`{"themes":["by program"]}`}}
	case "PATCH /api/v1/occurrences/{id}":
		return url.Values{"json": {`{"label":"By program"}`}}
	case "POST /api/v1/offers/{key}/occurrences":
		return url.Values{"json": {`{"zone":"UTC","starts_at":"2027-03-01T15:00:00Z","ends_at":"2027-03-01T16:00:00Z"}`}}
	case "POST /api/v1/occurrences/{id}/cancel", "POST /api/v1/offers/{key}/archive":
		return url.Values{"json": {`{"reason":"Said so"}`}}
	case "POST /api/v1/me/standing":
		return url.Values{"json": {`{"profile":"trustee"}`}}
	case "POST /my/standing/targets/{id}/ask":
		return url.Values{"competency": {o.targetCompetency}, "answer": {"none"}}
	case "POST /my/standing/targets":
		return url.Values{"profile": {"trustee"}}
	case "POST /api/v1/me/standing/{id}/answers":
		return url.Values{"json": {fmt.Sprintf(`{"competency":%q,"said":"none"}`, o.targetCompetency)}}
	case "POST /api/v1/me/received/{id}/answers":
		return url.Values{"json": {fmt.Sprintf(`{"competency":%q,"said":"none"}`, o.targetCompetency)}}
	case "POST /api/v1/me/adverts":
		return url.Values{"json": {`{"title":"Librarian","advert":"We look for a librarian who runs story times for children and answers questions at the desk."}`}}
	case "POST /api/v1/me/adverts/targets":
		return url.Values{"json": {fmt.Sprintf(`{"title":"Librarian","picks":[{"competency":%q}]}`, o.targetCompetency)}}
	case "POST /api/v1/profiles":
		return url.Values{"json": {`{"title":"Made by a program","asks":[{"framework":"lc-technology","code":"TEC-01","level":"expert","weight":2}]}`}}
	case "PUT /api/v1/profiles/{key}":
		return url.Values{"json": {`{"title":"Changed by a program","version":9,"asks":[{"framework":"lc-technology","code":"TEC-01","level":"expert","weight":2}]}`}}
	case "POST /api/v1/profiles/{key}/retire":
		return url.Values{"json": {`{"retired":false}`}}
	case "POST /api/v1/cohorts":
		return url.Values{"json": {`{"title":"Institute","profile":"director","people":["marisol@example.org"]}`}}
	case "POST /api/v1/cohorts/{id}/people":
		return url.Values{"json": {`{"people":["nobody@example.org"]}`}}
	case "POST /api/v1/me/goals":
		return url.Values{"json": {`{"says":"Lead a meeting","term":"short","review_on":"2027-03-01"}`}}
	case "PUT /api/v1/me/goals/{id}":
		return url.Values{"json": {`{"says":"Lead two meetings","term":"short","review_on":"2027-03-01","state":"open"}`}}
	case "PUT /api/v1/me/reflection":
		return url.Values{"json": {`{"values":"Open doors"}`}}
	case "POST /api/v1/me/invitations":
		return url.Values{"json": {fmt.Sprintf(`{"target":%q,"voice":"reader","name":"Pat","address":"pat@example.net","sees":{"map":true,"answers":false,"reflection":false}}`, o.target)}}
	case "PUT /api/v1/me/invitations/{id}":
		return url.Values{"json": {`{"map":true,"answers":true,"reflection":false}`}}
	case "POST /api/v1/me/record":
		return url.Values{"json": {`{"title":"A course","provider":"Elsewhere","ended_on":"2026-09-01"}`}}
	case "POST /api/v1/me/record/{id}/correct", "POST /api/v1/me/record/{id}/withdraw":
		return url.Values{"json": {`{"reason":"It was another day"}`}}
	case "POST /api/v1/people/{id}/looks":
		return url.Values{"json": {`{"purpose":"A question of the person's own"}`}}
	case "PUT /api/v1/offers/{key}/duties":
		return url.Values{"json": {`{"need":"Asked for by members","follow_up":"","qualifications":{}}`}}
	case "POST /api/v1/occurrences/{id}/registrations":
		return url.Values{"json": {`{"people":[{"email":"ottilie@example.org"}]}`}}
	case "POST /api/v1/occurrences/{id}/close":
		return url.Values{"json": {`{"dry_run":true}`}}
	case "PUT /api/v1/occurrences/{id}/code-word", "POST /api/v1/registrations/{id}/code-word":
		return url.Values{"json": {`{"word":"By program"}`}}
	case "POST /api/v1/occurrences/{id}/attendance/file":
		return url.Values{"json": {"Name,Email,Minutes\nKim,kim@example.org,60\n"}}
	case "POST /api/v1/occurrences/{id}/conflicts":
		return url.Values{"json": {fmt.Sprintf(`{"source":"file","conflicts":[{"registration":%q}]}`, o.unitRegistration)}}
	case "POST /api/v1/registrations/{id}/attendance":
		return url.Values{"json": {`{"follow":"file"}`}}
	case "POST /api/v1/unmatched/{id}":
		return url.Values{"json": {`{"nobody":true}`}}
	case "POST /api/v1/attendance-files/{id}/aside":
		return url.Values{"json": {`{"reason":"It was another list"}`}}
	case "POST /work/files/{id}/aside":
		return url.Values{"reason": {"It was another list"}}
	case "POST /work/unmatched/{id}":
		return url.Values{"occurrence": {o.ownOccurrence}, "ignore": {"yes"}}
	case "POST /api/v1/occurrences/{id}/scans":
		return url.Values{"json": {`{"scans":[{"id":"1","code":"00000000"}]}`}}
	case "POST /api/v1/registrations/{id}/evaluation":
		return url.Values{"json": {`{"kind":"completion","useful":4,"level":"right"}`}}
	case "POST /api/v1/registrations/{id}/there":
		return url.Values{"json": {`{}`}}
	case "POST /work/offers/bulk":
		return url.Values{"offer": {o.otherOffer}, "do": {"apply"}, "level": {"expert"}}
	case "POST /work/recoveries/{id}/open":
		return url.Values{"proof": {"Called the library at its known number"}}
	case "POST /work/proposals/{id}":
		return url.Values{"choice": {"confirm"}}
	case "PUT /api/v1/offers/{key}/parts":
		return url.Values{"json": {`{"parts":[]}`}}
	case "POST /api/v1/offers/import":
		return url.Values{"json": {"title,start,end,kind\nRead by program,2027-05-01 10:00,2027-05-01 11:00,webinar\n"}}
	case "POST /api/v1/offers/table":
		return url.Values{"json": {fmt.Sprintf("key,summary\n%s,Said by a table\n", o.offerKey)}}
	case "POST /api/v1/conferences/{id}/programme":
		return url.Values{"json": {"id,title\n"}}
	case "POST /api/v1/registrations/{id}/survey":
		return url.Values{"json": {fmt.Sprintf(`{"survey":%q,"answers":{}}`, o.nothing)}}
	case "POST /api/v1/bulk-edits/preview":
		return url.Values{"json": {fmt.Sprintf(`{"offers":[%q],"change":{"level":"expert"}}`, o.ownOffer)}}
	case "POST /api/v1/bulk-edits":
		return url.Values{"json": {fmt.Sprintf(`{"offers":[%q],"change":{"add_themes":["by program"]},"seen":"0"}`, o.otherOffer)}}
	case "POST /api/v1/sources", "PUT /api/v1/sources/{id}":
		return url.Values{"json": {`{"name":"By program","unit":"PLA","address":"https://events.example.invalid/feed.ics","schedule":"hand"}`}}
	case "POST /api/v1/sources/{id}/run":
		return url.Values{"json": {`{}`}}
	case "POST /api/v1/sources/{id}/pause":
		return url.Values{"json": {`{"paused":true}`}}
	case "POST /api/v1/duplicates":
		return url.Values{"json": {fmt.Sprintf(`{"same":false,"keep":%q,"drop":%q}`, o.ownOffer, o.otherOffer)}}
	case "POST /api/v1/platforms", "PUT /api/v1/platforms/{id}":
		return url.Values{"json": {`{"name":"A platform by program","seats":50}`}}
	case "POST /api/v1/me/suggestions":
		return url.Values{"json": {`{"text":"Weeding by program"}`}}
	case "POST /api/v1/suggestions/decisions":
		return url.Values{"json": {fmt.Sprintf(`{"suggestions":[%q],"decision":"not-now","reply":"By program"}`, o.waiting)}}
	case "POST /api/v1/me/searches":
		return url.Values{"json": {`{"name":"By program","words":"weeding","every":"never"}`}}
	case "PUT /api/v1/me/searches/{id}":
		return url.Values{"json": {`{"name":"By program","every":"never"}`}}
	case "PATCH /api/v1/people/{id}":
		return url.Values{"json": {`{"role_title":"Branch manager"}`}}
	case "PUT /api/v1/memberships/{number}":
		return url.Values{"json": {`{"name":"Ines Vidal","class":"regular","starts_on":"2026-01-01","ends_on":"2026-12-31"}`}}
	case "POST /api/v1/memberships":
		return url.Values{"json": {`{"rows":[{"number":"990002","name":"Pia Holm","class":"student","starts_on":"2026-01-01","ends_on":"2026-12-31"}]}`}}
	case "POST /api/v1/memberships/import":
		return url.Values{"json": {"number,name,class,start,end\n990003,Ulla Berg,retired,2026-01-01,2026-12-31\n"}}
	case "POST /api/v1/organisations":
		return url.Values{"json": {`{"kind":"library","name":"Fern Hollow Library"}`}}
	case "PATCH /api/v1/organisations/{id}":
		return url.Values{"json": {`{"place":"Fern Hollow"}`}}
	case "POST /api/v1/organisations/import":
		return url.Values{"json": {"scheme,key,name\nISIL,US-FERN,Fern Hollow Library\n"}}
	case "POST /api/v1/units":
		return url.Values{"json": {`{"acronym":"FERN","name":"Fern Round Table","kind":"round table"}`}}
	case "POST /api/v1/units/{unit}/names":
		return url.Values{"json": {`{"acronym":"FERNS","name":"Ferns Round Table","from":"2027-01-01"}`}}
	case "POST /api/v1/units/{unit}/merge":
		return url.Values{"json": {`{"into":"PLA","on":"2027-01-01"}`}}
	case "POST /api/v1/registrations/{id}/cancel", "POST /api/v1/registrations/{id}/confirm":
		return url.Values{"json": {`{}`}}
	}
	return url.Values{}
}
