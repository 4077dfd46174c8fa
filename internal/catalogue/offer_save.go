package catalogue

import (
	"context"
	"maps"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// SaveDraft saves the draft of an offer. Editors of its unit may. A draft of a published offer is
// a new version: the published one stays as it is until Publish, and an archived one stays archived. Conflict
// when somebody else has saved since Draft.Seen. The day it expires on is its managers' to change once it is published.
func (s *Service) SaveDraft(ctx context.Context, actor authz.Actor, offer id.ID, d Draft) (Version, error) {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return Version{}, err
	}
	if err := s.requireOn(ctx, actor, EditOffers, o); err != nil {
		return Version{}, err
	}
	mayPublish, err := s.may(ctx, actor, PublishOffers, o.UnitID)
	if err != nil {
		return Version{}, err
	}
	d, persons, err := s.checked(ctx, d)
	if err != nil {
		return Version{}, err
	}
	var v Version
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err = s.saveTx(ctx, tx, actor, offer, d, maps.Clone(persons), mayPublish)
		return err
	})
	return v, err
}

// saveTx writes a checked draft of an offer that the actor may edit.
func (s *Service) saveTx(ctx context.Context, tx *db.Tx, actor authz.Actor, offer id.ID, d Draft, persons map[string]id.ID, mayPublish bool) (Version, error) {
	o, err := lockOffer(ctx, tx, offer)
	if err != nil {
		return Version{}, err
	}
	published := o.PublishedID != ""
	if published && d.Kind != o.Kind {
		return Version{}, errs.Bad("kind", "A published offer stays what it is. Duplicate it to make another kind of it.")
	}
	if published && d.ExpiresOn != o.ExpiresOn && !mayPublish {
		return Version{}, errs.Bad("expires_on", "Only a manager of the unit can change when a published offer expires.")
	}
	base := o.DraftID
	if base == "" {
		base = o.PublishedID
	}
	v, err := versionByID(ctx, tx, base)
	if err != nil {
		return Version{}, err
	}
	if !d.Seen.IsZero() && !d.Seen.Equal(v.UpdatedAt) {
		return Version{}, errs.New(errs.Conflict, "Somebody else has saved this draft since you opened it. Open it again in another window and bring over what you changed.")
	}
	now := s.clock.Now()
	before := v.Presenters
	v.Content, v.UpdatedAt = d.Content, now
	if v.Presenters, err = s.presentersTx(ctx, tx, now, d.Presenters, persons, before); err != nil {
		return Version{}, err
	}
	// What was approved with a worksheet, or granted by a review, stays as it was: a change is one more version.
	approved, err := approvedTenths(ctx, tx, []id.ID{v.ID})
	if err != nil {
		return Version{}, err
	}
	_, _, granted, err := grantOf(ctx, tx, v.ID)
	if err != nil {
		return Version{}, err
	}
	if o.DraftID != "" && len(approved) == 0 && !granted {
		err = updateVersion(ctx, tx, v)
	} else {
		v.ID, v.CreatedBy, v.CreatedAt = id.New(), actor.PersonID, now
		if v.Number, err = nextNumber(ctx, tx, offer); err != nil {
			return Version{}, err
		}
		err = insertVersion(ctx, tx, v)
	}
	if err != nil {
		return Version{}, err
	}
	expiryMoved := o.ExpiresOn != d.ExpiresOn
	o.Kind, o.DraftID, o.ReviewBy, o.ExpiresOn, o.UpdatedAt = d.Kind, v.ID, d.ReviewBy, d.ExpiresOn, now
	if d.OwnerID != "" {
		o.OwnerID = d.OwnerID
	}
	if err := updateOffer(ctx, tx, o); err != nil {
		return Version{}, err
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.draft-saved", Kind: "offer", ID: o.ID, Unit: o.UnitID,
		Detail: map[string]any{"version": v.Number, "title": v.Title}})
	if err != nil || !published || !expiryMoved {
		return v, err
	}
	return v, s.touchTx(ctx, tx, o.ID)
}

// DiscardDraft gives up the changes of a published offer that are not published. Editors may.
// Conflict when there are none, or nothing else to fall back on.
func (s *Service) DiscardDraft(ctx context.Context, actor authz.Actor, offer id.ID) error {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return err
	}
	if err := s.requireOn(ctx, actor, EditOffers, o); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if o, err = lockOffer(ctx, tx, offer); err != nil {
			return err
		}
		if o.DraftID == "" || o.PublishedID == "" {
			return errs.New(errs.Conflict, "There are no changes to discard.")
		}
		now := s.clock.Now()
		// The version's row stays, as worksheets and the numbering refer to it.
		dropped := o.DraftID
		o.DraftID, o.UpdatedAt = "", now
		if err := updateOffer(ctx, tx, o); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.draft-discarded", Kind: "offer", ID: o.ID, Unit: o.UnitID,
			Detail: map[string]any{"version": dropped}})
	})
}
