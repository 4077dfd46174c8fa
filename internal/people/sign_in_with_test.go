package people_test

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/oidc"
	"learningcommons.dev/commons/internal/platform/oidc/oidctest"
)

// with is a world with two providers, of which the first has rules.
type with struct {
	*peopletest.World
	t           *testing.T
	one, two    *oidctest.Provider
	first, next people.Provider
}

func newWith(t *testing.T, d *db.DB, change ...func(*people.Provider)) *with {
	w := &with{t: t}
	plain := peopletest.NewWorld(t, d)
	w.one, w.two = oidctest.New(t, plain.Clock), oidctest.New(t, plain.Clock)
	provider := func(name string, p *oidctest.Provider) people.Provider {
		return people.Provider{Name: name, Label: "Label of " + name, Issuer: p.URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.Secret, Scopes: []string{"email"}, NewPeople: true,
			EmailClaim: "email", NameClaim: "name", NumberClaim: "member_number"}
	}
	w.first, w.next = provider("one", w.one), provider("two", w.two)
	for _, f := range change {
		f(&w.first)
	}
	w.World = peopletest.WithProviders(t, plain, oidctest.Calls(w.one, w.two), w.first, w.next)
	return w
}

// enter goes the whole way through a provider.
func (w *with) enter(p *oidctest.Provider, actor authz.Actor, link bool) (people.Entered, error) {
	w.t.Helper()
	if link {
		return w.goes(p, actor, people.ToLink)
	}
	return w.goes(p, actor, people.ToSignIn)
}

// goes is enter with an aim.
func (w *with) goes(p *oidctest.Provider, actor authz.Actor, aim people.Aim) (people.Entered, error) {
	w.t.Helper()
	name := "one"
	if p == w.two {
		name = "two"
	}
	browser := id.Secret()
	to, err := w.BeginWith(context.Background(), actor, name, browser, "/my", aim)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.back(name, actor, browser, p.Authorize(w.t, to))
}

func (w *with) back(name string, actor authz.Actor, browser string, v url.Values) (people.Entered, error) {
	return w.FinishWith(context.Background(), actor, name, browser, v.Get("state"), oidc.Answer{Code: v.Get("code"), Issuer: v.Get("iss"), Error: v.Get("error")})
}

// in goes the whole way, and says that they are new where that is asked.
func (w *with) in(p *oidctest.Provider) people.Entered {
	w.t.Helper()
	e, err := w.enter(p, authz.Actor{}, false)
	if t := (*people.Turned)(nil); errors.As(err, &t) && t.Why == people.TurnedAsked {
		e, err = w.goes(p, authz.Actor{}, people.ToJoin)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *with) turned(p *oidctest.Provider, why people.Why) {
	w.t.Helper()
	_, err := w.enter(p, authz.Actor{}, false)
	wantTurned(w.t, err, why)
}

func wantTurned(t *testing.T, err error, why people.Why) {
	t.Helper()
	var turned *people.Turned
	if !errors.As(err, &turned) || turned.Why != why {
		t.Fatalf("%v, want turned away: %s", err, why)
	}
}

func (w *with) queue() *jobs.Queue {
	q := jobs.New(w.DB, w.Clock, slog.New(slog.DiscardHandler))
	w.Register(q)
	return q
}

func count(t *testing.T, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFirstSignInWithAProvider(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWith(t, d, func(p *people.Provider) { p.SecondFactor = people.ByMethods })
		e := w.in(w.one)
		if !e.New || e.Person.Name != "Ana Rivera" || e.Person.Email != "ana@library.example" || !e.Person.EmailVerified || e.Next != "/my" || e.Second {
			t.Fatalf("%+v", e)
		}
		w.one.Person["amr"], w.one.Person["name"] = []string{"pwd", "mfa"}, "Somebody Else"
		again := w.in(w.one)
		if again.New || again.Person.ID != e.Person.ID || again.Person.Name != "Ana Rivera" || !again.Second {
			t.Fatalf("the second time: %+v", again)
		}
		w.two.Person["amr"], w.two.Person["email"] = []string{"mfa"}, "somebody@else.example"
		if unbelieved := w.in(w.two); unbelieved.Second {
			t.Error("a provider says that it asked for two factors, and nobody told us to believe it")
		}
		for _, action := range []string{"person.joined", "sign-in.linked"} {
			if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = $1 AND object_id = $2`, action, string(e.Person.ID)); n != 1 {
				t.Errorf("%d audit rows of %s", n, action)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM sign_in_attempts`); n != 0 {
			t.Errorf("%d attempts are left", n)
		}
	})
}

// TestSubjectsAreComparedLetterByLetter has subjects that look alike, and the same one at another provider.
func TestSubjectsAreComparedLetterByLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWith(t, d)
		seen := map[id.ID]string{}
		delete(w.one.Person, "email")
		delete(w.two.Person, "email")
		for _, sub := range []string{"Ana", "ana", "ANA", "ana ", " ana", "an\u00e1", "ana\u0301", "\u0430na", "an\u200ba", "%", "_na"} {
			w.one.Person["sub"] = sub
			e := w.in(w.one)
			if before, ok := seen[e.Person.ID]; ok {
				t.Errorf("%q is taken for %q", sub, before)
			}
			seen[e.Person.ID] = sub
		}
		w.two.Person["sub"] = "ana"
		if e := w.in(w.two); seen[e.Person.ID] != "" {
			t.Error("the same subject at another provider is taken for the same person")
		}
	})
}

// TestAnAddressOpensNothing has providers claim the address of somebody who has an account.
func TestAnAddressOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWith(t, d)
		known := peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"), peopletest.Number("M-1"))
		listed := peopletest.Person(t, w.Service, peopletest.Unverified("listed@library.example"))
		w.turned(w.one, people.TurnedKnown)
		w.one.Person["email"] = "ANA@Library.Example"
		w.turned(w.one, people.TurnedKnown)
		w.one.Person["email"] = "listed@library.example"
		w.turned(w.one, people.TurnedKnown)
		w.one.Person["email"], w.one.Person["member_number"] = "new@library.example", "M-1"
		w.turned(w.one, people.TurnedKnown)
		delete(w.one.Person, "member_number")
		if n := count(t, d, `SELECT COUNT(*) FROM linked_sign_ins`) + count(t, d, `SELECT COUNT(*) FROM persons`) - 2; n != 0 {
			t.Errorf("%d rows were made for somebody who was turned away", n)
		}
		// An address that the provider has not seen to is nobody's: not the known person's, and not the new one's either.
		for i, verified := range []any{false, "false", nil, 0, []string{}} {
			w.one.Person["sub"], w.one.Person["email"], w.one.Person["email_verified"] = "unverified-"+string(rune('a'+i)), "ana@library.example", verified
			before := count(t, d, `SELECT COUNT(*) FROM persons`)
			w.turned(w.one, people.TurnedAsked)
			if n := count(t, d, `SELECT COUNT(*) FROM persons`) - before; n != 0 {
				t.Errorf("unverified (%v): %d persons were made unasked", verified, n)
			}
			e := w.in(w.one)
			if e.Person.ID == known.ID || e.Person.ID == listed.ID || e.Person.Email != "" {
				t.Errorf("unverified (%v): %+v", verified, e.Person)
			}
		}
		// The same address at two providers is no link either.
		w.one.Person = map[string]any{"sub": "p", "email": "both@library.example", "email_verified": true}
		w.two.Person = map[string]any{"sub": "q", "email": "both@library.example", "email_verified": true}
		w.in(w.one)
		w.turned(w.two, people.TurnedKnown)
	})
}

// TestAskedWhetherTheyWereHere has a provider that confirms no addresses: a listed member signs in the way they did so far and links, and then
// comes in as the one that they are. Where the operator's file says that every address is confirmed, they are known by it, and still link it first.
func TestAskedWhetherTheyWereHere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWith(t, d, func(p *people.Provider) { p.EmailIsVerified = true })
		known := peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"))
		delete(w.one.Person, "email_verified")
		delete(w.two.Person, "email_verified")
		w.turned(w.one, people.TurnedKnown) // "/my" is where they wanted to go
		w.turned(w.two, people.TurnedAsked)
		if _, err := w.goes(w.two, authz.Actor{}, people.ToSignIn); !strings.Contains(err.Error(), "asked") {
			t.Error(err)
		} else if turned := (*people.Turned)(nil); !errors.As(err, &turned) || turned.Next != "/my" {
			t.Errorf("where they wanted to go is forgotten: %+v", turned)
		}
		me := peopletest.Actor(t, w.Service, known)
		for _, p := range []*oidctest.Provider{w.one, w.two} {
			if e, err := w.enter(p, me, true); err != nil || !e.Linked || e.Person.ID != known.ID || e.Next != "/my" {
				t.Errorf("linked: %+v, %v", e, err)
			}
			if e := w.in(p); e.New || e.Person.ID != known.ID {
				t.Errorf("linked, it leads to %+v", e)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM persons`); n != 1 {
			t.Errorf("%d persons", n)
		}
		// The operator's word does not stand against a provider that says no.
		w.one.Person["sub"], w.one.Person["email_verified"] = "another", false
		w.turned(w.one, people.TurnedAsked)
		delete(w.one.Person, "email_verified")
		w.one.Person["email"] = "new@library.example"
		if e := w.in(w.one); !e.New || e.Person.Email != "new@library.example" || !e.Person.EmailVerified {
			t.Errorf("with the operator's word: %+v", e.Person)
		}
	})
}

// TestSecondFactorByClass has a provider that says by acr what it asked for, as REFEDS MFA does.
func TestSecondFactorByClass(t *testing.T) {
	const mfa = "https://refeds.org/profile/mfa"
	w := newWith(t, dbtest.SQLite(t), func(p *people.Provider) { p.SecondFactor = people.SecondFactor{Claim: "acr", Contains: mfa} })
	for acr, want := range map[any]bool{mfa: true, "https://refeds.org/profile/sfa": false, "": false} {
		w.one.Person["acr"], w.one.Person["amr"] = acr, []string{"mfa"}
		if e := w.in(w.one); e.Second != want {
			t.Errorf("acr %q: %v", acr, e.Second)
		}
	}
	for name, asks := range map[string]bool{"one": true, "two": false} {
		to, err := w.BeginWith(context.Background(), authz.Actor{}, name, id.Secret(), "", people.ToSignIn)
		if u, _ := url.Parse(to); err != nil || (u.Query().Get("acr_values") == mfa) != asks {
			t.Errorf("%s is asked %s, %v", name, to, err)
		}
	}
}

func TestLinkingAndUnlinking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d)
		known := peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"))
		actor := peopletest.Actor(t, w.Service, known)
		w.turned(w.one, people.TurnedKnown)
		e, err := w.enter(w.one, actor, true)
		if err != nil || !e.Linked || e.Person.ID != known.ID {
			t.Fatalf("%+v, %v", e, err)
		}
		if e := w.in(w.one); e.Person.ID != known.ID || e.New {
			t.Fatalf("%+v", e)
		}
		if e, err := w.enter(w.one, actor, true); err != nil || e.Linked {
			t.Errorf("linking twice: %+v, %v", e, err)
		}
		other := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service))
		_, err = w.enter(w.one, other, true)
		wantTurned(t, err, people.TurnedTaken)

		all, err := w.LinkedAccounts(ctx, actor)
		if err != nil || len(all) != 1 || all[0].Label != "Label of one" || all[0].Account != "ana@library.example" {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := w.Unlink(ctx, other, all[0].ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else's account: %v", err)
		}
		if err := w.Unlink(ctx, actor, all[0].ID); err != nil {
			t.Fatal(err)
		}
		w.turned(w.one, people.TurnedKnown)
		// Who has no address keeps the only way in.
		w.one.Person = map[string]any{"sub": "no-address", "name": "Bo"}
		bo := peopletest.Actor(t, w.Service, w.in(w.one).Person)
		all, _ = w.LinkedAccounts(ctx, bo)
		if err := w.Unlink(ctx, bo, all[0].ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("the only way in went: %v", err)
		}
		w.two.Person = map[string]any{"sub": "no-address either"}
		if _, err := w.enter(w.two, bo, true); err != nil {
			t.Fatal(err)
		}
		if err := w.Unlink(ctx, bo, all[0].ID); err != nil {
			t.Errorf("with another account: %v", err)
		}
		// A passkey is a way in too, and cannot go when it is the last one.
		key := id.New()
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO passkeys (id, person_id, name, credential_id, credential, created_at) VALUES ($1, $2, 'Key', 'x', '{}', 1)`, key, bo.PersonID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		bo.Second = true
		all, _ = w.LinkedAccounts(ctx, bo)
		if err := w.Unlink(ctx, bo, all[0].ID); err != nil {
			t.Errorf("with a passkey: %v", err)
		}
		if err := w.RemovePasskey(ctx, bo, key); !errs.Is(err, errs.Conflict) {
			t.Errorf("the passkey that is the only way in went: %v", err)
		}
		for _, p := range []*oidctest.Provider{w.one, w.two} {
			if _, err := w.enter(p, bo, true); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.RemovePasskey(ctx, bo, key); err != nil {
			t.Errorf("a passkey that is not the only way in: %v", err)
		}
		// Of the last two, taken away at the same time, one stays.
		all, _ = w.LinkedAccounts(ctx, bo)
		var wg sync.WaitGroup
		for _, l := range all {
			wg.Go(func() { w.Unlink(ctx, bo, l.ID) })
		}
		wg.Wait()
		if all, _ = w.LinkedAccounts(ctx, bo); len(all) != 1 {
			t.Errorf("%d ways in are left", len(all))
		}
	})
}

// TestAttemptsAreUsedOnceAtTheirBrowser is login CSRF and its relatives.
func TestAttemptsAreUsedOnceAtTheirBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d)
		begin := func(actor authz.Actor, link bool) (string, url.Values) {
			browser := id.Secret()
			aim := people.ToSignIn
			if link {
				aim = people.ToLink
			}
			to, err := w.BeginWith(ctx, actor, "one", browser, "", aim)
			if err != nil {
				t.Fatal(err)
			}
			return browser, w.one.Authorize(t, to)
		}
		browser, v := begin(authz.Actor{}, false)
		_, err := w.back("one", authz.Actor{}, id.Secret(), v)
		wantTurned(t, err, people.TurnedBrowser)
		_, err = w.back("one", authz.Actor{}, browser, v)
		wantTurned(t, err, people.TurnedLate) // it is used up by the attack
		_, v = begin(authz.Actor{}, false)
		_, err = w.back("one", authz.Actor{}, "", v)
		wantTurned(t, err, people.TurnedBrowser)
		browser, v = begin(authz.Actor{}, false)
		_, err = w.back("two", authz.Actor{}, browser, v)
		wantTurned(t, err, people.TurnedLate)
		for _, state := range []string{"", "x", strings.Repeat("x", 10_000), "\x00"} {
			browser, v = begin(authz.Actor{}, false)
			v.Set("state", state)
			_, err = w.back("one", authz.Actor{}, browser, v)
			wantTurned(t, err, people.TurnedLate)
		}
		browser, v = begin(authz.Actor{}, false)
		w.Clock.Advance(people.AttemptLife)
		_, err = w.back("one", authz.Actor{}, browser, v)
		wantTurned(t, err, people.TurnedLate)
		if _, err := w.back("three", authz.Actor{}, browser, v); !errs.Is(err, errs.NotFound) {
			t.Errorf("a provider that there is not: %v", err)
		}
		// Of many answers to one attempt, one counts.
		browser, v = begin(authz.Actor{}, false)
		good := make(chan people.Entered, 8)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if e, err := w.back("one", authz.Actor{}, browser, v); err == nil {
					good <- e
				}
			})
		}
		wg.Wait()
		if len(good) != 1 {
			t.Errorf("%d of 8 answers to one attempt counted", len(good))
		}
		// Whoever began to link must be the one who comes back.
		ana, bo := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service)), peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service))
		for _, comes := range []authz.Actor{bo, {}} {
			browser, v = begin(ana, true)
			_, err = w.back("one", comes, browser, v)
			wantTurned(t, err, people.TurnedOther)
		}
		if _, err := w.BeginWith(ctx, authz.Actor{}, "one", browser, "", people.ToLink); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a stranger links: %v", err)
		}
	})
}

func TestTwoFirstSignInsMakeOnePerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWith(t, d)
		delete(w.one.Person, "email")
		var wg sync.WaitGroup
		ids := make(chan id.ID, 6)
		for range 6 {
			wg.Go(func() {
				if e, err := w.goes(w.one, authz.Actor{}, people.ToJoin); err != nil {
					t.Error(err)
				} else {
					ids <- e.Person.ID
				}
			})
		}
		wg.Wait()
		close(ids)
		first := <-ids
		for i := range ids {
			if i != first {
				t.Error("one account became several persons")
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM persons`); n != 1 {
			t.Errorf("%d persons", n)
		}
	})
}

func TestStrangersAndClosedAccounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d, func(p *people.Provider) { p.NewPeople, p.Ask = false, "membership@example.org" })
		w.turned(w.one, people.TurnedStranger)
		if n := count(t, d, `SELECT COUNT(*) FROM persons`); n != 0 {
			t.Errorf("%d persons", n)
		}
		e := w.in(w.two)
		if err := w.ClosePerson(ctx, authz.System("test"), e.Person.ID); err != nil {
			t.Fatal(err)
		}
		w.turned(w.two, people.TurnedClosed)
	})
}

// TestOnlySoManyAccountsAreLinked fills a person up, and tries one more.
func TestOnlySoManyAccountsAreLinked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d)
		p := peopletest.Person(t, w.Service)
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			for range people.MaxLinked - 1 {
				if _, err := tx.Exec(ctx, `INSERT INTO linked_sign_ins (id, issuer, subject, person_id, account, linked_at, used_at) VALUES ($1, 'https://gone.example', $1, $2, 'x', $3, $3)`, id.New(), p.ID, w.Clock.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		actor := peopletest.Actor(t, w.Service, p)
		if e, err := w.enter(w.one, actor, true); err != nil || !e.Linked {
			t.Errorf("the last one: %+v, %v", e, err)
		}
		if _, err := w.enter(w.two, actor, true); !errs.Is(err, errs.Forbidden) {
			t.Errorf("one too many: %v", err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM linked_sign_ins WHERE person_id = $1`, p.ID); n != people.MaxLinked {
			t.Errorf("%d are linked", n)
		}
	})
}

// TestAMergeBringsLinkedAccountsAlong signs in to the survivor by the account of the other, and back.
func TestAMergeBringsLinkedAccountsAlong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d)
		alias := w.in(w.one).Person
		w.two.Person["email"] = "other@library.example"
		survivor := w.in(w.two).Person
		if err := w.Merge(ctx, authz.System("test"), alias.ID, survivor.ID); err != nil {
			t.Fatal(err)
		}
		if e := w.in(w.one); e.Person.ID != survivor.ID {
			t.Errorf("the account of the one that was merged opens %s", e.Person.ID)
		}
		actor := peopletest.Actor(t, w.Service, survivor)
		if all, err := w.LinkedAccounts(ctx, actor); err != nil || len(all) != 2 {
			t.Errorf("%+v, %v", all, err)
		}
		if err := w.UndoMerge(ctx, authz.System("test"), survivor.ID, alias.ID); err != nil {
			t.Fatal(err)
		}
		if e := w.in(w.one); e.Person.ID != alias.ID {
			t.Errorf("after undoing it opens %s", e.Person.ID)
		}
	})
}

func TestLettersTellOfLinkedAccounts(t *testing.T) {
	w := newWith(t, dbtest.SQLite(t))
	q := w.queue()
	known := peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"))
	actor := peopletest.Actor(t, w.Service, known)
	if _, err := w.enter(w.one, actor, true); err != nil {
		t.Fatal(err)
	}
	all, _ := w.LinkedAccounts(context.Background(), actor)
	if err := w.Unlink(context.Background(), actor, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := q.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	letters := w.Box.Letters("ana@library.example")
	if len(letters) != 2 || !strings.Contains(letters[0].Text, "Label of one") || !strings.Contains(letters[0].Text, "/my/sign-in") || !strings.Contains(letters[1].Subject, "taken away") {
		t.Errorf("%+v", letters)
	}
}

func TestOldAttemptsAreForgotten(t *testing.T) {
	w := newWith(t, dbtest.SQLite(t))
	q := w.queue()
	if _, err := w.BeginWith(context.Background(), authz.Actor{}, "one", id.Secret(), "", people.ToSignIn); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(2 * time.Hour)
	if err := q.RunPeriodic(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := count(t, w.DB, `SELECT COUNT(*) FROM sign_in_attempts`); n != 0 {
		t.Errorf("%d attempts are left", n)
	}
}

// TestFreshProofThroughAProvider confirms by a linked account: only who signs in there anew has proved anything.
func TestFreshProofThroughAProvider(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWith(t, d)
		at := func(ago time.Duration) func(map[string]any) {
			return func(c map[string]any) { c["auth_time"] = w.Clock.Now().Add(-ago).Unix() }
		}
		w.one.Claims = at(time.Hour)
		e := w.in(w.one)
		if !e.At.Equal(w.Clock.Now().Add(-time.Hour)) || e.Confirmed {
			t.Errorf("signed in at %v, confirmed %v", e.At, e.Confirmed)
		}
		a := peopletest.Actor(t, w.Service, e.Person)
		to, err := w.BeginWith(context.Background(), a, "one", "browser", "/my", people.ToConfirm)
		if err != nil || !strings.Contains(to, "max_age=0") || !strings.Contains(to, "prompt=login") {
			t.Fatalf("%s, %v", to, err)
		}
		for name, claims := range map[string]func(map[string]any){
			"silent single sign-on": at(time.Hour),
			"two minutes before":    at(2 * time.Minute),
			"no auth_time":          func(map[string]any) {},
			"no number":             func(c map[string]any) { c["auth_time"] = "now" },
			"to come":               at(-time.Hour),
			"auth_time elsewhere":   func(c map[string]any) { c["auth_Time"] = w.Clock.Now().Unix() },
		} {
			w.one.Claims = claims
			w.one.Info = at(0) // only what is signed counts
			if _, err := w.goes(w.one, a, people.ToConfirm); err == nil {
				t.Errorf("%s is a fresh proof", name)
			} else {
				wantTurned(t, err, people.TurnedDoubtful)
			}
		}
		w.one.Claims, w.one.Info = at(0), nil
		e, err = w.goes(w.one, a, people.ToConfirm)
		if err != nil || !e.Confirmed || e.Linked || e.Person.ID != a.PersonID || !e.At.Equal(w.Clock.Now()) {
			t.Fatalf("%+v, %v", e, err)
		}
		// Another account there, known or not, proves nothing and is not linked by it.
		w.one.Person = map[string]any{"sub": "another", "name": "Another"}
		_, err = w.goes(w.one, a, people.ToConfirm)
		wantTurned(t, err, people.TurnedTaken)
		w.in(w.one)
		_, err = w.goes(w.one, a, people.ToConfirm)
		wantTurned(t, err, people.TurnedTaken)
		if _, err := w.BeginWith(context.Background(), authz.Actor{}, "one", "browser", "", people.ToConfirm); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("nobody confirms: %v", err)
		}
		w.one.Claims = at(-time.Hour)
		w.turned(w.one, people.TurnedDoubtful)
	})
}

// TestAListedNumberIsTakenUp has a provider whose member numbers the operator believes: whoever stands in a list by number alone, and has no way in, comes in as who they
// are. Who has any way in signs in by it first, and who holds a role is taken up by nobody.
func TestAListedNumberIsTakenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWith(t, d, func(p *people.Provider) { p.NumberIsProof = true })
		listed := peopletest.Person(t, w.Service, peopletest.Number("M-1"), peopletest.Unverified(""))
		addressed := peopletest.Person(t, w.Service, peopletest.Number("M-2"), peopletest.Unverified("bo@library.example"))
		peopletest.Person(t, w.Service, peopletest.Number("M-3"), peopletest.Unverified(""), peopletest.Role(authz.Binding{Role: authz.Reviewer}))
		as := func(p *oidctest.Provider, sub, number string) {
			p.Person = map[string]any{"sub": sub, "name": "Somebody", "member_number": number}
		}
		as(w.two, "elsewhere", "M-1")
		w.turned(w.two, people.TurnedKnown) // its numbers prove nothing
		as(w.one, "a", "M-1")
		if e := w.in(w.one); !e.New || e.Person.ID != listed.ID || e.Person.Name != listed.Name {
			t.Errorf("they are %+v", e)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = 'person.taken-up' AND object_id = $1`, string(listed.ID)); n != 1 {
			t.Errorf("%d audit rows", n)
		}
		if e := w.in(w.one); e.Person.ID != listed.ID {
			t.Errorf("the second time they are %+v", e)
		}
		kept := peopletest.Person(t, w.Service, peopletest.Number("M-4"), peopletest.Unverified(""))
		as(w.one, "b", "M-4")
		w.one.Person["email"], w.one.Person["email_verified"] = "kit@library.example", true
		if e := w.in(w.one); e.Person.ID != kept.ID || e.Person.Email != "kit@library.example" {
			t.Errorf("with an address that was seen to they are %+v", e)
		}
		for what, number := range map[string]string{"taken up already": "M-1", "with an address": "M-2", "with a role": "M-3"} {
			as(w.one, what, number)
			_, err := w.enter(w.one, authz.Actor{}, false)
			var turned *people.Turned
			if !errors.As(err, &turned) || turned.Why != people.TurnedKnown {
				t.Errorf("%s: %v", what, err)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM linked_sign_ins WHERE person_id = $1`, string(addressed.ID)); n != 0 {
			t.Errorf("%d accounts are linked to somebody who has an address", n)
		}
	})
}
