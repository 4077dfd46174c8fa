package people

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// lockSurvivors locks the surviving persons of these ids until the transaction ends, the lowest id
// first, and returns them by the id asked for. While they are locked, nobody else decides about
// their memberships, numbers and addresses, or merges them. Ids that are nobody's are left out.
func lockSurvivors(ctx context.Context, tx *db.Tx, ids []id.ID) (map[id.ID]id.ID, error) {
	found, err := survivors(ctx, tx, ids)
	for err == nil {
		if err = lockPersons(ctx, tx, slices.Compact(slices.Sorted(maps.Values(found)))); err != nil {
			break
		}
		// One of them may have been merged while we waited: then its survivor is locked too.
		var now map[id.ID]id.ID
		if now, err = survivors(ctx, tx, ids); err == nil && maps.Equal(now, found) {
			return now, nil
		}
		found = now
	}
	return nil, err
}

func lockPersons(ctx context.Context, tx *db.Tx, ids []id.ID) error {
	for part := range slices.Chunk(ids, chunk) {
		rows, err := tx.Query(ctx, `SELECT id FROM persons WHERE id IN (`+db.List(1, len(part))+`) ORDER BY id`+tx.Dialect().ForUpdate(), db.Args(part)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
			var i id.ID
			return i, r.Scan(&i)
		})
		if err != nil {
			return fmt.Errorf("people: lock: %w", err)
		}
	}
	return nil
}

// survivors returns the surviving person of each id that is somebody's.
func survivors(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]id.ID, error) {
	out := make(map[id.ID]id.ID, len(ids))
	for part := range slices.Chunk(ids, chunk) {
		rows, err := q.Query(ctx, `SELECT p.id, COALESCE(a.person_id, p.id) FROM persons p LEFT JOIN person_aliases a ON a.alias_id = p.id
			WHERE p.id IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		found, err := db.Collect(rows, err, func(r *sql.Rows) ([2]id.ID, error) {
			var p [2]id.ID
			return p, r.Scan(&p[0], &p[1])
		})
		if err != nil {
			return nil, fmt.Errorf("people: survivors: %w", err)
		}
		for _, p := range found {
			out[p[0]] = p[1]
		}
	}
	return out, nil
}

func everybody(ctx context.Context, q db.Q, after id.ID, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT p.id FROM persons p WHERE p.id > $1 AND NOT EXISTS (SELECT 1 FROM person_aliases a WHERE a.alias_id = p.id) ORDER BY p.id LIMIT $2`, string(after), limit)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
	if err != nil {
		return nil, fmt.Errorf("people: everybody: %w", err)
	}
	return out, nil
}
