package people_test

import (
	"context"
	"io"
	"log/slog"
	"regexp"
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
	"learningcommons.dev/commons/internal/platform/jobs"
)

// post is a world whose letters can be written and read.
type post struct {
	*peopletest.World
	queue *jobs.Queue
	t     *testing.T
}

func newPost(t *testing.T, d *db.DB) *post {
	w := peopletest.NewWorld(t, d)
	q := jobs.New(d, w.Clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
	w.Register(q)
	return &post{w, q, t}
}

var linkPattern = regexp.MustCompile(`https://commons\.example\.org(/\S+/)(\S+)`)

// letter does all due work and returns the path and secret of the link in the last letter to the address.
func (p *post) letter(to string) (subject, path, secret string) {
	p.t.Helper()
	if err := p.queue.Drain(context.Background()); err != nil {
		p.t.Fatal(err)
	}
	all := p.Box.Letters(to)
	if len(all) == 0 {
		p.t.Fatalf("no letter went to %s", to)
	}
	last := all[len(all)-1]
	if m := linkPattern.FindStringSubmatch(last.Text); m != nil {
		return last.Subject, m[1], m[2]
	}
	return last.Subject, "", ""
}

func TestSignUpThenSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		if err := w.AskSignUp(ctx, "Ana  Rivera", "Ana@Library.Example", "/offers/x"); err != nil {
			t.Fatal(err)
		}
		_, path, secret := w.letter("Ana@Library.Example")
		if path != "/confirm/" {
			t.Errorf("the link leads to %s", path)
		}
		for range 3 { // a program that looks through mail opens the link
			if l, err := w.PeekLink(ctx, nobody, secret); err != nil || l.Next != "/offers/x" || l.Purpose != people.LinkSignUp {
				t.Fatalf("peek: %+v, %v", l, err)
			}
		}
		if _, _, err := w.UseLink(ctx, nobody, secret, people.LinkAnswer{Name: "Ana Rivera", Password: "short"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a short password: %v", err)
		}
		const password = "four quiet green herons"
		p, _, err := w.UseLink(ctx, nobody, secret, people.LinkAnswer{Name: "Ana Rivera", Password: password})
		if err != nil || p.Name != "Ana Rivera" || !p.EmailVerified || !p.HasPassword {
			t.Fatalf("sign-up: %+v, %v", p, err)
		}
		if _, _, err := w.UseLink(ctx, nobody, secret, people.LinkAnswer{Name: "Ana Rivera"}); !errs.Is(err, errs.Gone) {
			t.Errorf("the link was used twice: %v", err)
		}
		if got, err := w.SignIn(ctx, "ANA@library.example", password); err != nil || got.ID != p.ID {
			t.Errorf("sign in: %+v, %v", got, err)
		}
		_, unknown := w.SignIn(ctx, "nobody@library.example", password)
		_, wrong := w.SignIn(ctx, "ana@library.example", password+"x")
		_, nonsense := w.SignIn(ctx, "nonsense", strings.Repeat("x", 5000))
		if !errs.Is(unknown, errs.Invalid) || unknown.Error() != wrong.Error() || nonsense.Error() != wrong.Error() {
			t.Errorf("the answers differ: %v / %v / %v", unknown, wrong, nonsense)
		}
		if err := w.ClosePerson(ctx, system, p.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SignIn(ctx, "ana@library.example", password); err == nil || err.Error() != wrong.Error() {
			t.Errorf("a closed account: %v", err)
		}
	})
}

func TestLettersDoNotTellStrangersAnything(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	w := newPost(t, d)
	p := peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"))
	for _, c := range []struct {
		name string
		ask  func() error
		to   string
		path string
	}{
		{"sign up with a known address", func() error { return w.AskSignUp(ctx, "Mallory", "ana@library.example", "") }, "ana@library.example", "/sign-in/link/"},
		{"sign in with a known address", func() error { return w.AskSignIn(ctx, "ana@library.example", "") }, "ana@library.example", "/sign-in/link/"},
		{"sign in with an unknown address", func() error { return w.AskSignIn(ctx, "new@library.example", "") }, "new@library.example", "/confirm/"},
		{"new password for an unknown address", func() error { return w.AskPassword(ctx, "other@library.example", "") }, "other@library.example", "/confirm/"},
		{"new password for a known address", func() error { return w.AskPassword(ctx, "ana@library.example", "") }, "ana@library.example", "/password/"},
	} {
		w.Clock.Advance(time.Minute)
		if err := c.ask(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if _, path, _ := w.letter(c.to); path != c.path {
			t.Errorf("%s: the link leads to %s, not %s", c.name, path, c.path)
		}
	}
	// Somebody else's address is not taken, and its owner hears of it.
	other := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service))
	if err := w.AskAddress(ctx, other, "ana@library.example"); err != nil {
		t.Fatal(err)
	}
	if subject, path, _ := w.letter("ana@library.example"); path != "" || subject != "This address is in use" {
		t.Errorf("letter %q with a link to %q", subject, path)
	}
	if got, err := w.PersonByEmail(ctx, "ana@library.example"); err != nil || got.ID != p.ID {
		t.Errorf("the address belongs to %+v, %v", got, err)
	}
}

func TestLettersToOneAddressAreFew(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newPost(t, d)
	for range 20 {
		if err := w.AskSignIn(context.Background(), "ana@library.example", ""); err != nil {
			t.Fatal(err)
		}
	}
	w.letter("ana@library.example")
	if n := len(w.Box.Letters("ana@library.example")); n != 6 {
		t.Errorf("%d letters were sent", n)
	}
}

func TestLinksRunOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"))
		if err := w.AskSignIn(ctx, "ana@library.example", ""); err != nil {
			t.Fatal(err)
		}
		_, _, secret := w.letter("ana@library.example")
		w.Clock.Advance(21 * time.Minute)
		if _, _, err := w.UseLink(ctx, nobody, secret, people.LinkAnswer{}); !errs.Is(err, errs.Gone) {
			t.Errorf("an old link: %v", err)
		}
		if err := w.queue.RunPeriodic(ctx); err != nil {
			t.Fatal(err)
		}
		// A request that waited too long for its letter is not answered any more.
		if err := w.AskSignIn(ctx, "ana@library.example", ""); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(2 * time.Hour)
		w.letter("ana@library.example")
		if n := len(w.Box.Letters("ana@library.example")); n != 1 {
			t.Errorf("%d letters were sent", n)
		}
	})
}

func TestOneLinkManyHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		if err := w.AskSignUp(ctx, "Ana Rivera", "ana@library.example", ""); err != nil {
			t.Fatal(err)
		}
		_, _, secret := w.letter("ana@library.example")
		var wg sync.WaitGroup
		results := make([]error, 8)
		for i := range results {
			wg.Go(func() { _, _, results[i] = w.UseLink(ctx, nobody, secret, people.LinkAnswer{Name: "Ana Rivera"}) })
		}
		wg.Wait()
		good := 0
		for _, err := range results {
			if err == nil {
				good++
			} else if !errs.Is(err, errs.Gone) {
				t.Errorf("a late hand got %v", err)
			}
		}
		if good != 1 {
			t.Errorf("the link worked %d times", good)
		}
	})
}

func TestNewPasswordEndsEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		p := peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"))
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO web_sessions (token_hash, person_id, data, expires_at) VALUES ('x', $1, '{}', $2)`, p.ID, peopletest.Start.AddDate(1, 0, 0))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		token, err := w.CreateToken(ctx, peopletest.Actor(t, w.Service, p), p.ID, "Desk", []string{authz.ScopeRecordRead}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.AskSignIn(ctx, "ana@library.example", ""); err != nil {
			t.Fatal(err)
		}
		_, _, signIn := w.letter("ana@library.example")
		if err := w.AskPassword(ctx, "ana@library.example", ""); err != nil {
			t.Fatal(err)
		}
		_, _, secret := w.letter("ana@library.example")
		if _, _, err := w.UseLink(ctx, nobody, secret, people.LinkAnswer{Password: "three slow brown otters"}); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM web_sessions`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d sessions are left, %v", n, err)
		}
		if _, _, err := w.UseLink(ctx, nobody, signIn, people.LinkAnswer{}); !errs.Is(err, errs.Gone) {
			t.Errorf("an earlier link still works: %v", err)
		}
		if subject, _, _ := w.letter("ana@library.example"); subject != "Your password was changed" {
			t.Errorf("the last letter is %q", subject)
		}
		if _, err := w.ActorByToken(ctx, token); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("an API token still works: %v", err)
		}
	})
}

func TestTokensStayEndedWhenAnAccountIsOpenedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		p, twin := peopletest.Person(t, s), peopletest.Person(t, s)
		var tokens []string
		for _, owner := range []people.Person{p, twin} {
			token, err := s.CreateToken(ctx, system, owner.ID, "Desk", []string{authz.ScopeRecordRead}, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, token)
		}
		if err := s.Merge(ctx, system, twin.ID, p.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.ClosePerson(ctx, system, p.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.ReopenPerson(ctx, system, p.ID); err != nil {
			t.Fatal(err)
		}
		for _, token := range tokens {
			if _, err := s.ActorByToken(ctx, token); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("a token came back to life: %v", err)
			}
		}
	})
}

func TestAddresses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		me := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service, peopletest.Email("one@library.example")))
		if err := w.AskAddress(ctx, me, "Two@Library.Example"); err != nil {
			t.Fatal(err)
		}
		_, _, secret := w.letter("two@library.example")
		a, err := w.Addresses(ctx, me, me.PersonID)
		if err != nil || len(a.Known) != 1 || len(a.Waiting) != 1 {
			t.Fatalf("addresses = %+v, %v", a, err)
		}
		// Whoever else has got the letter, because the address was mistyped, can do nothing with it.
		other := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service))
		byToken := me
		byToken.Token = true
		for kind, who := range map[errs.Kind]authz.Actor{errs.Unauthenticated: nobody, errs.Forbidden: other} {
			if _, err := w.PeekLink(ctx, who, secret); !errs.Is(err, kind) {
				t.Errorf("looked at: %v, want %s", err, kind)
			}
			if _, _, err := w.UseLink(ctx, who, secret, people.LinkAnswer{}); !errs.Is(err, kind) {
				t.Errorf("used: %v, want %s", err, kind)
			}
		}
		if _, _, err := w.UseLink(ctx, byToken, secret, people.LinkAnswer{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("used by a token: %v", err)
		}
		if _, _, err := w.UseLink(ctx, me, secret, people.LinkAnswer{}); err != nil {
			t.Fatal(err)
		}
		if err := w.UseAddress(ctx, me, "two@library.example"); err != nil {
			t.Fatal(err)
		}
		if subject, _, _ := w.letter("one@library.example"); subject != "Letters now go to another address" {
			t.Errorf("the former address was told %q", subject)
		}
		if err := w.RemoveAddress(ctx, me, "two@library.example"); !errs.Is(err, errs.Conflict) {
			t.Errorf("the address for letters was removed: %v", err)
		}
		stranger := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service))
		if err := w.RemoveAddress(ctx, stranger, "one@library.example"); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger removed it: %v", err)
		}
		if err := w.RemoveAddress(ctx, me, "one@library.example"); err != nil {
			t.Fatal(err)
		}
		if a, err = w.Addresses(ctx, me, me.PersonID); err != nil || len(a.Known) != 1 || !a.Known[0].Primary || len(a.Waiting) != 0 {
			t.Errorf("addresses = %+v, %v", a, err)
		}
	})
}

// TestAnAddressFromAListOpensNoLinkedAccount puts an address that nobody has confirmed on somebody who signs in elsewhere, and takes the account there away.
func TestAnAddressFromAListOpensNoLinkedAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newPost(t, d)
		p := peopletest.Person(t, w.Service, peopletest.Unverified("listed@library.example"))
		linked := func(query string) {
			t.Helper()
			err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, p.ID); return err })
			if err != nil {
				t.Fatal(err)
			}
		}
		linked(`INSERT INTO linked_sign_ins (id, issuer, subject, person_id, account, linked_at, used_at) VALUES ('l', 'https://members.example', 's', $1, 'a', 0, 0)`)
		ask := map[string]func() error{
			"/sign-in/link/": func() error { return w.AskSignIn(ctx, "listed@library.example", "") },
			"/password/":     func() error { return w.AskPassword(ctx, "listed@library.example", "") },
		}
		for opens, f := range ask {
			if err := f(); err != nil {
				t.Fatal(err)
			}
			if subject, path, _ := w.letter("listed@library.example"); path == opens || subject != "This address is not confirmed yet" {
				t.Errorf("%q leads to %s", subject, path)
			}
		}
		linked(`DELETE FROM linked_sign_ins WHERE person_id = $1`)
		w.Clock.Advance(time.Minute)
		for opens, f := range ask {
			if err := f(); err != nil {
				t.Fatal(err)
			}
			if subject, path, _ := w.letter("listed@library.example"); path != opens {
				t.Errorf("without the account: %q leads to %s, want %s", subject, path, opens)
			}
		}
	})
}
