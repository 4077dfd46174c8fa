package standards

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
)

// What roles may do with frameworks. Published and retired versions are everybody's to read.
var (
	ReadDrafts = authz.Permission{
		Name:       "see frameworks that are not published",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin, authz.Auditor},
		Scope:      authz.ScopeStandardsRead,
	}
	// EditFrameworks has no scope: no token changes what everybody's record is measured by.
	EditFrameworks = authz.Permission{
		Name:       "draft, import, publish and retire frameworks",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
	}
)

// nothing is what a stranger hears of a draft: the same as of none.
func nothing() error { return errs.New(errs.NotFound, "There is no such framework.") }
