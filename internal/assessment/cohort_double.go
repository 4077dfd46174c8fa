package assessment

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// countOnce lets a person have one place in each cohort in which they count, and in none that asks for some of the same as another, after their accounts were
// joined or parted. One in a five stays before others, else one with an after, else one with a before, else the first. Doing it again changes nothing.
func (s *Service) countOnce(ctx context.Context, person id.ID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := s.people.LockTx(ctx, tx, person)
		if err != nil {
			return err
		}
		cohorts, err := cohortsJoined(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, c := range cohorts {
			if _, err := lockCohort(ctx, tx, c); err != nil {
				return err
			}
		}
		if err := undoDoubles(ctx, tx, ids); err != nil {
			return err
		}
		places, err := countedPlaces(ctx, tx, ids)
		if err != nil || len(places) < 2 {
			return err
		}
		about, err := s.aboutCohorts(ctx, tx, ids)
		if err != nil {
			return err
		}
		now, kept, asked := s.clock.Now(), map[id.ID]bool{}, map[id.ID]bool{}
		for _, m := range places {
			if kept[m.ID] || slices.ContainsFunc(about[m.ID], func(c id.ID) bool { return asked[c] }) {
				if err := markDouble(ctx, tx, now, m); err != nil {
					return err
				}
				continue
			}
			kept[m.ID] = true
			for _, c := range about[m.ID] {
				asked[c] = true
			}
		}
		return nil
	})
}

// aboutCohorts returns the competencies of today that the numbers of the cohorts are about in which a person counts, by cohort.
func (s *Service) aboutCohorts(ctx context.Context, tx *db.Tx, persons []id.ID) (map[id.ID][]id.ID, error) {
	counted, err := countedItems(ctx, tx, persons)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(counted))
	for i, c := range counted {
		items[i] = c.Item
	}
	fates, err := s.fates(ctx, tx, items, nil, nil)
	out := map[id.ID][]id.ID{}
	for _, c := range counted {
		out[c.cohort] = append(out[c.cohort], fates.about(c.Item)...)
	}
	return out, err
}
