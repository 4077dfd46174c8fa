package people_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/page"
)

// faulty is a mail server that takes no letter to some addresses: down for the time being, or none at all.
type faulty struct {
	*mail.Box
	down, none string
}

func (f *faulty) Send(ctx context.Context, m mail.Message) error {
	switch m.To {
	case f.down:
		return fmt.Errorf("mail: send: the server is down")
	case f.none:
		return fmt.Errorf("%w: 550 no such user", mail.ErrRefused)
	}
	return f.Box.Send(ctx, m)
}

// behind is newLost with this mail server.
func (f *faulty) behind(t *testing.T, d *db.DB, options ...peopletest.Option) *lost {
	l := newLost(t, d, options...)
	f.Box = l.Box
	s := people.New(people.Deps{DB: d, Clock: l.Clock, Mail: f, BaseURL: "https://commons.example.org"})
	q := jobs.New(d, l.Clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
	s.Register(q)
	l.Service, l.queue = s, q
	return l
}

// TestTheWaitBeginsWithItsLetters lets the mail server be down for three days when a recovery is confirmed.
func TestTheWaitBeginsWithItsLetters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, f := context.Background(), &faulty{}
		l := f.behind(t, d)
		which := l.ask(people.RecoveryAsk{Account: lostAddress})
		if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
			t.Fatal(err)
		}
		if r, err := l.Recovery(ctx, l.second, which); err != nil || len(r.Told) != 1 || r.Told[0].Address != lostAddress {
			t.Errorf("will be told: %+v, %v", r.Told, err)
		}
		f.down = lostAddress
		if err := l.confirm(l.second, which); err != nil {
			t.Fatal(err)
		}
		for l.queue.Drain(ctx) != nil { // the letter fails
		}
		l.Clock.Advance(3 * people.RecoveryWait)
		l.drain()
		r, err := l.Recovery(ctx, l.first, which)
		if err != nil || !r.DueAt.IsZero() || !r.SentAt.IsZero() || len(r.Told) != 1 || !r.Told[0].At.IsZero() {
			t.Fatalf("while nobody is told: %+v, %v", r, err)
		}
		f.down = ""
		l.sweep()
		if r, err = l.Recovery(ctx, l.first, which); err != nil || r.DueAt.IsZero() {
			t.Fatalf("the letter was given up for good: %+v, %v", r, err)
		}
		letters := len(f.Letters(lostAddress))
		again := func() {
			t.Helper()
			err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				return events.Enqueue(ctx, tx, l.Clock.Now(), time.Time{}, "people.recovery-letter", map[string]any{"ID": which, "Step": "confirmed", "Address": lostAddress, "Verified": true})
			})
			if err != nil {
				t.Fatal(err)
			}
			l.drain()
		}
		told := l.Clock.Now()
		l.Clock.Advance(time.Hour)
		again() // work may be done twice
		if r, err = l.Recovery(ctx, l.first, which); err != nil || !r.DueAt.Equal(told.Add(people.RecoveryWait)) || !r.Told[0].At.Equal(told) || r.Told[0].Refused {
			t.Errorf("once it is told: %+v, %v", r, err)
		}
		if n := len(f.Letters(lostAddress)); n != letters {
			t.Errorf("%d letters, there were %d", n, letters)
		}
		l.Clock.Advance(people.RecoveryWait)
		l.link(newAddress, "/recover/set/")
	})
}

// TestAnAddressThatNobodyReaches has a server say for a week that it takes no letter just now, and the wait begin late in the request's life.
func TestAnAddressThatNobodyReaches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, f := context.Background(), &faulty{}
		l := f.behind(t, d)
		which := l.ask(people.RecoveryAsk{Account: lostAddress})
		if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
			t.Fatal(err)
		}
		f.down = lostAddress
		if err := l.confirm(l.second, which); err != nil {
			t.Fatal(err)
		}
		for _, after := range []time.Duration{6 * 24 * time.Hour, 23 * 24 * time.Hour} {
			l.Clock.Advance(after)
			if err := l.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			if r, err := l.Recovery(ctx, l.first, which); err != nil || r.DueAt.IsZero() != (after < 7*24*time.Hour) || r.Outcome != "" || r.Told[0].Refused == r.DueAt.IsZero() {
				t.Fatalf("%s later: %+v, %v", after, r, err)
			}
		}
		l.Clock.Advance(23 * time.Hour)
		if err := l.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		l.Clock.Advance(2 * time.Hour) // thirty days after it was confirmed
		if err := l.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if got := l.outcome(which); got != "" {
			t.Errorf("a wait that began late ends %q", got)
		}
	})
}

// TestAnAddressThatIsNoneHoldsNothingUp gives an account back whose only address is gone for good, and one that has none.
func TestAnAddressThatIsNoneHoldsNothingUp(t *testing.T) {
	ctx, f := context.Background(), &faulty{none: lostAddress}
	l := f.behind(t, dbtest.SQLite(t))
	which := l.ask2(people.RecoveryAsk{Account: lostAddress})
	r, err := l.Recovery(ctx, l.first, which)
	if err != nil || len(r.Told) != 1 || !r.Told[0].Refused || r.DueAt.IsZero() {
		t.Errorf("to an address that is none: %+v, %v", r, err)
	}
	if _, err := l.AddPerson(ctx, system, people.NewPerson{Name: "On paper", MemberNumber: "2002"}); err != nil {
		t.Fatal(err)
	}
	which = l.ask2(people.RecoveryAsk{Account: "2002", Contact: "paper@elsewhere.example"})
	if r, err = l.Recovery(ctx, l.first, which); err != nil || len(r.Told) != 0 || r.DueAt.IsZero() {
		t.Errorf("without an address: %+v, %v", r, err)
	}
}

// ask2 is confirmed, where letters to the owner may fail for good at other steps.
func (l *lost) ask2(a people.RecoveryAsk) id.ID {
	l.t.Helper()
	ctx := context.Background()
	if a.Contact == "" {
		a.Contact = newAddress
	}
	a.Name = "Ana Rivera"
	if err := l.AskRecovery(ctx, a); err != nil {
		l.t.Fatal(err)
	}
	if err := l.HandInRecovery(ctx, l.link(a.Contact, "/recover/")); err != nil {
		l.t.Fatal(err)
	}
	for l.queue.Drain(ctx) != nil {
	}
	open, err := l.Recoveries(ctx, l.first, page.Request{})
	if err != nil || len(open.Items) == 0 {
		l.t.Fatal(open, err)
	}
	which := open.Items[len(open.Items)-1].ID
	if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
		l.t.Fatal(err)
	}
	if err := l.confirm(l.second, which); err != nil {
		l.t.Fatal(err)
	}
	l.drain()
	return which
}

// TestARecoveryFoundEarlyIsTriedAgain has the link asked for by a clock that is ahead.
func TestARecoveryFoundEarlyIsTriedAgain(t *testing.T) {
	ctx, d := context.Background(), dbtest.SQLite(t)
	l := newLost(t, d)
	which := l.confirmed(people.RecoveryAsk{Account: lostAddress})
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return events.Enqueue(ctx, tx, l.Clock.Now(), time.Time{}, "people.recovery-due", map[string]any{"ID": which})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.queue.Drain(ctx); err == nil {
		t.Error("found early, it is taken for done") // an error is what has it tried again
	}
	if r, err := l.Recovery(ctx, l.first, which); err != nil || !r.SentAt.IsZero() || r.Outcome != "" {
		t.Errorf("early: %+v, %v", r, err)
	}
	l.Clock.Advance(people.RecoveryWait)
	l.link(newAddress, "/recover/set/")
}

// TestRecoveriesByPage walks the work list, oldest first.
func TestRecoveriesByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d)
		var want, seen []id.ID
		for i := range 5 {
			if i != 3 { // two came at the same moment
				l.Clock.Advance(time.Second)
			}
			want = append(want, l.ask(people.RecoveryAsk{Account: "I forgot", Contact: fmt.Sprintf("n%d@elsewhere.example", i)}))
		}
		for cursor := ""; ; {
			got, err := l.Recoveries(ctx, l.first, page.Request{Cursor: cursor, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got.Items {
				seen = append(seen, r.ID)
			}
			if cursor = got.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(seen, want) {
			t.Errorf("seen %v, want %v", seen, want)
		}
		if _, err := l.Recoveries(ctx, l.first, page.Request{Cursor: "x"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a cursor that is none: %v", err)
		}
		auditor := peopletest.Actor(t, l.Service, peopletest.Person(t, l.Service, peopletest.Role(authz.Binding{Role: authz.Auditor})))
		if _, err := l.EndedRecoveries(ctx, auditor); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an auditor: %v", err)
		}
	})
}

// TestWhatWasSaidIsForgotten lets a year go by after a request ended; the log still says who decided.
func TestWhatWasSaidIsForgotten(t *testing.T) {
	ctx, d := context.Background(), dbtest.SQLite(t)
	l := newLost(t, d)
	which := l.confirmed(people.RecoveryAsk{Account: lostAddress, Said: "I work at the desk"})
	if err := l.RefuseRecovery(ctx, l.more, which); err != nil {
		t.Fatal(err)
	}
	l.Clock.Advance(364 * 24 * time.Hour)
	l.sweep()
	if got := l.outcome(which); got != people.RecoveryRefused {
		t.Errorf("ended %q", got)
	}
	l.Clock.Advance(2 * 24 * time.Hour)
	l.sweep()
	if _, err := l.Recovery(ctx, l.first, which); !errs.Is(err, errs.NotFound) {
		t.Errorf("after a year: %v", err)
	}
	if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action IN ('recovery.opened', 'recovery.confirmed', 'recovery.refused')`); n != 3 {
		t.Errorf("%d rows in the log", n)
	}
}

// TestThreeAtATimeHoldsAtOnce hands in many requests for one account whose owners are looked for at the same moment.
func TestThreeAtATimeHoldsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d)
		const hands = 8
		for i := range hands {
			contact := fmt.Sprintf("n%d@elsewhere.example", i)
			if err := l.AskRecovery(ctx, people.RecoveryAsk{Name: "X", Account: lostAddress, Contact: contact}); err != nil {
				t.Fatal(err)
			}
			if err := l.HandInRecovery(ctx, l.link(contact, "/recover/")); err != nil {
				t.Fatal(err)
			}
		}
		// The drain before each letter found the first ones already, but not the last: begin anew with all of them.
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE recoveries SET person_id = NULL`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		open, err := l.Recoveries(ctx, l.first, page.Request{})
		if err != nil || len(open.Items) != hands {
			t.Fatal(len(open.Items), err)
		}
		for i, err := range atOnce(hands, func(i int) error { return l.FindRecovered(ctx, open.Items[i].ID) }) {
			if err != nil {
				t.Errorf("hand %d: %v", i, err)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM recoveries WHERE person_id IS NOT NULL`); n != 3 {
			t.Errorf("%d are told to one account at a time", n)
		}
	})
}
