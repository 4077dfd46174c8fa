package catalogue

import (
	"cmp"
	"context"
	"maps"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// SaveDraft saves the draft of an offer. Editors of its unit may. A draft of a published offer is
// a new version: the published one stays as it is until Publish, and an archived one stays archived. A draft that says what is there already
// makes no version: then only what belongs to the offer as a whole is saved, and the version returned may be the published one. Conflict
// when somebody else has changed it since Draft.Seen. The day it expires on is its managers' to change once it is published, and so is whose it is.
func (s *Service) SaveDraft(ctx context.Context, actor authz.Actor, offer id.ID, d Draft) (Version, error) {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return Version{}, err
	}
	save, err := s.saving(ctx, actor, o, d)
	if err != nil {
		return Version{}, err
	}
	var v Version
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, v, err = save(ctx, tx)
		return err
	})
	return v, err
}

// SaveAndPublish saves a draft as SaveDraft does and publishes it as Publish does, in one: nothing goes public but what was
// saved. What may not be published yet is saved all the same: then the version that was saved is returned beside the Invalid error of
// Publish. Managers of the unit may.
func (s *Service) SaveAndPublish(ctx context.Context, actor authz.Actor, offer id.ID, d Draft) (Version, error) {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return Version{}, err
	}
	if err := requireOn(actor, PublishOffers, o); err != nil {
		return Version{}, err
	}
	save, err := s.saving(ctx, actor, o, d)
	if err != nil {
		return Version{}, err
	}
	var v Version
	var notYet error
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		notYet = nil
		if o, v, err = save(ctx, tx); err != nil || o.DraftID == "" && o.Status == StatusPublished {
			return err
		}
		published, err := s.publishTx(ctx, tx, actor, offer, time.Time{})
		if errs.Is(err, errs.Invalid) {
			notYet = err
			return nil
		}
		if err != nil {
			return err
		}
		v = published
		return s.touchTx(ctx, tx, offer)
	})
	if err != nil {
		return Version{}, err
	}
	return v, notYet
}

// saving checks a draft and who saves it, and returns what writes it.
func (s *Service) saving(ctx context.Context, actor authz.Actor, o Offer, d Draft) (func(context.Context, *db.Tx) (Offer, Version, error), error) {
	if err := requireOn(actor, EditOffers, o); err != nil {
		return nil, err
	}
	mayPublish := actor.May(PublishOffers, o.UnitID)
	d, persons, err := s.checked(ctx, d)
	if err != nil {
		return nil, err
	}
	if d.OwnerID != "" && d.OwnerID != o.OwnerID {
		if err := s.checkOwner(ctx, o.UnitID, d.OwnerID, mayPublish); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context, tx *db.Tx) (Offer, Version, error) {
		return s.saveTx(ctx, tx, actor, o.ID, d, maps.Clone(persons), mayPublish)
	}, nil
}

// saveTx writes a checked draft of an offer that the actor may edit.
func (s *Service) saveTx(ctx context.Context, tx *db.Tx, actor authz.Actor, offer id.ID, d Draft, persons map[string]id.ID, mayPublish bool) (Offer, Version, error) {
	o, err := lockOffer(ctx, tx, offer)
	if err != nil {
		return o, Version{}, err
	}
	if err := o.unseen(d.Seen); err != nil {
		return o, Version{}, err
	}
	if err := s.checkSave(ctx, tx, o, d, mayPublish); err != nil {
		return o, Version{}, err
	}
	v, err := versionByID(ctx, tx, cmp.Or(o.DraftID, o.PublishedID))
	if err != nil {
		return o, v, err
	}
	now := s.clock.Now()
	before := DraftOf(o, v).clean().Content
	if d.Presenters, err = s.presentersTx(ctx, tx, now, d.Presenters, persons, v.Presenters); err != nil {
		return o, v, err
	}
	to := o
	to.Kind, to.ReviewBy, to.ExpiresOn, to.OwnerID = d.Kind, d.ReviewBy, d.ExpiresOn, cmp.Or(d.OwnerID, o.OwnerID)
	if o.Kind != d.Kind || !sameContent(before, d.Content) { // what was granted was granted for the kind, too
		if v, err = s.writeVersion(ctx, tx, actor, o, v, d.Content, now); err != nil {
			return o, v, err
		}
		to.DraftID = v.ID
	} else if o.ReviewBy == to.ReviewBy && o.ExpiresOn == to.ExpiresOn && o.OwnerID == to.OwnerID {
		return o, v, nil
	}
	to.UpdatedAt = now
	if err := updateOffer(ctx, tx, to); err != nil {
		return o, v, err
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.draft-saved", Kind: "offer", ID: o.ID, Unit: o.UnitID,
		Detail: map[string]any{"version": v.Number, "title": v.Title, "review_by": to.ReviewBy, "expires_on": to.ExpiresOn, "owner": to.OwnerID}})
	if err != nil || o.PublishedID == "" || o.ExpiresOn == to.ExpiresOn {
		return to, v, err
	}
	return to, v, s.touchTx(ctx, tx, o.ID)
}

// checkSave says what an offer that is there already keeps a draft from saying.
func (s *Service) checkSave(ctx context.Context, tx *db.Tx, o Offer, d Draft, mayPublish bool) error {
	published := o.PublishedID != ""
	if published && d.Kind != o.Kind {
		return errs.Bad("kind", "A published offer stays what it is. Duplicate it to make another kind of it.")
	}
	if published && d.ExpiresOn != o.ExpiresOn && !mayPublish {
		return errs.Bad("expires_on", "Only a manager of the unit can change when a published offer expires.")
	}
	if o.Kind == Conference && d.Kind != o.Kind {
		sessions, err := sessionsOfOffer(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if len(sessions) > 0 {
			return errs.Bad("kind", "It has sessions in its programme, so it stays a conference.")
		}
	}
	return nil
}

// writeVersion writes what an offer is to say: into its draft or, where that is published, was approved with a worksheet or granted by a review, as one more version.
func (s *Service) writeVersion(ctx context.Context, tx *db.Tx, actor authz.Actor, o Offer, v Version, to Content, now time.Time) (Version, error) {
	approved, err := approvedTenths(ctx, tx, []id.ID{v.ID})
	if err != nil {
		return v, err
	}
	_, _, granted, err := grantOf(ctx, tx, v.ID)
	if err != nil {
		return v, err
	}
	v.Content, v.UpdatedAt, v.PublishedAt = to, now, time.Time{}
	if o.DraftID != "" && len(approved) == 0 && !granted {
		return v, updateVersion(ctx, tx, v)
	}
	v.ID, v.CreatedBy, v.CreatedAt = id.New(), actor.PersonID, now
	if v.Number, err = nextNumber(ctx, tx, o.ID); err != nil {
		return v, err
	}
	return v, insertVersion(ctx, tx, v)
}

// DiscardDraft gives up the changes of a published offer that are not published. Editors may.
// Conflict when there are none, nothing else to fall back on, or somebody else has changed the offer since seen, its UpdatedAt; zero does not ask.
func (s *Service) DiscardDraft(ctx context.Context, actor authz.Actor, offer id.ID, seen time.Time) error {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return err
	}
	if err := requireOn(actor, EditOffers, o); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := lockOffer(ctx, tx, offer)
		if err != nil {
			return err
		}
		if o.DraftID == "" || o.PublishedID == "" {
			return errs.New(errs.Conflict, "There are no changes to discard.")
		}
		if err := o.unseen(seen); err != nil {
			return err
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
