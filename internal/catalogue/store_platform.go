package catalogue

import (
	"context"
	"database/sql"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// allPlatforms returns the whole register, which is a handful, by name.
func allPlatforms(ctx context.Context, q db.Q) ([]Platform, error) { return platforms(ctx, q, "") }

// lockPlatforms is allPlatforms for a transaction that changes the register: nobody else does meanwhile.
func lockPlatforms(ctx context.Context, tx *db.Tx) ([]Platform, error) {
	return platforms(ctx, tx, tx.Dialect().ForUpdate())
}

func platforms(ctx context.Context, q db.Q, suffix string) ([]Platform, error) {
	rows, err := q.Query(ctx, `SELECT id, name, purpose, seats, report, review, reviewed_on, retired, updated_at FROM platforms ORDER BY name_key LIMIT 500`+suffix)
	return db.Collect(rows, err, func(rows *sql.Rows) (Platform, error) {
		var p Platform
		return p, rows.Scan(&p.ID, &p.Name, &p.Purpose, &p.Seats, &p.Report, &p.Review, &p.ReviewedOn, &p.Retired, db.Time(&p.UpdatedAt))
	})
}

func savePlatform(ctx context.Context, q db.Q, p Platform) error {
	_, err := q.Exec(ctx, `INSERT INTO platforms (id, name, name_key, purpose, seats, report, review, reviewed_on, retired, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, purpose = excluded.purpose, seats = excluded.seats, report = excluded.report,
			review = excluded.review, reviewed_on = excluded.reviewed_on, retired = excluded.retired, updated_at = excluded.updated_at`,
		p.ID, p.Name, tabular.Fold(p.Name), p.Purpose, p.Seats, p.Report, p.Review, p.ReviewedOn, p.Retired, p.UpdatedAt)
	return err
}
