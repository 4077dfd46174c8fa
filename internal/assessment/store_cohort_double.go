package assessment

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// cohortsJoined returns the cohorts that a person joined, by id.
func cohortsJoined(ctx context.Context, q db.Q, persons []id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT cohort_id FROM cohort_members WHERE joined_at IS NOT NULL AND person_id IN (`+db.List(1, len(persons))+`) ORDER BY cohort_id`, db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c id.ID, err error) { err = r.Scan(&c); return c, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: cohorts of a person: %w", err)
	}
	return list, nil
}

// countedPlaces returns the places in which a person counts, those that are to stay first.
func countedPlaces(ctx context.Context, q db.Q, persons []id.ID) ([]Membership, error) {
	rows, err := q.Query(ctx, `SELECT cohort_id, person_id FROM cohort_members WHERE joined_at IS NOT NULL AND left_at IS NULL AND person_id IN (`+db.List(1, len(persons))+`)
		ORDER BY five IS NULL, after_id IS NULL, before_id IS NULL, joined_at, cohort_id, person_id`, db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (m Membership, err error) { err = r.Scan(&m.ID, &m.PersonID); return m, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: places of a person: %w", err)
	}
	return list, nil
}

// markDouble ends a place because the person has another one in the cohort, or in one that asks for some of the same.
func markDouble(ctx context.Context, tx *db.Tx, now time.Time, m Membership) error {
	if _, err := tx.Exec(ctx, `UPDATE cohort_members SET left_at = $3, doubled_at = $3 WHERE cohort_id = $1 AND person_id = $2`, m.ID, m.PersonID, now); err != nil {
		return fmt.Errorf("assessment: double place: %w", err)
	}
	return nil
}

// undoDoubles takes places up again that ended because of another one.
func undoDoubles(ctx context.Context, tx *db.Tx, persons []id.ID) error {
	if _, err := tx.Exec(ctx, `UPDATE cohort_members SET left_at = NULL, doubled_at = NULL WHERE doubled_at IS NOT NULL AND person_id IN (`+db.List(1, len(persons))+`)`, db.Args(persons)...); err != nil {
		return fmt.Errorf("assessment: double places: %w", err)
	}
	return nil
}
