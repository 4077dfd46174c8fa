// Package authz says who is asking and what a role may do. It denies by
// default: a permission that names no role is nobody's, a token without the
// scope may nothing, and a role bound to one unit says nothing about another.
//
// Two checks do two jobs. A route states which kind of actor may come in
// (package web); a Service asks whether this actor may do this to this object.
// The second holds for pages, API, jobs and the command line alike.
package authz

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Role is a named bundle of permissions. Everybody signed in is a learner without being given a role.
type Role string

// The roles. Bound to a unit: UnitEditor, UnitManager. Bound to an organisation: Coordinator.
// The others hold for the whole association.
const (
	Mentor             Role = "mentor"
	UnitEditor         Role = "unit-editor"
	UnitManager        Role = "unit-manager"
	Reviewer           Role = "reviewer"
	AccreditationStaff Role = "accreditation-staff"
	Coordinator        Role = "coordinator"
	CurriculumEditor   Role = "curriculum-editor"
	Admin              Role = "admin"
	Auditor            Role = "auditor"
)

// Roles lists every role, for forms and checks.
var Roles = []Role{Mentor, UnitEditor, UnitManager, Reviewer, AccreditationStaff, CurriculumEditor, Coordinator, Admin, Auditor}

// BoundToUnit reports whether the role needs a unit.
func (r Role) BoundToUnit() bool { return r == UnitEditor || r == UnitManager }

// BoundToOrganisation reports whether the role needs an organisation.
func (r Role) BoundToOrganisation() bool { return r == Coordinator }

// Binding is a role and where it holds.
type Binding struct {
	Role           Role
	UnitID         id.ID
	OrganisationID id.ID
}

// Actor is who asks. The zero value is a visitor who may see what is public.
type Actor struct {
	// PersonID is the surviving person (aliases resolved), empty for visitors and the system.
	PersonID id.ID
	Name     string
	// Zone is the person's IANA time zone and Language their language, as in the profile; empty means not chosen.
	Zone, Language string
	// Class is today's class of membership, empty for non-members.
	Class string
	Roles []Binding
	// Token is set when an API token carries the request, and TokenID says which; Scopes then bounds everything.
	Token   bool
	TokenID id.ID
	Scopes  []string
	// Second is set for a browser session whose person proved who they are by two factors, Fresh when
	// the last proof is not older than FreshFor. A token has neither.
	Second, Fresh bool
	// Withheld are roles that the person holds and may not use in this session, see Withhold.
	Withheld []Binding
	// Via is the way in: "web", "api", "cli", "job".
	Via    string
	system bool
}

// System is the program itself at work: a job, a seed or the operator's command line.
func System(via string) Actor { return Actor{system: true, Via: via, Name: "Learning Commons"} }

// IsSystem reports whether the program itself is at work.
func (a Actor) IsSystem() bool { return a.system }

// SignedIn reports whether the actor is a person.
func (a Actor) SignedIn() bool { return a.PersonID != "" }

// FreshFor is how long a proof of who somebody is counts as fresh.
const FreshFor = 15 * time.Minute

// Withhold returns the actor without any role, if one of theirs is among those that need a second
// factor and the browser session was begun without: they keep what every learner may do. A token is
// made only in a session from which nothing is withheld, and bounds itself by its scopes.
func (a Actor) Withhold(need []Role) Actor {
	if a.Token || a.Second || !a.SignedIn() || !a.Has(need...) {
		return a
	}
	a.Roles, a.Withheld = nil, a.Roles
	return a
}

// Member reports whether the actor is a member today.
func (a Actor) Member() bool { return a.Class != "" }

// Has reports whether the actor holds the role anywhere.
func (a Actor) Has(roles ...Role) bool {
	for _, b := range a.Roles {
		if slices.Contains(roles, b.Role) {
			return true
		}
	}
	return false
}

// Staff reports whether the actor has any role that opens the workspace.
func (a Actor) Staff() bool {
	return a.Has(UnitEditor, UnitManager, Reviewer, AccreditationStaff, CurriculumEditor, Admin, Auditor)
}

// Units returns the units in which the actor holds one of the roles.
func (a Actor) Units(roles ...Role) []id.ID {
	var out []id.ID
	for _, b := range a.Roles {
		if b.UnitID != "" && slices.Contains(roles, b.Role) && !slices.Contains(out, b.UnitID) {
			out = append(out, b.UnitID)
		}
	}
	return out
}

// Permission says which roles may do a thing. Areas declare theirs in permissions.go.
type Permission struct {
	// Name is a sentence's middle: "publish offers".
	Name string
	// Everywhere lists the roles that may do it in the whole association.
	Everywhere []Role
	// InUnit lists the roles that may do it in the unit they are bound to.
	InUnit []Role
	// Scope is what an API token needs for it; empty means no token may.
	Scope string
}

// May reports whether the actor may do p to something that belongs to unit (empty: to no unit).
func (a Actor) May(p Permission, unit id.ID) bool {
	if a.system {
		return true
	}
	if !a.HasScope(p.Scope) {
		return false
	}
	for _, b := range a.Roles {
		if slices.Contains(p.Everywhere, b.Role) {
			return true
		}
		if unit != "" && b.UnitID == unit && slices.Contains(p.InUnit, b.Role) {
			return true
		}
	}
	return false
}

// MaySomewhere reports whether there is any unit in which the actor may do p; for menus and lists.
func (a Actor) MaySomewhere(p Permission) bool {
	if a.system {
		return true
	}
	return a.HasScope(p.Scope) && (a.Has(p.Everywhere...) || a.Has(p.InUnit...))
}

// HasScope reports whether the carrier of the request allows scope: a browser
// session allows everything its person may, a token only what it was given.
func (a Actor) HasScope(scope string) bool {
	return !a.Token || scope != "" && slices.Contains(a.Scopes, scope)
}

// Require returns nil when the actor may do p in unit, else an Unauthenticated or Forbidden error.
// Where the existence of the object is itself private, the caller turns it into NotFound.
func (a Actor) Require(p Permission, unit id.ID) error {
	if a.May(p, unit) {
		return nil
	}
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "Sign in to go on.")
	}
	return errs.New(errs.Forbidden, "Your roles do not allow this: %s.", p.Name)
}

// RequirePerson returns the actor's person or an Unauthenticated error; with a token it also needs scope.
func (a Actor) RequirePerson(scope string) (id.ID, error) {
	if a.PersonID == "" {
		return "", errs.New(errs.Unauthenticated, "Sign in to go on.")
	}
	if !a.HasScope(scope) {
		return "", errs.New(errs.Forbidden, "This token does not have the scope %s.", scope)
	}
	return a.PersonID, nil
}

type actorKey struct{}

// With returns a context that carries the actor of a request.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns the actor of a request, or a visitor.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// The scopes that an API token can have. A token never does more than its owner may do.
const (
	ScopeCatalogueRead      = "catalogue:read"
	ScopeCatalogueWrite     = "catalogue:write"
	ScopeCataloguePublish   = "catalogue:publish"
	ScopeRegistrationsRead  = "registrations:read"
	ScopeRegistrationsWrite = "registrations:write"
	ScopeAttendanceWrite    = "attendance:write"
	ScopeRecordRead         = "record:read"
	ScopeRecordWrite        = "record:write"
	ScopeTranscriptsRead    = "transcripts:read"
	ScopeRecognitionRead    = "recognition:read"
	ScopeChoicesManage      = "choices:manage"
	ScopePeopleRead         = "people:read"
	ScopePeopleWrite        = "people:write"
	ScopeMembershipsWrite   = "memberships:write"
	ScopeUnitsWrite         = "units:write"
	ScopeOrganisationsRead  = "organisations:read"
	ScopeOrganisationsWrite = "organisations:write"
	ScopeStandardsRead      = "standards:read"
	ScopeStandardsWrite     = "standards:write"
	ScopeDemandRead         = "demand:read"
	ScopeSuggestionsDecide  = "suggestions:decide"
	ScopeAssessmentRead     = "assessment:read"
	ScopeAssessmentWrite    = "assessment:write"
	ScopeProfilesWrite      = "profiles:write"
	ScopeCohortsManage      = "cohorts:manage"
	ScopeDutiesWrite        = "duties:write"
	ScopeDutiesOversee      = "duties:oversee"
	ScopeRulesWrite         = "rules:write"
	ScopeRulesPublish       = "rules:publish"
)

// Scopes lists every scope.
var Scopes = []string{
	ScopeCatalogueRead, ScopeCatalogueWrite, ScopeCataloguePublish, ScopeRegistrationsRead, ScopeRegistrationsWrite, ScopeAttendanceWrite, ScopeRecordRead, ScopeRecordWrite,
	ScopeTranscriptsRead, ScopeRecognitionRead,
	ScopeChoicesManage, ScopePeopleRead, ScopePeopleWrite, ScopeMembershipsWrite, ScopeUnitsWrite, ScopeOrganisationsRead,
	ScopeOrganisationsWrite, ScopeStandardsRead, ScopeStandardsWrite, ScopeDemandRead, ScopeSuggestionsDecide, ScopeAssessmentRead, ScopeAssessmentWrite,
	ScopeProfilesWrite, ScopeCohortsManage, ScopeDutiesWrite, ScopeDutiesOversee, ScopeRulesWrite, ScopeRulesPublish,
}
