package people

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// codeApp is a row of code_apps.
type codeApp struct {
	person    id.ID
	secret    string
	confirmed time.Time
}

func appsOf(ctx context.Context, q db.Q, ids []id.ID) ([]codeApp, error) {
	rows, err := q.Query(ctx, `SELECT person_id, secret, confirmed_at FROM code_apps WHERE person_id IN (`+db.List(1, len(ids))+`) ORDER BY person_id`, db.Args(ids)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (codeApp, error) {
		var a codeApp
		return a, r.Scan(&a.person, &a.secret, db.Time(&a.confirmed))
	})
	if err != nil {
		return nil, fmt.Errorf("people: apps: %w", err)
	}
	return out, nil
}

// factorsOf returns the factors of a person, given by all their ids.
func factorsOf(ctx context.Context, q db.Q, ids []id.ID) (Factors, error) {
	var f Factors
	in := `(` + db.List(1, len(ids)) + `)`
	err := q.QueryRow(ctx, `SELECT (SELECT MIN(confirmed_at) FROM code_apps WHERE person_id IN `+in+`),
		(SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NULL AND person_id IN `+in+`)`, db.Args(ids)...).Scan(db.Time(&f.App), &f.CodesLeft)
	if err != nil {
		return f, fmt.Errorf("people: factors: %w", err)
	}
	f.Passkeys, err = passkeysOf(ctx, q, ids)
	return f, err
}

// beginApp puts a new secret in the place of one that was never confirmed.
func beginApp(ctx context.Context, tx *db.Tx, now time.Time, person id.ID, secret string) error {
	_, err := tx.Exec(ctx, `INSERT INTO code_apps (person_id, secret, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0 WHERE code_apps.confirmed_at IS NULL`, person, secret, now)
	if err != nil {
		return fmt.Errorf("people: begin an app: %w", err)
	}
	return nil
}

func confirmApp(ctx context.Context, tx *db.Tx, now time.Time, person id.ID, secret string, step int64) (bool, error) {
	return changedOne(tx.Exec(ctx, `UPDATE code_apps SET confirmed_at = $1, last_step = $2 WHERE person_id = $3 AND secret = $4 AND confirmed_at IS NULL`, now, step, person, secret))
}

// useStep uses the code of a step up, and of every earlier one. It reports false when it was used before.
func useStep(ctx context.Context, tx *db.Tx, person id.ID, secret string, step int64) (bool, error) {
	return changedOne(tx.Exec(ctx, `UPDATE code_apps SET last_step = $1 WHERE person_id = $2 AND secret = $3 AND last_step < $1 AND confirmed_at IS NOT NULL`, step, person, secret))
}

// useCode uses a recovery code up. It reports false when there is none such, or it was used before.
func useCode(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID, hash string) (bool, error) {
	return changedOne(tx.Exec(ctx, `UPDATE recovery_codes SET used_at = $1 WHERE code_hash = $2 AND used_at IS NULL AND person_id IN (`+db.List(3, len(ids))+`)`,
		append([]any{now, hash}, db.Args(ids)...)...))
}

func changedOne(done sql.Result, err error) (bool, error) {
	if err != nil {
		return false, fmt.Errorf("people: factor: %w", err)
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

func insertCodes(ctx context.Context, tx *db.Tx, person id.ID, hashes []string) error {
	for _, h := range hashes {
		if _, err := tx.Exec(ctx, `INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)`, person, h); err != nil {
			return fmt.Errorf("people: recovery codes: %w", err)
		}
	}
	return nil
}

func deleteCodes(ctx context.Context, tx *db.Tx, ids []id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM recovery_codes WHERE person_id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...); err != nil {
		return fmt.Errorf("people: recovery codes: %w", err)
	}
	return nil
}

// deleteApps ends the apps and the recovery codes of a person, and returns how many apps were on.
func deleteApps(ctx context.Context, tx *db.Tx, ids []id.ID) (int, error) {
	apps, err := appsOf(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	on := 0
	for _, a := range apps {
		if !a.confirmed.IsZero() {
			on++
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM code_apps WHERE person_id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...); err != nil {
		return 0, fmt.Errorf("people: end apps: %w", err)
	}
	return on, deleteCodes(ctx, tx, ids)
}
