package duties

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// organisationFeed is the calendar of an organisation that one of its coordinators has.
type organisationFeed struct {
	id, person, organisation id.ID
	createdAt                time.Time
	// shown tells apart what it showed when it was last fetched, changedAt is since when.
	shown     string
	changedAt time.Time
}

// organisationFeedWhere returns the zero value when there is none.
func organisationFeedWhere(ctx context.Context, q db.Q, where string, args ...any) (f organisationFeed, err error) {
	err = q.QueryRow(ctx, `SELECT id, person_id, organisation_id, created_at, shown, changed_at FROM duty_organisation_feeds WHERE `+where+` ORDER BY created_at DESC LIMIT 1`, args...).
		Scan(&f.id, &f.person, &f.organisation, db.Time(&f.createdAt), &f.shown, db.Time(&f.changedAt))
	if errors.Is(err, sql.ErrNoRows) {
		return organisationFeed{}, nil
	}
	if err != nil {
		return f, fmt.Errorf("duties: calendar of an organisation: %w", err)
	}
	return f, nil
}

// organisationFeedOf returns the newest that one of the accounts of a person has.
func organisationFeedOf(ctx context.Context, q db.Q, accounts []id.ID, organisation id.ID) (organisationFeed, error) {
	return organisationFeedWhere(ctx, q, `organisation_id = $1 AND person_id IN (`+db.List(2, len(accounts))+`)`, append([]any{string(organisation)}, db.Args(accounts)...)...)
}

func insertOrganisationFeed(ctx context.Context, tx *db.Tx, f organisationFeed, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO duty_organisation_feeds (id, person_id, organisation_id, token_hash, created_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, organisation_id) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash, created_at = excluded.created_at, shown = ''`, f.id, f.person, f.organisation, hash, f.createdAt)
	if err != nil {
		return fmt.Errorf("duties: calendar of an organisation: %w", err)
	}
	return nil
}

// showOrganisationFeed keeps what it shows, and since when.
func showOrganisationFeed(ctx context.Context, tx *db.Tx, f organisationFeed) error {
	if _, err := tx.Exec(ctx, `UPDATE duty_organisation_feeds SET shown = $1, changed_at = $2 WHERE id = $3`, f.shown, f.changedAt, f.id); err != nil {
		return fmt.Errorf("duties: calendar of an organisation: %w", err)
	}
	return nil
}

// deleteOrganisationFeed reports false when it was ended before.
func deleteOrganisationFeed(ctx context.Context, tx *db.Tx, feed id.ID) (bool, error) {
	res, err := tx.Exec(ctx, `DELETE FROM duty_organisation_feeds WHERE id = $1`, feed)
	if err != nil {
		return false, fmt.Errorf("duties: calendar of an organisation: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
