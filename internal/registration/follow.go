package registration

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ConflictKey names a conflict: a registration, and the day, empty for an occurrence of one sitting.
type ConflictKey struct{ RegistrationID, DayID id.ID }

// FollowSource settles many conflicts of an occurrence at once: in each the source with this Key is right. Those who may
// RecordAttendance. It returns how many were settled; where there is no conflict any more, where the source does not speak, of
// another occurrence and of the actor themselves, nothing is changed.
func (s *Service) FollowSource(ctx context.Context, actor authz.Actor, occurrence id.ID, source string, of []ConflictKey, reason string) (int, error) {
	if _, _, err := s.requireIn(ctx, actor, RecordAttendance, occurrence); err != nil {
		return 0, err
	}
	var f errs.Fields
	f.Check(len(of) > 0, "conflicts", "Tick at least one.")
	f.Check(len(of) <= maxBulk, "conflicts", "Choose at most %d people at once.", maxBulk)
	f.Check(source != "", "source", "Choose one of the sources.")
	f.Check(len(reason) <= maxNote, "reason", "Please use fewer words.")
	if err := f.Err(); err != nil {
		return 0, err
	}
	var (
		own []id.ID
		err error
	)
	if actor.SignedIn() {
		if own, err = s.people.IDs(ctx, actor.PersonID); err != nil {
			return 0, err
		}
	}
	days := map[id.ID][]id.ID{}
	for _, c := range of {
		if !slices.Contains(days[c.RegistrationID], c.DayID) {
			days[c.RegistrationID] = append(days[c.RegistrationID], c.DayID)
		}
	}
	ids := slices.Collect(maps.Keys(days))
	n := 0
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), occurrence)
		if err != nil {
			return err
		}
		list, err := registrationsByIDs(ctx, tx, ids)
		if err != nil {
			return err
		}
		known, err := factsOf(ctx, tx, Windows(t.occurrence), ids)
		if err != nil {
			return err
		}
		var chosen []Fact
		list = slices.DeleteFunc(list, func(r Registration) bool {
			if r.OccurrenceID != occurrence || slices.Contains(own, r.PersonID) {
				return true
			}
			before := len(chosen)
			for _, day := range days[r.ID] {
				if fact, err := t.choice(r, known[r.ID], Settlement{DayID: day, Follow: source, Reason: reason}); err == nil {
					chosen = append(chosen, fact)
				}
			}
			return len(chosen) == before
		})
		n = len(chosen)
		return t.attend(ctx, list, chosen, ReasonByChoice, reason)
	})
	if err != nil {
		return 0, fmt.Errorf("registration: follow: %w", err)
	}
	return n, nil
}
