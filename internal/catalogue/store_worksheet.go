package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const worksheetColumns = `w.id, w.version_id, w.counted, w.excluded, w.counted_minutes, w.tenths, w.method, w.status, w.author_id, w.proposed_at,
	w.decided_by, w.decided_at, w.reason`

func scanWorksheet(r *sql.Rows) (w Worksheet, err error) {
	err = r.Scan(&w.ID, &w.VersionID, db.JSON(&w.Counted), db.JSON(&w.Excluded), &w.CountedMinutes, &w.Tenths, &w.Method, &w.Status,
		&w.AuthorID, db.Time(&w.ProposedAt), &w.DecidedBy, db.Time(&w.DecidedAt), &w.Reason)
	return w, err
}

func worksheetsWhere(ctx context.Context, q db.Q, where string, args ...any) ([]Worksheet, error) {
	rows, err := q.Query(ctx, `SELECT `+worksheetColumns+` FROM worksheets w WHERE `+where, args...)
	found, err := db.Collect(rows, err, scanWorksheet)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load worksheets: %w", err)
	}
	return found, nil
}

func approvedWorksheet(ctx context.Context, q db.Q, version id.ID) (Worksheet, bool, error) {
	return one(worksheetsWhere(ctx, q, "w.version_id = $1 AND w.status = 'approved'", version))
}

func proposedWorksheet(ctx context.Context, q db.Q, version id.ID) (Worksheet, bool, error) {
	return one(worksheetsWhere(ctx, q, "w.version_id = $1 AND w.status = 'proposed'", version))
}

func worksheetByID(ctx context.Context, q db.Q, worksheet id.ID) (Worksheet, bool, error) {
	return one(worksheetsWhere(ctx, q, "w.id = $1", worksheet))
}

// worksheetsOf returns the worksheets of a version, newest first.
func worksheetsOf(ctx context.Context, q db.Q, version id.ID) ([]Worksheet, error) {
	return worksheetsWhere(ctx, q, "w.version_id = $1 ORDER BY w.proposed_at DESC, w.id DESC", version)
}

func one(list []Worksheet, err error) (Worksheet, bool, error) {
	if err != nil || len(list) == 0 {
		return Worksheet{}, false, err
	}
	return list[0], true, nil
}

// approvedTenths returns the CEU tenths of those versions that have an approved worksheet.
func approvedTenths(ctx context.Context, q db.Q, versions []id.ID) (map[id.ID]int, error) {
	out := map[id.ID]int{}
	for chunk := range slices.Chunk(versions, 500) {
		rows, err := q.Query(ctx, `SELECT version_id, tenths FROM worksheets WHERE status = 'approved' AND version_id IN (`+db.List(1, len(chunk))+`)`,
			db.Args(chunk)...)
		if err != nil {
			return nil, fmt.Errorf("catalogue: load worksheets: %w", err)
		}
		for rows.Next() {
			var v id.ID
			var tenths int
			if err := rows.Scan(&v, &tenths); err != nil {
				rows.Close()
				return nil, fmt.Errorf("catalogue: load worksheets: %w", err)
			}
			out[v] = tenths
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("catalogue: load worksheets: %w", err)
		}
	}
	return out, nil
}

// replaceProposed puts a worksheet in the place of one that is still proposed for the version.
func replaceProposed(ctx context.Context, tx *db.Tx, w Worksheet) error {
	if _, err := tx.Exec(ctx, `DELETE FROM worksheets WHERE version_id = $1 AND status = 'proposed'`, w.VersionID); err != nil {
		return fmt.Errorf("catalogue: propose worksheet: %w", err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO worksheets (id, version_id, counted, excluded, counted_minutes, tenths, method, status, author_id, proposed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		w.ID, w.VersionID, db.JSON(w.Counted), db.JSON(w.Excluded), w.CountedMinutes, w.Tenths, w.Method, w.Status, w.AuthorID, w.ProposedAt)
	if err != nil {
		return fmt.Errorf("catalogue: propose worksheet: %w", err)
	}
	return nil
}

// decideWorksheet decides a proposed worksheet; false means that it was decided already.
func decideWorksheet(ctx context.Context, tx *db.Tx, worksheet id.ID, status string, by id.ID, at time.Time, reason string) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE worksheets SET status = $2, decided_by = $3, decided_at = $4, reason = $5 WHERE id = $1 AND status = 'proposed'`,
		worksheet, status, by, at, reason)
	if err != nil {
		return false, fmt.Errorf("catalogue: decide worksheet: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
