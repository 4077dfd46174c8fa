package people

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// addressesOf returns the addresses of a person, given by all their ids with the surviving one
// first. The one for letters stands first; only it is marked primary, also where merged persons
// have brought one each.
func addressesOf(ctx context.Context, q db.Q, ids []id.ID) ([]Address, error) {
	rows, err := q.Query(ctx, `SELECT id, address_key, address, person_id, is_primary, verified_at FROM emails WHERE person_id IN (`+db.List(1, len(ids))+`)
		ORDER BY CASE WHEN is_primary THEN 0 ELSE 1 END, CASE WHEN person_id = $1 THEN 0 ELSE 1 END, address_key`, db.Args(ids)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Address, error) {
		var a Address
		return a, r.Scan(&a.ID, &a.Key, &a.Address, &a.PersonID, &a.Primary, db.Time(&a.VerifiedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("people: addresses: %w", err)
	}
	for i := 1; i < len(out); i++ {
		out[i].Primary = out[i].Primary && !out[0].Primary
	}
	return out, nil
}

// addAddress gives a person a verified address, which becomes the one for letters when it is the first.
func addAddress(ctx context.Context, tx *db.Tx, now time.Time, person id.ID, key, address string) error {
	var n int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM emails
		WHERE is_primary AND (person_id = $1 OR person_id IN (SELECT alias_id FROM person_aliases WHERE person_id = $1))`, person).Scan(&n); err != nil {
		return fmt.Errorf("people: add an address: %w", err)
	}
	return insertEmail(ctx, tx, now, Address{Key: key, Address: address, PersonID: person, Primary: n == 0, VerifiedAt: now})
}

// verifyAddress reports whether the address was not verified before.
func verifyAddress(ctx context.Context, tx *db.Tx, now time.Time, key string) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE emails SET verified_at = $1 WHERE address_key = $2 AND verified_at IS NULL`, now, key)
	if err != nil {
		return false, fmt.Errorf("people: confirm an address: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// setPrimary makes an address of the person, or of one of their aliases, the one for letters.
func setPrimary(ctx context.Context, tx *db.Tx, ids []id.ID, key string) error {
	_, err := tx.Exec(ctx, `UPDATE emails SET is_primary = FALSE WHERE is_primary AND person_id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE emails SET is_primary = TRUE WHERE address_key = $1`, key)
	}
	if err != nil {
		return fmt.Errorf("people: choose an address: %w", err)
	}
	return nil
}

func deleteAddress(ctx context.Context, tx *db.Tx, key string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM emails WHERE address_key = $1`, key); err != nil {
		return fmt.Errorf("people: remove an address: %w", err)
	}
	return nil
}

// opensAccount reports whether a link sent to the address may open the account of the person given
// by all their ids. An address that came from a list, and that nobody has confirmed, may only where
// the person has no better one and signs in by no account elsewhere: it could be a slip of somebody else's pen.
func opensAccount(ctx context.Context, q db.Q, ids []id.ID, key string) (bool, error) {
	all, err := addressesOf(ctx, q, ids)
	if err != nil {
		return false, err
	}
	verified := false
	for _, a := range all {
		if a.Key == key && !a.VerifiedAt.IsZero() {
			return true, nil
		}
		verified = verified || !a.VerifiedAt.IsZero()
	}
	if verified {
		return false, nil
	}
	linked, err := linkedOf(ctx, q, ids)
	return len(linked) == 0, err
}
