package people_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

var system = authz.System("test")

// nobody is a browser in which nobody is signed in.
var nobody = authz.Actor{Via: "web"}

func TestAuthenticateIsOneQueryAndFollowsTheRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := peopletest.NewWorld(t, d)
		unit := peopletest.Unit(t, w.Service, "ABC")
		p := peopletest.Person(t, w.Service, peopletest.Member("student"), peopletest.Role(authz.Binding{Role: authz.UnitEditor, UnitID: unit.ID}),
			peopletest.Role(authz.Binding{Role: authz.Reviewer}))

		counted, n := db.WithCounter(ctx)
		a, err := w.Authenticate(counted, p.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if n.Load() != 1 {
			t.Errorf("Authenticate took %d queries", n.Load())
		}
		if a.PersonID != p.ID || a.Name != p.Name || a.Class != "student" || len(a.Roles) != 2 || a.Via != "web" {
			t.Errorf("actor = %+v", a)
		}

		if err := w.EndRole(ctx, system, p.ID, authz.Binding{Role: authz.Reviewer}); err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
		a, err = w.Authenticate(ctx, p.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if a.Class != "" || a.Has(authz.Reviewer) || !a.Has(authz.UnitEditor) {
			t.Errorf("after the end of role and membership: %+v", a)
		}
		if err := w.ClosePerson(ctx, system, p.ID); err != nil {
			t.Fatal(err)
		}
		if a, err = w.Authenticate(ctx, p.ID, ""); err != nil || a.SignedIn() {
			t.Errorf("a closed person is %+v, %v", a, err)
		}
	})
}

func TestAuthenticateNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := peopletest.New(t, d)
		counted, n := db.WithCounter(context.Background())
		if a, err := s.Authenticate(counted, "", ""); err != nil || a.SignedIn() || n.Load() != 0 {
			t.Errorf("a stranger is %+v, %v, after %d queries", a, err, n.Load())
		}
		if a, err := s.Authenticate(counted, id.New(), ""); err != nil || a.SignedIn() {
			t.Errorf("an unknown person is %+v, %v", a, err)
		}
		if _, err := s.Authenticate(counted, "", "lc_wrong"); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("an unknown token gives %v", err)
		}
	})
}

func TestTokens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := peopletest.NewWorld(t, d)
		p := peopletest.Person(t, w.Service, peopletest.Role(authz.Binding{Role: authz.Admin}))
		me := peopletest.Actor(t, w.Service, p)
		secret, err := w.CreateToken(ctx, me, p.ID, "Desk script", []string{authz.ScopeRecordRead}, peopletest.Start.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		a, err := w.Authenticate(ctx, "", secret)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Token || a.PersonID != p.ID || !slices.Equal(a.Scopes, []string{authz.ScopeRecordRead}) {
			t.Errorf("actor by token = %+v", a)
		}
		if _, err := w.CreateToken(ctx, a, p.ID, "stronger", authz.Scopes, time.Time{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a token made a token: %v", err)
		}
		if err := w.GrantRole(ctx, a, peopletest.Person(t, w.Service).ID, authz.Binding{Role: authz.Auditor}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an administrator's token gave a role: %v", err)
		}
		list, err := w.Tokens(ctx, me, p.ID)
		if err != nil || len(list) != 1 || !list[0].UsedAt.Equal(peopletest.Start) {
			t.Fatalf("tokens = %+v, %v", list, err)
		}
		other := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service))
		if err := w.EndToken(ctx, other, p.ID, list[0].ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else ended the token: %v", err)
		}
		w.Clock.Advance(2 * time.Hour)
		if _, err := w.ActorByToken(ctx, secret); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a token that ran out: %v", err)
		}
		w.Clock.Set(peopletest.Start)
		for range 2 {
			if err := w.EndToken(ctx, me, p.ID, list[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.ActorByToken(ctx, secret); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("an ended token: %v", err)
		}
	})
}

func TestMergeAndUndo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		a := peopletest.Person(t, s, peopletest.Email("a@library.example"), peopletest.Member("regular"))
		b := peopletest.Person(t, s, peopletest.Email("b@library.example"))
		c := peopletest.Person(t, s, peopletest.Email("c@library.example"))
		for _, pair := range [][2]id.ID{{a.ID, b.ID}, {b.ID, c.ID}} {
			if err := s.Merge(ctx, system, pair[0], pair[1]); err != nil {
				t.Fatal(err)
			}
		}
		ids, err := s.IDs(ctx, a.ID)
		if err != nil || len(ids) != 3 || ids[0] != c.ID {
			t.Fatalf("ids = %v, %v", ids, err)
		}
		found, err := s.PersonByEmail(ctx, "A@Library.Example")
		if err != nil || found.ID != c.ID || found.Email != "c@library.example" {
			t.Errorf("by the alias's address: %+v, %v", found, err)
		}
		if class, err := s.ClassOn(ctx, d, c.ID, "2026-05-01"); err != nil || class != "regular" {
			t.Errorf("the alias's membership: %q, %v", class, err)
		}
		if actor, err := s.Authenticate(ctx, a.ID, ""); err != nil || actor.PersonID != c.ID || actor.Class != "regular" {
			t.Errorf("the alias's session: %+v, %v", actor, err)
		}
		if broken, err := s.Check(ctx); err != nil || len(broken) > 0 {
			t.Errorf("check: %v, %v", broken, err)
		}
		if err := s.UndoMerge(ctx, system, c.ID, b.ID); err != nil {
			t.Fatal(err)
		}
		for person, want := range map[id.ID]id.ID{a.ID: b.ID, b.ID: b.ID, c.ID: c.ID} {
			if got, err := s.Surviving(ctx, d, person); err != nil || got != want {
				t.Errorf("surviving %s = %s, %v; want %s", person, got, err, want)
			}
		}
		if err := s.UndoMerge(ctx, system, c.ID, b.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("undone twice: %v", err)
		}
	})
}

func TestPersonsInOneQuery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := peopletest.New(t, d)
		var ids []id.ID
		for range 5 {
			ids = append(ids, peopletest.Person(t, s).ID)
		}
		ctx, n := db.WithCounter(context.Background())
		found, err := s.Persons(ctx, append(ids, id.New()))
		if err != nil || len(found) != 5 || n.Load() != 1 {
			t.Errorf("%d persons in %d queries, %v", len(found), n.Load(), err)
		}
		if found[ids[2]].Email == "" || !found[ids[2]].EmailVerified {
			t.Errorf("person = %+v", found[ids[2]])
		}
	})
}

// TestATokenIsNotEndedUnannounced lets time go by until the end of two tokens, one of which its owner has ended.
func TestATokenIsNotEndedUnannounced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		p := peopletest.Person(t, w.Service, peopletest.Email("ana@library.example"))
		me := peopletest.Actor(t, w.Service, p)
		ends := w.Clock.Now().Add(30 * 24 * time.Hour)
		for _, name := range []string{"Membership system", "Put away"} {
			if _, err := w.CreateToken(ctx, me, p.ID, name, []string{authz.ScopeRecordRead}, ends); err != nil {
				t.Fatal(err)
			}
		}
		soon, err := w.CreateToken(ctx, me, p.ID, "For a moment", []string{authz.ScopeRecordRead}, w.Clock.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		by, err := w.ActorByToken(ctx, soon)
		if err != nil {
			t.Fatal(err)
		}
		if in, err := w.TokenInUse(ctx, by); err != nil || in.Name != "For a moment" || in.PersonID != p.ID || in.ExpiresAt.IsZero() {
			t.Errorf("the token in use: %+v, %v", in, err)
		}
		if _, err := w.TokenInUse(ctx, me); !errs.Is(err, errs.NotFound) {
			t.Errorf("without a token: %v", err)
		}
		list, err := w.Tokens(ctx, me, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range list {
			if token.Name == "Put away" {
				if err := w.EndToken(ctx, me, p.ID, token.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, c := range []struct {
			day, letters int
		}{{15, 0}, {17, 1}, {28, 1}, {29, 2}, {60, 2}} {
			w.Clock.Set(ends.AddDate(0, 0, c.day-30))
			if err := w.queue.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, l := range w.Box.Letters("ana@library.example") {
				if strings.Contains(l.Subject, "about to end") {
					n++
					if !strings.Contains(l.Text, "Membership system") || !strings.Contains(l.Text, "/my/tokens") {
						t.Errorf("%s", l.Text)
					}
				}
			}
			if n != c.letters {
				t.Errorf("after %d days: %d letters, want %d", c.day, n, c.letters)
			}
		}
	})
}
