package people

import "learningcommons.dev/commons/internal/platform/authz"

// What roles may do here, and what a token needs for it. No token gives a role that holds for the whole association: who becomes an administrator
// is decided by a person who is signed in.
var (
	mayManageUnits   = authz.Permission{Name: "manage units", Everywhere: []authz.Role{authz.Admin}, Scope: authz.ScopeUnitsWrite}
	maySeeOrgs       = authz.Permission{Name: "look organisations up", Everywhere: []authz.Role{authz.Admin, authz.Auditor}, Scope: authz.ScopeOrganisationsRead}
	mayManageOrgs    = authz.Permission{Name: "manage organisations", Everywhere: []authz.Role{authz.Admin}, Scope: authz.ScopeOrganisationsWrite}
	maySeePeople     = authz.Permission{Name: "look people up", Everywhere: []authz.Role{authz.Admin, authz.Auditor}, Scope: authz.ScopePeopleRead}
	mayFindToGrant   = authz.Permission{Name: "look people up", Everywhere: []authz.Role{authz.Admin}, InUnit: []authz.Role{authz.UnitManager}, Scope: authz.ScopePeopleRead}
	mayMergePeople   = authz.Permission{Name: "merge people", Everywhere: []authz.Role{authz.Admin}} // for people alone: no token has it
	mayManagePeople  = authz.Permission{Name: "manage people", Everywhere: []authz.Role{authz.Admin}, Scope: authz.ScopePeopleWrite}
	mayImportMembers = authz.Permission{Name: "import memberships", Everywhere: []authz.Role{authz.Admin}, Scope: authz.ScopeMembershipsWrite}
	mayRecover       = authz.Permission{Name: "give accounts back", Everywhere: []authz.Role{authz.Admin}}
	mayGrantAny      = authz.Permission{Name: "give roles", Everywhere: []authz.Role{authz.Admin}}
	mayGrantInUnit   = authz.Permission{Name: "give roles in this unit", Everywhere: []authz.Role{authz.Admin}, InUnit: []authz.Role{authz.UnitManager}}
)
