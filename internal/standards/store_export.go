package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// publishedRange returns published versions by title, for programs that page by numbers as their standard asks.
func publishedRange(ctx context.Context, q db.Q, limit, offset int) (list []Version, total int, err error) {
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM framework_versions WHERE status = 'published'`).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("standards: documents: %w", err)
	}
	rows, err := q.Query(ctx, `SELECT `+versionColumns+fromVersions+`WHERE v.status = 'published' ORDER BY v.sort_title, v.id LIMIT $1 OFFSET $2`, limit, offset)
	list, err = db.Collect(rows, err, scanVersion)
	if err != nil {
		return nil, 0, fmt.Errorf("standards: documents: %w", err)
	}
	return list, total, readKept(ctx, q, list)
}

// newestOf returns the newest version that is not a draft and holds a competency.
func newestOf(ctx context.Context, q db.Q, identifier id.ID) (version id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT v.id FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id WHERE c.competency_id = $1 AND v.status <> 'draft' ORDER BY v.number DESC, v.id LIMIT 1`, identifier).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return "", noObject()
	}
	return version, err
}

// holderOf returns the competency that has a place or a link with this identifier, in the newest version that is not a draft.
func holderOf(ctx context.Context, q db.Q, identifier id.ID) (competency, version id.ID, err error) {
	var number int
	err = q.QueryRow(ctx, `SELECT c.competency_id, v.id, v.number FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id WHERE c.place_id = $1 AND v.status <> 'draft'
		UNION ALL SELECT l.competency_id, w.id, w.number FROM competency_links l JOIN framework_versions w ON w.id = l.version_id WHERE l.id = $1 AND w.status <> 'draft'
		ORDER BY 3 DESC LIMIT 1`, identifier).Scan(&competency, &version, &number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", noObject()
	}
	return competency, version, err
}

// placeAmong counts a competency among those under the same, from 1.
func placeAmong(ctx context.Context, q db.Q, version id.ID, c Competency) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM competency_versions WHERE version_id = $1 AND COALESCE(parent_id, '') = $2 AND position <= $3`, version, string(c.ParentID), c.Position).Scan(&n)
	return n, err
}
