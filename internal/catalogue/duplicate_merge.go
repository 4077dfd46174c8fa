package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// MergeView is what a merge of two offers would do.
type MergeView struct {
	Keep, Drop Twin
	// Lost are the dates to come of Drop that Keep does not have: they leave the catalogue with it.
	Lost []Occurrence
	// Registered says that people have registered for Drop, so that it cannot be merged into Keep.
	Registered bool
	// Shortlists is how many people have Drop on their shortlist, and will have Keep there.
	Shortlists int
}

// PreviewMerge says what MergeOffers would do, and changes nothing. Who may, and the errors, are those of MergeOffers, but that
// registrations are told.
func (s *Service) PreviewMerge(ctx context.Context, actor authz.Actor, keep, drop id.ID) (v MergeView, err error) {
	if err = s.twins(ctx, actor, keep, drop); err != nil {
		return v, err
	}
	both, err := twinsByID(ctx, s.db, []id.ID{keep, drop})
	if err != nil {
		return v, err
	}
	if v.Keep, v.Drop = both[keep], both[drop]; v.Keep.Status == StatusArchived || v.Drop.Status == StatusArchived {
		return v, errs.New(errs.Conflict, "This offer is archived already.")
	}
	if v.Drop.Status == StatusPublished && v.Keep.Status != StatusPublished {
		return v, errUnpublishedTwin
	}
	if s.inUse != nil {
		if v.Registered, err = s.inUse(ctx, s.db, drop); err != nil {
			return v, err
		}
	}
	if v.Lost, err = lostDates(ctx, s.db, drop, keep, s.clock.Now()); err != nil {
		return v, err
	}
	v.Shortlists, err = shortlistsWith(ctx, s.db, drop)
	return v, err
}
