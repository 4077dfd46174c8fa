package catalogue

import (
	"context"
	"database/sql"
	"time"

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

// plannedNames returns what platforms are called in the dates to come, each name once as it was written.
func plannedNames(ctx context.Context, q db.Q, now time.Time) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT platform FROM occurrences WHERE status = 'scheduled' AND platform <> '' AND ends_at > $1`, now)
	return db.Collect(rows, err, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
}

// plannedOn returns the first dates to come on a platform, by any of its names, that have more seats than so many; -1 for all dates.
func plannedOn(ctx context.Context, q db.Q, names []string, seats int, now time.Time, limit int) ([]PlannedDate, error) {
	if len(names) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT c.id, c.starts_at, c.ends_at, c.capacity, c.taken, v.title FROM occurrences c JOIN offers o ON o.id = c.offer_id JOIN offer_versions v ON v.id = COALESCE(o.published_id, o.draft_id)
		WHERE c.status = 'scheduled' AND c.platform <> '' AND c.ends_at > $1 AND (c.capacity = 0 OR c.capacity > $2) AND o.status <> 'archived' AND c.platform IN (`+db.List(4, len(names))+`)
		ORDER BY c.starts_at, c.id LIMIT $3`, append([]any{now, seats, limit}, db.Args(names)...)...)
	return db.Collect(rows, err, func(r *sql.Rows) (d PlannedDate, err error) {
		return d, r.Scan(&d.ID, db.Time(&d.StartsAt), db.Time(&d.EndsAt), &d.Capacity, &d.Taken, &d.Title)
	})
}
