package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// duplicatesShown is how many pairs are proposed at once.
const duplicatesShown = 50

// near is how far apart dates of one offer may be announced by two sources: one may give the day alone, or the wrong zone.
const near = 24 * time.Hour

// mergeSteps is how many merges one after the other are followed.
const mergeSteps = 5

// Twin is one of two offers that may be the same.
type Twin struct {
	Offer
	Title, Link, Source string
	// Starts is its first date, zero without one.
	Starts time.Time
	Dates  int
}

// Duplicates proposes pairs of offers that may be the same: they came from different sources, or one was typed here, and have the same
// title, whatever its case and accents, with dates near each other or none, or lead to the same page. Pairs of which a person has said that they are not the
// same are left out. The actor sees those of which they may see both as an insider.
func (s *Service) Duplicates(ctx context.Context, actor authz.Actor) ([][2]Twin, error) {
	units, err := s.insider(ctx, actor, "")
	if err != nil {
		return nil, err
	}
	pairs, err := duplicatePairs(ctx, s.db, units, near, duplicatesShown)
	if err != nil || len(pairs) == 0 {
		return nil, err
	}
	var ids []id.ID
	for _, p := range pairs {
		ids = append(ids, p[0], p[1])
	}
	twins, err := twinsByID(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	out := make([][2]Twin, len(pairs))
	for i, p := range pairs {
		out[i] = [2]Twin{twins[p[0]], twins[p[1]]}
	}
	return out, nil
}

// GuardMerge has a later area say whether something stands on an offer that a merge would leave behind. It is called once, while the program is wired.
func (s *Service) GuardMerge(inUse func(ctx context.Context, q db.Q, offer id.ID) (bool, error)) {
	s.inUse = inUse
}

// twins returns two offers of which the actor may merge the second into the first.
func (s *Service) twins(ctx context.Context, actor authz.Actor, keep, drop id.ID) error {
	for _, which := range []id.ID{keep, drop} {
		o, err := offerByID(ctx, s.db, which)
		if err != nil {
			return err
		}
		if err := requireOn(actor, EditOffers, o); err != nil {
			return err
		}
		if which == drop && o.Status == StatusPublished {
			if err := requireOn(actor, PublishOffers, o); err != nil {
				return err
			}
		}
	}
	if keep == drop {
		return errs.New(errs.Conflict, "An offer cannot be merged with itself.")
	}
	return nil
}

var errUnpublishedTwin = errs.New(errs.Conflict, "Only a published offer can take the place of a published one. Publish it first, or keep the other.")

// MergeOffers says that two offers are one: drop is archived, its old address leads to keep, shortlists have keep instead, and what its source says of it from now on is passed over. Editors of both units
// may, and managers where drop is published. Conflict when anybody has registered for drop, because a registration is never moved to another offer; keep that one then, or when one of them is
// archived. Emits OfferArchived.
func (s *Service) MergeOffers(ctx context.Context, actor authz.Actor, keep, drop id.ID) error {
	if err := s.twins(ctx, actor, keep, drop); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		// In one order, so that two merges never wait for each other.
		first, second := min(keep, drop), max(keep, drop)
		one, err := lockOffer(ctx, tx, first)
		if err != nil {
			return err
		}
		other, err := lockOffer(ctx, tx, second)
		if err != nil {
			return err
		}
		if one.Status == StatusArchived || other.Status == StatusArchived {
			return errs.New(errs.Conflict, "This offer is archived already.")
		}
		gone, kept := one, other
		if drop != first {
			gone, kept = other, one
		}
		if gone.PublishedID != "" && kept.PublishedID == "" {
			return errUnpublishedTwin
		}
		if s.inUse != nil {
			used, err := s.inUse(ctx, tx, drop)
			if err != nil {
				return err
			}
			if used {
				return errs.New(errs.Conflict, "People have registered for that one, and a registration stays with its offer. Keep it, and let the other go.")
			}
		}
		now := s.clock.Now()
		gone.Status, gone.ArchivedAt, gone.UpdatedAt = StatusArchived, now, now
		if err := updateOffer(ctx, tx, gone); err != nil {
			return err
		}
		if err := setMergedInto(ctx, tx, drop, keep); err != nil {
			return err
		}
		if err := moveShortlists(ctx, tx, drop, keep); err != nil {
			return err
		}
		if err := s.copyAlignments(ctx, tx, actor, gone, kept); err != nil {
			return err
		}
		err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.merged", Kind: "offer", ID: drop, Unit: gone.UnitID, Detail: map[string]any{"into": keep}})
		if err != nil {
			return err
		}
		if err := events.Publish(ctx, tx, now, OfferArchived{OfferID: drop, UnitID: gone.UnitID}); err != nil {
			return err
		}
		return s.touchTx(ctx, tx, drop, keep)
	})
}

// NotTheSame says that two offers are not the same, so that they are not proposed again. Editors of both units may.
func (s *Service) NotTheSame(ctx context.Context, actor authz.Actor, a, b id.ID) error {
	for _, which := range []id.ID{a, b} {
		o, err := offerByID(ctx, s.db, which)
		if err != nil {
			return err
		}
		if err := requireOn(actor, EditOffers, o); err != nil {
			return err
		}
	}
	if a == b {
		return errs.New(errs.Conflict, "An offer cannot be merged with itself.")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.clock.Now()
		if err := keepDistinct(ctx, tx, min(a, b), max(a, b), actor.PersonID, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.not-the-same", Kind: "offer", ID: a, Detail: map[string]any{"other": b}})
	})
}

// MergedInto returns the key of the published offer that one was merged into, directly or by steps; "" when it was not.
func (s *Service) MergedInto(ctx context.Context, key string) (string, error) {
	return mergedInto(ctx, s.db, key)
}
