package duties

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func feedSince(ctx context.Context, q db.Q, person id.ID) (at time.Time, err error) {
	err = q.QueryRow(ctx, `SELECT created_at FROM duty_feeds WHERE person_id = $1`, person).Scan(db.Time(&at))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return at, err
}

func putFeed(ctx context.Context, tx *db.Tx, person id.ID, hash string, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO duty_feeds (person_id, token_hash, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at`, person, hash, now)
	return err
}

func deleteFeed(ctx context.Context, tx *db.Tx, person id.ID) (bool, error) {
	res, err := tx.Exec(ctx, `DELETE FROM duty_feeds WHERE person_id = $1`, person)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func feedPerson(ctx context.Context, q db.Q, hash string) (person id.ID, ok bool, err error) {
	err = q.QueryRow(ctx, `SELECT person_id FROM duty_feeds WHERE token_hash = $1`, hash).Scan(&person)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return person, err == nil, err
}
