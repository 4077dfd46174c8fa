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
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestFromARoleToTheMap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "branch-manager")
		if again := w.Target(t, me, "branch-manager"); again.ID != target.ID {
			t.Error("the same profile makes a second target")
		}
		q, err := w.Question(ctx, me, target.ID, "")
		if err != nil || q.Done || len(q.Choices) < 2 || len(q.Choices[0].Statements) == 0 || q.Line.Weight != 3 {
			t.Fatalf("the first question: %+v, %v", q, err)
		}
		if q.Progress.Asked != 0 || q.Progress.Left > assessment.FirstQuestions {
			t.Errorf("progress %+v", q.Progress)
		}
		first := q.Line.Competency
		if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: first, Level: "no-level"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a level that is none: %v", err)
		}
		if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: id.New(), Level: "expert"}); err == nil {
			t.Error("what is not asked for was answered")
		}
		w.C.Clock.Advance(time.Minute)
		asked := w.Answer(t, me, target.ID, at.Lowest)
		if len(asked) == 0 || len(asked) > assessment.FirstQuestions {
			t.Fatalf("%d questions", len(asked))
		}
		m, err := w.Map(ctx, me, target.ID, 0)
		if err != nil || !m.Round.Finished() || len(m.Snapshots) != 1 || m.Counts.Gaps == 0 || len(m.Gaps) == 0 {
			t.Fatalf("%+v, %v", m, err)
		}
		if m.Gaps[0].Weight != 3 || m.Gaps[0].WantedTitle() == "" || m.Gaps[0].LevelTitle(m.Gaps[0].Best.Level) == "" {
			t.Errorf("the first gap: %+v", m.Gaps[0])
		}

		// An offer that closes the gap is listed, and completing it moves the map.
		gap := m.Gaps[0]
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		cataloguetest.Align(t, w.C, offer.ID, gap.Competency, gap.Item.Level)
		if m, err = w.Map(ctx, me, target.ID, 0); err != nil || len(m.Gaps[0].Offers) != 1 || m.Gaps[0].Offers[0].OfferID != offer.ID {
			t.Fatalf("nothing closes the gap: %+v, %v", m.Gaps[0].Offers, err)
		}
		was := m.Counts
		w.C.Clock.Advance(time.Hour)
		w.Completed(t, me.PersonID, offer.ID, "A webinar")
		if m, err = w.Map(ctx, me, target.ID, 0); err != nil || m.Counts.Met != was.Met+1 || m.Counts.Gaps != was.Gaps-1 || len(m.Snapshots) != 2 || m.Snapshots[1].Why != assessment.TakenByRecord {
			t.Fatalf("the map did not move: %+v, was %+v; %+v, %v", m.Counts, was, m.Snapshots, err)
		}
		c, err := w.ShowCompetency(ctx, me, target.ID, gap.Competency)
		if err != nil || c.Best.Basis != assessment.ByRecord || c.State != assessment.StateMet || len(c.All) != 2 || c.All[1].Title != "A webinar" {
			t.Errorf("%+v, %v", c.Standing, err)
		}
		// The proof is contested, and then not.
		w.C.Clock.Advance(time.Hour)
		if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: gap.Competency, Level: gap.Best.Level, Contests: true}); err != nil {
			t.Fatal(err)
		}
		if c, err = w.ShowCompetency(ctx, me, target.ID, gap.Competency); err != nil || c.State != assessment.StateGap || !c.All[1].Contested {
			t.Errorf("contested: %+v, %v", c.Standing, err)
		}

		// More is asked on request, and a later round asks about the gaps again.
		if err := w.AskMore(ctx, me, target.ID); err != nil && !errs.Is(err, errs.Conflict) {
			t.Fatal(err)
		}
		w.Answer(t, me, target.ID, at.Lowest)
		w.C.Clock.Advance(100 * 24 * time.Hour)
		if err := w.Again(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Again(ctx, me, target.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("a round was begun within a round: %v", err)
		}
		if q, err := w.Question(ctx, me, target.ID, ""); err != nil || q.Done || q.Round.Number != 2 {
			t.Errorf("the second round asks nothing: %+v, %v", q, err)
		}
		if err := w.EndTarget(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		if h, err := w.Home(ctx, me); err != nil || len(h.Targets) != 0 {
			t.Errorf("%+v, %v", h, err)
		}
	})
}

func TestWhatIsKnownIsNotAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		manager := w.Target(t, me, "branch-manager")
		q, err := w.Question(ctx, me, manager.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		// Before the target is made, the record already proves something.
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		cataloguetest.Align(t, w.C, offer.ID, q.Line.Competency, "expert")
		w.Completed(t, w.C.Stranger.PersonID, offer.ID, "A webinar")
		theirs := w.Target(t, w.C.Stranger, "branch-manager")
		first, err := w.Question(ctx, w.C.Stranger, theirs.ID, "")
		if err != nil || first.Line.Competency == q.Line.Competency {
			t.Errorf("what the record proves is asked: %+v, %v", first.Line, err)
		}
		m, err := w.Map(ctx, w.C.Stranger, theirs.ID, 0)
		if err != nil || m.Counts.Met != 1 {
			t.Errorf("%+v, %v", m.Counts, err)
		}
		// What was answered for one target counts for another that asks for the same.
		w.Answer(t, me, manager.ID, at.Lowest)
		director := w.Target(t, me, "director")
		m, err = w.Map(ctx, me, director.ID, 0)
		if err != nil || m.Counts.Gaps == 0 {
			t.Errorf("nothing is known of it: %+v, %v", m.Counts, err)
		}
		h, err := w.Home(ctx, me)
		if err != nil || len(h.Targets) != 2 {
			t.Errorf("%+v, %v", h, err)
		}
	})
}

func TestAFrameworkIsATarget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		if _, err := w.BeginFramework(ctx, me, "lc-technology", "no-level"); !errs.Is(err, errs.Invalid) {
			t.Errorf("a level that is none: %v", err)
		}
		if _, err := w.BeginFramework(ctx, me, "webjunction", ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("a framework that nobody can choose from: %v", err)
		}
		lssc, err := w.BeginFramework(ctx, me, "lssc", "")
		if err != nil {
			t.Fatal(err)
		}
		q, err := w.Question(ctx, me, lssc.ID, "")
		if err != nil || len(q.Choices) != 1 {
			t.Fatalf("%+v, %v", q, err)
		}
		w.Answer(t, me, lssc.ID, at.None)
		m, err := w.Map(ctx, me, lssc.ID, 0)
		if err != nil || m.Counts.Gaps == 0 || m.Rows[0].WantedTitle() != "I can do this" {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

func TestNobodyElseSeesAnAssessment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		target := w.Target(t, w.C.Learner, "trustee")
		q, err := w.Question(ctx, w.C.Learner, target.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		for name, other := range map[string]authz.Actor{"a manager": w.C.Manager, "an administrator": w.C.Admin, "an auditor": w.C.Auditor, "a curriculum editor": w.C.Curriculum} {
			_, err := w.Map(ctx, other, target.ID, 0)
			_, err2 := w.Question(ctx, other, target.ID, "")
			_, err3 := w.ShowCompetency(ctx, other, target.ID, q.Line.Competency)
			_, err4 := w.Say(ctx, other, target.ID, assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidNone})
			for _, err := range []error{err, err2, err3, err4, w.Finish(ctx, other, target.ID), w.Take(ctx, other, target.ID), w.EndTarget(ctx, other, target.ID)} {
				if !errs.Is(err, errs.NotFound) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if _, err := w.Map(ctx, authz.Actor{}, target.ID, 0); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor: %v", err)
		}
		token := w.C.Learner
		token.Token, token.Scopes = true, []string{authz.ScopeAssessmentRead}
		if _, err := w.Map(ctx, token, target.ID, 0); err != nil {
			t.Error(err)
		}
		if _, err := w.Say(ctx, token, target.ID, assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidNone}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a token that only reads: %v", err)
		}
	})
}

func TestEveryProfileOfTheProductIsWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		all, err := w.Profiles(t.Context())
		if err != nil || len(all) != 12 {
			t.Fatalf("%d profiles, %v", len(all), err)
		}
		for _, p := range all {
			v, err := w.ShowProfile(t.Context(), authz.Actor{}, p.Key, 0)
			if err != nil || len(v.Asked) < 14 || len(v.Asked) > 24 || len(v.Work) < 3 || len(v.Related) == 0 || len(v.Ended) > 0 || v.MayEdit {
				t.Errorf("%s: %d competencies, %d sentences, %d related, %v", p.Key, len(v.Asked), len(v.Work), len(v.Related), err)
			}
			for _, a := range v.Asked {
				if a.LevelTitle() == a.Level || a.Why == "" {
					t.Errorf("%s asks %s at %s: %s", p.Key, a.Text.Code, a.Level, a.Why)
				}
			}
		}
	})
}
