package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// countOnce lets a person have one place in each cohort in which they count, after their accounts were joined or parted: one in a five before others, else one
// with an after, else one with a before, else the first. Doing it again changes nothing.
func (s *Service) countOnce(ctx context.Context, person id.ID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := s.people.LockTx(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := undoDoubles(ctx, tx, ids); err != nil {
			return err
		}
		places, err := countedPlaces(ctx, tx, ids)
		if err != nil {
			return err
		}
		now, kept := s.clock.Now(), id.ID("")
		for _, m := range places {
			if m.ID == kept {
				if err := markDouble(ctx, tx, now, m); err != nil {
					return err
				}
			}
			kept = m.ID
		}
		return nil
	})
}
