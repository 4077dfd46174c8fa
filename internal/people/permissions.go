package people

import "learningcommons.dev/commons/internal/platform/authz"

// What roles may do here. None of it is open to API tokens: their scopes are left empty on purpose.
var (
	mayManageUnits   = authz.Permission{Name: "manage units", Everywhere: []authz.Role{authz.Admin}}
	mayManageOrgs    = authz.Permission{Name: "manage organisations", Everywhere: []authz.Role{authz.Admin}}
	maySeePeople     = authz.Permission{Name: "look people up", Everywhere: []authz.Role{authz.Admin, authz.Auditor}}
	mayManagePeople  = authz.Permission{Name: "manage people", Everywhere: []authz.Role{authz.Admin}}
	mayImportMembers = authz.Permission{Name: "import memberships", Everywhere: []authz.Role{authz.Admin}}
	mayGrantAny      = authz.Permission{Name: "give roles", Everywhere: []authz.Role{authz.Admin}}
	mayGrantInUnit   = authz.Permission{Name: "give roles in this unit", Everywhere: []authz.Role{authz.Admin}, InUnit: []authz.Role{authz.UnitManager}}
)
