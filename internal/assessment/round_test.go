package assessment_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestNoProfileLeadsIntoADeadEnd(t *testing.T) {
	w := at.New(t, dbtest.SQLite(t))
	all, err := w.Profiles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		v, err := w.ShowProfile(t.Context(), authz.Actor{}, p.Key, 0)
		if err != nil {
			t.Fatal(err)
		}
		highest := map[id.ID]int{}
		var items []assessment.Item
		for _, a := range v.Asked {
			items = append(items, a.Item)
			highest[a.Competency] = max(1, len(a.Text.Levels))
		}
		for name, say := range map[string]func(assessment.Item) (assessment.Said, string, int){
			"all at the top": func(i assessment.Item) (assessment.Said, string, int) {
				return assessment.SaidLevel, "top", highest[i.Competency]
			},
			"all at the bottom": func(assessment.Item) (assessment.Said, string, int) { return assessment.SaidLevel, "bottom", 1 },
			"as asked for":      func(i assessment.Item) (assessment.Said, string, int) { return assessment.SaidLevel, i.Level, i.Rank },
			"none yet":          func(assessment.Item) (assessment.Said, string, int) { return assessment.SaidNone, "", 0 },
			"not my work":       func(assessment.Item) (assessment.Said, string, int) { return assessment.SaidOutside, "", 0 },
			"skipped":           func(assessment.Item) (assessment.Said, string, int) { return assessment.SaidSkipped, "", 0 },
		} {
			if where := assessment.Walk(items, say); where != "" {
				t.Errorf("%s, %s: a dead end %s", p.Key, name, where)
			}
		}
	}
}

func TestMoreIsOfferedWhileThereIsMoreAndAgainAsksAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "branch-manager")
		top := func(q assessment.Question) assessment.Saying {
			return assessment.Saying{Level: q.Choices[len(q.Choices)-1].Code}
		}
		w.Answer(t, me, target.ID, top)
		m, err := w.Map(ctx, me, target.ID, 0)
		if err != nil || m.Counts.LikelyMet == 0 || !m.More {
			t.Fatalf("%+v, more %v, %v", m.Counts, m.More, err)
		}
		for m.More {
			w.C.Clock.Advance(time.Minute)
			if err := w.AskMore(ctx, me, target.ID); err != nil {
				t.Fatal(err)
			}
			if q, err := w.Question(ctx, me, target.ID, ""); err != nil || len(q.LeftOut) > 0 {
				t.Errorf("%d are said to be left out, %v", len(q.LeftOut), err)
			}
			if asked := w.Answer(t, me, target.ID, top); len(asked) == 0 {
				t.Fatal("more was offered and nothing asked")
			}
			if m, err = w.Map(ctx, me, target.ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		if m.Counts.Met != m.Counts.All() {
			t.Errorf("something was never asked: %+v", m.Counts)
		}
		w.C.Clock.Advance(time.Minute)
		if err := w.Again(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		if asked := w.Answer(t, me, target.ID, top); len(asked) != assessment.FirstQuestions {
			t.Errorf("%d questions", len(asked))
		}
	})
}

func TestARoundWithNothingToAskIsFinishedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		key, codes, _ := newVersion(t, w)
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		for _, c := range codes {
			cataloguetest.Align(t, w.C, offer.ID, c, "expert")
		}
		w.Completed(t, me.PersonID, offer.ID, "A course in everything")
		target, err := w.BeginFramework(ctx, me, key, "expert")
		if err != nil {
			t.Fatal(err)
		}
		for round := 1; round <= 2; round++ {
			m, err := w.Map(ctx, me, target.ID, 0)
			if err != nil || m.Round.Number != round || !m.Round.Finished() || len(m.Snapshots) != round || m.More {
				t.Errorf("round %d: %+v, %d snapshots, more %v, %v", round, m.Round, len(m.Snapshots), m.More, err)
			}
			w.C.Clock.Advance(time.Minute)
			if err := w.Again(ctx, me, target.ID); err != nil {
				t.Fatal(err)
			}
		}
	})
}
