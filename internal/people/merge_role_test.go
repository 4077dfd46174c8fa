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
)

var adminRole = authz.Binding{Role: authz.Admin}

// stranded makes an administrator of long standing who has no way in: their addresses came by a merge that one administrator undoes.
func (p *pair) stranded() people.Person {
	p.t.Helper()
	ctx := context.Background()
	listed, err := p.AddPerson(ctx, system, people.NewPerson{Name: "Vera Lang", MemberNumber: "77"})
	if err != nil {
		p.t.Fatal(err)
	}
	known := peopletest.Person(p.t, p.Service, peopletest.Email("vera@library.example"))
	if err := p.Merge(ctx, system, known.ID, listed.ID); err != nil {
		p.t.Fatal(err)
	}
	if err := p.GrantRole(ctx, p.second, listed.ID, adminRole); err != nil {
		p.t.Fatal(err)
	}
	p.Clock.Advance(30 * 24 * time.Hour)
	if err := p.UndoMerge(ctx, p.first, listed.ID, known.ID); err != nil {
		p.t.Fatal(err)
	}
	return listed
}

// TestOneGivesNobodyInARole takes who has a role and no way in: one administrator alone gives them none, by merging either way round nor by a list.
func TestOneGivesNobodyInARole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		vera := p.stranded()
		for _, two := range [][2]people.Person{{p.from, vera}, {vera, p.from}} {
			if v, err := p.PreviewMerge(ctx, p.first, two[0].ID, two[1].ID); err != nil || !v.NeedsTwo {
				t.Errorf("needs two: %v, %v", v.NeedsTwo, err)
			}
			if _, err := p.ProposeMerge(ctx, p.first, two[0].ID, two[1].ID, ""); !errs.Is(err, errs.Invalid) {
				t.Errorf("merged by one: %v", err)
			}
		}
		const row = "77,Vera Lang,mine@elsewhere.example,regular,2026-01-01,2026-12-31\n"
		for _, dry := range []bool{true, false} {
			if r := importText(t, p.Service, header+row, dry); r.Counts.Refused != 1 || !strings.Contains(r.Rows[0].Problems[0].Message, "has a role and has confirmed no address") {
				t.Errorf("dry %v: a way in by a list: %+v", dry, r.Rows)
			}
		}
		if r := importText(t, p.Service, header+"77,Vera Lang,,regular,2026-01-01,2026-12-31\n", false); r.Counts.Created != 1 {
			t.Errorf("a membership without an address: %+v", r.Rows)
		}
		// With a role of any kind, given to who has an address that nobody has confirmed.
		listed := peopletest.Person(t, p.Service, peopletest.Named("Lu Park"), peopletest.Unverified("lu@library.example"), peopletest.Number("78"), peopletest.Role(authz.Binding{Role: authz.Mentor}))
		other := strings.NewReplacer("77", "78", "Vera Lang", "Lu Park").Replace(row)
		if r := importText(t, p.Service, header+other, false); r.Counts.Refused != 1 {
			t.Errorf("a second address for one who has confirmed none: %+v", r.Rows)
		}
		if err := p.EndRole(ctx, system, listed.ID, authz.Binding{Role: authz.Mentor}); err != nil {
			t.Fatal(err)
		}
		if r := importText(t, p.Service, header+other, false); r.Counts.Created != 1 {
			t.Errorf("without a role: %+v", r.Rows)
		}
		// The role is what it is about: without it one is enough.
		if err := p.EndRole(ctx, p.first, vera.ID, adminRole); err != nil {
			t.Fatal(err)
		}
		if which, err := p.ProposeMerge(ctx, p.first, p.from.ID, vera.ID, ""); err != nil || which != "" {
			t.Errorf("proposed %q, %v", which, err)
		}
	})
}

// TestClosingEndsRoles closes an administrator and opens the account again: the role is gone, and given anew it is a new one.
func TestClosingEndsRoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		admin, err := p.Person(ctx, p.more.PersonID)
		if err != nil {
			t.Fatal(err)
		}
		alias := peopletest.Person(t, p.Service, peopletest.Role(adminRole)) // who has it too
		if err := p.Merge(ctx, system, alias.ID, admin.ID); err != nil {
			t.Fatal(err)
		}
		if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO role_bindings (id, person_id, role, granted_at, provider) VALUES ('rule', $1, 'auditor', $2, 'members')`, admin.ID, p.Clock.Now())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		p.Clock.Advance(30 * 24 * time.Hour)
		if err := p.ClosePerson(ctx, p.first, admin.ID); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = 'role.ended'`); n != 2 {
			t.Errorf("%d roles ended in the log, want one of each kind", n)
		}
		// Who was closed before closing ended roles has none after opening either.
		if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE role_bindings SET ended_at = NULL WHERE person_id = $1 AND role = 'admin'`, admin.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := p.ReopenPerson(ctx, p.first, admin.ID); err != nil {
			t.Fatal(err)
		}
		if a := peopletest.Actor(t, p.Service, admin); len(a.Roles) != 0 {
			t.Errorf("opened again with %v", a.Roles)
		}
		m := p.propose2()
		if err := p.GrantRole(ctx, p.first, admin.ID, adminRole); err != nil {
			t.Fatal(err)
		}
		if err := p.AgreeMerge(ctx, peopletest.Actor(t, p.Service, admin), m.ID, m.Opening()); !errs.Is(err, errs.Forbidden) {
			t.Errorf("agreed by a role of this hour: %v", err)
		}
	})
}

// propose2 is propose where another one of the staff looks.
func (p *pair) propose2() people.MergeRequest {
	p.t.Helper()
	which, err := p.ProposeMerge(context.Background(), p.first, p.from.ID, p.into.ID, proof)
	if err != nil {
		p.t.Fatal(err)
	}
	m, err := p.MergeRequest(context.Background(), p.second, which)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

// TestClosingEndsWhatIsVouchedFor closes one of two who are to be merged, whoever proposed it, and one of a proposal from before closing ended it.
func TestClosingEndsWhatIsVouchedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		which := p.ask(people.RecoveryAsk{Account: "from@library.example"})
		m := p.propose()
		if err := p.ClosePerson(ctx, p.second, p.from.ID); err != nil {
			t.Fatal(err)
		}
		if got := p.request(m.ID).Outcome; got != people.MergeLapsed {
			t.Errorf("the proposal ended %q", got)
		}
		if got := p.outcome(which); got != people.RecoveryLapsed {
			t.Errorf("the recovery ended %q", got)
		}
		if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE merge_requests SET ended_at = NULL, ended_by = NULL, outcome = ''`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := p.AgreeMerge(ctx, p.second, m.ID, m.Opening()); !errs.Is(err, errs.Conflict) || p.one() {
			t.Errorf("merged one who is closed: %v, %v", p.one(), err)
		}
		if err := p.RefuseMerge(ctx, p.second, m.ID); err != nil {
			t.Errorf("refused when one is closed: %v", err)
		}
		if err := p.ReopenPerson(ctx, p.second, p.from.ID); err != nil {
			t.Fatal(err)
		}
		m = p.propose()
		if err := p.ClosePerson(ctx, p.second, p.first.PersonID); err != nil {
			t.Fatal(err)
		}
		if got := p.request(m.ID).Outcome; got != people.MergeLapsed {
			t.Errorf("without whoever proposed it it ended %q", got)
		}
	})
}

// TestAMergeEndsWhatBothBegan looks for the tokens and links of the one who stays.
func TestAMergeEndsWhatBothBegan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), newPair(t, d)
		secrets := map[string]string{}
		links := map[string]string{}
		for _, one := range []people.Person{p.from, p.into} {
			token, err := p.CreateToken(ctx, peopletest.Actor(t, p.Service, one), one.ID, "x", []string{authz.ScopeRecordRead}, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			secrets[one.Email] = token
			if err := p.AskSignIn(ctx, one.Email, ""); err != nil {
				t.Fatal(err)
			}
			links[one.Email] = p.link(one.Email, "/sign-in/link/")
		}
		m := p.propose()
		if err := p.AgreeMerge(ctx, p.second, m.ID, m.Opening()); err != nil {
			t.Fatal(err)
		}
		for of, token := range secrets {
			if _, err := p.ActorByToken(ctx, token); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("a token of %s outlives it: %v", of, err)
			}
			if _, _, err := p.UseLink(ctx, nobody, links[of], people.LinkAnswer{}); !errs.Is(err, errs.Gone) {
				t.Errorf("a link of %s outlives it: %v", of, err)
			}
		}
		// The log says which proposal was agreed to, and by whom.
		if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = 'merge.done' AND actor_id = '`+string(p.second.PersonID)+`' AND detail LIKE '%`+string(m.ID)+`%'`); n != 1 {
			t.Errorf("%d rows of the log name the proposal", n)
		}
	})
}
