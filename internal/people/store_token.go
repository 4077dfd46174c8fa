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

const tokenColumns = `id, person_id, name, scopes, created_at, expires_at, used_at, revoked_at`

func tokenTargets(t *Token) []any {
	return []any{&t.ID, &t.PersonID, &t.Name, db.JSON(&t.Scopes), db.Time(&t.CreatedAt), db.Time(&t.ExpiresAt), db.Time(&t.UsedAt), db.Time(&t.RevokedAt)}
}

// tokenByHash returns the token, or the zero one when there is none.
func tokenByHash(ctx context.Context, q db.Q, hash string) (Token, error) {
	return oneToken(ctx, q, `token_hash = $1`, hash)
}

// tokenByID is tokenByHash by the id.
func tokenByID(ctx context.Context, q db.Q, token id.ID) (Token, error) {
	return oneToken(ctx, q, `id = $1`, string(token))
}

func oneToken(ctx context.Context, q db.Q, where, value string) (Token, error) {
	var t Token
	err := q.QueryRow(ctx, `SELECT `+tokenColumns+` FROM api_tokens WHERE `+where, value).Scan(tokenTargets(&t)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Token{}, nil
	}
	if err != nil {
		return Token{}, fmt.Errorf("people: token: %w", err)
	}
	return t, nil
}

func setTokenUsed(ctx context.Context, tx *db.Tx, hash string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE api_tokens SET used_at = $1 WHERE token_hash = $2`, now, hash)
	if err != nil {
		return fmt.Errorf("people: token: %w", err)
	}
	return nil
}

func countTokens(ctx context.Context, q db.Q, person id.ID, now time.Time) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM api_tokens WHERE person_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`, person, now).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("people: tokens: %w", err)
	}
	return n, nil
}

func insertToken(ctx context.Context, tx *db.Tx, t Token, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO api_tokens (id, person_id, name, token_hash, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, t.PersonID, t.Name, hash, db.JSON(t.Scopes), t.CreatedAt, t.ExpiresAt)
	if err != nil {
		return fmt.Errorf("people: add a token: %w", err)
	}
	return nil
}

func tokensOf(ctx context.Context, q db.Q, ids []id.ID) ([]Token, error) {
	rows, err := q.Query(ctx, `SELECT `+tokenColumns+` FROM api_tokens WHERE revoked_at IS NULL AND person_id IN (`+db.List(1, len(ids))+`) ORDER BY id DESC`, db.Args(ids)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Token, error) {
		var t Token
		return t, r.Scan(tokenTargets(&t)...)
	})
	if err != nil {
		return nil, fmt.Errorf("people: tokens: %w", err)
	}
	return out, nil
}

func revokeToken(ctx context.Context, tx *db.Tx, ids []id.ID, token id.ID, now time.Time) (changed, found bool, err error) {
	args := append([]any{now, token}, db.Args(ids)...)
	var at time.Time
	err = tx.QueryRow(ctx, `SELECT revoked_at FROM api_tokens WHERE id = $1 AND person_id IN (`+db.List(2, len(ids))+`)`, args[1:]...).Scan(db.Time(&at))
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	if err == nil && at.IsZero() {
		_, err = tx.Exec(ctx, `UPDATE api_tokens SET revoked_at = $1 WHERE id = $2`, now, token)
		changed = true
	}
	if err != nil {
		return false, true, fmt.Errorf("people: end a token: %w", err)
	}
	return changed, true, nil
}

// revokeTokensOf ends every token of a person, given by all their ids, and reports whether there were any.
func revokeTokensOf(ctx context.Context, tx *db.Tx, ids []id.ID, now time.Time) (bool, error) {
	args := append([]any{now}, db.Args(ids)...)
	res, err := tx.Exec(ctx, `UPDATE api_tokens SET revoked_at = $1 WHERE revoked_at IS NULL AND person_id IN (`+db.List(2, len(ids))+`)`, args...)
	if err != nil {
		return false, fmt.Errorf("people: end tokens: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
