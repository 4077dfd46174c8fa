package assessment

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// lockCohort keeps others from changing a cohort until the transaction ends, and returns it.
func lockCohort(ctx context.Context, tx *db.Tx, cohort id.ID) (Cohort, error) {
	var locked id.ID
	err := tx.QueryRow(ctx, `SELECT id FROM cohorts WHERE id = $1`+tx.Dialect().ForUpdate(), cohort).Scan(&locked)
	if errors.Is(err, sql.ErrNoRows) {
		return Cohort{}, noCohort()
	}
	if err != nil {
		return Cohort{}, fmt.Errorf("assessment: cohort: %w", err)
	}
	return cohortByID(ctx, tx, cohort)
}

// waitsFor returns the title of a cohort that waits for the before or the after that somebody is to answer for a target, "" where none does.
func waitsFor(ctx context.Context, q db.Q, target id.ID) (title string, err error) {
	err = q.QueryRow(ctx, `SELECT c.title FROM cohort_members m JOIN cohorts c ON c.id = m.cohort_id
		WHERE m.target_id = $1 AND m.left_at IS NULL AND m.five IS NULL AND m.after_id IS NULL AND c.ended_at IS NULL ORDER BY c.id LIMIT 1`, target).Scan(&title)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("assessment: cohort of a target: %w", err)
	}
	return title, nil
}

func endCohort(ctx context.Context, tx *db.Tx, now time.Time, cohort id.ID) error {
	if _, err := tx.Exec(ctx, `UPDATE cohorts SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, cohort, now); err != nil {
		return fmt.Errorf("assessment: end cohort: %w", err)
	}
	return nil
}

// openCohortsOf returns the cohorts of an offer that have not ended.
func openCohortsOf(ctx context.Context, q db.Q, offer id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT id FROM cohorts WHERE offer_id = $1 AND ended_at IS NULL ORDER BY id`, offer)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c id.ID, err error) { err = r.Scan(&c); return c, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: cohorts of an offer: %w", err)
	}
	return list, nil
}

// claimUnasked takes people of a cohort for whom no letter was asked for yet, nor needed since they have joined or left. The cohort must be locked.
func claimUnasked(ctx context.Context, tx *db.Tx, now time.Time, cohort id.ID, limit int) ([]id.ID, error) {
	rows, err := tx.Query(ctx, `SELECT person_id FROM cohort_members WHERE cohort_id = $1 AND asked_at IS NULL AND joined_at IS NULL AND left_at IS NULL ORDER BY person_id LIMIT $2`, cohort, limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p id.ID, err error) { err = r.Scan(&p); return p, err })
	if err == nil && len(list) > 0 {
		_, err = tx.Exec(ctx, `UPDATE cohort_members SET asked_at = $2 WHERE cohort_id = $1 AND person_id IN (`+db.List(3, len(list))+`)`, append([]any{cohort, now}, db.Args(list)...)...)
	}
	if err != nil {
		return nil, fmt.Errorf("assessment: who was not asked: %w", err)
	}
	return list, nil
}

// markCompleted notes that somebody completed an offer in their places in its open cohorts, and returns those of which that is news.
func markCompleted(ctx context.Context, tx *db.Tx, at time.Time, offer id.ID, persons []id.ID) ([]Membership, error) {
	rows, err := tx.Query(ctx, `SELECT m.cohort_id, m.person_id, m.joined_at, m.left_at, COALESCE(m.target_id, '') FROM cohort_members m JOIN cohorts c ON c.id = m.cohort_id WHERE c.offer_id = $1 AND c.ended_at IS NULL
		AND m.completed_at IS NULL AND m.person_id IN (`+db.List(2, len(persons))+`) ORDER BY m.cohort_id`, append([]any{offer}, db.Args(persons)...)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (m Membership, err error) {
		err = r.Scan(&m.ID, &m.PersonID, db.Time(&m.JoinedAt), db.Time(&m.LeftAt), &m.TargetID)
		return m, err
	})
	for _, m := range list {
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE cohort_members SET completed_at = $3 WHERE cohort_id = $1 AND person_id = $2`, m.ID, m.PersonID, at)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("assessment: completed: %w", err)
	}
	return list, nil
}
