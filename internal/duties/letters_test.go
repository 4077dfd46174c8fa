package duties_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/mail"
)

// due is a world with two rules of a year's cycle. The clock stands at 15 September 2026.
type due struct {
	*dutiestest.World
	t *testing.T
}

func newDue(t *testing.T, d *db.DB) *due {
	w := &due{dutiestest.New(t, d), t}
	for _, key := range []string{"ten", "five"} {
		hours := map[string]string{"ten": "10", "five": "5"}[key]
		_, err := w.WriteRule(t.Context(), w.Editor, "rule: "+key+"\nname: The "+key+"\nstatus: verified\nversions:\n  - needs: {at_least: "+hours+" hours}\n    cycle: {length: 1 year, grace: 1 month}\n")
		w.must(err)
		w.must(w.PublishRule(t.Context(), w.Editor, key, "", ""))
	}
	return w
}

func (w *due) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// bind binds somebody by a rule, with a certificate of a day.
func (w *due) bind(a authz.Actor, rule, certified string) {
	w.t.Helper()
	w.must(w.Bind(w.t.Context(), a, duties.Binding{Rule: rule, Certified: certified}))
	w.Work(w.t)
}

// day does what is done each day, on a day.
func (w *due) day(on string) {
	w.t.Helper()
	at, err := time.Parse(time.DateOnly, on)
	w.must(err)
	w.Clock.Set(at.Add(18 * time.Hour))
	w.must(w.Queue.RunPeriodic(w.t.Context()))
	w.Work(w.t)
}

// letters are those about duties that somebody got, without those that came before.
func (w *due) letters(a authz.Actor) (out []mail.Letter) {
	w.t.Helper()
	p, err := w.People.Person(w.t.Context(), a.PersonID)
	w.must(err)
	for _, l := range w.Box.Letters(p.Email) {
		if strings.Contains(l.Text, "/my/duties#letters") {
			out = append(out, l)
		}
	}
	return out
}

// choose has somebody say when they want to be written to.
func (w *due) choose(a authz.Actor, before []int) {
	w.t.Helper()
	_, err := w.SetLettersBefore(w.t.Context(), a, before)
	w.must(err)
}

func last(list []mail.Letter) mail.Letter { return list[len(list)-1] }

func (w *due) got(a authz.Actor, when string, want int) {
	w.t.Helper()
	if n := len(w.letters(a)); n != want {
		w.t.Errorf("%s: %d letters, want %d", when, n, want)
	}
}

func TestALetterComesBeforeADutyFallsDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		duties.SmallChunks(t)
		w := newDue(t, d)
		for range 4 { // others, of whom the round takes two at once
			w.bind(w.Person(t), "ten", "2025-12-16")
		}
		w.bind(w.Me, "ten", "2025-12-16")
		w.bind(w.Me, "five", "2025-12-16")
		w.bind(w.Other, "ten", "2025-12-16")
		w.Learned(t, w.Other.PersonID, "2026-05-05", 600)
		w.Work(t)
		w.day("2026-09-15")
		w.got(w.Me, "91 days before", 0)
		w.day("2026-09-16")
		w.got(w.Me, "90 days before", 1)
		w.got(w.Other, "who has met it", 0)
		l := w.letters(w.Me)[0]
		for _, words := range []string{"“The ten” falls due on 15 December 2026", "Still missing: 10 hours", "“The five” falls due", dutiestest.BaseURL + "/my/duties/ten", dutiestest.BaseURL + "/my/duties/five"} {
			if !strings.Contains(l.Text, words) {
				t.Errorf("%q is not in\n%s", words, l.Text)
			}
		}
		if l.Subject != "2 duties of yours fall due" || l.Unsubscribe != dutiestest.BaseURL+"/my/duties#letters" {
			t.Errorf("%q, %q", l.Subject, l.Unsubscribe)
		}
		w.day("2026-09-16")
		w.day("2026-10-20")
		w.got(w.Me, "between the steps", 1)
		w.Learned(t, w.Me.PersonID, "2026-05-05", 300)
		w.Work(t)
		w.day("2026-11-20")
		w.got(w.Me, "25 days before", 2)
		if l := last(w.letters(w.Me)); l.Subject != "Falls due on 15 December 2026: The ten" || strings.Contains(l.Text, "The five") || !strings.Contains(l.Text, "Still missing: 5 hours") {
			t.Errorf("of what is met by then: %q\n%s", l.Subject, l.Text)
		}
		w.day("2026-12-10")
		w.got(w.Me, "7 days before is not asked for", 2)
		// The grace has a last day of its own.
		w.day("2026-12-20")
		w.got(w.Me, "in grace", 3)
		if l := last(w.letters(w.Me)); l.Subject != "Grace ends on 15 January 2027: The ten" {
			t.Errorf("in grace: %q\n%s", l.Subject, l.Text)
		}
		w.Sound(t)
	})
}

func TestPeopleChooseWhenTheyAreWrittenTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		chosen := func(want ...int) {
			t.Helper()
			if got, err := w.LettersBefore(ctx, w.Me); err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, %v, want %v", got, err, want)
			}
		}
		chosen(90, 30)
		if _, err := w.SetLettersBefore(ctx, w.Me, []int{90, 8}); kindOf(err) != "invalid" {
			t.Errorf("eight days: %v", err)
		}
		w.choose(w.Me, nil)
		chosen()
		w.bind(w.Me, "ten", "2025-12-16")
		w.day("2026-09-20")
		w.got(w.Me, "never", 0)
		w.choose(w.Me, []int{7, 90, 7})
		chosen(90, 7)
		w.day("2026-12-12")
		w.got(w.Me, "all steps at once", 1)
		w.choose(w.Me, []int{90, 30, 7})
		w.day("2026-12-13")
		w.got(w.Me, "farther steps when the nearest was written at", 1)
		token := w.Me
		token.Token, token.Scopes = true, []string{authz.ScopeRecordRead}
		if _, err := w.SetLettersBefore(ctx, token, nil); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a token that only reads: %v", err)
		}
	})
}

func TestADayThatMovesBeginsAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.bind(w.Me, "ten", "2025-12-16")
		w.day("2026-09-20")
		w.got(w.Me, "before", 1)
		one, err := w.One(ctx, w.Me, "ten", duties.Question{})
		w.must(err)
		for _, x := range one.Statements {
			if x.Kind == duties.KindCertified {
				w.must(w.Correct(ctx, w.Me, x.ID, duties.Said{Day: "2025-12-10"}, false))
			}
		}
		w.Work(t)
		w.day("2026-09-20")
		w.got(w.Me, "moved", 2)
		if l := last(w.letters(w.Me)); !strings.Contains(l.Subject, "9 December 2026") {
			t.Errorf("moved: %q", l.Subject)
		}
	})
}

func TestALetterIsAskedForOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.bind(w.Me, "ten", "2025-12-16")
		w.Clock.Set(time.Date(2026, 9, 20, 18, 0, 0, 0, time.UTC))
		// A round that is killed before it is done leaves nothing behind.
		killed := errors.New("killed")
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			w.must(w.RemindTx(ctx, tx, w.Me.PersonID))
			return killed
		})
		if !errors.Is(err, killed) {
			t.Fatal(err)
		}
		w.Work(t)
		w.got(w.Me, "killed", 0)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := w.Remind(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.must(w.Remind(ctx))
		// The mail server is down: the job fails, and is tried again with its key.
		w.MailDown = true
		if err := w.Queue.Drain(ctx); err == nil {
			t.Fatal("a letter left though the mail server is down")
		}
		w.Work(t)
		w.MailDown = false
		w.got(w.Me, "mail down", 0)
		for range 2 {
			w.must(w.SendLetter(ctx, "once", w.Me.PersonID, "ten", "2026-12-15", 90))
		}
		w.got(w.Me, "tried again", 1)
	})
}

// TestALetterLooksAgain writes no letter of which something became otherwise since it was asked for.
func TestALetterLooksAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		for what, change := range map[string]func(a authz.Actor){
			"met":        func(a authz.Actor) { w.Learned(t, a.PersonID, "2026-05-05", 600) },
			"ended":      func(a authz.Actor) { w.must(w.End(ctx, a, "ten", "")) },
			"not wanted": func(a authz.Actor) { w.choose(a, []int{30}) },
			"late":       func(authz.Actor) { w.Clock.Set(time.Date(2026, 12, 16, 18, 0, 0, 0, time.UTC)) },
			"closed":     func(a authz.Actor) { w.must(w.People.ClosePerson(ctx, w.Admin, a.PersonID)) },
		} {
			a := w.Person(t)
			w.Clock.Set(time.Date(2026, 9, 20, 18, 0, 0, 0, time.UTC))
			w.bind(a, "ten", "2025-12-16")
			w.must(w.Remind(ctx))
			change(a)
			w.Work(t)
			w.got(a, what, 0)
		}
	})
}

func TestAMergedAccountGetsOneLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.Clock.Set(time.Date(2026, 9, 20, 18, 0, 0, 0, time.UTC))
		// Joined between the round and the letters.
		w.bind(w.Me, "ten", "2025-12-16")
		w.bind(w.Other, "ten", "2025-12-16")
		w.must(w.Remind(ctx))
		w.must(w.People.Merge(ctx, system, w.Other.PersonID, w.Me.PersonID))
		w.Work(t)
		w.got(w.Me, "joined after the round", 1)
		w.day("2026-09-21")
		w.got(w.Me, "a day later", 1)
		// Joined before the round has seen it: what each account said is one person's, the later wish stands.
		one, two := w.Person(t), w.Person(t)
		w.bind(one, "ten", "2025-12-16")
		w.bind(two, "ten", "2025-12-16")
		w.choose(one, nil)
		w.Clock.Advance(time.Minute)
		w.choose(two, []int{90})
		w.must(w.People.Merge(ctx, system, two.PersonID, one.PersonID))
		w.must(w.Remind(ctx))
		w.Work(t)
		w.day("2026-09-22")
		w.got(one, "joined before the round", 1)
	})
}
