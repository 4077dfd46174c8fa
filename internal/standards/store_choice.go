package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const choiceColumns = `c.competency_id, f.key, v.title, c.code, c.title, v.framework_id, v.id, c.description, v.content_area, c.position`

// fromChoices are the competencies that can be chosen.
const fromChoices = ` FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id AND v.status = 'published' AND NOT v.unverified JOIN frameworks f ON f.id = v.framework_id `

func (c *Choice) targets() []any {
	return []any{&c.ID, &c.Key, &c.Framework, &c.Code, &c.Title, &c.FrameworkID, &c.VersionID, &c.Description, &c.ContentArea, &c.Position}
}

func scanChoice(r *sql.Rows) (c Choice, err error) {
	err = r.Scan(c.targets()...)
	return c, err
}

// choicesByID returns those of at most 500 competencies that can be chosen, without levels.
func choicesByID(ctx context.Context, q db.Q, ids []id.ID) ([]Choice, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT `+choiceColumns+fromChoices+`WHERE c.competency_id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	list, err := db.Collect(rows, err, scanChoice)
	if err != nil {
		return nil, fmt.Errorf("standards: choices: %w", err)
	}
	return list, nil
}

// choicesByCode returns what can be chosen of a framework by at most 500 codes, without levels.
func choicesByCode(ctx context.Context, q db.Q, key string, codes []string) ([]Choice, error) {
	rows, err := q.Query(ctx, `SELECT `+choiceColumns+fromChoices+`WHERE f.key = $1 AND c.code <> '' AND c.code IN (`+db.List(2, len(codes))+`) ORDER BY c.position`, append([]any{key}, db.Args(codes)...)...)
	list, err := db.Collect(rows, err, scanChoice)
	if err != nil {
		return nil, fmt.Errorf("standards: choices by code: %w", err)
	}
	return list, nil
}

// levelsOfAll returns the levels of versions, the lowest first.
func levelsOfAll(ctx context.Context, q db.Q, versions []id.ID) (map[id.ID][]Level, error) {
	out := make(map[id.ID][]Level, len(versions))
	if len(versions) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT version_id, code, rank, title, description FROM framework_levels WHERE version_id IN (`+db.List(1, len(versions))+`) ORDER BY version_id, rank`, db.Args(versions)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var l Level
		var of id.ID
		if err = r.Scan(&of, &l.Code, &l.Rank, &l.Title, &l.Description); err == nil {
			out[of] = append(out[of], l)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: levels: %w", err)
	}
	return out, nil
}

// publishedVersion returns the published version of a framework, or "".
func publishedVersion(ctx context.Context, q db.Q, framework id.ID) (version id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM framework_versions WHERE framework_id = $1 AND status = 'published' AND NOT unverified`, framework).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("standards: published version: %w", err)
	}
	return version, nil
}
