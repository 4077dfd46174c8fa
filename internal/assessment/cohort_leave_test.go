package assessment_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestACohortCanBeLeftHoweverManyCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		me := people[0]
		first := cohort(t, w, "First", "student", addresses)
		joins(t, w, me, first)
		for i := range 100 {
			w.C.Clock.Advance(time.Minute)
			cohort(t, w, fmt.Sprint("More ", i), "student", addresses)
		}
		if list, err := w.AskedToJoin(ctx, me); err != nil || len(list) != 100 || list[0].ID != first.ID || !list[0].In() {
			t.Errorf("%d are listed, the first is %+v, %v", len(list), list[0], err)
		}
		if err := w.Leave(ctx, me, first.ID); err != nil {
			t.Fatal(err)
		}
		if list, err := w.AskedToJoin(ctx, me); err != nil || list[0].In() {
			t.Errorf("%+v, %v", list[0], err)
		}
	})
}

func TestWhoLeavesWaitsForAFiveThatIsBeingClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		people, addresses := group(t, w)
		c := cohort(t, w, "Institute", "student", addresses)
		joins(t, w, people[0], c)
		soon, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer stop()
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			var locked id.ID
			if err := tx.QueryRow(ctx, `SELECT id FROM cohorts WHERE id = $1`+tx.Dialect().ForUpdate(), c.ID).Scan(&locked); err != nil {
				return err
			}
			if err := w.Leave(soon, people[0], c.ID); err == nil {
				t.Error("somebody left while the cohort was locked")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestATargetStaysWhileACohortWaitsForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		me := people[0]
		c := cohort(t, w, "Institute", "student", addresses)
		target := joins(t, w, me, c)
		w.Answer(t, me, target.ID, at.None)
		w.Work(t)
		if err := w.EndTarget(ctx, me, target.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("put away before the after: %v", err)
		}
		answersAgain(t, w, me, target.ID, at.Highest)
		w.Work(t)
		if err := w.EndTarget(ctx, me, target.ID); err != nil {
			t.Errorf("with before and after: %v", err)
		}
		other := joins(t, w, people[1], c)
		if err := w.Leave(ctx, people[1], c.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.EndTarget(ctx, people[1], other.ID); err != nil {
			t.Errorf("after the cohort was left: %v", err)
		}
	})
}

func TestAClosedAccountInvitesNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		if _, err := w.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: "pat@example.org"}); err != nil {
			t.Fatal(err)
		}
		if err := w.C.People.ClosePerson(ctx, w.C.Admin, me.PersonID); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if n := len(w.Box.Letters("pat@example.org")); n != 0 {
			t.Errorf("%d letters leave in the name of who has closed their account", n)
		}
	})
}
