package recognition

import "learningcommons.dev/commons/internal/platform/authz"

// What roles may do here. A token needs its own scope for reading, for asking and proposing, and for
// deciding, and never does what its owner may not: the two persons of a decision stay two.
var (
	AskForReviews = authz.Permission{
		Name:       "ask for recognition of an offer",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
		Scope:      authz.ScopeRecognitionWrite,
	}
	ReadReviews = authz.Permission{
		Name:       "see what recognition was asked for",
		Everywhere: []authz.Role{authz.Reviewer, authz.AccreditationStaff, authz.Admin, authz.Auditor},
		Scope:      authz.ScopeRecognitionRead,
	}
	// DecideReviews covers certificates and badges. CEU needs catalogue.DecideWorksheets as well.
	DecideReviews = authz.Permission{
		Name:       "decide on recognition",
		Everywhere: []authz.Role{authz.Reviewer},
		Scope:      authz.ScopeRecognitionDecide,
	}
	// RevokeAwards is taking part in it: one proposes, another confirms. A token that confirms needs the scope to decide as well.
	RevokeAwards = authz.Permission{
		Name:       "revoke certificates",
		Everywhere: []authz.Role{authz.AccreditationStaff},
		Scope:      authz.ScopeRecognitionWrite,
	}
	ReadProposals = authz.Permission{
		Name:       "see what needs a second person",
		Everywhere: []authz.Role{authz.AccreditationStaff, authz.Auditor},
		Scope:      authz.ScopeRecognitionRead,
	}
)
