package people_test

import (
	"context"
	"slices"
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

// TestRolesByRuleEndWithAMerge gives both an account at the same provider: what either's claims gave while they were one holds for neither, until they come in anew.
func TestRolesByRuleEndWithAMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d, func(p *people.Provider) {
			p.Rules = []people.Rule{{Claim: "groups", Contains: "mentors", Role: authz.Mentor}}
		})
		mentors := func(p people.Person) bool {
			t.Helper()
			return slices.ContainsFunc(peopletest.Actor(t, w.Service, p).Roles, func(b authz.Binding) bool { return b.Role == authz.Mentor })
		}
		alias, mine := w.in(w.one).Person, w.one.Person
		theirs := map[string]any{"sub": "another", "email": "other@library.example", "email_verified": true, "name": "Bo", "groups": []any{"mentors"}}
		w.one.Person = theirs
		survivor := w.in(w.one).Person
		if survivor.ID == alias.ID || !mentors(survivor) {
			t.Fatalf("survivor %+v", survivor)
		}
		if err := w.Merge(ctx, authz.System("test"), alias.ID, survivor.ID); err != nil {
			t.Fatal(err)
		}
		// The provider takes the survivor's role away, and then says that the other has it.
		delete(theirs, "groups")
		if w.in(w.one); mentors(survivor) {
			t.Fatal("the role outlives its claim")
		}
		mine["groups"] = []any{"mentors"}
		w.one.Person = mine
		if w.in(w.one); !mentors(survivor) {
			t.Fatal("while they are one, the claim of either counts")
		}
		if err := w.UndoMerge(ctx, authz.System("test"), survivor.ID, alias.ID); err != nil {
			t.Fatal(err)
		}
		if mentors(survivor) || mentors(alias) {
			t.Errorf("by rule after the merge was undone: the survivor %v, the other %v", mentors(survivor), mentors(alias))
		}
		if w.in(w.one); mentors(survivor) || !mentors(alias) {
			t.Errorf("after signing in anew: the survivor %v, the other %v", mentors(survivor), mentors(alias))
		}
	})
}

// TestWhoIsLeftWithoutAWayIn undoes a merge of somebody whose own address was removed meanwhile.
func TestWhoIsLeftWithoutAWayIn(t *testing.T) {
	ctx, d := context.Background(), dbtest.SQLite(t)
	w := peopletest.NewWorld(t, d)
	alias, survivor := peopletest.Person(t, w.Service), peopletest.Person(t, w.Service)
	admin := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
	if err := w.Merge(ctx, authz.System("test"), alias.ID, survivor.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.UseAddress(ctx, peopletest.Actor(t, w.Service, survivor), alias.Email); err != nil {
		t.Fatal(err)
	}
	if err := w.RemoveAddress(ctx, peopletest.Actor(t, w.Service, survivor), survivor.Email); err != nil {
		t.Fatal(err)
	}
	opens := func(p people.Person) bool {
		t.Helper()
		open, err := w.HasWayIn(ctx, admin, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		return open
	}
	if !opens(survivor) {
		t.Error("while they are one, the other's address opens the account")
	}
	if err := w.UndoMerge(ctx, admin, survivor.ID, alias.ID); err != nil {
		t.Fatal(err)
	}
	if opens(survivor) || !opens(alias) {
		t.Errorf("afterwards a way in: survivor %v, the other %v", opens(survivor), opens(alias))
	}
	if _, err := w.HasWayIn(ctx, peopletest.Actor(t, w.Service, alias), survivor.ID); !errs.Is(err, errs.Forbidden) {
		t.Errorf("asked by a learner: %v", err)
	}
}

// TestTheLogTellsNoAddress looks for what the log keeps of an address that was removed: its hash would tell whoever guesses addresses.
func TestTheLogTellsNoAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), peopletest.New(t, d)
		gone, p := peopletest.Person(t, s, peopletest.Email("gone@library.example")), peopletest.Person(t, s)
		if err := s.Merge(ctx, authz.System("test"), gone.ID, p.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.RemoveAddress(ctx, peopletest.Actor(t, s, p), "gone@library.example"); err != nil {
			t.Fatal(err)
		}
		var detail string
		if err := d.QueryRow(ctx, `SELECT detail FROM audit_log WHERE action = 'address.removed'`).Scan(&detail); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(detail, id.Hash("gone@library.example")) || strings.Contains(detail, "gone") || !strings.Contains(detail, `"address":"`) || strings.Contains(detail, `"address":""`) {
			t.Errorf("the log says %s", detail)
		}
	})
}
