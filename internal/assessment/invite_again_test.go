package assessment_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// oneAsk is a profile that asks for one competency, which nothing else asks for.
func oneAsk(t *testing.T, w *at.World) (profile string, competency id.ID) {
	t.Helper()
	ctx, editor := t.Context(), w.C.Curriculum
	v, err := w.C.Standards.Create(ctx, editor, standards.About{Title: "Story time"})
	if err != nil {
		t.Fatal(err)
	}
	x, err := w.C.Standards.AddCompetency(ctx, editor, v.FrameworkID, "", standards.CompetencyDraft{Code: "S1", Title: "Tells stories", Statements: map[string][]string{"foundational": {"Tells one"}}})
	if err != nil {
		t.Fatal(err)
	}
	if v, err = w.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	p, err := w.SaveProfile(ctx, editor, assessment.ProfileDraft{ProfileText: assessment.ProfileText{Title: "Story teller"}, Asks: at.Asks(v.Key + ";S1;foundational;first")}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p.Key, x.ID
}

func TestAFormThatIsSentTwiceInvitesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		n := assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Map: true}}
		first, guest := invite(t, w, me, target.ID, n)
		n.Address = "Pat@Example.org"
		again, err := w.Invite(ctx, me, target.ID, n)
		if err != nil || again.ID != first.ID || again.SentAt.IsZero() {
			t.Errorf("%+v, %v", again, err)
		}
		w.Work(t)
		if all, err := w.Invitations(ctx, me); err != nil || len(all) != 1 || len(w.Box.Letters("pat@example.org")) != 1 {
			t.Errorf("%d invitations, %d letters, %v", len(all), len(w.Box.Letters("pat@example.org")), err)
		}
		// What is open says what may be seen: a further form does not change it unseen.
		n.Sees.Answers = true
		if _, err := w.Invite(ctx, me, target.ID, n); len(errs.As(err).Fields) != 1 || errs.As(err).Fields[0].Name != "address" {
			t.Errorf("another one that lets see more: %v", err)
		}
		if err := w.Withdraw(ctx, me, first.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Look(ctx, authz.Actor{}, guest, 0); !errs.Is(err, errs.Gone) {
			t.Errorf("after it was taken back: %v", err)
		}
		if next, err := w.Invite(ctx, me, target.ID, n); err != nil || next.ID == first.ID {
			t.Errorf("anew: %+v, %v", next, err)
		}
	})
}

func TestWhoIsAskedAgainSaysItInThePlaceOfBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, nobody := t.Context(), w.C.Learner, authz.Actor{}
		profile, competency := oneAsk(t, w)
		target := w.Target(t, me, profile)
		said := func(n assessment.NewInvitation, y assessment.Saying) assessment.Invitation {
			t.Helper()
			w.C.Clock.Advance(100 * 24 * time.Hour)
			i, err := w.Invite(ctx, me, target.ID, n)
			if err != nil {
				t.Fatal(err)
			}
			w.Work(t)
			y.Competency = competency
			for _, l := range w.Box.Letters(n.Address) {
				_, err := w.SayAsGuest(ctx, nobody, assessment.Guest{Secret: secretOf.FindStringSubmatch(l.Text)[1]}, y)
				if err != nil && !errs.Is(err, errs.Gone) {
					t.Fatal(err)
				}
			}
			return i
		}
		n := assessment.NewInvitation{Voice: assessment.BySupervisor, Name: "Ines Dell", Address: "ines@example.org"}
		said(n, assessment.Saying{Level: "foundational"})
		last := said(n, assessment.Saying{Said: assessment.SaidNone})
		c, err := w.ShowCompetency(ctx, me, target.ID, competency)
		if err != nil || c.State != assessment.StateGap || len(c.Others()) != 1 || c.Others()[0].Invitation != last.ID {
			t.Errorf("%s, %+v, %v", c.State, c.Others(), err)
		}
		can, err := w.AbilitiesOf(ctx, d, []id.ID{me.PersonID})
		if err != nil || len(can) != 1 || !can[0].Until.Equal(w.C.Clock.Now()) {
			t.Errorf("%+v, %v", can, err)
		}
		// Somebody else, and the same person in another role, stand beside it.
		said(assessment.NewInvitation{Voice: assessment.BySupervisor, Name: "Olu Sand", Address: "olu@example.org"}, assessment.Saying{Level: "foundational"})
		n.Voice = assessment.ByMentor
		said(n, assessment.Saying{Level: "foundational"})
		if c, err = w.ShowCompetency(ctx, me, target.ID, competency); err != nil || c.State != assessment.StateMet || len(c.Others()) != 3 {
			t.Errorf("%s, %+v, %v", c.State, c.Others(), err)
		}
	})
}
