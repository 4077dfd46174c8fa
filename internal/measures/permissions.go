package measures

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
)

// What roles may do with what people need. The figures are about nobody; a suggestion is somebody's words, so fewer people read those.
var (
	ReadDemand = authz.Permission{
		Name:       "see what people need",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin, authz.Auditor},
		InUnit:     []authz.Role{authz.UnitManager},
		Scope:      authz.ScopeDemandRead,
	}
	DecideSuggestions = authz.Permission{
		Name:       "decide on suggestions",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
		Scope:      authz.ScopeSuggestionsDecide,
	}
)

// noSuggestion is what a stranger hears of a suggestion: the same as of none.
func noSuggestion() error { return errs.New(errs.NotFound, "There is no such suggestion.") }
