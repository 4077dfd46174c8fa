package assessment

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const cohortColumns = `c.id, c.title, v.title, c.profile_version_id, COALESCE(c.offer_id, ''), c.made_at, c.ended_at,
	(SELECT COUNT(*) FROM cohort_members m WHERE m.cohort_id = c.id),
	(SELECT COUNT(*) FROM cohort_members m WHERE m.cohort_id = c.id AND m.joined_at IS NOT NULL AND m.left_at IS NULL),
	(SELECT COUNT(*) FROM cohort_members m WHERE m.cohort_id = c.id AND m.after_id IS NOT NULL AND m.left_at IS NULL)`

const fromCohorts = ` FROM cohorts c JOIN profile_versions v ON v.id = c.profile_version_id `

func (c *Cohort) targets() []any {
	return []any{&c.ID, &c.Title, &c.Profile, &c.ProfileVersion, &c.OfferID, db.Time(&c.MadeAt), db.Time(&c.EndedAt), &c.Asked, &c.Joined, &c.Both}
}

func cohortByID(ctx context.Context, q db.Q, cohort id.ID) (c Cohort, err error) {
	err = q.QueryRow(ctx, `SELECT `+cohortColumns+fromCohorts+`WHERE c.id = $1`, cohort).Scan(c.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return c, noCohort()
	}
	if err != nil {
		return c, fmt.Errorf("assessment: cohort: %w", err)
	}
	return c, nil
}

func cohortsOf(ctx context.Context, q db.Q) ([]Cohort, error) {
	rows, err := q.Query(ctx, `SELECT `+cohortColumns+fromCohorts+`ORDER BY c.made_at DESC, c.id DESC LIMIT 200`)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c Cohort, err error) { err = r.Scan(c.targets()...); return c, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: cohorts: %w", err)
	}
	return list, nil
}

func insertCohort(ctx context.Context, tx *db.Tx, c Cohort, by id.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO cohorts (id, title, profile_version_id, offer_id, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)`, c.ID, c.Title, c.ProfileVersion, c.OfferID, by, c.MadeAt)
	if err != nil {
		return fmt.Errorf("assessment: add cohort: %w", err)
	}
	return nil
}

// insertMembers adds people to a cohort and returns how many of them were not in it.
func insertMembers(ctx context.Context, tx *db.Tx, now time.Time, cohort id.ID, members []id.ID) (int, error) {
	const count = `SELECT COUNT(*) FROM cohort_members WHERE cohort_id = $1`
	var before, after int
	if err := tx.QueryRow(ctx, count, cohort).Scan(&before); err != nil {
		return 0, fmt.Errorf("assessment: members: %w", err)
	}
	_, err := db.BulkInsert(ctx, tx, "cohort_members", []string{"cohort_id", "person_id", "added_at"}, "ON CONFLICT (cohort_id, person_id) DO NOTHING", func(yield func([]any) bool) {
		for _, m := range members {
			if !yield([]any{cohort, m, now}) {
				return
			}
		}
	})
	if err != nil {
		return 0, err
	}
	if err := tx.QueryRow(ctx, count, cohort).Scan(&after); err != nil {
		return 0, fmt.Errorf("assessment: members: %w", err)
	}
	return after - before, nil
}

// membershipsOf returns the last 100 places of a person in cohorts, the newest first; of those that have ended, where the person counts.
func membershipsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Membership, error) {
	rows, err := q.Query(ctx, `SELECT `+cohortColumns+`, m.person_id, m.joined_at, m.left_at, m.completed_at, COALESCE(m.target_id, ''), m.before_id IS NOT NULL, m.after_id IS NOT NULL`+fromCohorts+`
		JOIN cohort_members m ON m.cohort_id = c.id WHERE (c.ended_at IS NULL OR m.joined_at IS NOT NULL AND m.left_at IS NULL) AND m.person_id IN (`+db.List(1, len(persons))+`) ORDER BY c.made_at DESC, c.id DESC LIMIT 100`, db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (m Membership, err error) {
		err = r.Scan(append(m.Cohort.targets(), &m.PersonID, db.Time(&m.JoinedAt), db.Time(&m.LeftAt), db.Time(&m.CompletedAt), &m.TargetID, &m.Before, &m.After)...)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: cohorts: %w", err)
	}
	return list, nil
}

// joinCohort notes that somebody agreed; NotFound where they were not asked, or have joined before.
func joinCohort(ctx context.Context, tx *db.Tx, now time.Time, cohort, person, target id.ID) error {
	r, err := tx.Exec(ctx, `UPDATE cohort_members SET joined_at = $3, target_id = $4 WHERE cohort_id = $1 AND person_id = $2 AND joined_at IS NULL`, cohort, person, now, target)
	if err != nil {
		return fmt.Errorf("assessment: join: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, noCohort())
	}
	return nil
}

// otherItem is a competency that another cohort is about.
type otherItem struct {
	Item
	Cohort string // its title
}

// itemsOfOtherCohorts returns what the numbers of the other cohorts are about in which a person counts, those that have ended too.
func itemsOfOtherCohorts(ctx context.Context, q db.Q, persons []id.ID, cohort id.ID) ([]otherItem, error) {
	rows, err := q.Query(ctx, `SELECT c.title, `+itemColumns+` FROM cohort_members m JOIN cohorts c ON c.id = m.cohort_id JOIN profile_items i ON i.version_id = c.profile_version_id
		WHERE m.cohort_id <> $1 AND m.joined_at IS NOT NULL AND m.left_at IS NULL AND m.person_id IN (`+db.List(2, len(persons))+`) ORDER BY c.id, i.position`, append([]any{cohort}, db.Args(persons)...)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (o otherItem, err error) {
		err = r.Scan(append([]any{&o.Cohort}, o.Item.targets()...)...)
		return o, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: other cohorts: %w", err)
	}
	return list, nil
}

func leaveCohort(ctx context.Context, tx *db.Tx, now time.Time, cohort, person id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE cohort_members SET left_at = $3 WHERE cohort_id = $1 AND person_id = $2 AND left_at IS NULL`, cohort, person, now)
	if err != nil {
		return fmt.Errorf("assessment: leave: %w", err)
	}
	return nil
}

// noteSnapshots writes down the first snapshot of a finished round since somebody joined as the before and the last one as the after, until they are in a
// five, and returns the cohorts that it concerns. What was taken after a cohort ended is not for it.
func noteSnapshots(ctx context.Context, tx *db.Tx, target id.ID) ([]id.ID, error) {
	const finished = `(SELECT s.id FROM snapshots s WHERE s.target_id = cohort_members.target_id AND s.why = 'finished' AND s.taken_at >= cohort_members.joined_at
		AND NOT EXISTS (SELECT 1 FROM cohorts c WHERE c.id = cohort_members.cohort_id AND c.ended_at < s.taken_at) ORDER BY `
	for _, query := range []string{
		`UPDATE cohort_members SET before_id = ` + finished + `s.taken_at, s.id LIMIT 1), after_id = ` + finished + `s.taken_at DESC, s.id DESC LIMIT 1) WHERE target_id = $1 AND left_at IS NULL AND five IS NULL`,
		`UPDATE cohort_members SET after_id = NULL WHERE target_id = $1 AND left_at IS NULL AND five IS NULL AND after_id = before_id`,
	} {
		if _, err := tx.Exec(ctx, query, target); err != nil {
			return nil, fmt.Errorf("assessment: count: %w", err)
		}
	}
	rows, err := tx.Query(ctx, `SELECT cohort_id FROM cohort_members WHERE target_id = $1`, target)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c id.ID, err error) { err = r.Scan(&c); return c, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: count: %w", err)
	}
	return list, nil
}

// closeFives makes fives of those who have a before and an after and are in none yet. Under the lock of the cohort, so that two at once make no five of four.
func closeFives(ctx context.Context, tx *db.Tx, cohort id.ID) error {
	if _, err := lockCohort(ctx, tx, cohort); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT person_id FROM cohort_members WHERE cohort_id = $1 AND five IS NULL AND left_at IS NULL AND after_id IS NOT NULL ORDER BY joined_at, person_id`, cohort)
	waiting, err := db.Collect(rows, err, func(r *sql.Rows) (p id.ID, err error) { err = r.Scan(&p); return p, err })
	if err != nil {
		return fmt.Errorf("assessment: count: %w", err)
	}
	var last int
	if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(five), 0) FROM cohort_members WHERE cohort_id = $1`, cohort).Scan(&last); err != nil {
		return fmt.Errorf("assessment: count: %w", err)
	}
	for len(waiting) >= five {
		last++
		_, err := tx.Exec(ctx, `UPDATE cohort_members SET five = $2 WHERE cohort_id = $1 AND person_id IN (`+db.List(3, five)+`)`, append([]any{cohort, last}, db.Args(waiting[:five])...)...)
		if err != nil {
			return fmt.Errorf("assessment: count: %w", err)
		}
		waiting = waiting[five:]
	}
	return nil
}
