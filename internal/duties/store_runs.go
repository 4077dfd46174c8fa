package duties

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const runColumns = `id, rule_key, text_hash, after_id, done, total, started_at, finished_at`

func (r *Run) targets() []any {
	return []any{&r.ID, &r.Rule, &r.TextHash, &r.After, &r.Done, &r.Total, db.Time(&r.StartedAt), db.Time(&r.FinishedAt)}
}

func insertRun(ctx context.Context, tx *db.Tx, r Run) error {
	_, err := tx.Exec(ctx, `INSERT INTO duty_runs (id, rule_key, text_hash, total, started_at) VALUES ($1, $2, $3, $4, $5)`, r.ID, r.Rule, r.TextHash, r.Total, r.StartedAt)
	if err != nil {
		return fmt.Errorf("duties: run: %w", err)
	}
	return nil
}

// runByID returns the zero Run when there is none.
func runByID(ctx context.Context, q db.Q, which id.ID) (r Run, err error) {
	err = q.QueryRow(ctx, `SELECT `+runColumns+` FROM duty_runs WHERE id = $1`, which).Scan(r.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Run{}, nil
	}
	return r, err
}

// runsOf returns the last runs of a rule, the latest first.
func runsOf(ctx context.Context, q db.Q, rule string, limit int) ([]Run, error) {
	rows, err := q.Query(ctx, `SELECT `+runColumns+` FROM duty_runs WHERE rule_key = $1 ORDER BY id DESC LIMIT $2`, rule, limit)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (x Run, err error) { return x, r.Scan(x.targets()...) })
	if err != nil {
		return nil, fmt.Errorf("duties: runs: %w", err)
	}
	return out, nil
}

// moveRun moves the mark of a run on; false when it stands elsewhere by now.
func moveRun(ctx context.Context, tx *db.Tx, from, to Run) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE duty_runs SET after_id = $1, done = $2, finished_at = $3 WHERE id = $4 AND after_id = $5 AND finished_at IS NULL`, to.After, to.Done, to.FinishedAt, from.ID, from.After)
	if err != nil {
		return false, fmt.Errorf("duties: run: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// lastHashes returns the text hash of the last run of each rule.
func lastHashes(ctx context.Context, q db.Q) (map[string]string, error) {
	out := map[string]string{}
	rows, err := q.Query(ctx, `SELECT rule_key, text_hash FROM duty_runs r WHERE id = (SELECT MAX(id) FROM duty_runs x WHERE x.rule_key = r.rule_key)`)
	err = db.Each(rows, err, func(r *sql.Rows) error {
		var key, hash string
		err := r.Scan(&key, &hash)
		out[key] = hash
		return err
	})
	return out, err
}

// boundKeys returns the rules by which somebody is bound.
func boundKeys(ctx context.Context, q db.Q) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT rule_key FROM duty_standings WHERE status <> 'ended' ORDER BY rule_key`)
	return db.Collect(rows, err, func(r *sql.Rows) (key string, err error) { return key, r.Scan(&key) })
}

// counted is for how many a rule is met, by more than their own word, or is not.
type counted struct {
	rule string
	met  bool
	n    int
}

func countStandings(ctx context.Context, q db.Q) ([]counted, error) {
	rows, err := q.Query(ctx, `SELECT rule_key, (status = 'met' AND NOT own_word), COUNT(*) FROM duty_standings WHERE status <> 'ended' GROUP BY 1, 2 ORDER BY 1, 2`)
	return db.Collect(rows, err, func(r *sql.Rows) (c counted, err error) { return c, r.Scan(&c.rule, &c.met, &c.n) })
}
