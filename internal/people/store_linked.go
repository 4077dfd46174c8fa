package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// linkedTo returns whose account it is, letter by letter, by the id under which it was linked.
func linkedTo(ctx context.Context, q db.Q, issuer, subject string) (person id.ID, ok bool, err error) {
	err = q.QueryRow(ctx, `SELECT person_id FROM linked_sign_ins WHERE issuer = $1 AND subject = $2`, issuer, subject).Scan(&person)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("people: linked account: %w", err)
	}
	return person, true, nil
}

// insertLinked fails with Conflict when the account was linked meanwhile.
func insertLinked(ctx context.Context, tx *db.Tx, l Linked, subject string, person id.ID) error {
	res, err := tx.Exec(ctx, `INSERT INTO linked_sign_ins (id, issuer, subject, person_id, account, linked_at, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING`, l.ID, l.Issuer, subject, person, l.Account, l.LinkedAt)
	if err != nil {
		return fmt.Errorf("people: link an account: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errs.New(errs.Conflict, "This account was linked just now."))
	}
	return nil
}

func useLinked(ctx context.Context, tx *db.Tx, issuer, subject, account string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE linked_sign_ins SET used_at = $1, account = $2 WHERE issuer = $3 AND subject = $4`, now, account, issuer, subject)
	if err != nil {
		return fmt.Errorf("people: linked account: %w", err)
	}
	return nil
}

func linkedOf(ctx context.Context, q db.Q, ids []id.ID) ([]Linked, error) {
	rows, err := q.Query(ctx, `SELECT id, issuer, account, linked_at, used_at FROM linked_sign_ins WHERE person_id IN (`+db.List(1, len(ids))+`) ORDER BY linked_at, id`, db.Args(ids)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Linked, error) {
		var l Linked
		return l, r.Scan(&l.ID, &l.Issuer, &l.Account, db.Time(&l.LinkedAt), db.Time(&l.UsedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("people: linked accounts: %w", err)
	}
	return out, nil
}

// deleteLinked reports whether there was such an account of theirs.
func deleteLinked(ctx context.Context, tx *db.Tx, ids []id.ID, linked id.ID) (bool, error) {
	res, err := tx.Exec(ctx, `DELETE FROM linked_sign_ins WHERE id = $1 AND person_id IN (`+db.List(2, len(ids))+`)`, append([]any{linked}, db.Args(ids)...)...)
	if err != nil {
		return false, fmt.Errorf("people: unlink an account: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func insertAttempt(ctx context.Context, tx *db.Tx, stateHash string, a attempt) error {
	_, err := tx.Exec(ctx, `INSERT INTO sign_in_attempts (state_hash, browser_hash, provider, nonce, verifier, person_id, next, confirms, joins, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		stateHash, a.browserHash, a.provider, a.nonce, a.verifier, a.person, a.next, a.confirms, a.joins, a.expiresAt)
	if err != nil {
		return fmt.Errorf("people: begin a sign-in: %w", err)
	}
	return nil
}

// takeAttempt returns an attempt and removes it: of several at once, one gets it.
func takeAttempt(ctx context.Context, tx *db.Tx, stateHash string) (attempt, bool, error) {
	var a attempt
	err := tx.QueryRow(ctx, `DELETE FROM sign_in_attempts WHERE state_hash = $1 RETURNING browser_hash, provider, nonce, verifier, person_id, next, confirms, joins, expires_at`, stateHash).
		Scan(&a.browserHash, &a.provider, &a.nonce, &a.verifier, &a.person, &a.next, &a.confirms, &a.joins, db.Time(&a.expiresAt))
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	if err != nil {
		return a, false, fmt.Errorf("people: end a sign-in: %w", err)
	}
	return a, true, nil
}

func deleteAttemptsBefore(ctx context.Context, tx *db.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM sign_in_attempts WHERE expires_at < $1`, before); err != nil {
		return fmt.Errorf("people: sign-ins: %w", err)
	}
	return nil
}
