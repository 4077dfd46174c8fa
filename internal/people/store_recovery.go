package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

const recoveryColumns = `id, name, account, said, contact_key, contact, language, resets_factors, asked_at, handed_at, person_id,
	due_at, sent_at, ` + twoColumns

// recoveriesWhere returns recoveries by a condition with what follows it: order, bound, lock.
func recoveriesWhere(ctx context.Context, q db.Q, where string, args ...any) ([]Recovery, error) {
	rows, err := q.Query(ctx, `SELECT `+recoveryColumns+` FROM recoveries WHERE `+where, args...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Recovery, error) {
		var x Recovery
		return x, r.Scan(append([]any{&x.ID, &x.Name, &x.Account, &x.Said, &x.key, &x.Contact, &x.language, &x.ResetsFactors, db.Time(&x.AskedAt), db.Time(&x.HandedAt), &x.PersonID,
			db.Time(&x.DueAt), db.Time(&x.SentAt)}, x.Two.targets()...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("people: recoveries: %w", err)
	}
	return out, nil
}

type recoveryKey struct {
	At time.Time
	ID id.ID
}

// pageOfRecoveries returns what is under way, the oldest first.
func pageOfRecoveries(ctx context.Context, q db.Q, r page.Request) (page.Page[Recovery], error) {
	var key recoveryKey
	where, args := `handed_at IS NOT NULL AND ended_at IS NULL`, []any{r.Size() + 1}
	if ok, err := page.Decode(r.Cursor, &key); err != nil {
		return page.Page[Recovery]{}, err
	} else if ok {
		where, args = where+` AND (asked_at > $2 OR asked_at = $2 AND id > $3)`, append(args, key.At, string(key.ID))
	}
	found, err := recoveriesWhere(ctx, q, where+` ORDER BY asked_at, id LIMIT $1`, args...)
	return page.Cut(found, r.Size(), func(x Recovery) any { return recoveryKey{x.AskedAt, x.ID} }), err
}

// recoveryByID returns a recovery, locked when lock says so. NotFound otherwise.
func recoveryByID(ctx context.Context, q db.Q, which id.ID, lock string) (Recovery, error) {
	found, err := recoveriesWhere(ctx, q, `id = $1`+lock, which)
	if err == nil && len(found) == 0 {
		err = errNoRecovery
	}
	if err != nil {
		return Recovery{}, err
	}
	return found[0], nil
}

// openRecoveriesOf returns what is under way for a person, given by all their ids, and locks it, the oldest first.
func openRecoveriesOf(ctx context.Context, tx *db.Tx, ids []id.ID) ([]Recovery, error) {
	return recoveriesWhere(ctx, tx, `ended_at IS NULL AND person_id IN (`+db.List(1, len(ids))+`) ORDER BY id`+tx.Dialect().ForUpdate(), db.Args(ids)...)
}

func changeRecovery(ctx context.Context, tx *db.Tx, set string, args ...any) error {
	if _, err := tx.Exec(ctx, `UPDATE recoveries SET `+set+` WHERE id = $1`, args...); err != nil {
		return fmt.Errorf("people: recovery: %w", err)
	}
	return nil
}

func insertRecovery(ctx context.Context, tx *db.Tx, r Recovery) error {
	_, err := tx.Exec(ctx, `INSERT INTO recoveries (id, name, account, said, contact_key, contact, language, resets_factors, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.ID, r.Name, r.Account, r.Said, r.key, r.Contact, r.language, r.ResetsFactors, r.AskedAt)
	if err != nil {
		return fmt.Errorf("people: ask for an account: %w", err)
	}
	return nil
}

func handInRecovery(ctx context.Context, tx *db.Tx, now time.Time, which id.ID) error {
	return changeRecovery(ctx, tx, `handed_at = $2`, which, now)
}

func setRecovered(ctx context.Context, tx *db.Tx, which, person id.ID) error {
	return changeRecovery(ctx, tx, `person_id = $2`, which, person)
}

func openRecovery(ctx context.Context, tx *db.Tx, now time.Time, which, by id.ID, proof string) error {
	return changeRecovery(ctx, tx, `opened_by = $2, opened_at = $3, proof = $4`, which, by, now, proof)
}

func confirmRecovery(ctx context.Context, tx *db.Tx, now time.Time, which, by id.ID) error {
	return changeRecovery(ctx, tx, `confirmed_by = $2, confirmed_at = $3`, which, by, now)
}

func setRecoveryDue(ctx context.Context, tx *db.Tx, due time.Time, which id.ID) error {
	return changeRecovery(ctx, tx, `due_at = $2`, which, due)
}

func setRecoverySent(ctx context.Context, tx *db.Tx, now time.Time, which id.ID) error {
	return changeRecovery(ctx, tx, `sent_at = $2`, which, now)
}

func endRecovery(ctx context.Context, tx *db.Tx, now time.Time, which, by id.ID, outcome string) error {
	return changeRecovery(ctx, tx, `ended_at = $2, ended_by = $3, outcome = $4`, which, now, by, outcome)
}

func countRecoveries(ctx context.Context, q db.Q, key string, since time.Time) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM recoveries WHERE contact_key = $1 AND asked_at > $2`, key, since).Scan(&n); err != nil {
		return 0, fmt.Errorf("people: recoveries: %w", err)
	}
	return n, nil
}

// deleteRecoveriesBefore forgets what was never handed in, what ended long ago, and links that ran out.
func deleteRecoveriesBefore(ctx context.Context, tx *db.Tx, asked, ended, expired time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM recovery_links WHERE expires_at < $1`, expired)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM recoveries WHERE handed_at IS NULL AND asked_at < $1 OR ended_at < $2`, asked, ended)
	}
	if err != nil {
		return fmt.Errorf("people: recoveries: %w", err)
	}
	return nil
}

// insertTold keeps that an address is to be told that a recovery is confirmed.
func insertTold(ctx context.Context, tx *db.Tx, recovery id.ID, address string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO recovery_told (recovery_id, address) VALUES ($1, $2)`, recovery, address); err != nil {
		return fmt.Errorf("people: recovery: %w", err)
	}
	return nil
}

// setTold keeps what the mail server said to the letter, and returns how many letters it has not answered to yet.
func setTold(ctx context.Context, tx *db.Tx, now time.Time, recovery id.ID, address string, refused bool) (left int, err error) {
	_, err = tx.Exec(ctx, `UPDATE recovery_told SET answered_at = $3, refused = $4 WHERE recovery_id = $1 AND address = $2`, recovery, address, now, refused)
	if err == nil {
		err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM recovery_told WHERE recovery_id = $1 AND answered_at IS NULL`, recovery).Scan(&left)
	}
	if err != nil {
		return 0, fmt.Errorf("people: recovery: %w", err)
	}
	return left, nil
}

func toldOf(ctx context.Context, q db.Q, recovery id.ID) ([]Told, error) {
	rows, err := q.Query(ctx, `SELECT address, answered_at, refused FROM recovery_told WHERE recovery_id = $1 ORDER BY address`, recovery)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Told, error) {
		var t Told
		return t, r.Scan(&t.Address, db.Time(&t.At), &t.Refused)
	})
	if err != nil {
		return nil, fmt.Errorf("people: recovery: %w", err)
	}
	return out, nil
}

func insertRecoveryLink(ctx context.Context, tx *db.Tx, hash string, recovery id.ID, purpose RecoveryLink, expires time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO recovery_links (token_hash, recovery_id, purpose, expires_at) VALUES ($1, $2, $3, $4)`, hash, recovery, string(purpose), expires)
	if err != nil {
		return fmt.Errorf("people: add a link: %w", err)
	}
	return nil
}

// recoveryByLink returns what a link that works is about.
func recoveryByLink(ctx context.Context, q db.Q, hash string, purpose RecoveryLink, now time.Time) (which id.ID, ok bool, err error) {
	return oneRecovery(q.QueryRow(ctx, `SELECT recovery_id FROM recovery_links WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3`, hash, string(purpose), now))
}

// useRecoveryLink is recoveryByLink, and of several calls at once one gets it.
func useRecoveryLink(ctx context.Context, tx *db.Tx, hash string, purpose RecoveryLink, now time.Time) (which id.ID, ok bool, err error) {
	return oneRecovery(tx.QueryRow(ctx, `UPDATE recovery_links SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING recovery_id`, hash, string(purpose), now))
}

func oneRecovery(row interface{ Scan(...any) error }) (which id.ID, ok bool, err error) {
	err = row.Scan(&which)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("people: link: %w", err)
	}
	return which, true, nil
}
