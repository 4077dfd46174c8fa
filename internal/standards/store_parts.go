package standards

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const partColumns = `p.kind, p.id, p.position, p.hierarchy, p.origin, p.body`

func scanPart(r *sql.Rows) (p part, err error) {
	err = r.Scan(&p.kind, &p.id, &p.position, &p.hierarchy, &p.origin, &p.body)
	return p, err
}

func insertParts(ctx context.Context, tx *db.Tx, version id.ID, list []part) error {
	_, err := db.BulkInsert(ctx, tx, "framework_parts", []string{"version_id", "kind", "id", "position", "hierarchy", "origin", "body"}, "", func(yield func([]any) bool) {
		for _, p := range list {
			if !yield([]any{version, p.kind, p.id, p.position, p.hierarchy, p.origin, p.body}) {
				return
			}
		}
	})
	return err
}

// partsOf returns all parts of a version, kind by kind in their order.
func partsOf(ctx context.Context, q db.Q, version id.ID) ([]part, error) {
	rows, err := q.Query(ctx, `SELECT `+partColumns+` FROM framework_parts p WHERE p.version_id = $1 ORDER BY p.kind, p.position, p.id`, version)
	list, err := db.Collect(rows, err, scanPart)
	if err != nil {
		return nil, fmt.Errorf("standards: parts: %w", err)
	}
	return list, nil
}

// partsAfter returns up to limit parts of a version and a kind that stand behind a place.
func partsAfter(ctx context.Context, q db.Q, version id.ID, kind string, position int, after id.ID, limit int) ([]part, error) {
	rows, err := q.Query(ctx, `SELECT `+partColumns+` FROM framework_parts p WHERE p.version_id = $1 AND p.kind = $2 AND (p.position > $3 OR p.position = $3 AND p.id > $4)
		ORDER BY p.position, p.id LIMIT $5`, version, kind, position, string(after), limit)
	list, err := db.Collect(rows, err, scanPart)
	if err != nil {
		return nil, fmt.Errorf("standards: parts: %w", err)
	}
	return list, nil
}

// newestPart returns a part and the version that says it: of what is published before what was, and of that the newest; or the
// version that is asked for.
func newestPart(ctx context.Context, q db.Q, kind string, identifier, asked id.ID) (p part, version id.ID, err error) {
	rows, err := q.Query(ctx, `SELECT `+partColumns+`, v.id FROM framework_parts p JOIN framework_versions v ON v.id = p.version_id
		WHERE p.id = $1 AND p.kind = $2 AND v.status <> 'draft' AND ($3 = '' OR v.id = $3) ORDER BY v.status, v.published_at DESC, v.id LIMIT 1`, identifier, kind, string(asked))
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p part, err error) {
		err = r.Scan(&p.kind, &p.id, &p.position, &p.hierarchy, &p.origin, &p.body, &version)
		return p, err
	})
	if err != nil {
		return p, "", fmt.Errorf("standards: part: %w", err)
	}
	if len(list) == 0 {
		return p, "", noObject()
	}
	return list[0], version, nil
}

// partsUnder returns a definition and those of its kind that stand under it by their codes, at most limit.
func partsUnder(ctx context.Context, q db.Q, version id.ID, p part, limit int) ([]part, error) {
	rows, err := q.Query(ctx, `SELECT `+partColumns+` FROM framework_parts p WHERE p.version_id = $1 AND p.kind = $2 AND (p.id = $3 OR $4 <> '' AND p.hierarchy > $4 || '.' AND p.hierarchy < $4 || '/')
		ORDER BY CASE WHEN p.id = $3 THEN 0 ELSE 1 END, p.hierarchy, p.position, p.id LIMIT $5`, version, p.kind, p.id, p.hierarchy, limit)
	list, err := db.Collect(rows, err, scanPart)
	if err != nil {
		return nil, fmt.Errorf("standards: parts: %w", err)
	}
	return list, nil
}

// homesOf says in which list each definition of a version stands; of these alone where there are any.
func homesOf(ctx context.Context, q db.Q, version id.ID, only []string) (map[string]string, error) {
	query, args := `SELECT id, kind FROM framework_parts WHERE version_id = $1 AND kind <> 'CFAssociations'`, []any{version}
	if only != nil {
		if len(only) == 0 {
			return nil, nil
		}
		only = only[:min(len(only), 500)]
		query += ` AND id IN (` + db.List(2, len(only)) + `)`
		args = append(args, db.Args(only)...)
	}
	out := map[string]string{}
	rows, err := q.Query(ctx, query, args...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var kind string
		var i string
		if err = r.Scan(&i, &kind); err == nil {
			out[i] = kind
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: homes: %w", err)
	}
	return out, nil
}

// originsOf returns the associations of a version that begin at one of these.
func originsOf(ctx context.Context, q db.Q, version id.ID, origins []id.ID) ([]part, error) {
	if len(origins) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT `+partColumns+` FROM framework_parts p WHERE p.version_id = $1 AND p.kind = 'CFAssociations' AND p.origin IN (`+db.List(2, len(origins))+`) ORDER BY p.position LIMIT 2000`,
		append([]any{version}, db.Args(origins)...)...)
	list, err := db.Collect(rows, err, scanPart)
	if err != nil {
		return nil, fmt.Errorf("standards: origins: %w", err)
	}
	return list, nil
}

// rubricOf returns the identifier of the rubric of a framework, and frameworkOfRubric the framework of a rubric, or "".
func rubricOf(ctx context.Context, q db.Q, framework id.ID) (rubric id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT rubric_id FROM frameworks WHERE id = $1`, framework).Scan(&rubric)
	if err != nil {
		return "", fmt.Errorf("standards: rubric: %w", err)
	}
	return rubric, nil
}

func frameworkOfRubric(ctx context.Context, q db.Q, rubric id.ID) (framework id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(MIN(id), '') FROM frameworks WHERE rubric_id = $1`, rubric).Scan(&framework)
	if err != nil {
		return "", fmt.Errorf("standards: rubric: %w", err)
	}
	return framework, nil
}

// nameRubric gives the rubric of a framework the identifier that a file has for it, unless another framework's has it.
func nameRubric(ctx context.Context, tx *db.Tx, framework, rubric id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE frameworks SET rubric_id = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM frameworks f WHERE f.rubric_id = $2)`, framework, rubric)
	if err != nil {
		return fmt.Errorf("standards: rubric: %w", err)
	}
	return nil
}
