package assessment

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const cohortColumns = `c.id, c.title, v.title, c.profile_version_id, COALESCE(c.offer_id, ''), c.made_at, c.ended_at,
	(SELECT COUNT(*) FROM cohort_members m WHERE m.cohort_id = c.id)`

const fromCohorts = ` FROM cohorts c JOIN profile_versions v ON v.id = c.profile_version_id `

func (c *Cohort) targets() []any {
	return []any{&c.ID, &c.Title, &c.Profile, &c.ProfileVersion, &c.OfferID, db.Time(&c.MadeAt), db.Time(&c.EndedAt), &c.Asked}
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

// insertMembers adds people to a cohort; whoever is in it by that id stays as they are.
func insertMembers(ctx context.Context, tx *db.Tx, now time.Time, cohort id.ID, members []id.ID) error {
	_, err := db.BulkInsert(ctx, tx, "cohort_members", []string{"cohort_id", "person_id", "added_at"}, "ON CONFLICT (cohort_id, person_id) DO NOTHING", func(yield func([]any) bool) {
		for _, m := range members {
			if !yield([]any{cohort, m, now}) {
				return
			}
		}
	})
	return err
}

// membersAmong returns those of the ids that have a place in a cohort.
func membersAmong(ctx context.Context, q db.Q, cohort id.ID, ids []id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT person_id FROM cohort_members WHERE cohort_id = $1 AND person_id IN (`+db.List(2, len(ids))+`)`, append([]any{cohort}, db.Args(ids)...)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p id.ID, err error) { err = r.Scan(&p); return p, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: members: %w", err)
	}
	return list, nil
}

// membershipsOf returns 100 places of a person in cohorts, those in which they count first, then the newest; of those that have ended, where the person counts.
// Who has several places in one, because accounts were joined, has that in which they count, else one that they left, since they said no. Before and After
// are of this moment, noted or not yet.
func membershipsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Membership, error) {
	return memberships(ctx, q, ``, db.Args(persons), len(persons))
}

// membershipIn returns a person's place in one cohort, as membershipsOf would, however many others there are.
func membershipIn(ctx context.Context, q db.Q, persons []id.ID, cohort id.ID) (Membership, error) {
	list, err := memberships(ctx, q, fmt.Sprintf(` AND c.id = $%d`, len(persons)+1), append(db.Args(persons), cohort), len(persons))
	if err == nil && len(list) == 0 {
		err = noCohort()
	}
	if err != nil {
		return Membership{}, err
	}
	return list[0], nil
}

// memberships reads places: args are the ids of the person, of which there are so many, and what the further condition names.
func memberships(ctx context.Context, q db.Q, which string, args []any, persons int) ([]Membership, error) {
	const before = `COALESCE(m.before_id, ` + beforeOf + `)`
	const counts = `m.joined_at IS NOT NULL AND m.left_at IS NULL`
	rows, err := q.Query(ctx, `SELECT `+cohortColumns+`, m.person_id, m.joined_at, m.left_at, m.completed_at, COALESCE(m.target_id, ''), `+
		before+` IS NOT NULL, COALESCE(m.after_id, `+afterOf(before)+`) IS NOT NULL`+fromCohorts+`
		JOIN cohort_members m ON m.cohort_id = c.id WHERE (c.ended_at IS NULL OR `+counts+`) AND m.person_id IN (`+db.List(1, persons)+`)`+which+`
		ORDER BY `+counts+` DESC, c.made_at DESC, c.id DESC, m.left_at IS NULL, m.added_at, m.person_id LIMIT 100`, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (m Membership, err error) {
		err = r.Scan(append(m.Cohort.targets(), &m.PersonID, db.Time(&m.JoinedAt), db.Time(&m.LeftAt), db.Time(&m.CompletedAt), &m.TargetID, &m.Before, &m.After)...)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: cohorts: %w", err)
	}
	seen := map[id.ID]bool{}
	return slices.DeleteFunc(list, func(m Membership) bool {
		known := seen[m.ID]
		seen[m.ID] = true
		return known
	}), nil
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

// placedSince reports whether a cohort was joined with a target, or its offer completed, since a moment.
func placedSince(ctx context.Context, q db.Q, target id.ID, since time.Time) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM cohort_members WHERE target_id = $1 AND (joined_at >= $2 OR completed_at >= $2)`, target, since).Scan(&n)
	return n > 0, err
}

// countedItem is a competency that a cohort is about in which a person counts.
type countedItem struct {
	Item
	person, cohort id.ID
	title          string // of the cohort
}

// countedItems returns what the numbers of the cohorts are about in which people count, given by all their ids; of those that have ended, where they are in a five.
func countedItems(ctx context.Context, q db.Q, ids []id.ID) ([]countedItem, error) {
	rows, err := q.Query(ctx, `SELECT m.person_id, c.id, c.title, `+itemColumns+` FROM cohort_members m JOIN cohorts c ON c.id = m.cohort_id JOIN profile_items i ON i.version_id = c.profile_version_id
		WHERE (c.ended_at IS NULL OR m.five IS NOT NULL) AND m.joined_at IS NOT NULL AND m.left_at IS NULL AND m.person_id IN (`+db.List(1, len(ids))+`) ORDER BY c.id, i.position, m.person_id`, db.Args(ids)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c countedItem, err error) {
		err = r.Scan(append([]any{&c.person, &c.cohort, &c.title}, c.Item.targets()...)...)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: what cohorts count: %w", err)
	}
	return list, nil
}

// leaveCohort ends every place of a person in a cohort, for good.
func leaveCohort(ctx context.Context, tx *db.Tx, now time.Time, cohort id.ID, persons []id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE cohort_members SET left_at = COALESCE(left_at, $2), doubled_at = NULL WHERE cohort_id = $1 AND person_id IN (`+db.List(3, len(persons))+`)`, append([]any{cohort, now}, db.Args(persons)...)...)
	if err != nil {
		return fmt.Errorf("assessment: leave: %w", err)
	}
	return nil
}

// finishedSince begins the query for the snapshot of a round that the member m finished since they joined. What was taken after the cohort ended is not for it.
const finishedSince = `(SELECT s.id FROM snapshots s JOIN assessment_rounds r ON r.id = s.round_id JOIN cohorts k ON k.id = m.cohort_id
	WHERE s.target_id = m.target_id AND s.why = 'finished' AND s.taken_at >= m.joined_at AND (k.ended_at IS NULL OR s.taken_at <= k.ended_at) `

// beforeOf is the snapshot of the member m that is their before: of the first round that they finished, before they completed the cohort's offer, if it has one.
const beforeOf = finishedSince + `AND (m.completed_at IS NULL OR s.taken_at <= m.completed_at) ORDER BY r.number, s.taken_at DESC, s.id DESC LIMIT 1)`

// afterOf is that of the last round that they finished which began later than the round of their before, and not before they completed the offer.
func afterOf(before string) string {
	return finishedSince + `AND (k.offer_id IS NULL OR s.taken_at >= m.completed_at)
	AND r.number > (SELECT b.number FROM snapshots x JOIN assessment_rounds b ON b.id = x.round_id WHERE x.id = ` + before + `) ORDER BY s.taken_at DESC, s.id DESC LIMIT 1)`
}

// noteSnapshots writes down how somebody stood before and after, until they are in a five.
func noteSnapshots(ctx context.Context, tx *db.Tx, target id.ID) error {
	const waiting = ` WHERE target_id = $1 AND left_at IS NULL AND five IS NULL`
	for _, query := range []string{
		`UPDATE cohort_members AS m SET before_id = ` + beforeOf + waiting,
		`UPDATE cohort_members AS m SET after_id = ` + afterOf("m.before_id") + waiting,
	} {
		if _, err := tx.Exec(ctx, query, target); err != nil {
			return fmt.Errorf("assessment: count: %w", err)
		}
	}
	return nil
}

// cohortsOfTarget returns the cohorts in which somebody is counted by a target.
func cohortsOfTarget(ctx context.Context, q db.Q, target id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT cohort_id FROM cohort_members WHERE target_id = $1 ORDER BY cohort_id`, target)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c id.ID, err error) { err = r.Scan(&c); return c, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: count: %w", err)
	}
	return list, nil
}

// waitingForFive returns who has a before and an after and is in no five yet, in the order in which they joined.
func waitingForFive(ctx context.Context, q db.Q, cohort id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT person_id FROM cohort_members WHERE cohort_id = $1 AND five IS NULL AND left_at IS NULL AND after_id IS NOT NULL ORDER BY joined_at, person_id`, cohort)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p id.ID, err error) { err = r.Scan(&p); return p, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: count: %w", err)
	}
	return list, nil
}

// makeFive makes a five of people who wait, behind those that there are. The cohort must be locked.
func makeFive(ctx context.Context, tx *db.Tx, cohort id.ID, members []id.ID) error {
	var last int
	if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(five), 0) FROM cohort_members WHERE cohort_id = $1`, cohort).Scan(&last); err != nil {
		return fmt.Errorf("assessment: count: %w", err)
	}
	r, err := tx.Exec(ctx, `UPDATE cohort_members SET five = $2 WHERE cohort_id = $1 AND five IS NULL AND left_at IS NULL AND person_id IN (`+db.List(3, len(members))+`)`,
		append([]any{cohort, last + 1}, db.Args(members)...)...)
	if err != nil {
		return fmt.Errorf("assessment: count: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n != people.Fewest {
		return cmp.Or(err, fmt.Errorf("assessment: a five of %d", n))
	}
	return nil
}
