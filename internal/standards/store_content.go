package standards

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// insertContent fills an empty draft. The competencies stand in the order of the tree, so that each comes after what it stands under.
func insertContent(ctx context.Context, tx *db.Tx, now time.Time, v Version, c content) error {
	_, err := db.BulkInsert(ctx, tx, "framework_levels", []string{"version_id", "code", "rank", "title", "description"}, "", func(yield func([]any) bool) {
		for _, l := range c.Levels {
			if !yield([]any{v.ID, l.Code, l.Rank, l.Title, l.Description}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	if err := insertCompetencies(ctx, tx, now, v, c.Competencies); err != nil {
		return err
	}
	if err := insertParts(ctx, tx, v.ID, c.parts); err != nil {
		return err
	}
	if err := insertRubrics(ctx, tx, v.ID, c.rubrics); err != nil {
		return err
	}
	_, err = db.BulkInsert(ctx, tx, "framework_translations", []string{"version_id", "object", "language", "title", "description"}, "", func(yield func([]any) bool) {
		for _, t := range c.Translations {
			if !yield([]any{v.ID, t.Object, t.Language, t.Title, t.Description}) {
				return
			}
		}
	})
	return err
}

// insertCompetencies adds competencies, which may have been in other versions, to a draft.
func insertCompetencies(ctx context.Context, tx *db.Tx, now time.Time, v Version, list []Competency) error {
	_, err := db.BulkInsert(ctx, tx, "competencies", []string{"id", "framework_id", "created_at"}, "ON CONFLICT (id) DO NOTHING", func(yield func([]any) bool) {
		for _, c := range list {
			if !yield([]any{c.ID, v.FrameworkID, now}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	columns := []string{"version_id", "competency_id", "parent_id", "position", "depth", "code", "kind", "title", "description", "place_id", "kept", "place_kept", "updated_at"}
	_, err = db.BulkInsert(ctx, tx, "competency_versions", columns, "", func(yield func([]any) bool) {
		for _, c := range list {
			at := c.UpdatedAt
			if at.IsZero() {
				at = now
			}
			if !yield([]any{v.ID, c.ID, c.ParentID, c.Position, c.Depth, c.Code, c.Kind, c.Title, c.Description, c.place, orNothing(c.kept), orNothing(c.placeKept), at}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return insertDetails(ctx, tx, v.ID, list)
}

// insertDetails adds the indicators and links of competencies.
func insertDetails(ctx context.Context, tx *db.Tx, version id.ID, list []Competency) error {
	_, err := db.BulkInsert(ctx, tx, "indicators", []string{"version_id", "id", "competency_id", "level", "position", "text"}, "", func(yield func([]any) bool) {
		for _, c := range list {
			for n, i := range c.Indicators {
				if !yield([]any{version, i.ID, c.ID, i.Level, n + 1, i.Text}) {
					return
				}
			}
		}
	})
	if err != nil {
		return err
	}
	columns := []string{"version_id", "id", "competency_id", "position", "kind", "target_id", "target_uri", "target_title", "note", "kept"}
	_, err = db.BulkInsert(ctx, tx, "competency_links", columns, "", func(yield func([]any) bool) {
		for _, c := range list {
			for n, l := range c.Links {
				if !yield([]any{version, l.ID, c.ID, n + 1, l.Kind, l.TargetID, l.TargetURI, l.Title, l.Note, orNothing(l.kept)}) {
					return
				}
			}
		}
	})
	return err
}

// copyContent fills an empty draft with what another version says.
func copyContent(ctx context.Context, tx *db.Tx, from, to id.ID) error {
	for _, t := range []struct{ table, columns, order string }{
		{"framework_levels", "code, rank, title, description", "rank"},
		{"competency_versions", "competency_id, parent_id, position, depth, code, kind, title, description, place_id, kept, place_kept, updated_at", "position"},
		{"indicators", "id, competency_id, level, position, text", "id"},
		{"competency_links", "id, competency_id, position, kind, target_id, target_uri, target_title, note, kept", "id"},
		{"framework_translations", "object, language, title, description", "object"},
		{"framework_rubrics", "id, rubric_id, position, body", "id"},
		{"framework_parts", "kind, id, position, hierarchy, origin, body", "id"},
	} {
		query := fmt.Sprintf("INSERT INTO %s (version_id, %s) SELECT CAST($2 AS TEXT), %[2]s FROM %[1]s WHERE version_id = $1 ORDER BY %[3]s", t.table, t.columns, t.order)
		if _, err := tx.Exec(ctx, query, from, to); err != nil {
			return fmt.Errorf("standards: copy %s: %w", t.table, err)
		}
	}
	return nil
}

// foreign returns those of the ids that are competencies of another framework, with its key.
func foreign(ctx context.Context, q db.Q, framework id.ID, ids []id.ID) (map[id.ID]string, error) {
	out := map[id.ID]string{}
	for part := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT c.id, f.key FROM competencies c JOIN frameworks f ON f.id = c.framework_id WHERE c.framework_id <> $1 AND c.id IN (`+db.List(2, len(part))+`)`,
			append([]any{framework}, db.Args(part)...)...)
		if err != nil {
			return nil, fmt.Errorf("standards: known competencies: %w", err)
		}
		for rows.Next() {
			var i id.ID
			var key string
			if err := rows.Scan(&i, &key); err != nil {
				rows.Close()
				return nil, err
			}
			out[i] = key
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		rows.Close()
	}
	return out, nil
}
