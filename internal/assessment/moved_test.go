package assessment_test

import (
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// snapshots returns those of a target, the latest last.
func snapshots(t *testing.T, w *at.World, a authz.Actor, target id.ID) []assessment.Snapshot {
	t.Helper()
	list, err := w.Snapshots(t.Context(), a, target)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestACorrectionOutsideARoundMovesEverythingThatRestsOnIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		asked := w.Answer(t, me, target.ID, at.None)
		other := w.Target(t, me, "library-assistant")
		w.Answer(t, me, other.ID, at.None)
		w.C.Clock.Advance(time.Hour)
		w.Work(t)
		before, beside := len(snapshots(t, w, me, target.ID)), len(snapshots(t, w, me, other.ID))
		// Two corrections one after the other are one snapshot.
		for _, c := range asked[:2] {
			if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: c, Said: assessment.SaidOutside}); err != nil {
				t.Fatal(err)
			}
		}
		w.C.Clock.Advance(time.Hour)
		w.Work(t)
		list := snapshots(t, w, me, target.ID)
		if last := list[len(list)-1]; len(list) != before+1 || last.Outside != 2 || last.Why != assessment.TakenOnAsking {
			t.Errorf("%d snapshots before, now %+v", before, list)
		}
		heard := map[id.ID]assessment.State{}
		for l, err := range w.EachLatest(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			heard[l.Competency] = l.State // of the first target last
		}
		for _, c := range asked[:2] {
			if heard[c] != assessment.StateOutside {
				t.Errorf("everybody's gaps hear %q", heard[c])
			}
		}
		// The other target asks for some of the same.
		m, err := w.Map(ctx, me, other.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		list = snapshots(t, w, me, other.ID)
		if last := list[len(list)-1]; last.Outside != m.Counts.Outside || (m.Counts.Outside > 0) != (len(list) == beside+1) {
			t.Errorf("the other target stands at %+v, its snapshots %+v", m.Counts, list)
		}
		// Looked at again, nothing has moved.
		w.C.Clock.Advance(time.Hour)
		w.Work(t)
		if n := len(snapshots(t, w, me, target.ID)); n != before+1 {
			t.Errorf("%d snapshots", n)
		}
	})
}

func TestSnapshotsThatSayTheSameAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		asked := w.Answer(t, me, target.ID, at.None)
		for range 3 {
			if err := w.Take(ctx, me, target.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(snapshots(t, w, me, target.ID)); n != 1 {
			t.Errorf("%d snapshots of the same", n)
		}
		// Two hundred within a day, each of something else; the first is there.
		for i := range 200 {
			w.C.Clock.Advance(4 * time.Minute)
			if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: asked[0], Said: []assessment.Said{assessment.SaidOutside, assessment.SaidNone}[i%2]}); err != nil {
				t.Fatal(err)
			}
			err := w.Take(ctx, me, target.ID)
			if (i < 199) != (err == nil) || i == 199 && !errs.Is(err, errs.TooMany) {
				t.Fatalf("the %dth: %v", i+2, err)
			}
		}
		w.C.Clock.Advance(25 * time.Hour)
		if err := w.Take(ctx, me, target.ID); err != nil {
			t.Errorf("the day after: %v", err)
		}
	})
}

func TestWhatIsMetIsNoGapToClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "branch-manager")
		_, competency := taught(t, w, me, target)
		for level, offers := range map[string]int{"foundational": 1, "expert": 0} {
			if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: competency, Level: level}); err != nil {
				t.Fatal(err)
			}
			w.C.Clock.Advance(time.Minute)
			c, err := w.ShowCompetency(ctx, me, target.ID, competency)
			if err != nil || (c.State == assessment.StateMet) != (offers == 0) || level == "expert" && len(c.Gap.Offers) != 0 {
				t.Errorf("%s: %s with %d offers, %v", level, c.State, len(c.Gap.Offers), err)
			}
		}
	})
}

func TestAProfileOfAnyWritingHasAnAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, editor := t.Context(), w.C.Curriculum
		profiles, err := w.Profiles(ctx)
		if err != nil {
			t.Fatal(err)
		}
		_, draft, _, err := w.EditProfile(ctx, editor, profiles[0].Key)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{"": true, "new": true}
		for _, title := range []string{"Библиотекарь", "图书馆员", "New"} {
			p, err := w.SaveProfile(ctx, editor, assessment.ProfileDraft{ProfileText: assessment.ProfileText{Title: title}, Asks: draft.Asks}, 0)
			if err != nil || seen[p.Key] {
				t.Errorf("%s: key %q, %v", title, p.Key, err)
			}
			seen[p.Key] = true
		}
	})
}

func TestAnInvitationThatWorksIsAlwaysListed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		invite := func(address string) assessment.Invitation {
			i, err := w.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Boss", Address: address, Sees: assessment.Sees{Map: true}})
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		first := invite("boss@example.org")
		for day := range 7 {
			w.C.Clock.Advance(25 * time.Hour)
			for k := range 30 {
				if err := w.Withdraw(ctx, me, invite(fmt.Sprintf("p%d.%d@example.org", day, k)).ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		list, err := w.Invitations(ctx, me)
		if err != nil || len(list) != 200 || list[0].ID != first.ID {
			t.Errorf("%d, the first %+v, %v", len(list), list[0], err)
		}
	})
}
