package assessment_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// newVersion publishes a framework with SPLIT, ONE, TWO, OLD, GONE and SAME and returns what publishes its version 2: SPLIT is LEFT and RIGHT then, ONE and TWO
// are BOTH, OLD is NEW, and GONE has ended.
func newVersion(t *testing.T, w *at.World) (key string, codes map[string]id.ID, publish func()) {
	t.Helper()
	ctx, editor := t.Context(), w.C.Curriculum
	v, err := w.C.Standards.Create(ctx, editor, standards.About{Title: "Story time"})
	if err != nil {
		t.Fatal(err)
	}
	codes = map[string]id.ID{}
	add := func(list ...string) {
		t.Helper()
		for _, code := range list {
			x, err := w.C.Standards.AddCompetency(ctx, editor, v.FrameworkID, "", standards.CompetencyDraft{Code: code, Title: "Can " + code, Statements: map[string][]string{"foundational": {"Does " + code}, "expert": {"Leads " + code}}})
			if err != nil {
				t.Fatal(err)
			}
			codes[code] = x.ID
		}
	}
	add("SPLIT", "ONE", "TWO", "OLD", "GONE", "SAME")
	if v, err = w.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	return v.Key, codes, func() {
		t.Helper()
		if _, err := w.C.Standards.BeginDraft(ctx, editor, v.FrameworkID); err != nil {
			t.Fatal(err)
		}
		add("LEFT", "RIGHT", "BOTH", "NEW")
		for _, x := range []struct {
			code   string
			became standards.Became
			to     string
		}{{"SPLIT", standards.BecameSplit, "LEFT, RIGHT"}, {"ONE", standards.BecameMerged, "BOTH"}, {"TWO", standards.BecameMerged, "BOTH"}, {"OLD", standards.BecameReplaced, "NEW"}, {"GONE", standards.BecameRetired, ""}} {
			if err := w.C.Standards.RemoveCompetency(ctx, editor, v.FrameworkID, codes[x.code]); err != nil {
				t.Fatal(err)
			}
			if err := w.C.Standards.Decide(ctx, editor, v.FrameworkID, []standards.Decision{{Competency: codes[x.code], Became: x.became, Targets: x.to}}, ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEverythingFollowsAVersionThatSplitsMergesReplacesAndRetires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		key, codes, publish := newVersion(t, w)
		var asks []assessment.DraftAsk
		for _, code := range []string{"SPLIT", "ONE", "TWO", "OLD", "GONE", "SAME"} {
			asks = append(asks, at.Asks(key+";"+code+";expert;why")...)
		}
		p, err := w.SaveProfile(ctx, w.C.Curriculum, assessment.ProfileDraft{ProfileText: assessment.ProfileText{Title: "Story teller"}, Asks: asks}, 0)
		if err != nil {
			t.Fatal(err)
		}
		target := w.Target(t, me, p.Key)
		// ONE is reached and TWO is not, OLD is skipped, everything else is below what is asked.
		w.Answer(t, me, target.ID, func(q assessment.Question) assessment.Saying {
			switch q.Text.Code {
			case "ONE":
				return assessment.Saying{Level: "expert"}
			case "OLD":
				return assessment.Saying{Said: assessment.SaidSkipped}
			}
			return assessment.Saying{Level: "foundational"}
		})
		var goals []id.ID
		for _, code := range []string{"SPLIT", "OLD", "GONE"} {
			g, err := w.AddGoal(ctx, me, assessment.GoalText{Says: "Goal " + code, Term: assessment.ShortTerm, ReviewOn: "2027-03-01", Competency: codes[code]})
			if err != nil {
				t.Fatal(err)
			}
			goals = append(goals, g.ID)
		}
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		cataloguetest.Align(t, w.C, offer.ID, codes["OLD"], "expert")
		w.Completed(t, me.PersonID, offer.ID, "A webinar")
		_, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Map: true, Answers: true}})
		answerAsGuest(t, w, authz.Actor{}, guest, func(assessment.GuestQuestion) assessment.Saying { return assessment.Saying{Level: "foundational"} })
		before, err := w.Snapshots(ctx, me, target.ID)
		if err != nil {
			t.Fatal(err)
		}

		publish()
		w.Work(t)

		// The map: what was merged is met by the higher of both, what was replaced is proved under its new name, what was split is to be looked at again.
		m, err := w.Map(ctx, me, target.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		states := map[string]assessment.State{}
		for _, r := range m.Rows {
			states[r.Text.Code] = r.State
		}
		want := map[string]assessment.State{"LEFT": assessment.StateAgain, "RIGHT": assessment.StateAgain, "BOTH": assessment.StateMet, "NEW": assessment.StateMet, "SAME": assessment.StateGap}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Error(diff)
		}
		if len(m.Ended) != 1 || m.Ended[0].Text.Code != "GONE" {
			t.Errorf("%+v", m.Ended)
		}
		if len(m.Gaps) != 1 || m.Gaps[0].Text.Code != "SAME" {
			t.Errorf("gaps: %+v", m.Gaps)
		}
		// A new name alone moves nothing: no snapshot is taken for it.
		w.Completed(t, me.PersonID, cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced).ID, "Something else")
		if after, err := w.Snapshots(ctx, me, target.ID); err != nil || len(after) != len(before) {
			t.Errorf("%d snapshots, were %d, %v", len(after), len(before), err)
		}
		// A voice reads what it said under the names of today.
		shown, err := w.Look(ctx, authz.Actor{}, guest, 0)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]int{}
		for _, r := range shown.Map.Rows {
			for _, x := range r.All {
				if x.Basis == assessment.ByPeer {
					said[r.Text.Code]++
				}
			}
		}
		if diff := cmp.Diff(map[string]int{"BOTH": 1, "NEW": 1, "SAME": 1}, said); diff != "" {
			t.Error(diff)
		}
		// Goals: one is to be decided, one follows, one has lost its competency.
		all, err := w.Goals(ctx, me)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range all {
			switch g.ID {
			case goals[0]:
				if !g.ToDecide() || len(g.Parts) != 2 || g.CompetencyTitle != "Can SPLIT" {
					t.Errorf("%+v", g)
				}
			case goals[1]:
				if g.ToDecide() || g.Competency != codes["NEW"] || g.CompetencyTitle != "Can NEW" {
					t.Errorf("%+v", g)
				}
			case goals[2]:
				if g.ToDecide() || !g.Ended {
					t.Errorf("%+v", g)
				}
			}
		}
		// The person is asked of the parts alone.
		h, err := w.Home(ctx, me)
		if err != nil || len(h.Again) != 2 {
			t.Errorf("%+v, %v", h.Again, err)
		}
		// What is counted of everybody stands under the names of today: ONE and TWO once, OLD as NEW, of which the skip is settled by the proof, SPLIT and GONE not.
		counted := map[string]assessment.Latest{}
		for l, err := range w.EachLatest(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			for code, c := range codes {
				if c == l.Competency {
					if _, twice := counted[code]; twice {
						t.Errorf("%s is counted twice", code)
					}
					counted[code] = l
				}
			}
		}
		if len(counted) != 3 || counted["BOTH"].State != assessment.StateMet || counted["BOTH"].Has != "expert" || counted["NEW"].State != assessment.StateMet || counted["SAME"].State != assessment.StateGap {
			t.Errorf("%+v", counted)
		}
		sound(t, w)
	})
}
