package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func insertGrant(ctx context.Context, tx *db.Tx, version id.ID, earns []Recognition, by id.ID, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO version_grants (id, version_id, earns, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5)`, id.New(), version, db.JSON(earns), by, at)
	if err != nil {
		return fmt.Errorf("catalogue: grant: %w", err)
	}
	return nil
}

// grantOf returns what a review granted the version last and who did, and false when none did.
func grantOf(ctx context.Context, q db.Q, version id.ID) (earns []Recognition, by id.ID, granted bool, err error) {
	err = q.QueryRow(ctx, `SELECT earns, granted_by FROM version_grants WHERE version_id = $1 ORDER BY id DESC LIMIT 1`, version).Scan(db.JSON(&earns), &by)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", false, nil
	}
	return earns, by, err == nil, err
}
