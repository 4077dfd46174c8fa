package catalogue

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// AddOccurrence adds a time and place to an offer. Editors of its unit may while it is a draft,
// managers once it is published. What a new occurrence cannot have yet (status, seats taken, sequence) is not read
// from o. Invalid, field by field; Conflict for an archived offer. Emits OccurrenceAdded once the offer is published.
func (s *Service) AddOccurrence(ctx context.Context, actor authz.Actor, offer id.ID, o Occurrence) (Occurrence, error) {
	of, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return Occurrence{}, err
	}
	if err := requireOn(actor, seatsPermission(of), of); err != nil {
		return Occurrence{}, err
	}
	var added Occurrence
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		of, err := lockOffer(ctx, tx, offer)
		if err != nil {
			return err
		}
		if err := actor.Require(seatsPermission(of), of.UnitID); err != nil {
			return err
		}
		if added, err = s.addTx(ctx, tx, actor, of, o, &register{}); err != nil || of.PublishedID == "" {
			return err
		}
		return s.touchTx(ctx, tx, of.ID)
	})
	return added, err
}

// seatsPermission is what it takes to add and cancel dates of an offer.
func seatsPermission(o Offer) authz.Permission {
	if o.PublishedID == "" {
		return EditOffers
	}
	return SetSeats
}

// addTx adds an occurrence without telling the index: the caller touches. It is held to the platforms of the register; one that is planned elsewhere to none, nil.
func (s *Service) addTx(ctx context.Context, tx *db.Tx, actor authz.Actor, of Offer, o Occurrence, held *register) (Occurrence, error) {
	if of.Status == StatusArchived {
		return o, errs.New(errs.Conflict, "This offer is archived. Publish it again before you add a date.")
	}
	now := s.clock.Now()
	// Its days are new ones: an id that was sent along would be another date's day.
	o.Days = slices.Clone(o.Days)
	for i := range o.Days {
		o.Days[i].ID = ""
	}
	o = o.clean()
	o.ID, o.OfferID, o.Status, o.Taken, o.Sequence = id.New(), of.ID, Scheduled, 0, 0
	o.CreatedBy, o.CreatedAt, o.UpdatedAt = actor.PersonID, now, now
	f := o.check()
	if err := s.checkParent(ctx, tx, actor, o, of, "", &f); err != nil {
		return o, err
	}
	if err := held.check(ctx, tx, o, &f); err != nil {
		return o, err
	}
	if err := f.Err(); err != nil {
		return o, err
	}
	if err := insertOccurrence(ctx, tx, o); err != nil {
		return o, err
	}
	err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "occurrence.added", Kind: "occurrence", ID: o.ID, Unit: of.UnitID,
		Detail: map[string]any{"offer": of.ID, "starts_at": o.StartsAt, "capacity": o.Capacity}})
	if err != nil || of.PublishedID == "" {
		return o, err
	}
	return o, events.Publish(ctx, tx, now, OccurrenceAdded{OccurrenceID: o.ID, OfferID: of.ID, StartsAt: o.StartsAt, Capacity: o.Capacity})
}

// checkParent adds what keeps a session out of its conference. Who hangs a session into another unit's conference must be
// an editor there, or of a unit that sponsors it: nobody else's programme is filled from outside. A session that is there already (in) may stay.
func (s *Service) checkParent(ctx context.Context, tx *db.Tx, actor authz.Actor, o Occurrence, of Offer, in id.ID, f *errs.Fields) error {
	if o.ParentID == "" {
		return nil
	}
	parent, err := loadOccurrence(ctx, tx, "", o.ParentID)
	if errs.Is(err, errs.NotFound) {
		f.Add("parent", "A session belongs to a date of a conference.")
		return nil
	}
	if err != nil {
		return err
	}
	whole, err := offerByID(ctx, tx, parent.OfferID)
	if err != nil {
		return err
	}
	*f = append(*f, o.checkInside(parent, whole.Kind)...)
	if o.ParentID == in {
		return nil
	}
	f.Check(whole.Status != StatusArchived, "parent", "That conference is archived.")
	if whole.UnitID == of.UnitID || actor.May(EditOffers, whole.UnitID) {
		return nil
	}
	f.Check(whole.PublishedID != "", "parent", "That conference is not published.")
	if whole.PublishedID == "" {
		return nil
	}
	v, err := versionByID(ctx, tx, whole.PublishedID)
	if err == nil && !slices.Contains(v.Cosponsors, of.UnitID) {
		f.Add("parent", "That conference is another unit's. Ask its editors to put the session in, or to name your unit as a sponsor.")
	}
	return err
}
