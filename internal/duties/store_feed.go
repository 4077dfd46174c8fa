package duties

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// feedSince returns since when one of the accounts of a person has a calendar.
func feedSince(ctx context.Context, q db.Q, accounts []id.ID) (at time.Time, err error) {
	err = q.QueryRow(ctx, `SELECT created_at FROM duty_feeds WHERE person_id IN (`+db.List(1, len(accounts))+`) ORDER BY created_at DESC LIMIT 1`, db.Args(accounts)...).Scan(db.Time(&at))
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

// deleteFeeds ends the calendars of all accounts of a person.
func deleteFeeds(ctx context.Context, tx *db.Tx, accounts []id.ID) (bool, error) {
	res, err := tx.Exec(ctx, `DELETE FROM duty_feeds WHERE person_id IN (`+db.List(1, len(accounts))+`)`, db.Args(accounts)...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func feedPerson(ctx context.Context, q db.Q, hash string) (person id.ID, ok bool, err error) {
	err = q.QueryRow(ctx, `SELECT person_id FROM duty_feeds WHERE token_hash = $1`, hash).Scan(&person)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return person, err == nil, err
}

// deleteOneFeed is deleteFeeds for one account.
func deleteOneFeed(ctx context.Context, tx *db.Tx, account id.ID) (bool, error) {
	return deleteFeeds(ctx, tx, []id.ID{account})
}
