package people_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// TestNobodyVouchesByANewRole has an administrator make a second one of themselves, and go on with both.
func TestNobodyVouchesByANewRole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		admin := authz.Binding{Role: authz.Admin}
		twin := peopletest.Person(t, p.Service, peopletest.Email("twin@library.example"))
		if err := p.GrantRole(ctx, p.first, twin.ID, admin); err != nil {
			t.Fatal(err)
		}
		for _, to := range []authz.Actor{p.first, p.second, p.more} {
			who, err := p.Person(ctx, to.PersonID)
			if err != nil {
				t.Fatal(err)
			}
			if subject, _, _ := p.letter(who.Email); subject != "There is a new administrator" {
				t.Errorf("another administrator is told %q", subject)
			}
		}
		if n := len(p.Box.Letters("twin@library.example")); n != 0 {
			t.Errorf("the new one is told of themselves")
		}
		young := peopletest.Actor(t, p.Service, twin)
		refused := func(what string, err error) {
			t.Helper()
			if !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", what, err)
			}
		}
		// What came before the role was a week old is not theirs to vouch for, however old it is when they do.
		early := p.ask(people.RecoveryAsk{Account: lostAddress, Contact: "one@elsewhere.example"})
		m := p.propose()
		refused("opened", p.OpenRecovery(ctx, young, early, proof, ""))
		refused("proposed", second(p.ProposeMerge(ctx, young, p.person.ID, p.from.ID, proof)))
		p.Clock.Advance(8 * 24 * time.Hour)
		refused("opened a week later", p.OpenRecovery(ctx, young, early, proof, ""))
		if err := p.OpenRecovery(ctx, p.first, early, proof, ""); err != nil {
			t.Fatal(err)
		}
		refused("confirmed", p.confirm(young, early))
		refused("agreed", p.AgreeMerge(ctx, young, m.ID, m.Opening()))
		late := p.ask(people.RecoveryAsk{Account: lostAddress, Contact: "two@elsewhere.example"})
		if err := p.OpenRecovery(ctx, young, late, proof, ""); err != nil {
			t.Errorf("who has it for a week opened what came then: %v", err)
		}
		// A role that is given again is a new one, also for what was begun with the former.
		if err := p.EndRole(ctx, p.first, twin.ID, admin); err != nil {
			t.Fatal(err)
		}
		if err := p.GrantRole(ctx, p.first, twin.ID, admin); err != nil {
			t.Fatal(err)
		}
		if err := p.confirm(p.second, late); !errs.Is(err, errs.Conflict) {
			t.Errorf("confirmed what was opened by a role that is new by now: %v", err)
		}
		// The operator's word counts at once.
		if err := p.EndRole(ctx, system, twin.ID, admin); err != nil {
			t.Fatal(err)
		}
		if err := p.GrantRole(ctx, system, twin.ID, admin); err != nil {
			t.Fatal(err)
		}
		if err := p.AgreeMerge(ctx, peopletest.Actor(t, p.Service, twin), m.ID, m.Opening()); err != nil {
			t.Errorf("agreed by whom the operator made one: %v", err)
		}
	})
}

// TestARuleVouchesAfterAWeek takes an administrator whom a rule of a sign-in provider made one.
func TestARuleVouchesAfterAWeek(t *testing.T) {
	ctx, d := context.Background(), dbtest.SQLite(t)
	p := newPair(t, d)
	byRule := peopletest.Person(t, p.Service)
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO role_bindings (id, person_id, role, granted_at, provider) VALUES ('rule', $1, 'admin', $2, 'members')`, byRule.ID, p.Clock.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	actor := peopletest.Actor(t, p.Service, byRule)
	if _, err := p.ProposeMerge(ctx, actor, p.from.ID, p.into.ID, proof); !errs.Is(err, errs.Forbidden) {
		t.Errorf("proposed at once: %v", err)
	}
	p.Clock.Advance(8 * 24 * time.Hour)
	if _, err := p.ProposeMerge(ctx, actor, p.from.ID, p.into.ID, proof); err != nil {
		t.Errorf("proposed after a week: %v", err)
	}
}

// TestTheProofThatWasReadCounts opens a request anew while somebody reads what stood there before.
func TestTheProofThatWasReadCounts(t *testing.T) {
	ctx, l := context.Background(), newLost(t, dbtest.SQLite(t))
	which := l.ask(people.RecoveryAsk{Account: lostAddress})
	if err := l.OpenRecovery(ctx, l.first, which, proof, ""); err != nil {
		t.Fatal(err)
	}
	read, err := l.Recovery(ctx, l.more, which)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.EndRole(ctx, system, l.first.PersonID, authz.Binding{Role: authz.Admin}); err != nil {
		t.Fatal(err)
	}
	l.Clock.Advance(time.Minute)
	if err := l.OpenRecovery(ctx, l.second, which, "Somebody said that it would be all right", ""); err != nil {
		t.Fatal(err)
	}
	for _, opening := range []string{read.Opening(), ""} {
		if err := l.ConfirmRecovery(ctx, l.more, which, opening); !errs.Is(err, errs.Conflict) {
			t.Errorf("confirmed by %q, which was read: %v", opening, err)
		}
	}
	if err := l.confirm(l.more, which); err != nil {
		t.Error(err)
	}
}
