package duties

import "learningcommons.dev/commons/internal/platform/authz"

// What roles may do with the association's own rules, and with counters. Published rules are everybody's to read. No role
// opens anybody's duties: those are their person's, and those of an organisation its coordinators'.
var (
	ReadRules = authz.Permission{
		Scope:      authz.ScopeStandardsRead,
		Name:       "see rules that are not published, and how many they bind",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.AccreditationStaff, authz.Admin, authz.Auditor},
	}
	// EditRules has no scope: no token changes what is asked of people.
	EditRules = authz.Permission{
		Name:       "write and publish rules",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.AccreditationStaff},
	}
)
