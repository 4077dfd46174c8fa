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

const sourceColumns = `id, name, unit_id, owner_id, address, schedule, offer_kind, publish, date_order, zone, paused, last_run, last_good, next_run, failures, trouble, asks,
	updated_at, etag, last_modified, read_at, turn, defaults, mapping`

func scanSource(scan func(...any) error) (s Source, err error) {
	var h habits
	err = scan(&s.ID, &s.Name, &s.UnitID, &s.OwnerID, &s.Address, &s.Schedule, &s.Kind, &s.Publish, &s.DateOrder, &s.Zone, &s.Paused, db.Time(&s.LastRun), db.Time(&s.LastGood),
		db.Time(&s.NextRun), &s.Failures, &s.Trouble, &s.Asks, db.Time(&s.UpdatedAt), &s.etag, &s.lastModified, db.Time(&s.readAt), &s.turn,
		db.JSON(&s.Defaults), db.JSON(&h))
	s.Columns, s.Categories = h.Columns, h.Areas
	return s, err
}

func sourceByID(ctx context.Context, q db.Q, source id.ID) (Source, error) {
	return oneSource(ctx, q, source, "")
}

// lockSource is sourceByID for a transaction that changes it: nobody else does meanwhile.
func lockSource(ctx context.Context, tx *db.Tx, source id.ID) (Source, error) {
	return oneSource(ctx, tx, source, tx.Dialect().ForUpdate())
}

func oneSource(ctx context.Context, q db.Q, source id.ID, suffix string) (Source, error) {
	s, err := scanSource(q.QueryRow(ctx, `SELECT `+sourceColumns+` FROM sources WHERE id = $1`+suffix, source).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return s, errNoSource()
	}
	if err != nil {
		return s, fmt.Errorf("catalogue: load source: %w", err)
	}
	return s, nil
}

// sourcesOf returns the sources of units. Rows that were pasted are no source that anybody looks after.
func sourcesOf(ctx context.Context, q db.Q, units scope) ([]Source, error) {
	where, args := units.where("unit_id", 1)
	rows, err := q.Query(ctx, `SELECT `+sourceColumns+` FROM sources WHERE `+where+` AND name NOT LIKE 'Rows pasted by %'
		ORDER BY CASE WHEN asks OR failures > 0 THEN 0 WHEN address <> '' THEN 1 ELSE 2 END, name, id LIMIT 1000`, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (Source, error) { return scanSource(r.Scan) })
	if err != nil {
		return nil, fmt.Errorf("catalogue: list sources: %w", err)
	}
	return list, nil
}

// storeSource writes a source but not its turn. A name that the unit has already is db.IsUnique.
func storeSource(ctx context.Context, tx *db.Tx, s Source, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO sources (id, name, unit_id, owner_id, address, schedule, offer_kind, publish, date_order, zone, paused, last_run, last_good, failures, trouble, asks,
			updated_at, etag, last_modified, read_at, defaults, mapping, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
		ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, unit_id = EXCLUDED.unit_id, owner_id = EXCLUDED.owner_id, address = EXCLUDED.address, schedule = EXCLUDED.schedule,
			offer_kind = EXCLUDED.offer_kind, publish = EXCLUDED.publish, date_order = EXCLUDED.date_order, zone = EXCLUDED.zone, paused = EXCLUDED.paused, last_run = EXCLUDED.last_run,
			last_good = EXCLUDED.last_good, failures = EXCLUDED.failures, trouble = EXCLUDED.trouble, asks = EXCLUDED.asks, updated_at = EXCLUDED.updated_at, etag = EXCLUDED.etag,
			last_modified = EXCLUDED.last_modified, read_at = EXCLUDED.read_at, defaults = EXCLUDED.defaults, mapping = EXCLUDED.mapping`,
		s.ID, s.Name, s.UnitID, s.OwnerID, s.Address, s.Schedule, s.Kind, s.Publish, s.DateOrder, s.Zone, s.Paused, s.LastRun, s.LastGood, s.Failures, s.Trouble, s.Asks,
		s.UpdatedAt, s.etag, s.lastModified, s.readAt, db.JSON(s.Defaults), db.JSON(habits{Columns: s.Columns, Areas: s.Categories}), now)
	if err != nil {
		return fmt.Errorf("catalogue: save source: %w", err)
	}
	return nil
}

// storeHealth writes what a run has found out of a source, and nothing that people decide.
func storeHealth(ctx context.Context, tx *db.Tx, s Source) error {
	_, err := tx.Exec(ctx, `UPDATE sources SET last_run = $2, last_good = $3, failures = $4, trouble = $5, asks = $6, etag = $7, last_modified = $8, read_at = $9 WHERE id = $1`,
		s.ID, s.LastRun, s.LastGood, s.Failures, s.Trouble, s.Asks, s.etag, s.lastModified, s.readAt)
	if err != nil {
		return fmt.Errorf("catalogue: keep what a run found: %w", err)
	}
	return nil
}

// setTurn says which planned run counts.
func setTurn(ctx context.Context, tx *db.Tx, source id.ID, turn int, next time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE sources SET turn = $2, next_run = $3 WHERE id = $1`, source, turn, next)
	if err != nil {
		return fmt.Errorf("catalogue: plan a source: %w", err)
	}
	return nil
}

// claimSource takes a source for one run, and says whether nobody else has it.
func claimSource(ctx context.Context, tx *db.Tx, source id.ID, now, until time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE sources SET claimed_until = $3 WHERE id = $1 AND (claimed_until IS NULL OR claimed_until <= $2)`, source, now, until)
	if err != nil {
		return false, fmt.Errorf("catalogue: claim source: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// releaseSource lets others run a source again, unless its claim has run out and another run has it.
func releaseSource(ctx context.Context, tx *db.Tx, source id.ID, until time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE sources SET claimed_until = NULL WHERE id = $1 AND claimed_until = $2`, source, until); err != nil {
		return fmt.Errorf("catalogue: release source: %w", err)
	}
	return nil
}

// overdueSources returns the sources whose run was to begin before a moment.
func overdueSources(ctx context.Context, q db.Q, before time.Time) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT id FROM sources WHERE next_run IS NOT NULL AND next_run < $1 AND NOT paused ORDER BY next_run, id LIMIT 1000`, before)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (source id.ID, err error) { return source, r.Scan(&source) })
	if err != nil {
		return nil, fmt.Errorf("catalogue: overdue sources: %w", err)
	}
	return list, nil
}

// keepRun adds a run and lets the oldest go.
func keepRun(ctx context.Context, tx *db.Tx, r SourceRun) error {
	_, err := tx.Exec(ctx, `INSERT INTO source_runs (id, source_id, started_at, ended_at, outcome, trouble, cancelled, gone, report, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.SourceID, r.StartedAt, r.EndedAt, r.Outcome, r.Trouble, r.Cancelled, r.Gone, db.JSON(r.Report), r.ByID)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM source_runs WHERE source_id = $1 AND id NOT IN (SELECT id FROM source_runs WHERE source_id = $1 ORDER BY started_at DESC, id DESC LIMIT $2)`, r.SourceID, keptRuns)
	}
	if err != nil {
		return fmt.Errorf("catalogue: keep run: %w", err)
	}
	return nil
}

func runsOf(ctx context.Context, q db.Q, source id.ID) ([]SourceRun, error) {
	rows, err := q.Query(ctx, `SELECT id, source_id, started_at, ended_at, outcome, trouble, cancelled, gone, report, by_id FROM source_runs WHERE source_id = $1 ORDER BY started_at DESC, id DESC`, source)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (x SourceRun, err error) {
		err = r.Scan(&x.ID, &x.SourceID, db.Time(&x.StartedAt), db.Time(&x.EndedAt), &x.Outcome, &x.Trouble, &x.Cancelled, &x.Gone, db.JSON(&x.Report), &x.ByID)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: runs of a source: %w", err)
	}
	return list, nil
}
