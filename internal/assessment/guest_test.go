package assessment_test

import (
	"context"
	"fmt"
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
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

func TestAccessIsAskedOfTheMomentOfReading(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, nobody := t.Context(), w.C.Learner, authz.Actor{}
		target := w.Target(t, me, "branch-manager")
		_, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Map: true, Answers: true}})
		let, err := w.Welcome(ctx, nobody, guest)
		if err != nil {
			t.Fatal(err)
		}
		// Pat was let in, and only then it is taken back, part by part.
		read := func() (out assessment.Shown, err error) {
			err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				out, err = w.LookTx(ctx, tx, nobody, let, []id.ID{me.PersonID})
				return err
			})
			return out, err
		}
		if err := w.LetSee(ctx, me, let.Invitation.ID, assessment.Sees{Map: true}); err != nil {
			t.Fatal(err)
		}
		if got, err := read(); err != nil || got.May.Answers || !got.May.Map {
			t.Errorf("%+v, %v", got.May, err)
		}
		if err := w.Withdraw(ctx, me, let.Invitation.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := read(); !errs.Is(err, errs.Gone) {
			t.Errorf("read after it was taken back: %v", err)
		}
		if looks, err := w.Looks(ctx, me); err != nil || len(looks) != 1 {
			t.Errorf("%d looks, %v", len(looks), err)
		}
	})
}

func TestAGuestSeesNoTitleOfTheRecord(t *testing.T) {
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
		w.Completed(t, me.PersonID, offer.ID, "A webinar about illness")
		_, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Map: true, Answers: true}})
		shown, err := w.Look(ctx, authz.Actor{}, guest, 0)
		if err != nil {
			t.Fatal(err)
		}
		proved := 0
		for _, r := range shown.Map.Rows {
			if r.Best.Basis == assessment.ByRecord {
				proved++
				if r.Best.Level != "expert" || r.Best.Title != "" || r.Best.On != "" {
					t.Errorf("%+v", r.Best)
				}
			}
			for _, x := range r.All {
				if x.Basis == assessment.ByRecord {
					t.Errorf("the entry is listed: %+v", x)
				}
			}
		}
		if proved != 1 {
			t.Errorf("%d standings rest on the record", proved)
		}
	})
}

func TestLettersToStrangersAreBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		n := assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: "Pat@example.org"}
		for _, n.Voice = range append(assessment.Roles, assessment.ByPeer) {
			n.Sees.Map = n.Voice == assessment.ByReader
			if _, err := w.Invite(ctx, me, target.ID, n); err != nil {
				t.Fatal(err)
			}
			target = w.Target(t, me, "cataloguer")
		}
		target = w.Target(t, me, "trustee")
		if _, err := w.Invite(ctx, me, target.ID, n); !errs.Is(err, errs.TooMany) {
			t.Errorf("a sixth letter to one address: %v", err)
		}
		theirs := w.Target(t, w.C.Stranger, "student")
		if _, err := w.Invite(ctx, w.C.Stranger, theirs.ID, n); !errs.Is(err, errs.TooMany) {
			t.Errorf("a sixth letter, from somebody else: %v", err)
		}
		w.Work(t)
		w.C.Clock.Advance(25 * time.Hour)
		i, err := w.Invite(ctx, me, target.ID, n)
		if err != nil {
			t.Fatalf("on the next day: %v", err)
		}
		w.Work(t)
		w.C.Clock.Advance(time.Hour)
		if err := w.SendAgain(ctx, me, i.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.SendAgain(ctx, me, i.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("twice, before the letter left: %v", err)
		}
	})
}

func TestNobodyInvitesThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		own, err := w.C.People.VerifiedAddresses(ctx, me.PersonID)
		if err != nil || len(own) == 0 {
			t.Fatalf("%v, %v", own, err)
		}
		_, err = w.Invite(ctx, me, target.ID, assessment.NewInvitation{Voice: assessment.ByMentor, Name: "Ines Dell", Address: strings.ToUpper(own[0])})
		if f := errs.As(err).Fields; len(f) != 1 || f[0].Name != "address" {
			t.Errorf("a person is their own mentor: %v", err)
		}
	})
}

func TestAVoiceThatRepeatsItselfSaysNothingNew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, nobody := t.Context(), w.C.Learner, authz.Actor{}
		target := w.Target(t, me, "student")
		_, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: "pat@example.org"})
		q, err := w.AskGuest(ctx, nobody, guest, "")
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := w.SayAsGuest(ctx, nobody, guest, assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidNone}); err != nil {
				t.Fatal(err)
			}
		}
		c, err := w.ShowCompetency(ctx, me, target.ID, q.Line.Competency)
		if err != nil || len(c.History) != 1 {
			t.Errorf("%d facts, %v", len(c.History), err)
		}
		// Who changes their mind without end is asked to wait.
		for n := range 300 {
			said := []assessment.Said{assessment.SaidSkipped, assessment.SaidNone}[n%2]
			if _, err = w.SayAsGuest(ctx, nobody, guest, assessment.Saying{Competency: q.Line.Competency, Said: said}); err != nil {
				break
			}
		}
		if !errs.Is(err, errs.TooMany) {
			t.Errorf("without end: %v", err)
		}
	})
}

// TestAVoiceIsNotStuckWhenItsFrameworkChanges ends the last competency that a voice has not answered.
func TestAVoiceIsNotStuckWhenItsFrameworkChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, nobody := t.Context(), w.C.Learner, authz.Actor{}
		key, codes, publish := newVersion(t, w)
		asks := at.Asks(key+";ONE;expert;x", key+";SAME;expert;x", key+";GONE;expert;x")
		asks[0].Weight = 3
		p, err := w.SaveProfile(ctx, w.C.Curriculum, assessment.ProfileDraft{ProfileText: assessment.ProfileText{Title: "Story teller"}, Asks: asks}, 0)
		if err != nil {
			t.Fatal(err)
		}
		target := w.Target(t, me, p.Key)
		_, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Map: true}})
		say := func(code string) (bool, error) {
			return w.SayAsGuest(ctx, nobody, guest, assessment.Saying{Competency: codes[code], Level: "foundational"})
		}
		for _, code := range []string{"ONE", "SAME"} {
			if finished, err := say(code); err != nil || finished {
				t.Fatalf("%s: finished %v, %v", code, finished, err)
			}
		}
		publish()
		if _, err := say("GONE"); !errs.Is(err, errs.Gone) {
			t.Errorf("what ended meanwhile: %v", err)
		}
		if _, err := say("OLD"); !errs.Is(err, errs.NotFound) {
			t.Errorf("what was never asked: %v", err)
		}
		if _, err := w.AskGuest(ctx, nobody, guest, codes["GONE"]); !errs.Is(err, errs.Gone) {
			t.Errorf("asked for by its address: %v", err)
		}
		if q, err := w.AskGuest(ctx, nobody, guest, ""); err != nil || !q.Done {
			t.Errorf("something is asked: %+v, %v", q, err)
		}
		if r, err := w.Welcome(ctx, nobody, guest); err != nil || r.Asks() || !r.Readable().Map {
			t.Errorf("asks %v, readable %+v, %v", r.Asks(), r.Readable(), err)
		}
	})
}

// TestAFileIsALookAtTheMapAlone reads more rows than a page has.
func TestAFileIsALookAtTheMapAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, nobody := t.Context(), w.C.Learner, authz.Actor{}
		codes := make([]string, 101)
		for n := range codes {
			codes[n] = fmt.Sprint("C", n)
		}
		framework, _ := cataloguetest.Framework(t, w.C, "A large one", codes...)
		places, err := w.C.Standards.Published(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		key := places[slices.IndexFunc(places, func(v standards.Version) bool { return v.FrameworkID == framework })].Key
		target, err := w.BeginFramework(ctx, me, key, "practitioner")
		if err != nil {
			t.Fatal(err)
		}
		i, guest := invite(t, w, me, target.ID, assessment.NewInvitation{Voice: assessment.ByReader, Name: "Pat", Address: "pat@example.org", Sees: assessment.Sees{Map: true, Answers: true, Reflection: true}})
		shown, err := w.LookAtMap(ctx, nobody, guest)
		if err != nil || len(shown.Map.Rows) != len(codes) || shown.May != (assessment.Sees{Map: true}) {
			t.Errorf("%d rows, %+v, %v", len(shown.Map.Rows), shown.May, err)
		}
		if looks, err := w.Looks(ctx, me); err != nil || len(looks) != 1 || looks[0].What != "map" {
			t.Errorf("%+v, %v", looks, err)
		}
		if shown, err := w.Look(ctx, nobody, guest, 0); err != nil || len(shown.Map.Rows) != 100 || !shown.May.Reflection {
			t.Errorf("the page has %d rows, %+v, %v", len(shown.Map.Rows), shown.May, err)
		}
		if err := w.LetSee(ctx, me, i.ID, assessment.Sees{Answers: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.LookAtMap(ctx, nobody, guest); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a map that is not let be read: %v", err)
		}
		if looks, err := w.Looks(ctx, me); err != nil || len(looks) != 4 {
			t.Errorf("%d looks, %v", len(looks), err)
		}
	})
}
