package people_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

const (
	lostAddress = "ana@library.example"
	newAddress  = "ana.rivera@elsewhere.example"
	proof       = "Called the library at its number in our list and spoke with her"
	newPassword = "four quiet green herons"
)

// lost is a person who has lost everything, and three of the staff.
type lost struct {
	*post
	person              people.Person
	first, second, more authz.Actor
}

func newLost(t *testing.T, d *db.DB, options ...peopletest.Option) *lost {
	w := newPost(t, d)
	staff := func() authz.Actor {
		return peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
	}
	p := peopletest.Person(t, w.Service, append([]peopletest.Option{peopletest.Email(lostAddress), peopletest.Named("Ana Rivera"), peopletest.Number("1001")}, options...)...)
	return &lost{w, p, staff(), staff(), staff()}
}

func (l *lost) drain() {
	l.t.Helper()
	if err := l.queue.Drain(context.Background()); err != nil {
		l.t.Fatal(err)
	}
}

// link returns the secret of the link in the last letter to the address, which leads there.
func (l *lost) link(to, path string) string {
	l.t.Helper()
	subject, got, secret := l.letter(to)
	if got != path {
		l.t.Fatalf("%q to %s leads to %q, want %q", subject, to, got, path)
	}
	return secret
}

// ask asks for the account and hands the request in.
func (l *lost) ask(a people.RecoveryAsk) id.ID {
	l.t.Helper()
	ctx := context.Background()
	if a.Name == "" {
		a.Name = "Ana Rivera"
	}
	if a.Contact == "" {
		a.Contact = newAddress
	}
	if err := l.AskRecovery(ctx, a); err != nil {
		l.t.Fatal(err)
	}
	if err := l.HandInRecovery(ctx, l.link(a.Contact, "/recover/")); err != nil {
		l.t.Fatal(err)
	}
	l.drain()
	open, err := l.Recoveries(ctx, l.first, page.Request{Limit: page.MaxLimit})
	if err != nil || len(open.Items) == 0 {
		l.t.Fatalf("the work list: %v, %v", open, err)
	}
	return open.Items[len(open.Items)-1].ID
}

// confirm is the second step by somebody who has just read the proof.
func (l *lost) confirm(by authz.Actor, which id.ID) error {
	r, err := l.Recovery(context.Background(), l.more, which)
	if err != nil {
		l.t.Fatal(err)
	}
	return l.ConfirmRecovery(context.Background(), by, which, r.Opening())
}

// confirmed brings a request to where the wait begins.
func (l *lost) confirmed(a people.RecoveryAsk) id.ID {
	l.t.Helper()
	ctx := context.Background()
	which := l.ask(a)
	if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
		l.t.Fatal(err)
	}
	if err := l.confirm(l.second, which); err != nil {
		l.t.Fatal(err)
	}
	l.drain()
	return which
}

func (l *lost) outcome(which id.ID) string {
	l.t.Helper()
	r, err := l.Recovery(context.Background(), l.more, which)
	if err != nil {
		l.t.Fatal(err)
	}
	return r.Outcome
}

func TestAnAccountIsGivenBackByTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d, peopletest.Role(authz.Binding{Role: authz.Auditor}))
		a := peopletest.Actor(t, l.Service, l.person)
		withApp(t, l.World, a)
		token, err := l.CreateToken(ctx, withSecond(a), l.person.ID, "x", []string{authz.ScopeRecordRead}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		which := l.ask(people.RecoveryAsk{Account: "1001", ResetsFactors: true})
		early := l.link(lostAddress, "/recover/stop/")
		if err := l.confirm(l.second, which); !errs.Is(err, errs.Conflict) {
			t.Errorf("confirmed before it was opened: %v", err)
		}
		for what, try := range map[string]error{
			"the person": l.OpenRecovery(ctx, withAdmin(a), which, proof, ""),
			"a learner":  l.OpenRecovery(ctx, peopletest.Actor(t, l.Service, peopletest.Person(t, l.Service)), which, proof, ""),
			"withheld":   l.OpenRecovery(ctx, l.first.Withhold([]authz.Role{authz.Admin}), which, proof, ""),
			"no proof":   l.OpenRecovery(ctx, l.first, which, " ", ""),
		} {
			if !errs.Is(try, errs.Forbidden) && !errs.Is(try, errs.Invalid) {
				t.Errorf("opened with %s: %v", what, try)
			}
		}
		if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
			t.Fatal(err)
		}
		for what, by := range map[string]authz.Actor{"whoever opened it": l.first, "the person": withAdmin(a)} {
			if err := l.confirm(by, which); !errs.Is(err, errs.Forbidden) {
				t.Errorf("confirmed by %s: %v", what, err)
			}
		}
		if err := l.confirm(l.second, which); err != nil {
			t.Fatal(err)
		}
		if subject, _, _ := l.letter(lostAddress); subject != "Your account is about to be given back" {
			t.Errorf("the owner is told %q", subject)
		}
		l.Clock.Advance(people.RecoveryWait - time.Minute)
		l.drain()
		if subject, path, _ := l.letter(newAddress); path != "" {
			t.Errorf("before the wait is over: %q with a link to %s", subject, path)
		}
		l.Clock.Advance(time.Minute)
		set := l.link(newAddress, "/recover/set/")
		l.link(lostAddress, "/recover/stop/") // the owner is told at the end too
		if _, err := l.SetRecovered(ctx, set, "short"); !errs.Is(err, errs.Invalid) {
			t.Errorf("a short password: %v", err)
		}
		got, err := l.SetRecovered(ctx, set, newPassword)
		if err != nil || got.ID != l.person.ID || got.Email != newAddress || !got.EmailVerified {
			t.Fatalf("set: %+v, %v", got, err)
		}
		if _, err := l.SetRecovered(ctx, set, newPassword); !errs.Is(err, errs.Gone) {
			t.Errorf("the link was used twice: %v", err)
		}
		if err := l.StopRecovery(ctx, early); !errs.Is(err, errs.Gone) {
			t.Errorf("stopped when it was over: %v", err)
		}
		if _, err := l.SignIn(ctx, newAddress, newPassword); err != nil {
			t.Error(err)
		}
		if _, err := l.ActorByToken(ctx, token); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a token outlives it: %v", err)
		}
		a = peopletest.Actor(t, l.Service, l.person)
		if f, err := l.Factors(ctx, a); err != nil || f.Any() {
			t.Errorf("factors: %+v, %v", f, err)
		}
		if a = a.Withhold([]authz.Role{authz.Auditor}); len(a.Roles) != 0 || len(a.Withheld) != 1 {
			t.Errorf("roles without a second factor: %v", a.Roles)
		}
		if subject, _, _ := l.letter(lostAddress); subject != "Your account was given back" {
			t.Errorf("the address from before is told %q", subject)
		}
		if got := l.outcome(which); got != people.RecoveryDone {
			t.Errorf("it ended %q", got)
		}
		for _, action := range []string{"recovery.asked", "recovery.opened", "recovery.confirmed", "recovery.done", "factor.reset", "password.changed", "address.added"} {
			if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = '`+action+`'`); n != 1 {
				t.Errorf("%s stands %d times in the log", action, n)
			}
		}
	})
}

func withAdmin(a authz.Actor) authz.Actor {
	a.Roles = append(a.Roles, authz.Binding{Role: authz.Admin})
	return a
}

func TestFactorsStayWhereTheyAreNotLost(t *testing.T) {
	ctx, l := context.Background(), newLost(t, dbtest.SQLite(t))
	withApp(t, l.World, peopletest.Actor(t, l.Service, l.person))
	l.confirmed(people.RecoveryAsk{Account: lostAddress})
	l.Clock.Advance(people.RecoveryWait)
	if _, err := l.SetRecovered(ctx, l.link(newAddress, "/recover/set/"), newPassword); err != nil {
		t.Fatal(err)
	}
	if asks, err := l.AsksCode(ctx, l.person.ID); err != nil || !asks {
		t.Errorf("the app is asked for: %v, %v", asks, err)
	}
}

// TestNobodyLearnsWhoIsHere compares what whoever asks gets to see and to read, whether or not there is an account.
func TestNobodyLearnsWhoIsHere(t *testing.T) {
	ctx, l := context.Background(), newLost(t, dbtest.SQLite(t))
	read := func(to string) []string {
		var out []string
		for _, m := range l.Box.Letters(to) {
			text, _, _ := strings.Cut(m.Text, "https://")
			out = append(out, m.Subject+text)
		}
		return out
	}
	for account, contact := range map[string]string{lostAddress: "one@elsewhere.example", "nobody@library.example": "two@elsewhere.example"} {
		which := l.ask(people.RecoveryAsk{Account: account, Contact: contact})
		if err := l.RefuseRecovery(ctx, l.first, which); err != nil {
			t.Fatal(err)
		}
		l.drain()
	}
	one, two := read("one@elsewhere.example"), read("two@elsewhere.example")
	if len(one) != 2 || strings.Join(one, "|") != strings.Join(two, "|") {
		t.Errorf("letters differ:\n%q\n%q", one, two)
	}
}

// TestNoMailboxIsFilled asks again and again, for one account and to one address.
func TestNoMailboxIsFilled(t *testing.T) {
	ctx, l := context.Background(), newLost(t, dbtest.SQLite(t))
	for range 6 {
		if err := l.AskRecovery(ctx, people.RecoveryAsk{Name: "X", Account: lostAddress, Contact: "victim@elsewhere.example"}); err != nil {
			t.Fatal(err)
		}
		l.drain()
	}
	if n := len(l.Box.Letters("victim@elsewhere.example")); n != 3 {
		t.Errorf("%d letters to an address that was given", n)
	}
	for _, contact := range []string{"a@elsewhere.example", "b@elsewhere.example", "c@elsewhere.example", "d@elsewhere.example", "e@elsewhere.example"} {
		l.ask(people.RecoveryAsk{Account: lostAddress, Contact: contact})
	}
	if n := len(l.Box.Letters(lostAddress)); n != 3 {
		t.Errorf("%d letters to the owner", n)
	}
}

// TestThisWasNotMe stops by each of the letters to the owner, at each step.
func TestThisWasNotMe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d, peopletest.Role(authz.Binding{Role: authz.Auditor}))
		for _, step := range []string{"asked", "confirmed", "due"} {
			var which id.ID
			if step == "asked" {
				which = l.ask(people.RecoveryAsk{Account: lostAddress})
			} else {
				which = l.confirmed(people.RecoveryAsk{Account: lostAddress})
			}
			set := ""
			if step == "due" {
				l.Clock.Advance(people.RecoveryWait)
				set = l.link(newAddress, "/recover/set/")
			}
			stop := l.link(lostAddress, "/recover/stop/")
			for range 2 { // a program that looks through mail opens the link
				if _, err := l.PeekRecovery(ctx, people.RecoveryStop, stop); err != nil {
					t.Fatalf("%s: %v", step, err)
				}
			}
			if _, err := l.SetRecovered(ctx, stop, newPassword); !errs.Is(err, errs.Gone) {
				t.Errorf("%s: a link to stop sets a password: %v", step, err)
			}
			if err := l.StopRecovery(ctx, stop); err != nil {
				t.Fatalf("%s: %v", step, err)
			}
			if err := l.StopRecovery(ctx, stop); !errs.Is(err, errs.Gone) {
				t.Errorf("%s: stopped twice: %v", step, err)
			}
			if got := l.outcome(which); got != people.RecoveryStopped {
				t.Errorf("%s: it ended %q", step, got)
			}
			if err := l.confirm(l.more, which); !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: confirmed when stopped: %v", step, err)
			}
			if set != "" {
				if _, err := l.SetRecovered(ctx, set, newPassword); !errs.Is(err, errs.Gone) {
					t.Errorf("set when stopped: %v", err)
				}
			}
			l.Clock.Advance(2 * people.RecoveryWait)
			if subject, path, _ := l.letter(newAddress); path == "/recover/set/" && set == "" {
				t.Errorf("%s: after it was stopped there came %q", step, subject)
			}
		}
	})
}

// TestWhoVouchedMustStillBeTrusted ends a role, and makes one person of two, between the steps.
func TestWhoVouchedMustStillBeTrusted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d)
		admin := authz.Binding{Role: authz.Admin}
		end := func(a authz.Actor) {
			t.Helper()
			if err := l.EndRole(ctx, system, a.PersonID, admin); err != nil {
				t.Fatal(err)
			}
		}
		give := func(a authz.Actor) {
			t.Helper()
			if err := l.GrantRole(ctx, system, a.PersonID, admin); err != nil {
				t.Fatal(err)
			}
		}
		which := l.ask(people.RecoveryAsk{Account: lostAddress})
		if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
			t.Fatal(err)
		}
		if err := l.OpenRecovery(ctx, l.second, which, proof, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("opened twice: %v", err)
		}
		end(l.first)
		if err := l.confirm(l.second, which); !errs.Is(err, errs.Conflict) {
			t.Errorf("confirmed though whoever opened it may not any more: %v", err)
		}
		if err := l.OpenRecovery(ctx, l.second, which, proof, ""); err != nil {
			t.Errorf("opened anew: %v", err)
		}
		if err := l.confirm(l.more, which); err != nil {
			t.Fatal(err)
		}
		l.drain()
		end(l.second) // during the wait
		l.Clock.Advance(people.RecoveryWait)
		l.drain()
		if got := l.outcome(which); got != people.RecoveryRefused {
			t.Errorf("it ended %q", got)
		}
		give(l.first)
		give(l.second)
		l.confirmed(people.RecoveryAsk{Account: lostAddress})
		l.Clock.Advance(people.RecoveryWait)
		set := l.link(newAddress, "/recover/set/")
		if err := l.Merge(ctx, system, l.first.PersonID, l.second.PersonID); err != nil {
			t.Fatal(err)
		}
		if _, err := l.SetRecovered(ctx, set, newPassword); !errs.Is(err, errs.Gone) {
			t.Errorf("one person vouched twice: %v", err)
		}
	})
}

func TestAnAddressOfSomebodyElse(t *testing.T) {
	ctx, l := context.Background(), newLost(t, dbtest.SQLite(t))
	other := peopletest.Person(t, l.Service)
	which := l.ask(people.RecoveryAsk{Account: lostAddress, Contact: other.Email})
	if err := l.OpenRecovery(ctx, l.first, which, proof, ""); !errs.Is(err, errs.Conflict) {
		t.Errorf("opened for another account's address: %v", err)
	}
	l.confirmed(people.RecoveryAsk{Account: lostAddress})
	l.Clock.Advance(people.RecoveryWait)
	set := l.link(newAddress, "/recover/set/")
	peopletest.Person(t, l.Service, peopletest.Email(newAddress)) // somebody opens an account with it meanwhile
	if _, err := l.SetRecovered(ctx, set, newPassword); !errs.Is(err, errs.Gone) {
		t.Errorf("set with another account's address: %v", err)
	}
}

// TestNobodyWasFound lets staff say whose account it is; from then on its addresses are told.
func TestNobodyWasFound(t *testing.T) {
	ctx, l := context.Background(), newLost(t, dbtest.SQLite(t))
	which := l.ask(people.RecoveryAsk{Account: "I forgot"})
	if n := len(l.Box.Letters(lostAddress)); n != 0 {
		t.Errorf("%d letters to somebody", n)
	}
	if err := l.OpenRecovery(ctx, l.first, which, proof, "nobody@library.example"); !errs.Is(err, errs.Invalid) {
		t.Errorf("opened for nobody: %v", err)
	}
	if err := l.OpenRecovery(ctx, l.first, which, proof, "1001"); err != nil {
		t.Fatal(err)
	}
	l.link(lostAddress, "/recover/stop/")
}

func TestRecoveryHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d)
		for range 4 {
			// Both of two confirm at once.
			which := l.ask(people.RecoveryAsk{Account: lostAddress})
			if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
				t.Fatal(err)
			}
			by := []authz.Actor{l.second, l.more}
			won := one(t, "confirm", errs.Conflict, atOnce(2, func(i int) error { return l.confirm(by[i], which) }))
			l.drain()
			if r, err := l.Recovery(ctx, l.first, which); err != nil || r.ConfirmedBy != by[won].PersonID {
				t.Errorf("confirmed by %s, %v", r.ConfirmedBy, err)
			}
			// The owner stops it at the moment at which the password is set.
			l.Clock.Advance(people.RecoveryWait)
			set, stop := l.link(newAddress, "/recover/set/"), l.link(lostAddress, "/recover/stop/")
			won = one(t, "stop or set", errs.Gone, atOnce(2, func(i int) error {
				if i == 0 {
					return l.StopRecovery(ctx, stop)
				}
				_, err := l.SetRecovered(ctx, set, newPassword)
				return err
			}))
			_, err := l.SignIn(ctx, lostAddress, newPassword)
			if got := l.outcome(which); (got == people.RecoveryDone) != (won == 1) || (err == nil) != (won == 1) {
				t.Errorf("%d won, it ended %q, and signing in says %v", won, got, err)
			}
			if won == 1 {
				break
			}
			l.Clock.Advance(2 * time.Hour) // so that the address given may be written to again
		}
	})
}

// one fails unless exactly one hand came through and the others got that kind of error; it returns which.
func one(t *testing.T, what string, kind errs.Kind, all []error) int {
	t.Helper()
	won := -1
	for i, err := range all {
		switch {
		case err == nil && won < 0:
			won = i
		case !errs.Is(err, kind):
			t.Errorf("%s: hand %d: %v", what, i, err)
		}
	}
	if won < 0 {
		t.Fatalf("%s: nobody came through: %v", what, all)
	}
	return won
}

// TestRecoveriesRunOut lets each request lie where it is, and restores a backup with one that waits.
func TestRecoveriesRunOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d)
		if err := l.AskRecovery(ctx, people.RecoveryAsk{Name: "X", Account: lostAddress, Contact: "x@elsewhere.example"}); err != nil {
			t.Fatal(err)
		}
		asked := l.ask(people.RecoveryAsk{Account: lostAddress, Contact: "y@elsewhere.example"})
		sent := l.confirmed(people.RecoveryAsk{Account: lostAddress})
		l.Clock.Advance(people.RecoveryWait)
		set := l.link(newAddress, "/recover/set/")
		l.Clock.Advance(72*time.Hour + time.Minute)
		l.sweep()
		if _, err := l.SetRecovered(ctx, set, newPassword); !errs.Is(err, errs.Gone) {
			t.Errorf("set too late: %v", err)
		}
		if got := l.outcome(sent); got != people.RecoveryLapsed {
			t.Errorf("what nobody set ended %q", got)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM recoveries WHERE handed_at IS NULL`); n != 0 {
			t.Errorf("%d requests whose letter nobody opened", n)
		}
		if got := l.outcome(asked); got != "" {
			t.Errorf("what waits ended %q", got)
		}
		l.Clock.Advance(30 * 24 * time.Hour)
		l.sweep()
		if got := l.outcome(asked); got != people.RecoveryLapsed {
			t.Errorf("what nobody opened ended %q", got)
		}
		waits := l.confirmed(people.RecoveryAsk{Account: lostAddress})
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, err := l.RestoredTx(ctx, tx)
			if n != 1 {
				t.Errorf("restoring ended %d", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		l.Clock.Advance(people.RecoveryWait)
		if subject, path, _ := l.letter(newAddress); path != "" {
			t.Errorf("after a restore there came %q with a link to %s", subject, path)
		}
		if got := l.outcome(waits); got != people.RecoveryLapsed {
			t.Errorf("what a restore found ended %q", got)
		}
	})
}

// sweep lets the hourly work be done.
func (l *lost) sweep() {
	l.t.Helper()
	if err := l.Sweep(context.Background()); err != nil {
		l.t.Fatal(err)
	}
	l.drain()
}
