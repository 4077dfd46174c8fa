package app

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// telltale stands in everything that the learner of the table says of themselves, and nowhere else.
const telltale = "Quokka"

// standingRoutes are what can show one person's assessment, with the ids of hers.
type standingRoutes struct{ own, received, link, lists, staff []string }

func (r standingRoutes) all() []string {
	return slices.Concat(r.own, r.received, r.link, r.lists, r.staff)
}

// TestWhoSeesSomebodysAssessment asks every route that can show where one person stands, as everybody who might want to know, before, while and after somebody is
// let see it. What is not named is refused, or says nothing of her.
func TestWhoSeesSomebodysAssessment(t *testing.T) {
	tr := newTrial(t)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	her := tr.standing(t, "marisol@example.org")
	competency := tr.competency(t, "lc-technology")
	target, err := tr.Assessment.BeginAdvert(ctx, her, telltale+" post", []assessment.Pick{{Competency: id.ID(competency), Why: telltale}})
	must(err)
	_, err = tr.Assessment.Say(ctx, her, target.ID, assessment.Saying{Competency: id.ID(competency), Said: assessment.SaidNone})
	must(err)
	_, err = tr.Assessment.AddGoal(ctx, her, assessment.GoalText{Says: telltale + " goal", Term: assessment.ShortTerm, ReviewOn: "2027-03-01"})
	must(err)
	must(tr.Assessment.Reflect(ctx, her, []assessment.Writing{{Part: assessment.PartValues, Says: telltale + " values"}}))
	five := "marisol@example.org\ndevin@example.org\nruth@example.org\ntheo@example.org\ninez@example.org"
	cohort, _, err := tr.Assessment.MakeCohort(ctx, authz.System("test"), assessment.NewCohort{Title: "Institute", Profile: "director", People: five})
	must(err)
	_, err = tr.Assessment.Join(ctx, her, cohort.ID)
	must(err)

	invitation, secret := id.New(), "no-such-secret"
	routes := func() standingRoutes {
		own, api := "/my/standing/targets/"+string(target.ID), "/api/v1/me/standing/"+string(target.ID)
		received, link := "/my/standing/received/"+string(invitation), "/voices/"+secret
		return standingRoutes{
			own:      []string{own, own + "/ask?competency=" + competency, own + "/competencies/" + competency, own + "/map.csv", api, api + "/competencies/" + competency},
			received: []string{received, received + "/ask", received + "/read", received + "/map.csv", "/api/v1/me/received/" + string(invitation), "/api/v1/me/received/" + string(invitation) + "/question"},
			link:     []string{link, link + "/ask", link + "/read", link + "/map.csv"},
			lists: []string{"/", "/my", "/my/standing", "/my/standing/goals", "/my/standing/reflection", "/my/standing/others", "/my/standing/answers.csv", "/my/standing/export.json", "/my/record", "/my/transcript.json", "/catalogue?sort=gaps",
				"/api/v1/me/standing", "/api/v1/me/standing/export", "/api/v1/me/goals", "/api/v1/me/reflection", "/api/v1/me/invitations", "/api/v1/me/received", "/api/v1/me/cohorts", "/api/v1/me/looks"},
			staff: []string{"/work", "/work/cohorts", "/work/cohorts/" + string(cohort.ID), "/api/v1/cohorts/" + string(cohort.ID), "/work/demand", "/work/demand.csv", "/work/demand/table.csv", "/api/v1/demand", "/work/people", "/work/people/" + string(her.PersonID),
				"/api/v1/people/" + string(her.PersonID), "/work/profiles", "/my/organisations", "/my/organisations/" + tr.one(t, `SELECT id FROM organisations WHERE name = 'Alder Falls Public Library'`)},
		}
	}
	bearer := func(address string, scopes ...string) string {
		p, err := tr.People.PersonByEmail(ctx, address)
		must(err)
		out, err := tr.People.CreateToken(ctx, authz.System("cli"), p.ID, "table", scopes, tr.clock.Now().AddDate(1, 0, 0))
		must(err)
		return out
	}
	type persona struct {
		name    string
		cookies []*http.Cookie
		bearer  string
	}
	session := func(key string) persona {
		c, _ := tr.carrier(t, key)
		return persona{key, c, ""}
	}
	const herself, supervisor = "learner", "mentor"
	people := []persona{session(herself), session(supervisor), {name: "visitor"},
		{"her token that reads assessments", nil, bearer("marisol@example.org", authz.ScopeAssessmentRead)},
		{"her token of everything else", nil, bearer("marisol@example.org", without(authz.Scopes, authz.ScopeAssessmentRead, authz.ScopeAssessmentWrite)...)},
		{"the supervisor's token", nil, bearer("ruth@example.org", authz.Scopes...)},
		{"the administrator's token", nil, bearer("walter@example.org", authz.Scopes...)}}
	for _, key := range []string{"non-member", "unit-editor", "unit-manager", "reviewer", "colleague", "coordinator", "administrator", "auditor", "accreditation", "curriculum-editor"} {
		people = append(people, session(key))
	}
	from := 0
	// sweep asks every route as everybody, and compares who is told something of her with what is meant, by persona.
	sweep := func(stage string, meant map[string][]string) {
		t.Helper()
		for _, p := range people {
			var told []string
			for _, path := range routes().all() {
				from++
				tr.from = fmt.Sprintf("198.51.%d.%d:40000", from/250%250, from%250+1) // what one asks too often is theirs alone
				w := tr.send(t, "GET", path, nil, p.cookies, p.bearer)
				switch {
				case w.Code >= 500:
					t.Errorf("%s: %s as %s: %d", stage, path, p.name, w.Code)
				case w.Code != http.StatusOK && strings.Contains(w.Body.String(), telltale):
					t.Errorf("%s: %s as %s is refused with %d and tells of her", stage, path, p.name, w.Code)
				case strings.Contains(w.Body.String(), telltale):
					told = append(told, path)
				}
			}
			want := slices.Clone(meant[p.name])
			slices.Sort(want)
			slices.Sort(told)
			if !slices.Equal(told, want) {
				t.Errorf("%s: %s is told of her by\n%s\nand should be by\n%s", stage, p.name, strings.Join(told, "\n"), strings.Join(want, "\n"))
			}
		}
	}
	r := routes()
	pages := slices.Concat(r.own[:3], []string{"/my/standing", "/my/standing/goals", "/my/standing/reflection", "/my/standing/others", "/my/standing/export.json"})
	program := []string{r.own[4], r.own[5], "/api/v1/me/standing", "/api/v1/me/standing/export", "/api/v1/me/goals", "/api/v1/me/reflection"}
	mine := map[string][]string{herself: slices.Concat(pages, program), "her token that reads assessments": program}
	with := func(more map[string][]string) map[string][]string {
		out := map[string][]string{}
		for name, list := range mine {
			out[name] = slices.Clone(list)
		}
		for name, list := range more {
			out[name] = append(out[name], list...)
		}
		return out
	}
	sweep("before anybody is asked", mine)

	i, err := tr.Assessment.Invite(ctx, her, target.ID, assessment.NewInvitation{Voice: assessment.BySupervisor, Name: "Ruth", Address: "ruth@example.org", Message: telltale, Sees: assessment.Sees{Map: true, Answers: true, Reflection: true}})
	must(err)
	invitation, secret = i.ID, id.Secret()
	must(tr.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO invitation_tokens (token_hash, invitation_id, made_at) VALUES ($1, $2, $3)`, id.Hash(secret), i.ID, tr.clock.Now())
		return err
	}))
	r = routes()
	mine[herself] = append(mine[herself], "/api/v1/me/invitations")
	mine["her token that reads assessments"] = append(mine["her token that reads assessments"], "/api/v1/me/invitations")
	// Whoever has the link comes in by it, but she herself; who is asked sees for what, and nothing of her.
	welcomed := func(paths ...string) map[string][]string {
		out := map[string][]string{}
		for _, p := range people {
			if p.name != herself && !strings.HasPrefix(p.name, "her token") {
				out[p.name] = slices.Clone(paths)
			}
		}
		return out
	}
	lists := []string{"/my/standing/others", "/api/v1/me/received"}
	asked := welcomed(r.link[0], r.link[1])
	asked[supervisor] = append(asked[supervisor], append(lists, r.received[0], r.received[1], r.received[5])...)
	asked["the supervisor's token"] = append(asked["the supervisor's token"], lists[1], r.received[5])
	sweep("while the supervisor is asked", with(asked))

	ruth := tr.standing(t, "ruth@example.org")
	_, err = tr.Assessment.SayAsGuest(ctx, ruth, assessment.Guest{Invitation: i.ID}, assessment.Saying{Competency: id.ID(competency), Said: assessment.SaidNone})
	must(err)
	reads := welcomed(r.link[0], r.link[2])
	reads[supervisor] = append(reads[supervisor], append(lists, r.received[0], r.received[2], r.received[4])...)
	reads["the supervisor's token"] = append(reads["the supervisor's token"], lists[1], r.received[4])
	// She sees who looked: the token that asks after the supervisor has, and both from then on.
	looks := map[string][]string{"her token that reads assessments": {"/api/v1/me/looks"}}
	reads["her token that reads assessments"] = looks["her token that reads assessments"]
	sweep("when the supervisor has answered", with(reads))

	// Taken back, it is gone at once: on pages, in files, by program and in lists.
	must(tr.Assessment.Withdraw(ctx, her, i.ID))
	looks[herself] = []string{"/api/v1/me/looks"}
	sweep("after it is taken back", with(looks))
	for _, path := range slices.Concat(r.received, r.link) {
		for _, p := range people[1:2] {
			if w := tr.send(t, "GET", path, nil, p.cookies, p.bearer); w.Code != http.StatusGone {
				t.Errorf("%s: %d after it was taken back", path, w.Code)
			}
		}
	}
}

// without returns a list without some of it.
func without(list []string, some ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(some, s) })
}
