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
	var changed Occurrence
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		of, err := lockOffer(ctx, tx, of.ID)
		if err != nil {
			return err
		}
		if o.Capacity != old.Capacity {
			if err := actor.Require(seatsPermission(of), of.UnitID); err != nil {
				return err
			}
		}
		did := false
		if changed, did, err = s.changeTx(ctx, tx, actor, of, o, &register{}); err != nil || !did {
			return err
		}
		return s.touchTx(ctx, tx, of.ID)
	})
	return changed, err
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
	return o, of, requireOn(actor, EditOffers, of)
}

// changeTx changes an occurrence without telling the index, and says whether anything was new. It is held to the platforms of the
// register; one that is planned elsewhere to none, nil.
func (s *Service) changeTx(ctx context.Context, tx *db.Tx, actor authz.Actor, of Offer, to Occurrence, held *register) (Occurrence, bool, error) {
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
	if o.ParentID != old.ParentID || !o.StartsAt.Equal(old.StartsAt) || !o.EndsAt.Equal(old.EndsAt) {
		if err := s.checkParent(ctx, tx, actor, o, of, old.ParentID, &f); err != nil {
			return old, false, err
		}
	}
	if o.Capacity != old.Capacity || o.Platform != old.Platform {
		if err := held.check(ctx, tx, o, &f); err != nil {
			return old, false, err
		}
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

// keepDays gives the new days the ids of the old ones that they are, because attendance refers to them. A form sends
// days without ids: the same one is who begins and ends at the same moments, then who begins at the same one. Those left over
// are the moved ones: in their order when none came or went, else each the old one that is nearest in time.
func keepDays(old, days []Day) []Day {
	days = slices.Clone(days)
	slices.SortStableFunc(days, func(a, b Day) int { return a.StartsAt.Compare(b.StartsAt) })
	left := slices.Clone(old)
	take := func(d *Day, i int) {
		d.ID = left[i].ID
		left = slices.Delete(left, i, i+1)
	}
	given := make([]id.ID, len(days))
	for i := range days {
		given[i], days[i].ID = days[i].ID, ""
	}
	for _, same := range []func(i int, o Day) bool{
		func(i int, o Day) bool { return o.ID == given[i] },
		func(i int, o Day) bool {
			return o.StartsAt.Equal(days[i].StartsAt) && o.EndsAt.Equal(days[i].EndsAt)
		},
		func(i int, o Day) bool { return o.StartsAt.Equal(days[i].StartsAt) },
	} {
		for i := range days {
			if at := slices.IndexFunc(left, func(o Day) bool { return same(i, o) }); days[i].ID == "" && at >= 0 {
				take(&days[i], at)
			}
		}
	}
	moved := 0
	for _, d := range days {
		if d.ID == "" {
			moved++
		}
	}
	inOrder := moved == len(left)
	for i := range days {
		if days[i].ID != "" || len(left) == 0 {
			continue
		}
		at := 0
		for n, o := range left {
			if !inOrder && o.StartsAt.Sub(days[i].StartsAt).Abs() < left[at].StartsAt.Sub(days[i].StartsAt).Abs() {
				at = n
			}
		}
		take(&days[i], at)
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

// CancelOccurrence says that an occurrence does not take place; the sessions of a conference that have not ended are
// cancelled with it. Editors of the unit may while the offer is a draft, managers once it is published. Invalid without a reason, which the people who registered are
// told; Conflict when it is cancelled already or has ended. Emits OccurrenceCancelled for each.
func (s *Service) CancelOccurrence(ctx context.Context, actor authz.Actor, occurrence id.ID, reason string) error {
	_, of, err := s.occurrenceToEdit(ctx, actor, occurrence)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		of, err := lockOffer(ctx, tx, of.ID)
		if err != nil {
			return err
		}
		if err := actor.Require(seatsPermission(of), of.UnitID); err != nil {
			return err
		}
		if line(reason) == "" {
			return errs.Bad("reason", "Say why it is cancelled: the people who registered will read it.")
		}
		touched, err := s.cancelTx(ctx, tx, actor, of, occurrence, line(reason))
		if err != nil {
			return err
		}
		return s.touchTx(ctx, tx, touched...)
	})
}

// cancelTx cancels an occurrence and what is still to come of its sessions; it returns the offers to touch.
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
	gone, err := cancelWithSessions(ctx, tx, o.ID, now)
	if err != nil {
		return nil, err
	}
	touched := make([]id.ID, len(gone))
	for i, c := range gone {
		touched[i] = c.offer
		err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "occurrence.cancelled", Kind: "occurrence", ID: c.id, Unit: c.unit,
			Detail: map[string]any{"offer": c.offer, "reason": reason}})
		if err != nil {
			return nil, err
		}
		err = events.Publish(ctx, tx, now, OccurrenceCancelled{OccurrenceID: c.id, OfferID: c.offer, Sequence: c.sequence, Reason: reason})
		if err != nil {
			return nil, err
		}
	}
	return touched, nil
}

// reviveTx lets a cancelled occurrence take place again. Who was registered has been told that it does not, and registers anew: the
// event says of what is new the status alone, of which nobody who was registered is written to.
func (s *Service) reviveTx(ctx context.Context, tx *db.Tx, actor authz.Actor, of Offer, occurrence id.ID) error {
	o, err := loadOccurrence(ctx, tx, tx.Dialect().ForUpdate(), occurrence)
	if err != nil {
		return err
	}
	if o.Status != Cancelled {
		return errs.New(errs.Conflict, "This date is not cancelled.")
	}
	now := s.clock.Now()
	o.Status, o.Sequence, o.UpdatedAt = Scheduled, o.Sequence+1, now
	if _, err := updateOccurrence(ctx, tx, o); err != nil {
		return err
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "occurrence.revived", Kind: "occurrence", ID: o.ID, Unit: of.UnitID, Detail: map[string]any{"offer": of.ID}})
	if err != nil || of.PublishedID == "" {
		return err
	}
	return events.Publish(ctx, tx, now, OccurrenceChanged{OccurrenceID: o.ID, OfferID: of.ID, Sequence: o.Sequence, Changed: []string{"status"},
		StartsBefore: o.StartsAt, StartsAt: o.StartsAt, CapacityBefore: o.Capacity, Capacity: o.Capacity})
}
