package standards

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// newestDocuments returns the newest version of each framework that is not a draft, by title, and how many there are.
func newestDocuments(ctx context.Context, q db.Q, descending bool, limit, offset int) (list []Version, total int, err error) {
	const from = fromVersions + `WHERE v.status <> 'draft' AND NOT EXISTS (SELECT 1 FROM framework_versions n WHERE n.framework_id = v.framework_id AND n.number > v.number AND n.status <> 'draft')`
	if err := q.QueryRow(ctx, `SELECT COUNT(*)`+from).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("standards: documents: %w", err)
	}
	order := "v.sort_title"
	if descending {
		order += " DESC"
	}
	rows, err := q.Query(ctx, `SELECT `+versionColumns+from+` ORDER BY `+order+`, v.framework_id LIMIT $1 OFFSET $2`, limit, offset)
	list, err = db.Collect(rows, err, scanVersion)
	if err != nil {
		return nil, 0, fmt.Errorf("standards: documents: %w", err)
	}
	return list, total, readKept(ctx, q, list)
}

// homesAmong says in which list definitions of several versions stand.
func homesAmong(ctx context.Context, q db.Q, versions []id.ID, names []string) (map[string]string, error) {
	out := map[string]string{}
	rows, err := q.Query(ctx, `SELECT id, kind FROM framework_parts WHERE kind <> 'CFAssociations' AND version_id IN (`+db.List(1, len(versions))+`) AND id IN (`+db.List(len(versions)+1, len(names))+`)`,
		append(db.Args(versions), db.Args(names)...)...)
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
