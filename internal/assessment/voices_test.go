package assessment_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

var secretOf = regexp.MustCompile(`/voices/(\S+)`)

// invite invites somebody and returns the guest that the letter makes of them.
func invite(t *testing.T, w *at.World, owner authz.Actor, target id.ID, n assessment.NewInvitation) (assessment.Invitation, assessment.Guest) {
	t.Helper()
	i, err := w.Invite(t.Context(), owner, target, n)
	if err != nil {
		t.Fatal(err)
	}
	w.Work(t)
	letters := w.Box.Letters("")
	for _, l := range letters {
		if l.To == n.Address {
			if m := secretOf.FindStringSubmatch(l.Text); m != nil {
				return i, assessment.Guest{Secret: m[1]}
			}
		}
	}
	t.Fatalf("no letter went to %s", n.Address)
	return i, assessment.Guest{}
}

func answerAsGuest(t *testing.T, w *at.World, actor authz.Actor, g assessment.Guest, pick func(q assessment.GuestQuestion) assessment.Saying) (n int) {
	t.Helper()
	for ; n < 50; n++ {
		q, err := w.AskGuest(t.Context(), actor, g, "")
		if err != nil {
			t.Fatal(err)
		}
		if q.Done {
			return n
		}
		y := pick(q)
		y.Competency = q.Line.Competency
		if _, err := w.SayAsGuest(t.Context(), actor, g, y); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the questions do not end")
	return n
}

func highest(q assessment.GuestQuestion) assessment.Saying {
	return assessment.Saying{Level: q.Choices[len(q.Choices)-1].Code}
}

func TestAVoiceStandsBesideOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, nobody := t.Context(), w.C.Learner, authz.Actor{}
		target := w.Target(t, me, "branch-manager")
		w.Answer(t, me, target.ID, at.Lowest)
		before, err := w.Map(ctx, me, target.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: "boss", Address: "no address"}); len(errs.As(err).Fields) != 3 {
			t.Errorf("three things are wrong: %v", err)
		}
		i, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.BySupervisor, Name: "Ines Dell", Address: "ines@example.org", Sees: assessment.Sees{Map: true}})
		// The supervisor answers before anything is shown.
		if _, err := w.Look(ctx, nobody, guest, 0); !errs.Is(err, errs.Forbidden) {
			t.Errorf("read before answering: %v", err)
		}
		q, err := w.AskGuest(ctx, nobody, guest, "")
		if err != nil || q.All != assessment.FirstQuestions || q.Person != me.Name || len(q.Line.All) != 0 || q.Line.Known() {
			t.Fatalf("%+v, %v", q, err)
		}
		if n := answerAsGuest(t, w, nobody, guest, highest); n != assessment.FirstQuestions {
			t.Errorf("%d questions", n)
		}
		// Side by side for the person, with the highest as the standing.
		c, err := w.ShowCompetency(ctx, me, target.ID, q.Line.Competency)
		if err != nil || c.Best.Basis != assessment.BySupervisor || len(c.Others()) != 1 || c.Names[i.ID] != "Ines Dell" {
			t.Errorf("%+v, %v", c, err)
		}
		own, ok := c.Own()
		if !ok || own.Rank >= c.Best.Rank {
			t.Errorf("one's own is not beside it: %+v", c.All)
		}
		// What the supervisor may see: the map, not the answers.
		shown, err := w.Look(ctx, nobody, guest, 0)
		if err != nil || !shown.May.Map || len(shown.Map.Rows) == 0 || len(shown.Map.Rows[0].All) != 0 || len(shown.Reflections) != 0 {
			t.Fatalf("%+v, %v", shown, err)
		}
		// A second voice does not see what the first one said.
		_, peer := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Map: true, Answers: true}})
		shown, err = w.Look(ctx, nobody, peer, 0)
		if err != nil || shown.Map.Counts.Met != before.Counts.Met {
			t.Errorf("the standing rests on another voice: %+v, %v", shown.Map.Counts, err)
		}
		for _, r := range shown.Map.Rows {
			if len(r.Others()) > 0 || r.Best.Basis == assessment.BySupervisor {
				t.Errorf("what the supervisor said is told: %+v", r.All)
			}
		}
		// The answers are taken back, the map stays.
		all, err := w.Invitations(ctx, me)
		if err != nil || len(all) != 2 || all[1].Looks != 1 || all[0].Looks != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := w.LetSee(ctx, me, all[0].ID, assessment.Sees{Map: true}); err != nil {
			t.Fatal(err)
		}
		if shown, err = w.Look(ctx, nobody, peer, 0); err != nil || shown.May.Answers || len(shown.Map.Rows[0].All) != 0 {
			t.Errorf("answers that were taken back: %+v, %v", shown.May, err)
		}
		looks, err := w.Looks(ctx, me)
		if err != nil || len(looks) != 4 || looks[0].Name != "Pat" {
			t.Errorf("%+v, %v", looks, err)
		}
		// Nobody else can take it back, and nobody else sees that it is there.
		if err := w.Withdraw(ctx, w.C.Admin, i.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("withdrawn by an administrator: %v", err)
		}
		if err := w.Withdraw(ctx, me, i.ID); err != nil {
			t.Fatal(err)
		}
		_, e1 := w.Look(ctx, nobody, guest, 0)
		_, e2 := w.AskGuest(ctx, nobody, guest, "")
		_, e3 := w.SayAsGuest(ctx, nobody, guest, assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidNone})
		_, e4 := w.Welcome(ctx, nobody, guest)
		for _, err := range []error{e1, e2, e3, e4} {
			if !errs.Is(err, errs.Gone) {
				t.Errorf("after it was taken back: %v", err)
			}
		}
		if c, err = w.ShowCompetency(ctx, me, target.ID, q.Line.Competency); err != nil || len(c.Others()) != 1 {
			t.Errorf("what the supervisor said stays with the person: %+v, %v", c.All, err)
		}
		if _, err := w.Welcome(ctx, nobody, assessment.Guest{Secret: id.Secret()}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a guessed secret: %v", err)
		}
		if _, err := w.Welcome(ctx, me, peer); !errs.Is(err, errs.NotFound) {
			t.Errorf("the person is a guest of themselves: %v", err)
		}
		// A target that is put away takes every access with it.
		if err := w.EndTarget(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Look(ctx, nobody, peer, 0); !errs.Is(err, errs.Gone) {
			t.Errorf("after the target was put away: %v", err)
		}
	})
}

func TestWhoIsKnownByTheirAddressNeedsNoLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "cataloguer")
		i, _ := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByMentor, Name: "Ruth", Address: "Ruth@Example.org", Sees: assessment.Sees{Map: true}})
		var ruth authz.Actor
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, n := range []people.NewPerson{{Name: "Ruth", Email: "ruth@example.org", Verified: true}} {
				p, err := w.C.People.AddPersonTx(ctx, tx, w.C.Clock.Now(), n)
				if err != nil {
					return err
				}
				ruth = authz.Actor{PersonID: p.ID, Name: p.Name, Via: "web"}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.ReceivedOf(ctx, ruth)
		if err != nil || len(got) != 1 || got[0].Person != me.Name || got[0].ID != i.ID {
			t.Fatalf("%+v, %v", got, err)
		}
		guest := assessment.Guest{Invitation: i.ID}
		if n := answerAsGuest(t, w, ruth, guest, highest); n == 0 {
			t.Error("nothing was asked")
		}
		if _, err := w.Look(ctx, ruth, guest, 0); err != nil {
			t.Error(err)
		}
		for name, a := range map[string]authz.Actor{"a stranger": w.C.Stranger, "an administrator": w.C.Admin, "the auditor": w.C.Auditor} {
			if _, err := w.Look(ctx, a, guest, 0); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Look(ctx, authz.Actor{}, guest, 0); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor: %v", err)
		}
		w.C.Clock.Advance(91 * 24 * time.Hour)
		if _, err := w.Look(ctx, ruth, guest, 0); !errs.Is(err, errs.Gone) {
			t.Errorf("after it has run out: %v", err)
		}
		if got, err := w.ReceivedOf(ctx, ruth); err != nil || len(got) != 0 {
			t.Errorf("it is still listed: %+v, %v", got, err)
		}
	})
}

func TestGoalsAreRemindedOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		if _, err := w.AddGoal(ctx, me, assessment.GoalText{Term: "soon", ReviewOn: "tomorrow"}); len(errs.As(err).Fields) != 3 {
			t.Errorf("three things are wrong: %v", err)
		}
		g, err := w.AddGoal(ctx, me, assessment.GoalText{Says: "Run a branch meeting on my own", Reason: "I want to lead", Term: assessment.ShortTerm, ReviewOn: "2026-03-10"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Queue.RunPeriodic(ctx); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if n := len(w.Box.Letters("")); n != 0 {
			t.Errorf("%d letters before the day", n)
		}
		w.C.Clock.Advance(9 * 24 * time.Hour)
		for range 2 {
			if err := w.Queue.RunPeriodic(ctx); err != nil {
				t.Fatal(err)
			}
			w.Work(t)
		}
		if l := w.Box.Letters(""); len(l) != 1 || !strings.Contains(l[0].Text, "Run a branch meeting") || !strings.Contains(l[0].Text, "I want to lead") {
			t.Errorf("%+v", l)
		}
		g.ReviewOn = "2026-06-01"
		if err := w.ChangeGoal(ctx, me, g.ID, g.GoalText, assessment.GoalOpen, "another"); !errs.Is(err, errs.Stale) {
			t.Errorf("a stale change: %v", err)
		}
		if err := w.ChangeGoal(ctx, w.C.Admin, g.ID, g.GoalText, assessment.GoalOpen, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("changed by an administrator: %v", err)
		}
		if err := w.ChangeGoal(ctx, me, g.ID, g.GoalText, assessment.GoalReached, g.Seen()); err != nil {
			t.Fatal(err)
		}
		list, err := w.Goals(ctx, me)
		if err != nil || len(list) != 1 || list[0].State != assessment.GoalReached || list[0].ReviewOn != "2026-06-01" {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestReflectionsAreTheirWritersOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		if err := w.Reflect(ctx, me, []assessment.Writing{{Part: assessment.PartValues, Says: strings.Repeat("x", 5001)}}); !errs.Is(err, errs.Invalid) {
			t.Errorf("too long: %v", err)
		}
		if err := w.Reflect(ctx, me, []assessment.Writing{{Part: assessment.PartValues, Says: "Quiet places"}, {Part: assessment.PartReflection, Says: "I like the desk."}}); err != nil {
			t.Fatal(err)
		}
		if err := w.Reflect(ctx, me, []assessment.Writing{{Part: assessment.PartValues, Says: "Open doors"}}); err != nil {
			t.Fatal(err)
		}
		list, err := w.Reflections(ctx, me)
		if err != nil || len(list) != 2 || list[0].Says != "Open doors" || list[1].Says != "I like the desk." {
			t.Fatalf("%+v, %v", list, err)
		}
		target := w.Target(t, me, "student")
		_, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Reflection: true}})
		shown, err := w.Look(ctx, authz.Actor{}, guest, 0)
		if err != nil || len(shown.Reflections) != 2 || len(shown.Map.Rows) != 0 {
			t.Errorf("%+v, %v", shown, err)
		}
		if err := w.Reflect(ctx, me, []assessment.Writing{{Part: assessment.PartValues}, {Part: assessment.PartReflection}}); err != nil {
			t.Fatal(err)
		}
		if list, err := w.Reflections(ctx, me); err != nil || len(list) != 0 {
			t.Errorf("what was taken out is still there: %+v, %v", list, err)
		}
	})
}
