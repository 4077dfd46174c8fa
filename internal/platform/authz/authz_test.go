package authz_test

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

var edit = authz.Permission{Name: "edit", Everywhere: []authz.Role{authz.Admin}, InUnit: []authz.Role{authz.UnitEditor}, Scope: authz.ScopeCatalogueWrite}

func person(roles ...authz.Binding) authz.Actor {
	return authz.Actor{PersonID: "p", Roles: roles}
}

func TestMay(t *testing.T) {
	one, two := id.ID("one"), id.ID("two")
	editor := person(authz.Binding{Role: authz.UnitEditor, UnitID: one})
	withToken := func(a authz.Actor, scopes ...string) authz.Actor {
		a.Token, a.Scopes = true, scopes
		return a
	}
	for name, c := range map[string]struct {
		actor authz.Actor
		unit  id.ID
		want  bool
	}{
		"visitor":                         {authz.Actor{}, one, false},
		"learner":                         {person(), one, false},
		"editor in own unit":              {editor, one, true},
		"editor in another unit":          {editor, two, false},
		"editor of nothing in particular": {editor, "", false},
		"unbound editor role":             {person(authz.Binding{Role: authz.UnitEditor}), "", false},
		"admin":                           {person(authz.Binding{Role: authz.Admin}), two, true},
		"auditor":                         {person(authz.Binding{Role: authz.Auditor}), one, false},
		"system":                          {authz.System("cli"), two, true},
		"token with scope":                {withToken(editor, authz.ScopeCatalogueWrite), one, true},
		"token without scope":             {withToken(editor, authz.ScopeCatalogueRead), one, false},
		"token never widens":              {withToken(person(), authz.ScopeCatalogueWrite), one, false},
	} {
		if got := c.actor.May(edit, c.unit); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestNoScopeMeansNoToken(t *testing.T) {
	publish := authz.Permission{Name: "publish", Everywhere: []authz.Role{authz.Admin}}
	a := person(authz.Binding{Role: authz.Admin})
	a.Token, a.Scopes = true, append([]string{""}, authz.Scopes...)
	if a.May(publish, "") {
		t.Error("a token may do what no scope allows")
	}
}

func TestRequireTellsWhy(t *testing.T) {
	if err := (authz.Actor{}).Require(edit, "one"); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("visitor: %v", err)
	}
	if err := person().Require(edit, "one"); !errs.Is(err, errs.Forbidden) {
		t.Errorf("learner: %v", err)
	}
	if _, err := (authz.Actor{PersonID: "p", Token: true}).RequirePerson(authz.ScopeRecordRead); !errs.Is(err, errs.Forbidden) {
		t.Errorf("token without scope: %v", err)
	}
}
