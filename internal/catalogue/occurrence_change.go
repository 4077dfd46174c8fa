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

// ChangeOccurrence changes an occurrence to what o says; o.ID names it. Editors of the unit may,
// but the seats of a published offer are its managers'. Status and seats taken are not read from o; o.Sequence must be that of the occurrence
// that was opened, or somebody else has changed it since: Conflict. It is a Conflict as well when the capacity would fall below the
// seats taken, or the occurrence is cancelled. Each change raises the sequence, and emits OccurrenceChanged once the offer is published.
func (s *Service) ChangeOccurrence(ctx context.Context, actor authz.Actor, o Occurrence) (Occurrence, error) {
	old, of, err := s.occurrenceToEdit(ctx, actor, o.ID)
	if err != nil {
		return Occurrence{}, err
	}
	if o.Capacity != old.Capacity {
		if err := s.require(ctx, actor, seatsPermission(of), of.UnitID); err != nil {
			return Occurrence{}, err
		}
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed, did, err := s.changeTx(ctx, tx, actor, of, o)
		if err != nil {
			return err
		}
		o = changed
		if !did || of.PublishedID == "" {
			return nil
		}
		return s.touchTx(ctx, tx, of.ID)
	})
	return o, err
}

// occurrenceToEdit returns an occurrence that the actor may edit, with its offer.
func (s *Service) occurrenceToEdit(ctx context.Context, actor authz.Actor, occurrence id.ID) (Occurrence, Offer, error) {
	o, err := loadOccurrence(ctx, s.db, "", occurrence)
	if err != nil {
		return o, Offer{}, err
	}
	of, err := offerByID(ctx, s.db, o.OfferID)
	if err != nil {
		return o, of, err
	}
	return o, of, s.requireOn(ctx, actor, EditOffers, of)
}

// changeTx changes an occurrence without telling the index, and says whether anything was new.
func (s *Service) changeTx(ctx context.Context, tx *db.Tx, actor authz.Actor, of Offer, to Occurrence) (Occurrence, bool, error) {
	old, err := loadOccurrence(ctx, tx, tx.Dialect().ForUpdate(), to.ID)
	if err != nil {
		return old, false, err
	}
	if old.Status == Cancelled {
		return old, false, errs.New(errs.Conflict, "This date is cancelled. Add a new one.")
	}
	if to.Sequence != old.Sequence {
		return old, false, errs.New(errs.Conflict, "Somebody else has changed this date since you opened it. Open it again and bring over what you changed.")
	}
	now := s.clock.Now()
	// Days that did not change keep their ids: attendance refers to them.
	to.Days = keepDays(old.Days, to.Days)
	o := to.clean()
	o.OfferID, o.Status, o.Taken, o.Sequence, o.SourceKey = old.OfferID, old.Status, old.Taken, old.Sequence+1, old.SourceKey
	o.CreatedBy, o.CreatedAt, o.UpdatedAt = old.CreatedBy, old.CreatedAt, now
	changed := differences(old, o)
	if len(changed) == 0 {
		return old, false, nil
	}
	f := o.check()
	if err := s.checkParent(ctx, tx, o, of, &f); err != nil {
		return old, false, err
	}
	if err := f.Err(); err != nil {
		return old, false, err
	}
	if err := s.checkSessions(ctx, tx, o); err != nil {
		return old, false, err
	}
	ok, err := updateOccurrence(ctx, tx, o)
	if err != nil {
		return old, false, err
	}
	if !ok {
		return old, false, errs.New(errs.Conflict, "%d seats are taken already, so there cannot be fewer than that.", old.Taken)
	}
	if slices.Contains(changed, "days") {
		if err := replaceDays(ctx, tx, o); db.IsForeignKey(err) {
			return old, false, errs.New(errs.Conflict, "Attendance is recorded for a day that you have taken away.")
		} else if err != nil {
			return old, false, err
		}
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "occurrence.changed", Kind: "occurrence", ID: o.ID, Unit: of.UnitID,
		Detail: map[string]any{"offer": of.ID, "changed": changed, "capacity": o.Capacity, "starts_at": o.StartsAt}})
	if err != nil || of.PublishedID == "" {
		return o, true, err
	}
	return o, true, events.Publish(ctx, tx, now, OccurrenceChanged{
		OccurrenceID: o.ID, OfferID: of.ID, Sequence: o.Sequence, Changed: changed, StartsBefore: old.StartsAt, StartsAt: o.StartsAt,
		CapacityBefore: old.Capacity, Capacity: o.Capacity, Gone: gone(old, o),
	})
}

// gone returns the sittings of an occurrence that its changed self does not have.
func gone(old, o Occurrence) []Day {
	if len(old.Days) == 0 && len(o.Days) > 0 {
		return []Day{{StartsAt: old.StartsAt, EndsAt: old.EndsAt}}
	}
	return slices.DeleteFunc(slices.Clone(old.Days), func(d Day) bool {
		return slices.ContainsFunc(o.Days, func(n Day) bool { return n.ID == d.ID })
	})
}

// keepDays gives the new days the ids of the old ones in their place, where they have none.
func keepDays(old, days []Day) []Day {
	days = slices.Clone(days)
	for i := range days {
		known := slices.ContainsFunc(old, func(d Day) bool { return d.ID == days[i].ID })
		if known {
			continue
		}
		days[i].ID = ""
		if i < len(old) && !slices.ContainsFunc(days, func(d Day) bool { return d.ID == old[i].ID }) {
			days[i].ID = old[i].ID
		}
	}
	return days
}

// checkSessions refuses to move a conference away from its sessions.
func (s *Service) checkSessions(ctx context.Context, tx *db.Tx, o Occurrence) error {
	outside, err := sessionsOutside(ctx, tx, o)
	if err != nil || len(outside) == 0 {
		return err
	}
	return errs.New(errs.Conflict, "%d sessions would lie outside the new time. Move them first.", len(outside))
}

// CancelOccurrence says that an occurrence does not take place; the sessions of a conference are
// cancelled with it. Editors of the unit may while the offer is a draft, managers once it is published. Invalid without a reason, which the people who registered are
// told; Conflict when it is cancelled already or has ended. Emits OccurrenceCancelled for each.
func (s *Service) CancelOccurrence(ctx context.Context, actor authz.Actor, occurrence id.ID, reason string) error {
	_, of, err := s.occurrenceToEdit(ctx, actor, occurrence)
	if err != nil {
		return err
	}
	if err := s.require(ctx, actor, seatsPermission(of), of.UnitID); err != nil {
		return err
	}
	if line(reason) == "" {
		return errs.Bad("reason", "Say why it is cancelled: the people who registered will read it.")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		touched, err := s.cancelTx(ctx, tx, actor, of, occurrence, line(reason))
		if err != nil || of.PublishedID == "" {
			return err
		}
		return s.touchTx(ctx, tx, touched...)
	})
}

// cancelTx cancels an occurrence and its sessions; it returns the offers to touch.
func (s *Service) cancelTx(ctx context.Context, tx *db.Tx, actor authz.Actor, of Offer, occurrence id.ID, reason string) ([]id.ID, error) {
	o, err := loadOccurrence(ctx, tx, tx.Dialect().ForUpdate(), occurrence)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	switch {
	case o.Status == Cancelled:
		return nil, errs.New(errs.Conflict, "This date is cancelled already.")
	case !now.Before(o.EndsAt):
		return nil, errs.New(errs.Conflict, "This date has ended.")
	}
	sessions, err := sessionsOf(ctx, tx, o.ID)
	if err != nil {
		return nil, err
	}
	var touched []id.ID
	for _, c := range append([]Occurrence{o}, sessions...) {
		c.Status, c.Sequence, c.UpdatedAt = Cancelled, c.Sequence+1, now
		if _, err := updateOccurrence(ctx, tx, c); err != nil {
			return nil, err
		}
		err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "occurrence.cancelled", Kind: "occurrence", ID: c.ID, Unit: of.UnitID,
			Detail: map[string]any{"offer": c.OfferID, "reason": reason}})
		if err != nil {
			return nil, err
		}
		err = events.Publish(ctx, tx, now, OccurrenceCancelled{OccurrenceID: c.ID, OfferID: c.OfferID, Sequence: c.Sequence, Reason: reason})
		if err != nil {
			return nil, err
		}
		touched = append(touched, c.OfferID)
	}
	return touched, nil
}
