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
	"learningcommons.dev/commons/internal/platform/oidc/oidctest"
	"learningcommons.dev/commons/internal/platform/page"
)

var editorRules = []people.Rule{
	{Claim: "groups", Contains: "acrl-editors", Role: authz.UnitEditor, Unit: "ACRL"},
	{Claim: "realm_access.roles", Contains: "reviewer", Role: authz.Reviewer},
}

func (w *with) rolesOf(p people.Person) []authz.Role {
	w.t.Helper()
	var out []authz.Role
	for _, b := range peopletest.Actor(w.t, w.Service, p).Roles {
		out = append(out, b.Role)
	}
	slices.Sort(out)
	return out
}

// TestRolesByRule gives and takes roles by what a provider says, and leaves alone what people gave.
func TestRolesByRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d, func(p *people.Provider) { p.Rules = editorRules })
		unit := peopletest.Unit(t, w.Service, "ACRL")
		if err := w.CheckProviders(ctx); err != nil {
			t.Fatal(err)
		}
		// What no rule names is worth nothing, however it is called.
		w.one.Person["groups"] = []string{"admin", "ACRL-editors", "acrl-editors ", "xacrl-editors"}
		w.one.Person["role"], w.one.Person["admin"] = "admin", true
		e := w.in(w.one)
		if got := w.rolesOf(e.Person); len(got) != 0 {
			t.Fatalf("roles out of nothing: %v", got)
		}
		w.one.Person["groups"], w.one.Person["realm_access"] = []string{"other", "acrl-editors"}, map[string]any{"roles": []string{"reviewer"}}
		w.in(w.one)
		if got := w.rolesOf(e.Person); !slices.Equal(got, []authz.Role{authz.Reviewer, authz.UnitEditor}) {
			t.Fatalf("roles %v", got)
		}
		held, err := w.Roles(ctx, authz.System("test"), e.Person.ID)
		if err != nil || len(held) != 2 || held[0].Provider != "one" || held[1].Provider != "one" || held[0].GrantedBy != "" {
			t.Fatalf("%+v, %v", held, err)
		}
		w.in(w.one)
		if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = 'role.granted'`); n != 2 {
			t.Errorf("%d audit rows of roles after two sign-ins that say the same", n)
		}
		// A person gives the same role: it stays when the claim goes.
		byHand := authz.Binding{Role: authz.UnitEditor, UnitID: unit.ID}
		if err := w.GrantRole(ctx, authz.System("test"), e.Person.ID, byHand); err != nil {
			t.Fatal(err)
		}
		delete(w.one.Person, "groups")
		delete(w.one.Person, "realm_access")
		w.in(w.one)
		if got := w.rolesOf(e.Person); !slices.Equal(got, []authz.Role{authz.UnitEditor}) {
			t.Errorf("after the claim went: %v", got)
		}
		if err := w.EndRole(ctx, authz.System("test"), e.Person.ID, byHand); err != nil {
			t.Fatal(err)
		}
		// Another provider says the same words and has no rule for them.
		w.two.Person = map[string]any{"sub": "x", "groups": []string{"acrl-editors"}}
		if got := w.rolesOf(w.in(w.two).Person); len(got) != 0 {
			t.Errorf("another provider's word: %v", got)
		}
		// Unlinking ends what the account brought along.
		w.one.Person["groups"] = "acrl-editors"
		w.in(w.one)
		actor := peopletest.Actor(t, w.Service, e.Person)
		all, _ := w.LinkedAccounts(ctx, actor)
		if err := w.Unlink(ctx, actor, all[0].ID); err != nil {
			t.Fatal(err)
		}
		if got := w.rolesOf(e.Person); len(got) != 0 {
			t.Errorf("after unlinking: %v", got)
		}
	})
}

// TestRolesByRuleEndByTime lets somebody stay away; no job runs.
func TestRolesByRuleEndByTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d, func(p *people.Provider) {
			p.RoleDays, p.Rules = 10, []people.Rule{{Claim: "groups", Contains: "admins", Role: authz.Admin}}
		})
		w.one.Person["groups"] = []string{"admins"}
		p := w.in(w.one).Person
		admin := func(want bool, when string) {
			t.Helper()
			a := peopletest.Actor(t, w.Service, p)
			found, err := w.FindPeople(ctx, authz.System("test"), "", page.Request{})
			if err != nil || a.Has(authz.Admin) != want || (found.Items[0].Roles == 1) != want {
				t.Errorf("%s: an administrator: %v, in the list: %+v, %v", when, a.Roles, found.Items, err)
			}
		}
		const day = 24 * time.Hour
		w.Clock.Advance(9 * day)
		admin(true, "after nine days")
		w.in(w.one)
		w.Clock.Advance(9 * day)
		admin(true, "nine days after another sign-in")
		ended := w.Clock.Now().Add(day)
		w.Clock.Advance(day)
		admin(false, "on the tenth day")
		held, err := w.Roles(ctx, authz.System("test"), p.ID)
		if err != nil || len(held) != 1 || !held[0].EndedAt.Equal(ended) {
			t.Fatalf("%+v, %v", held, err)
		}
		if err := w.EndRole(ctx, authz.System("test"), p.ID, authz.Binding{Role: authz.Admin}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a role whose time is over is ended: %v", err)
		}
		w.Clock.Advance(day)
		w.in(w.one)
		admin(true, "at another sign-in")
		held, err = w.Roles(ctx, authz.System("test"), p.ID)
		if err != nil || len(held) != 2 || !held[1].EndedAt.Equal(ended) {
			t.Errorf("the former one did not end when it did: %+v, %v", held, err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action IN ('role.granted', 'role.ended')`); n != 3 {
			t.Errorf("%d audit rows of roles", n)
		}
	})
}

// TestRolesEndWithTheirRule starts a server whose file has lost a rule.
func TestRolesEndWithTheirRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d, func(p *people.Provider) { p.Rules = editorRules })
		peopletest.Unit(t, w.Service, "ACRL")
		w.one.Person["groups"], w.one.Person["realm_access"] = "acrl-editors", map[string]any{"roles": []string{"reviewer"}}
		e := w.in(w.one)
		if n, err := w.EndRolesWithoutRule(ctx); err != nil || n != 0 {
			t.Fatalf("%d ended though the file has their rules: %v", n, err)
		}
		w.first.Rules = editorRules[:1]
		shorter := peopletest.WithProviders(t, w.World, oidctest.Calls(w.one), w.first)
		if n, err := shorter.EndRolesWithoutRule(ctx); err != nil || n != 1 {
			t.Fatalf("%d ended: %v", n, err)
		}
		if got := w.rolesOf(e.Person); !slices.Equal(got, []authz.Role{authz.UnitEditor}) {
			t.Errorf("roles %v", got)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = 'role.ended' AND object_id = $1`, string(e.Person.ID)); n != 1 {
			t.Errorf("%d audit rows", n)
		}
		none := peopletest.WithProviders(t, w.World, nil)
		if _, err := none.EndRolesWithoutRule(ctx); err != nil {
			t.Fatal(err)
		}
		if got := w.rolesOf(e.Person); len(got) != 0 {
			t.Errorf("without a file: %v", got)
		}
	})
}

func TestMembershipByRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWith(t, d, func(p *people.Provider) {
			p.Rules = []people.Rule{{Claim: "status", Contains: "student", Membership: "student", Until: "until"}, {Claim: "status", Contains: "active", Membership: "regular", Days: 30}}
		})
		class := func(person id.ID) string {
			c, err := w.ClassOn(ctx, d, person, w.Today())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		periods := func(person id.ID) int {
			return count(t, d, `SELECT COUNT(*) FROM membership_periods WHERE person_id = $1`, string(person))
		}
		w.one.Person["status"], w.one.Person["member_number"] = []string{"active"}, "M-77"
		p := w.in(w.one).Person
		if class(p.ID) != "regular" || p.MemberNumber != "M-77" {
			t.Fatalf("class %q, number %q", class(p.ID), p.MemberNumber)
		}
		w.Clock.Advance(5 * 24 * time.Hour)
		w.in(w.one)
		if n := periods(p.ID); n != 1 {
			t.Errorf("%d periods after a sign-in that changes nothing", n)
		}
		w.Clock.Advance(12 * 24 * time.Hour)
		w.in(w.one)
		if n := periods(p.ID); n != 2 {
			t.Errorf("%d periods, want it prolonged", n)
		}
		w.one.Person["status"], w.one.Person["until"] = "student", "2026-12-31T00:00:00Z"
		w.in(w.one)
		if class(p.ID) != "student" {
			t.Errorf("class %q", class(p.ID))
		}
		delete(w.one.Person, "status")
		w.in(w.one)
		if class(p.ID) != "" {
			t.Errorf("class %q after the claim went", class(p.ID))
		}
		// A day that is past or none gives nothing; a membership that the association recorded is left alone.
		for _, until := range []any{"2020-01-01", "soon", 5, nil} {
			w.one.Person = map[string]any{"sub": id.Secret(), "status": "student", "until": until}
			if got := class(w.in(w.one).Person.ID); got != "" {
				t.Errorf("until %v: class %q", until, got)
			}
		}
		w.one.Person = map[string]any{"sub": "recorded"}
		p = w.in(w.one).Person
		if _, err := w.AddMembership(ctx, authz.System("test"), p.ID, "life", "2020-01-01", people.Forever, "list"); err != nil {
			t.Fatal(err)
		}
		w.one.Person["status"] = "active"
		w.in(w.one)
		if class(p.ID) != "life" || periods(p.ID) != 1 {
			t.Errorf("class %q, %d periods", class(p.ID), periods(p.ID))
		}
	})
}
