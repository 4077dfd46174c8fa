package assessmentweb_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
)

// TestAnExportHoldsEverythingThatIsKeptOfAPerson compares what is taken along with the rows of every table of the area that are about the person.
func TestAnExportHoldsEverythingThatIsKeptOfAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx, me := t.Context(), s.C.Learner
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		// A target that was put away, and one of a cohort, with a proof and snapshots.
		gone := s.Target(t, me, "trustee")
		s.Answer(t, me, gone.ID, at.None)
		must(s.EndTarget(ctx, me, gone.ID))
		addresses := ""
		for i := range 4 {
			p, err := s.C.People.Person(ctx, s.C.Actor(t, fmt.Sprint("Member ", i)).PersonID)
			must(err)
			addresses += p.Email + "\n"
		}
		p, err := s.C.People.Person(ctx, me.PersonID)
		must(err)
		for range 2 {
			_, _, err := s.MakeCohort(ctx, s.C.Curriculum, assessment.NewCohort{Title: "Institute", Profile: "student", People: addresses + p.Email})
			must(err)
		}
		places, err := s.AskedToJoin(ctx, me)
		must(err)
		target, err := s.Join(ctx, me, places[0].ID)
		must(err)
		must(s.Leave(ctx, me, places[1].ID))
		s.Answer(t, me, target.ID, at.Lowest)
		q, err := s.Map(ctx, me, target.ID, 0)
		must(err)
		offer := cataloguetest.Offer(t, s.C, cataloguetest.SelfPaced)
		cataloguetest.Align(t, s.C, offer.ID, q.Rows[0].Competency, "expert")
		s.World.Completed(t, me.PersonID, offer.ID, "A webinar on taking along")
		must(s.Take(ctx, me, target.ID))
		g, err := s.AddGoal(ctx, me, assessment.GoalText{Says: "The goal of before", Reason: "The reason of it", Term: assessment.ShortTerm, ReviewOn: "2027-03-01"})
		must(err)
		must(s.ChangeGoal(ctx, me, g.ID, g.GoalText, assessment.GoalDropped, ""))
		must(s.Reflect(ctx, me, []assessment.Writing{{Part: assessment.PartValues, Says: "What I hold dear"}}))
		i, err := s.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: "pat@example.org", Message: "The words to Pat", Sees: assessment.Sees{Map: true}})
		must(err)
		s.Work(t)
		secret := ""
		for _, l := range s.Box.Letters("pat@example.org") {
			_, after, _ := strings.Cut(l.Text, "/voices/")
			secret, _, _ = strings.Cut(after, "\n")
		}
		for n := range 120 {
			if n == 100 {
				s.C.Clock.Advance(2 * time.Hour)
			}
			_, err := s.Look(ctx, authz.Actor{}, assessment.Guest{Secret: secret}, 0)
			must(err)
		}
		must(s.Withdraw(ctx, me, i.ID))

		count := func(query string) (n int) {
			t.Helper()
			must(d.QueryRow(ctx, query, me.PersonID).Scan(&n))
			return n
		}
		check := func(body []byte) {
			t.Helper()
			var all map[string][]map[string]any
			must(json.Unmarshal(body, &all))
			snapshots, lines := 0, 0
			for _, x := range all["targets"] {
				for _, y := range x["snapshots"].([]any) {
					snapshots++
					lines += len(y.(map[string]any)["lines"].([]any))
				}
			}
			for what, n := range map[string]int{
				"targets": len(all["targets"]), "assessment_answers": len(all["answers"]), "assessment_proofs": len(all["proofs"]), "goals": len(all["goals"]), "reflections": len(all["reflections"]),
				"invitations": len(all["invitations"]), "assessment_looks": len(all["looks"]), "cohort_members": len(all["cohorts"]), "snapshots": snapshots,
			} {
				if want := count(`SELECT COUNT(*) FROM ` + what + ` WHERE person_id = $1`); n != want || n == 0 {
					t.Errorf("%s: %d are taken along of %d", what, n, want)
				}
			}
			if want := count(`SELECT COUNT(*) FROM snapshot_lines l JOIN snapshots s ON s.id = l.snapshot_id WHERE s.person_id = $1`); lines != want || lines == 0 {
				t.Errorf("%d lines of snapshots of %d", lines, want)
			}
			for _, words := range []string{"The goal of before", "The reason of it", "What I hold dear", "The words to Pat", "A webinar on taking along", "Institute", "pat@example.org"} {
				if !strings.Contains(string(body), words) {
					t.Errorf("%q is not taken along", words)
				}
			}
		}
		check([]byte(s.ask(me, "GET", "/my/standing/export.json", nil, 200)))
		program := webtest.New(t, d, s.C.Clock, func(a *web.API) { s.pages.API(a) })
		check(program.As(me, authz.ScopeAssessmentRead).Ask(200, "GET", "/api/v1/me/standing/export", nil).Body.Bytes())
		program.As(me, authz.ScopeRecordRead).Ask(403, "GET", "/api/v1/me/standing/export", nil)
		table := s.ask(me, "GET", "/my/standing/answers.csv", nil, 200)
		if got, want := strings.Count(table, "\n")-1, count(`SELECT COUNT(*) FROM assessment_answers WHERE person_id = $1`); got != want {
			t.Errorf("%d answers in the table, of %d", got, want)
		}
		// Somebody else takes along nothing of it.
		lacks(t, s.ask(s.C.Stranger, "GET", "/my/standing/export.json", nil, 200), "Pat", "Institute", "dear")
	})
}
