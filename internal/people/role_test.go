package people_test

import (
	"context"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
)

func TestWhoMayGiveRoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		mine, other := peopletest.Unit(t, s, "MINE"), peopletest.Unit(t, s, "OTHER")
		role := func(b authz.Binding) authz.Actor {
			return peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Role(b)))
		}
		admin := role(authz.Binding{Role: authz.Admin})
		manager := role(authz.Binding{Role: authz.UnitManager, UnitID: mine.ID})
		editor := role(authz.Binding{Role: authz.UnitEditor, UnitID: mine.ID})
		nobody := authz.Actor{}
		for _, c := range []struct {
			name  string
			actor authz.Actor
			b     authz.Binding
			want  errs.Kind
			ok    bool
		}{
			{"admin gives admin", admin, authz.Binding{Role: authz.Admin}, 0, true},
			{"admin gives manager", admin, authz.Binding{Role: authz.UnitManager, UnitID: other.ID}, 0, true},
			{"manager gives editor", manager, authz.Binding{Role: authz.UnitEditor, UnitID: mine.ID}, 0, true},
			{"manager gives mentor", manager, authz.Binding{Role: authz.Mentor, UnitID: mine.ID}, 0, true},
			{"manager gives editor elsewhere", manager, authz.Binding{Role: authz.UnitEditor, UnitID: other.ID}, errs.Forbidden, false},
			{"manager gives mentor everywhere", manager, authz.Binding{Role: authz.Mentor}, errs.Forbidden, false},
			{"manager gives manager", manager, authz.Binding{Role: authz.UnitManager, UnitID: mine.ID}, errs.Forbidden, false},
			{"manager gives auditor", manager, authz.Binding{Role: authz.Auditor}, errs.Forbidden, false},
			{"editor gives editor", editor, authz.Binding{Role: authz.UnitEditor, UnitID: mine.ID}, errs.Forbidden, false},
			{"visitor gives admin", nobody, authz.Binding{Role: authz.Admin}, errs.Unauthenticated, false},
			{"editor of nothing", admin, authz.Binding{Role: authz.UnitEditor}, errs.Invalid, false},
			{"admin of a unit", admin, authz.Binding{Role: authz.Admin, UnitID: mine.ID}, errs.Invalid, false},
			{"unknown role", admin, authz.Binding{Role: "emperor"}, errs.Invalid, false},
		} {
			to := peopletest.Person(t, s)
			err := s.GrantRole(ctx, c.actor, to.ID, c.b)
			if c.ok && err != nil || !c.ok && !errs.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
			if has := peopletest.Actor(t, s, to).Has(c.b.Role); has != c.ok {
				t.Errorf("%s: the role holds: %v", c.name, has)
			}
		}
		for _, b := range []authz.Binding{{Role: authz.Auditor}, {Role: authz.AccreditationStaff}, {Role: authz.Admin}} {
			if err := s.GrantRole(ctx, admin, admin.PersonID, b); !errs.Is(err, errs.Forbidden) {
				t.Errorf("an administrator gave themselves %s: %v", b.Role, err)
			}
		}
		if err := s.GrantRole(ctx, manager, manager.PersonID, authz.Binding{Role: authz.UnitEditor, UnitID: mine.ID}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a manager gave themselves a role: %v", err)
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		p := peopletest.Person(t, s, peopletest.Role(authz.Binding{Role: authz.Admin}))
		me := peopletest.Actor(t, s, p)
		if err := s.EndRole(ctx, me, p.ID, authz.Binding{Role: authz.Admin}); !errs.Is(err, errs.Conflict) {
			t.Errorf("the last administrator left: %v", err)
		}
		if err := s.ClosePerson(ctx, me, p.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("the last administrator was closed: %v", err)
		}
		second := peopletest.Person(t, s)
		for range 2 {
			if err := s.GrantRole(ctx, me, second.ID, authz.Binding{Role: authz.Admin}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.EndRole(ctx, me, p.ID, authz.Binding{Role: authz.Admin}); err != nil {
			t.Errorf("one of two administrators: %v", err)
		}
		if roles, err := s.Roles(ctx, me, p.ID); err != nil || len(roles) != 1 || roles[0].EndedAt.IsZero() {
			t.Errorf("roles = %+v, %v", roles, err)
		}
	})
}

func TestFindPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		unit := peopletest.Unit(t, s, "ABC")
		admin := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Named("Zed Admin"), peopletest.Role(authz.Binding{Role: authz.Admin})))
		manager := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Named("Yul Manager"), peopletest.Role(authz.Binding{Role: authz.UnitManager, UnitID: unit.ID})))
		peopletest.Person(t, s, peopletest.Named("José Núñez"), peopletest.Email("jn@library.example"), peopletest.Number("4711"), peopletest.Member("student"))
		for range 25 {
			peopletest.Person(t, s)
		}
		for _, q := range []string{"nunez", "jose nunez", "Núñez", "jn@lib", "4711"} {
			counted, n := db.WithCounter(ctx)
			found, err := s.FindPeople(counted, admin, q, page.Request{})
			if err != nil || len(found.Items) != 1 || found.Items[0].Class != "student" || n.Load() != 1 {
				t.Errorf("%q: %+v, %v, %d queries", q, found, err, n.Load())
			}
		}
		seen := map[string]bool{}
		for cursor := ""; ; {
			found, err := s.FindPeople(ctx, admin, "", page.Request{Cursor: cursor, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range found.Items {
				if seen[l.Email] {
					t.Errorf("%s is listed twice", l.Name)
				}
				seen[l.Email] = true
			}
			if cursor = found.Next; cursor == "" {
				break
			}
		}
		if len(seen) != 28 {
			t.Errorf("%d people are listed", len(seen))
		}
		if found, err := s.FindPeople(ctx, manager, "jn@library.example", page.Request{}); err != nil || len(found.Items) != 1 || found.Items[0].MemberNumber != "" {
			t.Errorf("a manager by whole address: %+v, %v", found, err)
		}
		if found, err := s.FindPeople(ctx, manager, "jn@lib", page.Request{}); err != nil || len(found.Items) != 0 {
			t.Errorf("a manager by part of an address: %+v, %v", found, err)
		}
		if _, err := s.FindPeople(ctx, peopletest.Actor(t, s, peopletest.Person(t, s)), "a", page.Request{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a learner looked: %v", err)
		}
		if _, err := s.FindPeople(ctx, admin, strings.Repeat("%_ ", 500), page.Request{Cursor: "edited"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("an edited cursor: %v", err)
		}
	})
}

func TestOrganisations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		state, err := s.AddOrganisation(ctx, system, people.Organisation{Name: "State Library of Lakeland", Kind: "state"})
		if err != nil {
			t.Fatal(err)
		}
		town, err := s.AddOrganisation(ctx, system, people.Organisation{Name: "Millbrook Public Library", Kind: "library", ParentID: state.ID, Place: "Millbrook", Scheme: "fscs", SchemeKey: "LK0001"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddOrganisation(ctx, system, people.Organisation{Name: "Millbrook PL", Kind: "library", Scheme: "fscs", SchemeKey: "LK0001"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("the same key: %v", err)
		}
		for ask, want := range map[people.OrganisationQuestion]int{{Scheme: "fscs", SchemeKey: "LK0001"}: 1, {Scheme: "fscs"}: 1, {SchemeKey: "LK0002"}: 0, {Scheme: "isil", SchemeKey: "LK0001"}: 0, {Parent: &state.ID, Scheme: "fscs"}: 1} {
			if coded, err := s.ListOrganisations(ctx, system, ask, page.Request{}); err != nil || len(coded.Items) != want || want == 1 && coded.Items[0].Name != town.Name {
				t.Errorf("%+v: %+v, %v", ask, coded, err)
			}
		}
		found, err := s.SearchOrganisations(ctx, "millbrook", page.Request{})
		if err != nil || len(found.Items) != 1 || found.Items[0].ParentName != state.Name {
			t.Errorf("search: %+v, %v", found, err)
		}
		path, err := s.OrganisationPath(ctx, town.ID)
		if err != nil || len(path) != 2 || path[0].ID != state.ID {
			t.Errorf("path: %+v, %v", path, err)
		}
		within, err := s.OrganisationsWithin(ctx, state.ID)
		if err != nil || len(within) != 2 {
			t.Errorf("within: %v, %v", within, err)
		}
		p := peopletest.Person(t, s)
		me := peopletest.Actor(t, s, p)
		if err := s.ChangeProfile(ctx, me, p.ID, people.Profile{Name: p.Name, OrganisationID: town.ID, Zone: "America/Chicago"}); err != nil {
			t.Fatal(err)
		}
		if p, err = s.Person(ctx, p.ID); err != nil || p.LibraryName != town.Name || p.Zone != "America/Chicago" {
			t.Errorf("profile: %+v, %v", p, err)
		}
		for _, bad := range []people.Profile{{}, {Name: "X", Zone: "Local"}, {Name: "X", Zone: "../etc"}, {Name: "X", LibraryType: "castle"}, {Name: "X", Language: "xx"}} {
			if err := s.ChangeProfile(ctx, me, p.ID, bad); !errs.Is(err, errs.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func TestMembershipRowsCannotBeChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := peopletest.New(t, d)
		peopletest.Person(t, s, peopletest.Member("regular"))
		for _, statement := range []string{`UPDATE membership_periods SET class = 'life'`, `DELETE FROM membership_periods`} {
			err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, statement)
				return err
			})
			if !db.IsCheck(err) {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}
