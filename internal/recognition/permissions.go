package recognition

import "learningcommons.dev/commons/internal/platform/authz"

// What roles may do here. A token may read with its scope; asking, proposing and deciding are for a person at the screen.
var (
	AskForReviews = authz.Permission{
		Name:       "ask for recognition of an offer",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
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
	}
	// RevokeAwards is taking part in it: one proposes, another confirms.
	RevokeAwards = authz.Permission{
		Name:       "revoke certificates",
		Everywhere: []authz.Role{authz.AccreditationStaff},
	}
	ReadProposals = authz.Permission{
		Name:       "see what needs a second person",
		Everywhere: []authz.Role{authz.AccreditationStaff, authz.Auditor},
		Scope:      authz.ScopeRecognitionRead,
	}
)
