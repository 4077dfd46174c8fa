package people

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// MergePreview is what a merge would bring together: everything of From that would count for Into.
type MergePreview struct {
	From, Into Person
	Addresses  []Address
	// Periods are the memberships that count, Roles those that hold.
	Periods []Period
	Roles   []RoleHeld
	// Aliases were merged into From before and come along.
	Aliases []Alias
	// NeedsTwo says that another administrator has to agree: both can sign in, or one who cannot has a role.
	NeedsTwo bool
}

// PreviewMerge shows what a merge would do and changes nothing. Those who manage people, and nobody for their own account.
func (s *Service) PreviewMerge(ctx context.Context, actor authz.Actor, alias, into id.ID) (MergePreview, error) {
	var v MergePreview
	if err := actor.Require(mayManagePeople, ""); err != nil {
		return v, err
	}
	from, to, err := mergeable(ctx, s.db, actor, alias, into)
	if err != nil {
		return v, err
	}
	found, err := s.Persons(ctx, []id.ID{from, to})
	if err != nil {
		return v, err
	}
	v.From, v.Into = found[from], found[to]
	if v.NeedsTwo, err = s.needsTwo(ctx, s.db, from, to); err != nil {
		return v, err
	}
	ids, err := s.IDs(ctx, from)
	if err != nil {
		return v, err
	}
	if v.Addresses, err = addressesOf(ctx, s.db, ids); err != nil {
		return v, err
	}
	periods, err := periodsOf(ctx, s.db, ids)
	if err != nil {
		return v, err
	}
	v.Periods = effective(periods)
	roles, err := rolesOf(ctx, s.db, ids, s.clock.Now())
	if err != nil {
		return v, err
	}
	v.Roles = slices.DeleteFunc(roles, func(r RoleHeld) bool { return !r.EndedAt.IsZero() })
	v.Aliases, err = aliasesOf(ctx, s.db, from)
	return v, err
}
