package catalogue

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
)

func loadAreas(ctx context.Context, q db.Q) ([]Area, error) {
	rows, err := q.Query(ctx, `SELECT code, title, scope, position FROM content_areas ORDER BY position, code`)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (a Area, err error) {
		err = r.Scan(&a.Code, &a.Title, &a.Scope, &a.Position)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: load content areas: %w", err)
	}
	return list, nil
}

func upsertAreas(ctx context.Context, tx *db.Tx, areas []Area) error {
	for _, a := range areas {
		_, err := tx.Exec(ctx, `INSERT INTO content_areas (code, title, scope, position) VALUES ($1, $2, $3, $4)
			ON CONFLICT (code) DO UPDATE SET title = EXCLUDED.title, scope = EXCLUDED.scope, position = EXCLUDED.position`,
			a.Code, a.Title, a.Scope, a.Position)
		if err != nil {
			return fmt.Errorf("catalogue: seed content areas: %w", err)
		}
	}
	return nil
}
