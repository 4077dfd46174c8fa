package standards

import (
	"context"
	"database/sql"
	"fmt"
	"hash/maphash"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// outlineOf reads a version as it is. It joins nothing: a database without statistics, as one is right after an import, would join two large versions row
// by row. Statements and links count by what they say, in any order.
func outlineOf(ctx context.Context, q db.Q, version id.ID) (outline, error) {
	var out outline
	at := map[id.ID]int{}
	err := eachSaid(ctx, q, `SELECT competency_id, COALESCE(parent_id, ''), position, code, kind, title, description FROM competency_versions WHERE version_id = $1 ORDER BY position`, version, func(r *sql.Rows) error {
		var c glimpse
		var said [4]string
		if err := r.Scan(&c.id, &c.parent, &c.position, &said[0], &said[1], &said[2], &said[3]); err != nil {
			return err
		}
		c.says = sumOf(said[:]...)
		at[c.id] = len(out)
		out = append(out, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachSaid(ctx, q, `SELECT competency_id, level, text FROM indicators WHERE version_id = $1`, version, func(r *sql.Rows) error {
		var c id.ID
		var said [2]string
		if err := r.Scan(&c, &said[0], &said[1]); err != nil {
			return err
		}
		if i, held := at[c]; held { // what somebody adds to a draft while it is read is not compared yet
			out[i].says += sumOf(said[:]...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachSaid(ctx, q, `SELECT competency_id, kind, target_id, target_uri, target_title, note FROM competency_links WHERE version_id = $1`, version, func(r *sql.Rows) error {
		var c id.ID
		var said [5]string
		if err := r.Scan(&c, &said[0], &said[1], &said[2], &said[3], &said[4]); err != nil {
			return err
		}
		if i, held := at[c]; held {
			out[i].says += sumOf(said[:]...)
		}
		return nil
	})
	return out, err
}

// outlineSeed makes sums that hold for one run of the program: they are never kept.
var outlineSeed = maphash.MakeSeed()

// sumOf is a number for some texts, another for other ones.
func sumOf(texts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(outlineSeed)
	for _, t := range texts {
		h.WriteString(t)
		h.WriteByte(0)
	}
	return h.Sum64()
}

// eachSaid reads the rows of a version one by one.
func eachSaid(ctx context.Context, q db.Q, query string, version id.ID, read func(*sql.Rows) error) error {
	rows, err := q.Query(ctx, query, version)
	if err != nil {
		return fmt.Errorf("standards: outline: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return fmt.Errorf("standards: outline: %w", err)
		}
	}
	return rows.Err()
}
