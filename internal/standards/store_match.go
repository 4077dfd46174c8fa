package standards

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// selectableVersions returns the versions that can be chosen from, with their languages, by id.
func selectableVersions(ctx context.Context, q db.Q) ([]matchVersion, error) {
	rows, err := q.Query(ctx, `SELECT id, language FROM framework_versions WHERE status = 'published' AND NOT unverified ORDER BY id`)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (v matchVersion, err error) {
		err = r.Scan(&v.id, &v.language)
		return v, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: versions to choose from: %w", err)
	}
	return list, nil
}

// choicesOf returns up to limit competencies of a published version behind a place in its tree, without levels.
func choicesOf(ctx context.Context, q db.Q, version id.ID, after, limit int) ([]Choice, error) {
	rows, err := q.Query(ctx, `SELECT `+choiceColumns+fromChoices+`WHERE c.version_id = $1 AND c.position > $2 ORDER BY c.position LIMIT $3`, version, after, limit)
	list, err := db.Collect(rows, err, scanChoice)
	if err != nil {
		return nil, fmt.Errorf("standards: choices of a version: %w", err)
	}
	return list, nil
}

// statementsOf returns the can-do statements of competencies that stand in a range of places.
func statementsOf(ctx context.Context, q db.Q, version id.ID, from, to int) (map[id.ID][]Indicator, error) {
	out := map[id.ID][]Indicator{}
	rows, err := q.Query(ctx, `SELECT i.competency_id, i.level, i.text FROM indicators i JOIN competency_versions c ON c.version_id = i.version_id AND c.competency_id = i.competency_id
		WHERE i.version_id = $1 AND c.position BETWEEN $2 AND $3`, version, from, to)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var i Indicator
		var of id.ID
		if err = r.Scan(&of, &i.Level, &i.Text); err == nil {
			out[of] = append(out[of], i)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: statements: %w", err)
	}
	return out, nil
}
