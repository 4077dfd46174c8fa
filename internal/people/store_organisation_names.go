package people

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func organisationNames(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]string, error) {
	out := make(map[id.ID]string, len(ids))
	for part := range slices.Chunk(ids, chunk) {
		rows, err := q.Query(ctx, `SELECT id, name FROM organisations WHERE id IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var i id.ID
			var name string
			err := r.Scan(&i, &name)
			out[i] = name
			return struct{}{}, err
		})
		if err != nil {
			return nil, fmt.Errorf("people: organisations: %w", err)
		}
	}
	return out, nil
}
