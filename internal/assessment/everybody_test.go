package assessment_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
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
				if want := map[id.ID]catalogue.Audience{one.PersonID: catalogue.Managers, two.PersonID: catalogue.Trustees}[l.PersonID]; l.Audience != want {
					t.Errorf("audience %q, want %q", l.Audience, want)
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

func TestTheLatestTargetSaysTheAudienceThoughNoneOfItsLinesIsLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		key, competency := oneAsk(t, w)
		_, draft, _, err := w.EditProfile(ctx, w.C.Curriculum, key)
		if err != nil {
			t.Fatal(err)
		}
		draft.Title, draft.Audience = "Trustee of mine", catalogue.Trustees
		other, err := w.SaveProfile(ctx, w.C.Curriculum, draft, 0)
		if err != nil {
			t.Fatal(err)
		}
		// The account that was joined skipped under the later target what the survivor had answered under the first one.
		later := w.C.Actor(t, "Olu Sand")
		w.Answer(t, me, w.Target(t, me, key).ID, at.None)
		w.C.Clock.Advance(time.Hour)
		w.Answer(t, later, w.Target(t, later, other.Key).ID, func(assessment.Question) assessment.Saying {
			return assessment.Saying{Said: assessment.SaidSkipped}
		})
		if err := w.C.People.Merge(ctx, authz.System("test"), later.PersonID, me.PersonID); err != nil {
			t.Fatal(err)
		}
		if got := latest(t, w, competency); len(got) != 1 || got[0].State == assessment.StateOpen || got[0].Audience != catalogue.Trustees {
			t.Errorf("%+v, want one answer under the audience %q", got, catalogue.Trustees)
		}
	})
}

func TestWhoChoosesAProfileOfTheAssociationsOwnCountsUnderItsAudience(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, editor := t.Context(), w.C.Curriculum
		key, competency := oneAsk(t, w)
		w.Answer(t, w.C.Learner, w.Target(t, w.C.Learner, key).ID, at.None)
		for number, audience := range []catalogue.Audience{"", catalogue.Trustees, catalogue.Public} {
			if number > 0 {
				_, draft, _, err := w.EditProfile(ctx, editor, key)
				if err != nil {
					t.Fatal(err)
				}
				draft.Audience = "nobody"
				if _, err := w.SaveProfile(ctx, editor, draft, number); !errs.Is(err, errs.Invalid) {
					t.Errorf("an audience that there is not: %v", err)
				}
				draft.Audience = audience
				if _, err := w.SaveProfile(ctx, editor, draft, number); err != nil {
					t.Fatal(err)
				}
			}
			if got := latest(t, w, competency); len(got) != 1 || got[0].Audience != audience {
				t.Errorf("%+v, want the audience %q", got, audience)
			}
		}
	})
}
