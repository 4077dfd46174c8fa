package people

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// manyIDs maps every id of the persons to the surviving one. Aliases point at survivors, never at each other.
func manyIDs(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID]id.ID, error) {
	out := make(map[id.ID]id.ID, len(persons))
	var survivors []id.ID
	for part := range slices.Chunk(persons, chunk) {
		into, err := aliases(ctx, q, "alias_id", part)
		if err != nil {
			return nil, err
		}
		for _, p := range part {
			survivor, merged := into[p]
			if !merged {
				survivor = p
			}
			if _, seen := out[survivor]; !seen {
				out[survivor] = survivor
				survivors = append(survivors, survivor)
			}
		}
	}
	for part := range slices.Chunk(survivors, chunk) {
		into, err := aliases(ctx, q, "person_id", part)
		if err != nil {
			return nil, err
		}
		for alias, survivor := range into {
			out[alias] = survivor
		}
	}
	return out, nil
}

// aliases returns the survivor of each alias whose column, "alias_id" or "person_id", is one of the ids.
func aliases(ctx context.Context, q db.Q, column string, ids []id.ID) (map[id.ID]id.ID, error) {
	out := map[id.ID]id.ID{}
	rows, err := q.Query(ctx, `SELECT alias_id, person_id FROM person_aliases WHERE `+column+` IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var alias, survivor id.ID
		err := r.Scan(&alias, &survivor)
		out[alias] = survivor
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("people: ids: %w", err)
	}
	return out, nil
}
