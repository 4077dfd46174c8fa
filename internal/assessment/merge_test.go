package assessment_test

import (
	"context"
	"os"
	"slices"
	"strings"
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

// taught is an offer that teaches what a target asks first, up to the highest level.
func taught(t *testing.T, w *at.World, actor authz.Actor, target assessment.Target) (offer, competency id.ID) {
	t.Helper()
	q, err := w.Question(t.Context(), actor, target.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	o := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
	cataloguetest.Align(t, w.C, o.ID, q.Line.Competency, "expert")
	return o.ID, q.Line.Competency
}

func merge(t *testing.T, w *at.World, alias, into authz.Actor) {
	t.Helper()
	if err := w.C.People.Merge(t.Context(), authz.System("test"), alias.PersonID, into.PersonID); err != nil {
		t.Fatal(err)
	}
	w.Work(t)
}

func part(t *testing.T, w *at.World, survivor, alias authz.Actor) {
	t.Helper()
	if err := w.C.People.UndoMerge(t.Context(), w.C.Admin, survivor.PersonID, alias.PersonID); err != nil {
		t.Fatal(err)
	}
	w.Work(t)
}

// met counts what a target's owner has reached, and with it the snapshots.
func met(t *testing.T, w *at.World, actor authz.Actor, target assessment.Target) (n, snapshots int) {
	t.Helper()
	m, err := w.Map(t.Context(), actor, target.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	return m.Counts.Met, len(m.Snapshots)
}

func TestAMergeBringsCompletionsIntoTheMapAndUndoingItTakesThemBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, other := t.Context(), w.C.Learner, w.C.Stranger
		mine := w.Target(t, me, "branch-manager")
		offer, _ := taught(t, w, me, mine)
		if err := w.Take(ctx, me, mine.ID); err != nil {
			t.Fatal(err)
		}
		w.C.Clock.Advance(time.Hour)
		w.Completed(t, other.PersonID, offer, "A webinar") // who never chose a target
		merge(t, w, other, me)
		if n, snapshots := met(t, w, me, mine); n != 1 || snapshots != 2 {
			t.Errorf("merged: %d reached, %d snapshots", n, snapshots)
		}
		// While they are one, the person chooses another target: that reads the whole record.
		w.Target(t, me, "director")
		part(t, w, me, other)
		if n, snapshots := met(t, w, me, mine); n != 0 || snapshots != 3 {
			t.Errorf("parted: %d reached, %d snapshots", n, snapshots)
		}
		e, err := w.Export(ctx, me)
		if err != nil {
			t.Fatal(err)
		}
		if proofs, err := e.Proofs(ctx); err != nil || len(proofs) != 0 {
			t.Errorf("somebody else's completion is taken along: %+v, %v", proofs, err)
		}
		theirs := w.Target(t, other, "branch-manager")
		if n, _ := met(t, w, other, theirs); n != 1 {
			t.Errorf("their own completion proves %d to the other", n)
		}
	})
}

func TestACompletionStaysWithItsOwnerWhoeverIsMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		me, other := w.C.Learner, w.C.Stranger
		mine, theirs := w.Target(t, me, "branch-manager"), w.Target(t, other, "branch-manager")
		offer, _ := taught(t, w, me, mine)
		merge(t, w, other, me)
		w.Completed(t, other.PersonID, offer, "A webinar") // read while they are one
		part(t, w, me, other)
		if n, _ := met(t, w, me, mine); n != 0 {
			t.Errorf("%d reached by somebody else's completion", n)
		}
		if n, _ := met(t, w, other, theirs); n != 1 {
			t.Errorf("%d reached by one's own", n)
		}
	})
}

// TestAnUpgradeGivesProofsBackToTheirOwners begins with what earlier versions left: a proof under the survivor of a merge that was undone, and none of whoever
// was merged without a target of their own.
func TestAnUpgradeGivesProofsBackToTheirOwners(t *testing.T) {
	upgrade, err := os.ReadFile("../platform/db/migrations/0284_assessment.sql")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, other, twin := t.Context(), w.C.Learner, w.C.Stranger, w.C.Manager
		mine, theirs := w.Target(t, me, "branch-manager"), w.Target(t, other, "branch-manager")
		merge(t, w, twin, me)
		offer, first := taught(t, w, me, mine)
		e := w.Completed(t, other.PersonID, offer, "A webinar")
		offer, second := taught(t, w, other, theirs)
		f := w.Completed(t, twin.PersonID, offer, "A webinar of the other account")
		exec := func(query string, args ...any) {
			t.Helper()
			err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, query, args...)
				return err
			})
			if err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		exec(`UPDATE assessment_proofs SET person_id = $1 WHERE entry_id = $2`, me.PersonID, e.ID)
		exec(`DELETE FROM assessment_proofs WHERE entry_id = $1`, f.ID)
		for statement := range strings.SplitSeq(strings.TrimSpace(string(upgrade)), ";") {
			if statement != "" {
				exec(statement)
			}
		}
		w.Work(t)
		for _, c := range []struct {
			whose      string
			actor      authz.Actor
			target     assessment.Target
			competency id.ID
			met        bool
		}{{"mine", me, mine, first, false}, {"theirs", other, theirs, first, true}, {"my other account's", me, mine, second, true}, {"theirs", other, theirs, second, false}} {
			x, err := w.ShowCompetency(ctx, c.actor, c.target.ID, c.competency)
			if err != nil || (x.State == assessment.StateMet) != c.met {
				t.Errorf("%s: %s, want it to be met: %v; %v", c.whose, x.State, c.met, err)
			}
		}
	})
}

func TestUndoingAMergeGivesBackWhatSomebodyWrote(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, other := t.Context(), w.C.Learner, w.C.Stranger
		write := func(actor authz.Actor, says string) {
			t.Helper()
			w.C.Clock.Advance(time.Minute)
			if err := w.Reflect(ctx, actor, []assessment.Writing{{Part: assessment.PartValues, Says: says}}); err != nil {
				t.Fatal(err)
			}
		}
		reads := func(actor authz.Actor, want ...string) {
			t.Helper()
			list, err := w.Reflections(ctx, actor)
			var got []string
			for _, r := range list {
				got = append(got, r.Says)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q, want %q; %v", got, want, err)
			}
		}
		write(me, "Quiet places")
		write(other, "Open doors")
		merge(t, w, other, me)
		reads(me, "Open doors")
		write(me, "Long tables")
		reads(me, "Long tables")
		write(me, "")
		reads(me)
		part(t, w, me, other)
		reads(me)
		reads(other, "Open doors")
	})
}
