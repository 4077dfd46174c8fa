package people

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func passkeysOf(ctx context.Context, q db.Q, ids []id.ID) ([]Passkey, error) {
	rows, err := q.Query(ctx, `SELECT id, person_id, name, credential, created_at, used_at, flagged_at FROM passkeys WHERE person_id IN (`+db.List(1, len(ids))+`) ORDER BY id`, db.Args(ids)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Passkey, error) {
		var k Passkey
		return k, r.Scan(&k.ID, &k.person, &k.Name, db.JSON(&k.credential), db.Time(&k.CreatedAt), db.Time(&k.UsedAt), db.Time(&k.FlaggedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("people: passkeys: %w", err)
	}
	return out, nil
}

func insertPasskey(ctx context.Context, tx *db.Tx, k Passkey) error {
	_, err := tx.Exec(ctx, `INSERT INTO passkeys (id, person_id, name, credential_id, credential, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		k.ID, k.person, k.Name, base64.RawURLEncoding.EncodeToString(k.credential.ID), db.JSON(k.credential), k.CreatedAt)
	if err != nil {
		return fmt.Errorf("people: add a passkey: %w", err)
	}
	return nil
}

func setPasskeyUsed(ctx context.Context, tx *db.Tx, credential string, c webauthn.Credential, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE passkeys SET credential = $1, used_at = $2 WHERE credential_id = $3`, db.JSON(c), now, credential); err != nil {
		return fmt.Errorf("people: passkey: %w", err)
	}
	return nil
}

func flagPasskey(ctx context.Context, tx *db.Tx, credential string, now time.Time) (bool, error) {
	return changedOne(tx.Exec(ctx, `UPDATE passkeys SET flagged_at = $1 WHERE credential_id = $2 AND flagged_at IS NULL`, now, credential))
}

func renamePasskey(ctx context.Context, tx *db.Tx, ids []id.ID, key id.ID, name string) (bool, error) {
	return changedOne(tx.Exec(ctx, `UPDATE passkeys SET name = $1 WHERE id = $2 AND person_id IN (`+db.List(3, len(ids))+`)`, append([]any{name, key}, db.Args(ids)...)...))
}

func deletePasskey(ctx context.Context, tx *db.Tx, ids []id.ID, key id.ID) (bool, error) {
	return changedOne(tx.Exec(ctx, `DELETE FROM passkeys WHERE id = $1 AND person_id IN (`+db.List(2, len(ids))+`)`, append([]any{key}, db.Args(ids)...)...))
}

func deletePasskeys(ctx context.Context, tx *db.Tx, ids []id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM passkeys WHERE person_id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...); err != nil {
		return fmt.Errorf("people: passkeys: %w", err)
	}
	return nil
}

func insertChallenge(ctx context.Context, tx *db.Tx, hash string, data webauthn.SessionData, expires time.Time) error {
	if _, err := tx.Exec(ctx, `INSERT INTO passkey_challenges (token_hash, data, expires_at) VALUES ($1, $2, $3)`, hash, db.JSON(data), expires); err != nil {
		return fmt.Errorf("people: challenge: %w", err)
	}
	return nil
}

// takeChallenge removes a challenge and returns it; whoever asks for it next finds none.
func takeChallenge(ctx context.Context, tx *db.Tx, hash string, now time.Time) (webauthn.SessionData, bool, error) {
	var data webauthn.SessionData
	err := tx.QueryRow(ctx, `DELETE FROM passkey_challenges WHERE token_hash = $1 AND expires_at > $2 RETURNING data`, hash, now).Scan(db.JSON(&data))
	if errors.Is(err, sql.ErrNoRows) {
		return data, false, nil
	}
	if err != nil {
		return data, false, fmt.Errorf("people: challenge: %w", err)
	}
	return data, true, nil
}

func deleteChallengesBefore(ctx context.Context, tx *db.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM passkey_challenges WHERE expires_at <= $1`, before); err != nil {
		return fmt.Errorf("people: challenges: %w", err)
	}
	return nil
}
