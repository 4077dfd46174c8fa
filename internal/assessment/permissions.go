package assessment

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// EditProfiles is saying what roles ask for.
var EditProfiles = authz.Permission{
	Name:       "say what roles ask for",
	Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
	Scope:      authz.ScopeProfilesWrite,
}

// ReadProfileWork is reading what is to be decided about profiles.
var ReadProfileWork = authz.Permission{
	Name:       "see what is to be decided about profiles",
	Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin, authz.Auditor},
	Scope:      authz.ScopeStandardsRead,
}

// KeepCohorts is making cohorts and reading their numbers; nobody's own answers are among them.
var KeepCohorts = authz.Permission{
	Name:       "make cohorts and read their numbers",
	Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
	Scope:      authz.ScopeCohortsManage,
}

// keepers returns those of the persons who can make cohorts and read their numbers, and so count in none: whoever reads the numbers of a five of which they
// are one knows what four people say.
func (s *Service) keepers(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID]bool, error) {
	return s.people.Holders(ctx, q, persons, KeepCohorts.Everywhere...)
}

// noTarget is what everybody but its owner hears of a target: the same as of none.
func noTarget() error { return errs.New(errs.NotFound, "There is no such target of yours.") }

// owner returns every id under which the actor's rows may stand.
func (s *Service) owner(ctx context.Context, actor authz.Actor, scope string) ([]id.ID, error) {
	person, err := actor.RequirePerson(scope)
	if err != nil {
		return nil, err
	}
	return s.people.IDs(ctx, person)
}

// ownTarget returns a target of the actor's own; anybody else's is NotFound, to every role.
func (s *Service) ownTarget(ctx context.Context, q db.Q, actor authz.Actor, scope string, target id.ID) (Target, []id.ID, error) {
	ids, err := s.owner(ctx, actor, scope)
	if err != nil {
		return Target{}, nil, err
	}
	t, err := targetByID(ctx, q, target)
	if err != nil {
		return Target{}, nil, err
	}
	if !slices.Contains(ids, t.PersonID) {
		return Target{}, nil, noTarget()
	}
	return t, ids, nil
}
