package assessment_test

import (
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestWhatEverybodySaysLast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		one, two := w.C.Learner, w.C.Actor(t, "Olu Sand")
		first := w.Target(t, one, "branch-manager")
		w.Answer(t, one, first.ID, at.None)
		second := w.Target(t, two, "trustee")
		skipped := map[id.ID]bool{}
		w.Answer(t, two, second.ID, func(q assessment.Question) assessment.Saying {
			if len(skipped) < 2 {
				skipped[q.Line.Competency] = true
				return assessment.Saying{Said: assessment.SaidSkipped}
			}
			return assessment.Saying{Said: assessment.SaidOutside}
		})
		read := func() map[id.ID]map[assessment.State]int {
			out := map[id.ID]map[assessment.State]int{}
			var before id.ID
			for l, err := range w.EachLatest(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				if l.PersonID < before {
					t.Error("the people are not in order")
				}
				before = l.PersonID
				if out[l.PersonID] == nil {
					out[l.PersonID] = map[assessment.State]int{}
				}
				out[l.PersonID][l.State]++
				if want := map[id.ID]string{one.PersonID: "branch-manager", two.PersonID: "trustee"}[l.PersonID]; l.ProfileKey != want {
					t.Errorf("profile %q, want %q", l.ProfileKey, want)
				}
				if l.State == assessment.StateGap && l.Wanted == "" {
					t.Error("a gap without a level")
				}
				if l.State == assessment.StateOpen && !skipped[l.Competency] {
					t.Error("something was skipped that nobody skipped")
				}
			}
			return out
		}
		got := read()
		m, err := w.Map(t.Context(), one, first.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got[one.PersonID][assessment.StateGap] != m.Counts.Gaps || m.Counts.Gaps == 0 || len(got[one.PersonID]) != 1 {
			t.Errorf("%v, and the map says %+v", got[one.PersonID], m.Counts)
		}
		if got[two.PersonID][assessment.StateOpen] != 2 || got[two.PersonID][assessment.StateOutside] == 0 {
			t.Errorf("%v", got[two.PersonID])
		}
		if err := w.EndTarget(t.Context(), one, first.ID); err != nil {
			t.Fatal(err)
		}
		if got = read(); got[one.PersonID] != nil || got[two.PersonID] == nil {
			t.Errorf("after one target was put away: %v", got)
		}
	})
}
