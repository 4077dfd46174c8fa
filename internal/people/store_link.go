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

func insertLink(ctx context.Context, tx *db.Tx, hash string, now time.Time, l Link) error {
	_, err := tx.Exec(ctx, `INSERT INTO mail_links (token_hash, purpose, address_key, address, person_id, name, next, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, hash, string(l.Purpose), l.key, l.Address, l.PersonID, l.Name, l.Next, now, l.ExpiresAt)
	if err != nil {
		return fmt.Errorf("people: add a link: %w", err)
	}
	return nil
}

func linkByHash(ctx context.Context, q db.Q, hash string) (Link, bool, error) {
	var l Link
	err := q.QueryRow(ctx, `SELECT purpose, address_key, address, person_id, name, next, expires_at, used_at IS NOT NULL FROM mail_links WHERE token_hash = $1`, hash).
		Scan(&l.Purpose, &l.key, &l.Address, &l.PersonID, &l.Name, &l.Next, db.Time(&l.ExpiresAt), &l.used)
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	if err != nil {
		return l, false, fmt.Errorf("people: link: %w", err)
	}
	return l, true, nil
}

// useLink reports whether the link was good and is used up by this call: of several at once, one wins.
func useLink(ctx context.Context, tx *db.Tx, hash string, now time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE mail_links SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1`, now, hash)
	if err != nil {
		return false, fmt.Errorf("people: use a link: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func countLinks(ctx context.Context, q db.Q, key string, since time.Time) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM mail_links WHERE address_key = $1 AND created_at > $2`, key, since).Scan(&n); err != nil {
		return 0, fmt.Errorf("people: links: %w", err)
	}
	return n, nil
}

// waitingAddresses returns the addresses that a person has asked to add and not confirmed yet.
func waitingAddresses(ctx context.Context, q db.Q, person id.ID, now time.Time) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT MIN(address) FROM mail_links WHERE person_id = $1 AND purpose = 'confirm' AND used_at IS NULL AND expires_at > $2
		AND address_key NOT IN (SELECT address_key FROM emails WHERE verified_at IS NOT NULL) GROUP BY address_key ORDER BY 1`, person, now)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (string, error) {
		var a string
		return a, r.Scan(&a)
	})
	if err != nil {
		return nil, fmt.Errorf("people: links: %w", err)
	}
	return out, nil
}

func deleteLink(ctx context.Context, tx *db.Tx, hash string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM mail_links WHERE token_hash = $1`, hash); err != nil {
		return fmt.Errorf("people: links: %w", err)
	}
	return nil
}

// deleteLinksOf makes worthless what was sent to a person: after a new password, or when an account is closed.
func deleteLinksOf(ctx context.Context, tx *db.Tx, ids []id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM mail_links WHERE used_at IS NULL AND person_id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...); err != nil {
		return fmt.Errorf("people: links: %w", err)
	}
	return nil
}

func deleteLinksBefore(ctx context.Context, tx *db.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM mail_links WHERE expires_at < $1`, before); err != nil {
		return fmt.Errorf("people: links: %w", err)
	}
	return nil
}
