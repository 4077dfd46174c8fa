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
	EditFrameworks = authz.Permission{
		Name:       "draft, import, publish and retire frameworks",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
		Scope:      authz.ScopeStandardsWrite,
	}
)

// maySeeDrafts reports whether the actor may know of drafts: whoever may read them, and whoever may change them, be it with a token that has the
// scope for that alone.
func maySeeDrafts(actor authz.Actor) bool {
	return actor.May(ReadDrafts, "") || actor.May(EditFrameworks, "")
}

// requireDrafts is Require for maySeeDrafts.
func requireDrafts(actor authz.Actor) error {
	if maySeeDrafts(actor) {
		return nil
	}
	return actor.Require(ReadDrafts, "")
}

// nothing is what a stranger hears of a draft: the same as of none.
func nothing() error { return errs.New(errs.NotFound, "There is no such framework.") }
