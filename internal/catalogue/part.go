package catalogue

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// SetParts sets the parts of an offer, in order: it is completed by completing the required ones.
// Only OfferID and Required of each are read. Editors of its unit may, and managers once it is published, because
// what its learners must do changes at once. Invalid for offers that do not exist, are listed twice or contain it, and for none that is
// required where a published offer is completed by its parts. Conflict when somebody else has changed the offer since seen, its UpdatedAt; zero does not ask.
func (s *Service) SetParts(ctx context.Context, actor authz.Actor, offer id.ID, parts []Part, seen time.Time) error {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return err
	}
	if err := requireOn(actor, partsPermission(o), o); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := lockOffer(ctx, tx, offer)
		if err != nil {
			return err
		}
		if err := actor.Require(partsPermission(o), o.UnitID); err != nil {
			return err
		}
		if err := o.unseen(seen); err != nil {
			return err
		}
		var ids []id.ID
		for _, p := range parts {
			if p.OfferID == offer || slices.Contains(ids, p.OfferID) {
				return errs.Bad("parts", "An offer is listed once, and not as a part of itself.")
			}
			if _, err := offerByID(ctx, tx, p.OfferID); err != nil {
				if errs.Is(err, errs.NotFound) {
					return errs.Bad("parts", "One of the parts is not an offer of ours.")
				}
				return err
			}
			ids = append(ids, p.OfferID)
		}
		if err := refuseCircle(ctx, tx, offer, ids); err != nil {
			return err
		}
		if err := replaceParts(ctx, tx, offer, parts); err != nil {
			return err
		}
		if o.PublishedID != "" {
			v, err := versionByID(ctx, tx, o.PublishedID)
			if err != nil {
				return err
			}
			if v.Completion.Rule == ByParts && !slices.ContainsFunc(parts, func(p Part) bool { return p.Required }) {
				return errs.Bad("parts", "It is completed by its parts, so at least one of them is required.")
			}
		}
		now := s.clock.Now()
		o.UpdatedAt = now
		if err := updateOffer(ctx, tx, o); err != nil {
			return err
		}
		err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.parts-set", Kind: "offer", ID: o.ID, Unit: o.UnitID,
			Detail: map[string]any{"parts": ids}})
		if err != nil {
			return err
		}
		return s.touchTx(ctx, tx, offer)
	})
}

// partsPermission is what it takes to set the parts of an offer.
func partsPermission(o Offer) authz.Permission {
	if o.PublishedID == "" {
		return EditOffers
	}
	return PublishOffers
}

// refuseCircle walks down from the new parts: none may lead back to the offer.
func refuseCircle(ctx context.Context, q db.Q, offer id.ID, level []id.ID) error {
	seen := map[id.ID]bool{}
	for len(level) > 0 {
		next, err := partsBelow(ctx, q, level)
		if err != nil {
			return err
		}
		level = level[:0:0]
		for _, p := range next {
			if p == offer {
				return errs.Bad("parts", "One of the parts contains this offer.")
			}
			if !seen[p] {
				seen[p] = true
				level = append(level, p)
			}
		}
	}
	return nil
}
