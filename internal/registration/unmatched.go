package registration

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// The resolutions of an unmatched row.
const (
	resolvedMatched = "matched"
	resolvedIgnored = "ignored"
)

func compareNames(a, b string, x, y id.ID) int { return cmp.Or(cmp.Compare(a, b), cmp.Compare(x, y)) }

// Unresolved lists what files say about people who fit no registration of the occurrence. Those
// who may RecordAttendance.
func (s *Service) Unresolved(ctx context.Context, actor authz.Actor, occurrence id.ID, p page.Request) (page.Page[Unmatched], error) {
	if _, _, err := s.requireIn(ctx, actor, RecordAttendance, occurrence); err != nil {
		return page.Page[Unmatched]{}, err
	}
	var after id.ID
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return page.Page[Unmatched]{}, err
	}
	list, err := unresolvedOf(ctx, s.db, occurrence, after, p.Size()+1)
	if err != nil {
		return page.Page[Unmatched]{}, err
	}
	if err := s.propose(ctx, occurrence, list); err != nil {
		return page.Page[Unmatched]{}, err
	}
	return page.Cut(list, p.Size(), func(u Unmatched) any { return u.ID }), err
}

// ResolveUnmatched says to whom an unmatched row belongs, or with an empty registration that it
// belongs to nobody here. What was said of its name or address is remembered for the next file of the unit. Those who may RecordAttendance. What was resolved stays so: a Conflict.
func (s *Service) ResolveUnmatched(ctx context.Context, actor authz.Actor, unmatched, registration id.ID) error {
	u, err := unmatchedByID(ctx, s.db, unmatched)
	if err != nil {
		return err
	}
	_, offer, err := s.requireIn(ctx, actor, RecordAttendance, u.OccurrenceID)
	if err != nil {
		return err
	}
	if registration != "" && actor.SignedIn() {
		r, err := registrationByID(ctx, s.db, registration)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		owner, err := s.people.Surviving(ctx, s.db, r.PersonID)
		if err != nil {
			return err
		}
		if owner == actor.PersonID {
			return errs.Bad("who", "Nobody records their own attendance. Ask somebody else of your unit.")
		}
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), u.OccurrenceID)
		if err != nil {
			return err
		}
		resolution := resolvedIgnored
		if registration != "" {
			resolution = resolvedMatched
			list, err := t.seated(ctx, []id.ID{registration})
			if err != nil {
				return err
			}
			if len(list) == 0 {
				return errs.Bad("who", "Choose somebody who has a confirmed seat here.")
			}
			file, err := fileByID(ctx, tx, u.FileID)
			if err != nil {
				return err
			}
			var w Window
			if windows := Windows(t.occurrence); file.Source != HowFile {
				i := slices.IndexFunc(windows, func(w Window) bool { return w.DayID == file.DayID })
				if i < 0 {
					return errs.New(errs.Conflict, "The day that this list speaks of is no part of the occurrence any more.")
				}
				w = windows[i]
			}
			if err := t.attend(ctx, list, file.facts(registration, u.Visits, w, actor.PersonID, t.now), reasonOf(file.Source), file.Name); err != nil {
				return err
			}
			if err := rememberName(ctx, tx, offer.UnitID, calledAs(u.Name, u.Address), list[0].PersonID, actor.PersonID, t.now); err != nil {
				return err
			}
		}
		ok, err := resolveUnmatched(ctx, tx, unmatched, resolution, registration, actor.PersonID, t.now)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.Conflict, "Somebody has resolved this already.")
		}
		return audit.Record(ctx, tx, t.now, actor, audit.Event{Action: "attendance." + resolution, Kind: "occurrence", ID: u.OccurrenceID, Unit: offer.UnitID,
			Detail: map[string]any{"registration": registration}})
	})
	if err != nil {
		return fmt.Errorf("registration: resolve: %w", err)
	}
	return nil
}
