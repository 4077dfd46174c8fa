package people_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestWaysInAddedMeanwhileEndWithAMerge adds every way in there is while two are one, and looks who can get in once they are two.
func TestWaysInAddedMeanwhileEndWithAMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const before, since = "four quiet green herons", "seven loud blue magpies"
		ctx := context.Background()
		w := newWith(t, d, func(p *people.Provider) {
			p.Rules = []people.Rule{{Claim: "groups", Contains: "mentors", Role: authz.Mentor}}
		})
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		exec := func(query string, args ...any) {
			t.Helper()
			must(d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }))
		}
		passkey := func(owner id.ID, name string) {
			exec(`INSERT INTO passkeys (id, person_id, name, credential_id, credential, created_at) VALUES ($1, $2, $3, $3, '{}', $4)`, id.New(), owner, name, w.Clock.Now())
		}
		alias := w.in(w.one).Person
		survivor, err := w.AddPerson(ctx, authz.System("test"), people.NewPerson{Name: "Bo", Email: "bo@library.example", Verified: true, PasswordHash: w.HashPassword(before)})
		must(err)
		third := peopletest.Person(t, w.Service)
		withApp(t, w.World, peopletest.Actor(t, w.Service, survivor))
		passkey(survivor.ID, "from before")
		must(w.Merge(ctx, authz.System("test"), alias.ID, survivor.ID))

		w.Clock.Advance(time.Hour)
		me := withSecond(peopletest.Actor(t, w.Service, survivor))
		if _, err := w.enter(w.two, me, true); err != nil {
			t.Fatal(err)
		}
		w.one.Person["groups"] = []any{"mentors"}
		if e := w.in(w.one); e.Person.ID != survivor.ID { // and so gets its rules' role
			t.Fatalf("came in as %+v", e.Person)
		}
		codes, err := w.RenewCodes(ctx, me)
		must(err)
		must(w.ChangePassword(ctx, me, before, since))
		passkey(survivor.ID, "from since")
		exec(`INSERT INTO emails (address_key, address, person_id, is_primary, verified_at, created_at) VALUES ('new@library.example', 'new@library.example', $1, FALSE, $2, $2)`, survivor.ID, w.Clock.Now())
		must(w.Merge(ctx, authz.System("test"), third.ID, survivor.ID))

		if err := w.UndoMerge(ctx, authz.System("test"), third.ID, alias.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("undone on the page of somebody else: %v", err)
		}
		letters := count(t, d, `SELECT COUNT(*) FROM outbox WHERE kind LIKE '%people.notice' AND payload LIKE '%parted%'`)
		must(w.UndoMerge(ctx, authz.System("test"), survivor.ID, alias.ID))
		if n := count(t, d, `SELECT COUNT(*) FROM outbox WHERE kind LIKE '%people.notice' AND payload LIKE '%parted%'`); n-letters != 3 {
			t.Errorf("%d were told, want both and the address", n-letters)
		}
		for _, password := range []string{before, since} {
			if _, err := w.SignIn(ctx, "bo@library.example", password); err == nil {
				t.Errorf("%q opens the account", password)
			}
		}
		me = peopletest.Actor(t, w.Service, survivor)
		if slices.ContainsFunc(me.Roles, func(b authz.Binding) bool { return b.Role == authz.Mentor }) {
			t.Errorf("the other's rules give %+v", me.Roles)
		}
		f, err := w.Factors(ctx, me)
		must(err)
		if len(f.Passkeys) != 1 || f.Passkeys[0].Name != "from before" || f.App.IsZero() || f.CodesLeft != 0 {
			t.Errorf("left %+v", f)
		}
		if err := w.CheckCode(ctx, survivor.ID, codes[0]); err == nil {
			t.Error("a recovery code from since works")
		}
		if all, err := w.LinkedAccounts(ctx, me); err != nil || len(all) != 0 {
			t.Errorf("linked %+v, %v", all, err)
		}
		if _, err := w.PersonByEmail(ctx, "new@library.example"); !errs.Is(err, errs.NotFound) {
			t.Errorf("the address from since: %v", err)
		}
		if p, err := w.PersonByEmail(ctx, "bo@library.example"); err != nil || p.ID != survivor.ID {
			t.Errorf("the address from before: %+v, %v", p, err)
		}
		if e := w.in(w.one); e.Person.ID != alias.ID {
			t.Errorf("the other's account opens %+v", e.Person)
		}
		if ids, err := w.IDs(ctx, survivor.ID); err != nil || len(ids) != 2 {
			t.Errorf("the third one is not merged any more: %v, %v", ids, err)
		}
	})
}
