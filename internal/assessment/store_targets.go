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

const targetColumns = `t.id, t.person_id, t.kind, t.title, COALESCE(t.profile_version_id, ''), COALESCE(t.framework_version_id, ''), COALESCE(p.key, ''), t.made_at, t.ended_at`

const fromTargets = ` FROM targets t LEFT JOIN profile_versions v ON v.id = t.profile_version_id LEFT JOIN profiles p ON p.id = v.profile_id `

func (t *Target) targets() []any {
	return []any{&t.ID, &t.PersonID, &t.Kind, &t.Title, &t.ProfileVersion, &t.FrameworkVersion, &t.ProfileKey, db.Time(&t.MadeAt), db.Time(&t.EndedAt)}
}

func targetByID(ctx context.Context, q db.Q, target id.ID) (t Target, err error) {
	err = q.QueryRow(ctx, `SELECT `+targetColumns+fromTargets+`WHERE t.id = $1`, target).Scan(t.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return t, noTarget()
	}
	if err != nil {
		return t, fmt.Errorf("assessment: target: %w", err)
	}
	return t, nil
}

// targetsOf returns a person's targets that are of use, the latest first.
func targetsOf(ctx context.Context, q db.Q, persons []id.ID, limit int) ([]Target, error) {
	args := append(db.Args(persons), limit)
	rows, err := q.Query(ctx, `SELECT `+targetColumns+fromTargets+`WHERE t.person_id IN (`+db.List(1, len(persons))+`) AND t.ended_at IS NULL
		ORDER BY t.made_at DESC, t.id DESC LIMIT $`+fmt.Sprint(len(args)), args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (t Target, err error) { err = r.Scan(t.targets()...); return t, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: targets: %w", err)
	}
	return list, nil
}

// choseEver reports whether a person ever chose a target.
func choseEver(ctx context.Context, q db.Q, persons []id.ID) (bool, error) {
	var one int
	err := q.QueryRow(ctx, `SELECT 1 FROM targets WHERE person_id IN (`+db.List(1, len(persons))+`) LIMIT 1`, db.Args(persons)...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func insertTarget(ctx context.Context, tx *db.Tx, t Target, items []Item) error {
	_, err := tx.Exec(ctx, `INSERT INTO targets (id, person_id, kind, title, profile_version_id, framework_version_id, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, t.PersonID, t.Kind, t.Title, t.ProfileVersion, t.FrameworkVersion, t.MadeAt)
	if err != nil {
		return fmt.Errorf("assessment: add target: %w", err)
	}
	return insertItems(ctx, tx, "target_items", "target_id", t.ID, items)
}

// insertItems adds what a target or a version of a profile asks for.
func insertItems(ctx context.Context, tx *db.Tx, table, of string, object id.ID, items []Item) error {
	columns := []string{of, "competency_id", "framework_id", "framework_version_id", "level", "rank", "weight", "why", "position"}
	_, err := db.BulkInsert(ctx, tx, table, columns, "", func(yield func([]any) bool) {
		for n, i := range items {
			if !yield([]any{object, i.Competency, i.Framework, i.Version, i.Level, i.Rank, i.Weight, i.Why, n + 1}) {
				return
			}
		}
	})
	return err
}

const itemColumns = `i.competency_id, i.framework_id, i.framework_version_id, i.level, i.rank, i.weight, i.why, i.position`

func (i *Item) targets() []any {
	return []any{&i.Competency, &i.Framework, &i.Version, &i.Level, &i.Rank, &i.Weight, &i.Why, &i.Position}
}

func scanItem(r *sql.Rows) (i Item, err error) {
	err = r.Scan(i.targets()...)
	return i, err
}

// itemsOfMany returns what targets ask for, by target, each in its order.
func itemsOfMany(ctx context.Context, q db.Q, targets []id.ID) (map[id.ID][]Item, error) {
	rows, err := q.Query(ctx, `SELECT i.target_id, `+itemColumns+` FROM target_items i WHERE i.target_id IN (`+db.List(1, len(targets))+`) ORDER BY i.target_id, i.position`, db.Args(targets)...)
	out := make(map[id.ID][]Item, len(targets))
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var i Item
		var target id.ID
		if err = r.Scan(append([]any{&target}, i.targets()...)...); err == nil {
			out[target] = append(out[target], i)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: items: %w", err)
	}
	return out, nil
}

func endTarget(ctx context.Context, tx *db.Tx, now time.Time, target id.ID) (bool, error) {
	r, err := tx.Exec(ctx, `UPDATE targets SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, target, now)
	if err != nil {
		return false, fmt.Errorf("assessment: end target: %w", err)
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

func insertRound(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := tx.Exec(ctx, `INSERT INTO assessment_rounds (id, target_id, number, most, begun_at) VALUES ($1, $2, $3, $4, $5)`, r.ID, r.TargetID, r.Number, r.Most, r.BegunAt)
	if err != nil {
		return fmt.Errorf("assessment: begin round: %w", err)
	}
	return nil
}

// latestRound returns the last round of a target, locked where the caller is going to change it.
func latestRound(ctx context.Context, q db.Q, target id.ID, lock string) (r Round, err error) {
	err = q.QueryRow(ctx, `SELECT id, target_id, number, most, begun_at, finished_at FROM assessment_rounds WHERE target_id = $1 ORDER BY number DESC LIMIT 1`+lock, target).
		Scan(&r.ID, &r.TargetID, &r.Number, &r.Most, db.Time(&r.BegunAt), db.Time(&r.FinishedAt))
	if err != nil {
		return r, fmt.Errorf("assessment: round: %w", err)
	}
	return r, nil
}

// latestRounds returns the last round of each target.
func latestRounds(ctx context.Context, q db.Q, targets []id.ID) (map[id.ID]Round, error) {
	out := map[id.ID]Round{}
	if len(targets) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT id, target_id, number, most, begun_at, finished_at FROM assessment_rounds WHERE target_id IN (`+db.List(1, len(targets))+`) ORDER BY target_id, number`, db.Args(targets)...)
	err = db.Each(rows, err, func(rows *sql.Rows) (err error) {
		var r Round
		if err = rows.Scan(&r.ID, &r.TargetID, &r.Number, &r.Most, db.Time(&r.BegunAt), db.Time(&r.FinishedAt)); err == nil {
			out[r.TargetID] = r
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: rounds: %w", err)
	}
	return out, nil
}

// updateRound writes how many questions a round asks, and whether it is finished.
func updateRound(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := tx.Exec(ctx, `UPDATE assessment_rounds SET most = $2, finished_at = $3 WHERE id = $1`, r.ID, r.Most, r.FinishedAt)
	if err != nil {
		return fmt.Errorf("assessment: round: %w", err)
	}
	return nil
}
