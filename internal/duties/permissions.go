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
	EditRules = authz.Permission{
		Scope:      authz.ScopeRulesWrite,
		Name:       "write rules",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.AccreditationStaff},
	}
	// PublishRules has a scope of its own, so that a program that writes cannot decide what binds people.
	PublishRules = authz.Permission{
		Scope:      authz.ScopeRulesPublish,
		Name:       "publish rules",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.AccreditationStaff},
	}
)
