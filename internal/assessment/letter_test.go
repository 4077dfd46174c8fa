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
)

func TestTriesToSendALetterAreNoLetters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		mine, theirs := w.Target(t, me, "student"), w.Target(t, w.C.Stranger, "student")
		n := assessment.NewInvitation{Voice: assessment.ByPeer, Name: "Pat", Address: "pat@example.org"}
		i, err := w.Invite(ctx, me, mine.ID, n)
		if err != nil {
			t.Fatal(err)
		}
		sent := func() bool {
			t.Helper()
			all, err := w.Invitations(ctx, me)
			if err != nil {
				t.Fatal(err)
			}
			return !all[len(all)-1].SentAt.IsZero()
		}
		w.MailDown = true
		for range 6 {
			if err := w.SendInvitation(ctx, "key", i.ID); err == nil {
				t.Fatal("nothing was said of a letter that did not leave")
			}
		}
		if sent() {
			t.Error("the letter is said to be sent")
		}
		if _, err := w.Invite(ctx, w.C.Stranger, theirs.ID, n); err != nil {
			t.Errorf("tries used up the letters to an address: %v", err)
		}
		// Whoever asks for it again while it waits gets one letter out of that.
		for range 2 {
			w.C.Clock.Advance(11 * time.Minute)
			if err := w.SendAgain(ctx, me, i.ID); err != nil {
				t.Fatal(err)
			}
		}
		w.MailDown = false
		for n := range 2 {
			if err := w.SendInvitation(ctx, fmt.Sprint("key ", n), i.ID); err != nil {
				t.Fatal(err)
			}
		}
		letters := w.Box.Letters("pat@example.org")
		if len(letters) != 1 || !sent() {
			t.Fatalf("%d letters, sent %v", len(letters), sent())
		}
		link := secretOf.FindStringSubmatch(letters[0].Text)[1]
		if _, err := w.Welcome(ctx, authz.Actor{}, assessment.Guest{Secret: link}); err != nil {
			t.Error(err)
		}
		// Letters that leave count, the same one each time.
		for k := range 4 {
			w.C.Clock.Advance(11 * time.Minute)
			if err := w.SendAgain(ctx, me, i.ID); err != nil {
				if k < 3 {
					t.Errorf("letter %d: %v", k+2, err)
				}
				break
			}
			if k == 3 {
				t.Error("a sixth letter, with the stranger's that waits")
			}
			if err := w.SendInvitation(ctx, fmt.Sprint("key of ", k), i.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(w.Box.Letters("pat@example.org")); n != 4 {
			t.Errorf("%d letters", n)
		}
	})
}
