package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// credential is what signing in by password compares with.
type credential struct {
	person id.ID
	hash   string
	closed bool
}

// credentialByKey returns the surviving person of an address, or the zero value.
func credentialByKey(ctx context.Context, q db.Q, key string) (credential, error) {
	return credentialWhere(ctx, q, `SELECT COALESCE(a.person_id, e.person_id) FROM emails e LEFT JOIN person_aliases a ON a.alias_id = e.person_id WHERE e.address_key = $1`, key)
}

func credentialOf(ctx context.Context, q db.Q, person id.ID) (credential, error) {
	return credentialWhere(ctx, q, `$1`, string(person))
}

func credentialWhere(ctx context.Context, q db.Q, person, arg string) (credential, error) {
	var c credential
	err := q.QueryRow(ctx, `SELECT id, password_hash, closed_at IS NOT NULL FROM persons WHERE id = (`+person+`)`, arg).Scan(&c.person, &c.hash, &c.closed)
	if errors.Is(err, sql.ErrNoRows) {
		return credential{}, nil
	}
	if err != nil {
		return credential{}, fmt.Errorf("people: sign in: %w", err)
	}
	return c, nil
}

func setPassword(ctx context.Context, tx *db.Tx, person id.ID, hash string, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE persons SET password_hash = $1, updated_at = $2 WHERE id = $3`, hash, now, person); err != nil {
		return fmt.Errorf("people: set a password: %w", err)
	}
	return nil
}

// forgetPassword reports false when there was none.
func forgetPassword(ctx context.Context, tx *db.Tx, person id.ID) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE persons SET password_hash = '' WHERE id = $1 AND password_hash <> ''`, person)
	if err != nil {
		return false, fmt.Errorf("people: forget a password: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
