package standards

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const rubricColumns = `r.id, r.rubric_id, r.position, r.body`

func scanRubric(r *sql.Rows) (x rubricRow, err error) {
	err = r.Scan(&x.id, &x.rubric, &x.position, &x.body)
	return x, err
}

func insertRubrics(ctx context.Context, tx *db.Tx, version id.ID, list []rubricRow) error {
	_, err := db.BulkInsert(ctx, tx, "framework_rubrics", []string{"version_id", "id", "rubric_id", "position", "body"}, "", func(yield func([]any) bool) {
		for _, r := range list {
			if !yield([]any{version, r.id, string(r.rubric), r.position, r.body}) {
				return
			}
		}
	})
	return err
}

// rubricsOf returns all rubrics of a version that a file brought, with their criteria.
func rubricsOf(ctx context.Context, q db.Q, version id.ID) ([]rubricRow, error) {
	rows, err := q.Query(ctx, `SELECT `+rubricColumns+` FROM framework_rubrics r WHERE r.version_id = $1 ORDER BY r.rubric_id, r.position, r.id`, version)
	list, err := db.Collect(rows, err, scanRubric)
	if err != nil {
		return nil, fmt.Errorf("standards: rubrics: %w", err)
	}
	return list, nil
}

// rubricsAfter returns up to limit criteria of a rubric behind a place, or, where the rubric is empty, rubrics.
func rubricsAfter(ctx context.Context, q db.Q, version, rubric id.ID, after rubricRow, limit int) ([]rubricRow, error) {
	rows, err := q.Query(ctx, `SELECT `+rubricColumns+` FROM framework_rubrics r WHERE r.version_id = $1 AND r.rubric_id = $2 AND (r.position > $3 OR r.position = $3 AND r.id > $4)
		ORDER BY r.position, r.id LIMIT $5`, version, string(rubric), after.position, string(after.id), limit)
	list, err := db.Collect(rows, err, scanRubric)
	if err != nil {
		return nil, fmt.Errorf("standards: rubrics: %w", err)
	}
	return list, nil
}

// newestRubric returns the version that says a rubric of a file: of what is published before what was, and of that the newest; or "".
func newestRubric(ctx context.Context, q db.Q, rubric id.ID) (version, framework id.ID, err error) {
	rows, err := q.Query(ctx, `SELECT v.id, v.framework_id FROM framework_rubrics r JOIN framework_versions v ON v.id = r.version_id
		WHERE r.id = $1 AND r.rubric_id = '' AND v.status <> 'draft' ORDER BY v.status, v.published_at DESC, v.id LIMIT 1`, rubric)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (_ struct{}, err error) {
		return struct{}{}, r.Scan(&version, &framework)
	})
	if err != nil {
		return "", "", fmt.Errorf("standards: rubric: %w", err)
	}
	return version, framework, nil
}

// wording is a can-do statement with what it is of.
type wording struct {
	Indicator
	competency id.ID
}

// wordingsOf returns those of these statements that a version has.
func wordingsOf(ctx context.Context, q db.Q, version id.ID, ids []string) (map[string]wording, error) {
	out := map[string]wording{}
	for part := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT id, competency_id, level, text FROM indicators WHERE version_id = $1 AND id IN (`+db.List(2, len(part))+`)`, append([]any{version}, db.Args(part)...)...)
		err = db.Each(rows, err, func(r *sql.Rows) (err error) {
			var x wording
			if err = r.Scan(&x.ID, &x.competency, &x.Level, &x.Text); err == nil {
				out[string(x.ID)] = x
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("standards: wordings: %w", err)
		}
	}
	return out, nil
}
