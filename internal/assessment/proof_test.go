package assessment_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

func TestWhatWasTakenBackProvesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "branch-manager")
		q, err := w.Question(ctx, me, target.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		cataloguetest.Align(t, w.C, offer.ID, q.Line.Competency, "expert")
		e := w.Completed(t, me.PersonID, offer.ID, "A webinar")
		met := func(when string, want int) {
			t.Helper()
			m, err := w.Map(ctx, me, target.ID, 0)
			if err != nil || m.Counts.Met != want {
				t.Errorf("%s: %+v, %v", when, m.Counts, err)
			}
		}
		met("completed", 1)
		// The job of the first entry runs while the entry is being taken back: it must see that.
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := w.Record.CorrectTx(ctx, tx, w.C.Clock.Now(), authz.System("test"), e.ID, record.Correction{Withdraw: true, Reason: "It was somebody else."}); err != nil {
				return err
			}
			return w.FollowTx(ctx, tx, me.PersonID, e.ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		met("taken back", 0)
	})
}

func TestACorrectionDoesNotOutrunAContest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "branch-manager")
		q, err := w.Question(ctx, me, target.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		cataloguetest.Align(t, w.C, offer.ID, q.Line.Competency, "expert")
		e := w.Completed(t, me.PersonID, offer.ID, "A webinar")
		contested := func(when string) {
			t.Helper()
			c, err := w.ShowCompetency(ctx, me, target.ID, q.Line.Competency)
			if err != nil || !c.Contested || c.Best.Basis == assessment.ByRecord {
				t.Errorf("%s: %+v, %v", when, c.Standing, err)
			}
		}
		w.C.Clock.Advance(time.Hour)
		if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidSkipped, Contests: true}); err != nil {
			t.Fatal(err)
		}
		contested("contested and skipped")
		w.C.Clock.Advance(time.Hour)
		correction := record.CorrectionOf(e)
		correction.Title, correction.Reason = "The webinar by its right name", "The title was wrong."
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Record.CorrectTx(ctx, tx, w.C.Clock.Now(), authz.System("test"), e.ID, correction)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		contested("the title was corrected")
	})
}

// TestAVersionDoesNotOutrunAContest gives a contested competency another name, under which the offer teaches it from then on.
func TestAVersionDoesNotOutrunAContest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		key, codes, publish := newVersion(t, w)
		target, err := w.BeginFramework(ctx, me, key, "expert")
		if err != nil {
			t.Fatal(err)
		}
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		cataloguetest.Align(t, w.C, offer.ID, codes["OLD"], "expert")
		e := w.Completed(t, me.PersonID, offer.ID, "A webinar")
		w.C.Clock.Advance(time.Hour)
		if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: codes["OLD"], Level: "foundational", Contests: true}); err != nil {
			t.Fatal(err)
		}
		contested := func(when, code string) {
			t.Helper()
			list, err := w.AbilitiesOf(ctx, d, []id.ID{me.PersonID})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range list {
				if a.Basis == assessment.ByRecord {
					t.Errorf("%s: shown: %+v", when, a)
				}
			}
			c, err := w.ShowCompetency(ctx, me, target.ID, codes[code])
			if err != nil || !c.Contested || c.Best.Basis == assessment.ByRecord {
				t.Errorf("%s: %+v, %v", when, c.Standing, err)
			}
		}
		contested("contested", "OLD")
		w.C.Clock.Advance(time.Hour)
		publish()
		w.Work(t)
		contested("under another name", "NEW")
		if err := w.C.Service.Withdraw(ctx, w.C.Admin, offer.ID, []id.ID{codes["OLD"]}, ""); err != nil {
			t.Fatal(err)
		}
		cataloguetest.Align(t, w.C, offer.ID, codes["NEW"], "expert")
		list, err := w.AbilitiesOf(ctx, d, []id.ID{me.PersonID})
		if err != nil || len(list) != 1 || list[0].Competency != codes["NEW"] {
			t.Errorf("before the offer is followed: %+v, %v", list, err)
		}
		w.Work(t)
		contested("taught under the other name", "NEW")
		correction := record.CorrectionOf(e)
		correction.Title, correction.Reason = "The webinar by its right name", "The title was wrong."
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Record.CorrectTx(ctx, tx, w.C.Clock.Now(), authz.System("test"), e.ID, correction)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		contested("and corrected", "NEW")
	})
}

func TestProofsFollowWhatAnOfferTeaches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "branch-manager")
		q, err := w.Question(ctx, me, target.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		w.Completed(t, me.PersonID, offer.ID, "A webinar")
		met := func(when string, want int) {
			t.Helper()
			w.Work(t)
			m, err := w.Map(ctx, me, target.ID, 0)
			if err != nil || m.Counts.Met != want {
				t.Errorf("%s: %+v, %v", when, m.Counts, err)
			}
		}
		met("nothing is said of what it teaches", 0)
		cataloguetest.Align(t, w.C, offer.ID, q.Line.Competency, "expert")
		met("it was said after the completion", 1)
		if err := w.C.Service.Withdraw(ctx, w.C.Admin, offer.ID, []id.ID{q.Line.Competency}, ""); err != nil {
			t.Fatal(err)
		}
		met("it was taken out", 0)
	})
}
