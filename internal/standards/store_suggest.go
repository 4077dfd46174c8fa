package standards

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// replacedByKind is the type of association with which a file says what took the place of a competency.
const replacedByKind = "replacedBy"

func scanNamed(r *sql.Rows) (n Named, err error) {
	err = r.Scan(&n.ID, &n.Code, &n.Title)
	return n, err
}

// addedIn returns up to limit competencies of a draft that the version before does not hold.
func addedIn(ctx context.Context, q db.Q, before, draft id.ID, limit int) ([]Named, error) {
	rows, err := q.Query(ctx, `SELECT c.competency_id, c.code, c.title FROM competency_versions c WHERE c.version_id = $2
		AND NOT EXISTS (SELECT 1 FROM competency_versions o WHERE o.version_id = $1 AND o.competency_id = c.competency_id) ORDER BY c.position LIMIT $3`, before, draft, limit)
	list, err := db.Collect(rows, err, scanNamed)
	if err != nil {
		return nil, fmt.Errorf("standards: what is new: %w", err)
	}
	return list, nil
}

// namedIn returns those of the competencies that a version holds, by name.
func namedIn(ctx context.Context, q db.Q, version id.ID, ids []id.ID) (map[id.ID]Named, error) {
	out := map[id.ID]Named{}
	for part := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT competency_id, code, title FROM competency_versions WHERE version_id = $1 AND competency_id IN (`+db.List(2, len(part))+`)`, append([]any{version}, db.Args(part)...)...)
		err = db.Each(rows, err, func(r *sql.Rows) error {
			x, err := scanNamed(r)
			out[x.ID] = x
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("standards: names: %w", err)
		}
	}
	return out, nil
}

// keptBeside returns, by parent, competencies that stood under it in the version before and are in the draft still; up to maxCandidates in all.
func keptBeside(ctx context.Context, q db.Q, before, draft id.ID, parents []id.ID) (map[id.ID][]Named, error) {
	out := map[id.ID][]Named{}
	if len(parents) == 0 {
		return out, nil
	}
	args, under := []any{before, draft, maxCandidates}, `o.parent_id IN (`+db.List(4, len(parents))+`)`
	for _, p := range parents {
		args = append(args, string(p))
	}
	if slices.Contains(parents, "") {
		under = `(` + under + ` OR o.parent_id IS NULL)`
	}
	rows, err := q.Query(ctx, `SELECT n.competency_id, n.code, n.title, COALESCE(o.parent_id, '') FROM competency_versions o JOIN competency_versions n ON n.version_id = $2 AND n.competency_id = o.competency_id
		WHERE o.version_id = $1 AND `+under+` ORDER BY n.position LIMIT $3`, args...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var n Named
		var parent id.ID
		if err = r.Scan(&n.ID, &n.Code, &n.Title, &parent); err == nil {
			out[parent] = append(out[parent], n)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: beside: %w", err)
	}
	return out, nil
}
