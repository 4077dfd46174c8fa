package standards

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// readKept fills in what exchange files said of versions beyond what is known here. It can be large, so it is read only to be given back.
func readKept(ctx context.Context, q db.Q, list []Version) error {
	if len(list) == 0 {
		return nil
	}
	at := make(map[id.ID]*Version, len(list))
	ids := make([]id.ID, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	rows, err := q.Query(ctx, `SELECT id, kept FROM framework_versions WHERE id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var v id.ID
		var kept Kept
		if err = r.Scan(&v, db.JSON(&kept)); err == nil && at[v] != nil {
			at[v].Kept = kept
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("standards: kept: %w", err)
	}
	return nil
}

// withKept is readKept for one.
func withKept(ctx context.Context, q db.Q, v Version) (Version, error) {
	one := []Version{v}
	err := readKept(ctx, q, one)
	return one[0], err
}

// setKept writes what a file said of a draft beyond what is known here.
func setKept(ctx context.Context, tx *db.Tx, version id.ID, k Kept) error {
	if _, err := tx.Exec(ctx, `UPDATE framework_versions SET kept = $2 WHERE id = $1 AND status = 'draft'`, version, db.JSON(k)); err != nil {
		return fmt.Errorf("standards: keep: %w", err)
	}
	return nil
}
