package assessment_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// demand is how many people the demand view of this month says to lack a competency.
func demand(t *testing.T, w *at.World, competency id.ID) int {
	t.Helper()
	m := measures.New(measures.Deps{DB: w.C.DB, Clock: w.C.Clock, Log: slog.New(slog.DiscardHandler), People: w.C.People, Catalogue: w.C.Service, Assessment: w.Service,
		Competencies: func(_ context.Context, ids []id.ID) (map[id.ID]measures.Competency, error) {
			out := map[id.ID]measures.Competency{}
			for _, i := range ids {
				out[i] = measures.Competency{ID: i, Title: "Tells stories", Area: "technology", Levels: []string{"foundational", "practitioner"}}
			}
			return out, nil
		}})
	w.C.Clock.Advance(32 * 24 * time.Hour)
	if err := m.CountDemand(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := m.Demand(t.Context(), w.C.Curriculum, measures.DemandRequest{Competency: competency})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, need := range v.Needs {
		n += need.Gaps
	}
	return n
}

// TestTheDemandViewLeavesOutWhatACohortCounts holds the two figures that staff have of the same people against each other.
func TestTheDemandViewLeavesOutWhatACohortCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		profile, competency := oneAsk(t, w)
		people, addresses := group(t, w)
		c := cohort(t, w, "Institute", profile, addresses)
		p, err := w.ShowProfile(ctx, w.C.Curriculum, profile, 0)
		if err != nil {
			t.Fatal(err)
		}
		framework := frameworkOf(t, w, p.Asked[0].Framework)
		for _, a := range people {
			target := joins(t, w, a, c)
			w.Answer(t, a, target.ID, at.None)
			answersAgain(t, w, a, target.ID, at.None)
			// Another target says the same.
			other, err := w.BeginFramework(ctx, a, framework, "foundational")
			if err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, other.ID, at.None)
		}
		if n := counted(t, w, c); n != 5 {
			t.Fatalf("%d count", n)
		}
		if n := demand(t, w, competency); n != 0 {
			t.Errorf("of five people of whom the cohort leaves it open whether none or one is there, the demand view says that %d lack it", n)
		}
		more, _ := group(t, w)
		for _, a := range more {
			w.Answer(t, a, w.Target(t, a, profile).ID, at.None)
		}
		if n := demand(t, w, competency); n != 5 {
			t.Errorf("%d of those who are in no cohort", n)
		}
		if err := w.EndCohort(ctx, w.C.Curriculum, c.ID); err != nil {
			t.Fatal(err)
		}
		if n := demand(t, w, competency); n != 5 {
			t.Errorf("%d while the numbers of an ended cohort hold the others", n)
		}
		// Who leaves is in no number of the cohort any more, and comes in by five and more.
		for _, a := range people {
			if err := w.Leave(ctx, a, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := demand(t, w, competency); n != 10 || counted(t, w, c) != 0 {
			t.Errorf("%d after all have left", n)
		}
	})
}

// latest is what everybody says of one competency.
func latest(t *testing.T, w *at.World, competency id.ID) (out []assessment.Latest) {
	t.Helper()
	for l, err := range w.EachLatest(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if l.Competency == competency {
			out = append(out, l)
		}
	}
	return out
}

func TestWhatIsKnownIsHeardAndNotWhatWasSkipped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		profile, competency := oneAsk(t, w)
		target := w.Target(t, w.C.Learner, profile)
		w.Answer(t, w.C.Learner, target.ID, at.Highest)
		w.C.Clock.Advance(time.Hour)
		if _, err := w.Say(t.Context(), w.C.Learner, target.ID, assessment.Saying{Competency: competency, Said: assessment.SaidSkipped}); err != nil {
			t.Fatal(err)
		}
		if got := latest(t, w, competency); len(got) != 1 || got[0].State != assessment.StateMet {
			t.Errorf("%+v", got)
		}
	})
}

// TestASkipAndAnAnswerOfJoinedAccountsAreOneVoice whichever of the two came first, and whichever account survives.
func TestASkipAndAnAnswerOfJoinedAccountsAreOneVoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		profile, competency := oneAsk(t, w)
		people, _ := group(t, w)
		skips := func(assessment.Question) assessment.Saying { return assessment.Saying{Said: assessment.SaidSkipped} }
		say := func(a authz.Actor, how func(assessment.Question) assessment.Saying) func() {
			target := w.Target(t, a, profile)
			w.C.Clock.Advance(time.Minute)
			return func() {
				w.Answer(t, a, target.ID, how)
				w.C.Clock.Advance(time.Minute)
			}
		}
		for _, pair := range [][2]authz.Actor{{people[0], people[1]}, {people[3], people[2]}} {
			knows := say(pair[0], at.Highest)
			say(pair[1], skips)()
			knows()
			merge(t, w, pair[0], pair[1])
		}
		knows := say(people[4], at.Highest)
		knows()
		other := w.C.Actor(t, "Olu Sand")
		say(other, skips)()
		merge(t, w, other, people[4])
		heard := map[id.ID]assessment.State{}
		for _, l := range latest(t, w, competency) {
			if heard[l.PersonID] = l.State; l.State != assessment.StateMet {
				t.Errorf("%+v", l)
			}
		}
		if len(heard) != 3 {
			t.Errorf("%d of three people are heard", len(heard))
		}
	})
}

func TestAJoinedAccountIsHeardAsWhoSurvives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		profile, competency := oneAsk(t, w)
		people, _ := group(t, w)
		for _, pair := range [][2]authz.Actor{{people[0], people[1]}, {people[3], people[2]}} {
			alias, survivor := pair[0], pair[1]
			w.Answer(t, alias, w.Target(t, alias, profile).ID, at.None)
			merge(t, w, alias, survivor)
		}
		got := latest(t, w, competency)
		if len(got) != 2 || got[0].PersonID != people[1].PersonID || got[1].PersonID != people[2].PersonID || got[0].State != assessment.StateGap {
			t.Errorf("%+v", got)
		}
		// They are not heard of what a cohort counts of them under the other account.
		_, addresses := group(t, w)
		alias := w.C.Actor(t, "Olu Sand")
		c := cohort(t, w, "Institute", profile, addresses+addressOf(t, w, alias))
		joins(t, w, alias, c)
		merge(t, w, alias, people[1])
		if got := latest(t, w, competency); len(got) != 1 || got[0].PersonID != people[2].PersonID {
			t.Errorf("beside a cohort: %+v", got)
		}
	})
}
