package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// checkOwner says what keeps a person from being the one who looks after an offer: managers choose, and it is somebody who may edit the unit's offers.
func (s *Service) checkOwner(ctx context.Context, unit, owner id.ID, mayPublish bool) error {
	if !mayPublish {
		return errs.Bad("owner", "Only a manager of the unit can change who looks after an offer.")
	}
	person, err := s.people.Actor(ctx, owner, "web")
	if err != nil && errs.As(err) == nil {
		return err
	}
	if err != nil || !person.May(EditOffers, unit) {
		return errs.Bad("owner", "Choose somebody with a role in the unit.")
	}
	return nil
}

// mayAllOf reports whether one may do with offers whatever another may.
func mayAllOf(one, other authz.Actor) bool {
	for _, p := range []authz.Permission{EditOffers, PublishOffers} {
		if other.May(p, "") && !one.May(p, "") {
			return false
		}
		for _, unit := range other.Units(p.InUnit...) {
			if !one.May(p, unit) {
				return false
			}
		}
	}
	return true
}
