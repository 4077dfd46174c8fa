package people_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// codeAt computes what an app shows, by itself, as any app does.
func codeAt(t testing.TB, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha1.New, key)
	binary.Write(h, binary.BigEndian, at.Unix()/30)
	sum := h.Sum(nil)
	o := sum[19] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[o:])&0x7fffffff)%1_000_000)
}

// withApp sets up an app and returns its secret and the recovery codes; the clock stands half a minute later.
func withApp(t testing.TB, w *peopletest.World, a authz.Actor) (secret string, codes []string) {
	t.Helper()
	ctx := context.Background()
	if err := w.BeginApp(ctx, a); err != nil {
		t.Fatal(err)
	}
	app, err := w.WaitingApp(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	if codes, err = w.ConfirmApp(ctx, a, codeAt(t, app.Secret, w.Clock.Now())); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(30 * time.Second)
	return app.Secret, codes
}

func withSecond(a authz.Actor) authz.Actor { a.Second = true; return a }

// TestWhoKnowsAPasswordMakesNoOtherWayIn tries what would open the account to somebody who has proved one of two factors.
func TestWhoKnowsAPasswordMakesNoOtherWayIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), peopletest.NewWorld(t, d)
		p := peopletest.Person(t, w.Service)
		a := peopletest.Actor(t, w.Service, p)
		withApp(t, w, a)
		ways := map[string]func(authz.Actor) error{
			"a token": func(a authz.Actor) error {
				_, err := w.CreateToken(ctx, a, p.ID, "x", []string{authz.ScopeRecordRead}, time.Time{})
				return err
			},
			"an address":      func(a authz.Actor) error { return w.AskAddress(ctx, a, "another@example.org") },
			"a password":      func(a authz.Actor) error { return w.ChangePassword(ctx, a, "", "a long enough password") },
			"a recovery code": func(a authz.Actor) error { _, err := w.RenewCodes(ctx, a); return err },
		}
		for what, try := range ways {
			if err := try(a); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s with one factor: %v", what, err)
			}
		}
		for what, try := range ways {
			if err := try(withSecond(a)); err != nil {
				t.Errorf("%s with two: %v", what, err)
			}
		}
	})
}

func TestAnAppIsSetUpAndAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), peopletest.NewWorld(t, d)
		p := peopletest.Person(t, w.Service)
		a := peopletest.Actor(t, w.Service, p)
		asks := func() bool {
			t.Helper()
			yes, err := w.AsksCode(ctx, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			return yes
		}
		if _, err := w.WaitingApp(ctx, a); !errs.Is(err, errs.NotFound) {
			t.Errorf("an app waits that nobody began: %v", err)
		}
		if err := w.BeginApp(ctx, a); err != nil {
			t.Fatal(err)
		}
		first, _ := w.WaitingApp(ctx, a)
		if err := w.BeginApp(ctx, a); err != nil {
			t.Fatal(err)
		}
		app, _ := w.WaitingApp(ctx, a)
		if first.Secret == app.Secret {
			t.Error("beginning anew kept the secret")
		}
		if _, err := w.ConfirmApp(ctx, a, codeAt(t, first.Secret, w.Clock.Now())); !errs.Is(err, errs.Invalid) {
			t.Errorf("a code of the secret given up: %v", err)
		}
		if asks() {
			t.Error("a code is asked for before the app was seen to work")
		}
		if err := w.CheckCode(ctx, p.ID, codeAt(t, app.Secret, w.Clock.Now())); !errs.Is(err, errs.Invalid) {
			t.Errorf("a code of an app that nobody confirmed: %v", err)
		}
		codes, err := w.ConfirmApp(ctx, a, codeAt(t, app.Secret, w.Clock.Now()))
		if err != nil || len(codes) != 10 {
			t.Fatalf("%d codes, %v", len(codes), err)
		}
		if !asks() {
			t.Error("no code is asked for")
		}
		if err := w.BeginApp(ctx, withSecond(a)); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second app beside the first: %v", err)
		}
		if err := w.EndApp(ctx, a); !errs.Is(err, errs.Forbidden) {
			t.Errorf("turned off without the second factor: %v", err)
		}
		if _, err := w.RenewCodes(ctx, a); !errs.Is(err, errs.Forbidden) {
			t.Errorf("new codes without the second factor: %v", err)
		}
		token := withSecond(a)
		token.Token = true
		if err := w.EndApp(ctx, token); err == nil {
			t.Error("a token turned it off")
		}
		renewed, err := w.RenewCodes(ctx, withSecond(a))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.CheckCode(ctx, p.ID, codes[0]); !errs.Is(err, errs.Invalid) {
			t.Errorf("a code from before the renewal: %v", err)
		}
		if err := w.EndApp(ctx, withSecond(a)); err != nil || asks() {
			t.Errorf("turned off, and asked: %v", err)
		}
		if err := w.CheckCode(ctx, p.ID, renewed[0]); !errs.Is(err, errs.Invalid) {
			t.Errorf("a recovery code without an app: %v", err)
		}
	})
}

func TestACodeWorksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), peopletest.NewWorld(t, d)
		p, other := peopletest.Person(t, w.Service), peopletest.Person(t, w.Service)
		secret, codes := withApp(t, w, peopletest.Actor(t, w.Service, p))
		now := w.Clock.Now()
		try := func(code string) bool { return w.CheckCode(ctx, p.ID, code) == nil }
		if try(codeAt(t, secret, now.Add(-30*time.Second))) {
			t.Error("the code that turned the app on worked again")
		}
		if code := codeAt(t, secret, now); w.CheckCode(ctx, other.ID, code) == nil || !try(code[:3]+" "+code[3:]) || try(code) {
			t.Error("a code is taken of another person, or not at all, or twice")
		}
		if code := codeAt(t, secret, now.Add(30*time.Second)); !try(code) || try(code) {
			t.Error("of a clock half a minute ahead")
		}
		if try(codeAt(t, secret, now)) || try(codeAt(t, secret, now.Add(60*time.Second))) {
			t.Error("an earlier one afterwards, or one from too far ahead")
		}
		if w.CheckCode(ctx, other.ID, codes[0]) == nil || !try(codes[0]) || try(codes[0]) {
			t.Error("a recovery code is taken of another person, or not at all, or twice")
		}
		for _, no := range []string{"", "      ", "00000-00000-00000-00000", codes[1][:19], "' OR 1=1--", "12345\x00"} {
			if try(no) {
				t.Errorf("%q is taken", no)
			}
		}
		f, err := w.Factors(ctx, peopletest.Actor(t, w.Service, p))
		if err != nil || f.CodesLeft != 9 {
			t.Errorf("%d codes left, %v", f.CodesLeft, err)
		}
	})
}

// TestOneOfManyWins sends one recovery code, and one code of an app, 64 times at once.
func TestOneOfManyWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := peopletest.NewWorld(t, d)
		p := peopletest.Person(t, w.Service)
		secret, codes := withApp(t, w, peopletest.Actor(t, w.Service, p))
		for name, code := range map[string]string{"recovery code": codes[3], "code of the app": codeAt(t, secret, w.Clock.Now())} {
			var won atomic.Int32
			var all sync.WaitGroup
			start := make(chan struct{})
			for range 64 {
				all.Go(func() {
					<-start
					switch err := w.CheckCode(context.Background(), p.ID, code); {
					case err == nil:
						won.Add(1)
					case !errs.Is(err, errs.Invalid):
						t.Errorf("%s: %v", name, err)
					}
				})
			}
			close(start)
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("%s: %d of 64 won", name, won.Load())
			}
		}
	})
}

func TestFactorsComeAlongWithAMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), peopletest.NewWorld(t, d)
		alias, into := peopletest.Person(t, w.Service), peopletest.Person(t, w.Service)
		secret, codes := withApp(t, w, peopletest.Actor(t, w.Service, alias))
		if err := w.Merge(ctx, authz.System("test"), alias.ID, into.ID); err != nil {
			t.Fatal(err)
		}
		if asks, err := w.AsksCode(ctx, into.ID); err != nil || !asks {
			t.Errorf("the account that stays asks for a code: %v, %v", asks, err)
		}
		if w.CheckCode(ctx, into.ID, codeAt(t, secret, w.Clock.Now())) != nil || w.CheckCode(ctx, into.ID, codes[0]) != nil {
			t.Error("the app and the codes of the alias do not work")
		}
		if err := w.UndoMerge(ctx, authz.System("test"), into.ID, alias.ID); err != nil {
			t.Fatal(err)
		}
		if asks, err := w.AsksCode(ctx, into.ID); err != nil || asks {
			t.Errorf("after undoing it: %v, %v", asks, err)
		}
	})
}

func TestResetEndsEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), peopletest.NewWorld(t, d)
		p := peopletest.Person(t, w.Service)
		a := peopletest.Actor(t, w.Service, p)
		withApp(t, w, a)
		admin := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
		if err := w.ResetFactors(ctx, admin, p.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("one administrator alone: %v", err)
		}
		if err := w.ResetFactors(ctx, authz.System("cli"), p.ID); err != nil {
			t.Fatal(err)
		}
		if f, err := w.Factors(ctx, a); err != nil || f.Any() || f.CodesLeft != 0 {
			t.Errorf("left %+v, %v", f, err)
		}
		var n int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM audit_log WHERE action = 'factor.reset'`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d lines in the log, %v", n, err)
		}
	})
}
