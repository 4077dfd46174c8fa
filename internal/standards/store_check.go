package standards

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
)

// checks are what must never be found. Each query returns ids.
var checks = []struct{ what, query string }{
	{"A framework has no version", `SELECT f.id FROM frameworks f WHERE NOT EXISTS (SELECT 1 FROM framework_versions v WHERE v.framework_id = f.id)`},
	{"A draft is older than a published version of its framework", `SELECT d.id FROM framework_versions d JOIN framework_versions p ON p.framework_id = d.framework_id AND p.number > d.number WHERE d.status = 'draft'`},
	{"A retired version is newer than the published one of its framework", `SELECT r.id FROM framework_versions r JOIN framework_versions p ON p.framework_id = r.framework_id AND p.number < r.number WHERE r.status = 'retired' AND p.status = 'published'`},
	{"A version was published before it was written, or retired before it was published", `SELECT id FROM framework_versions WHERE published_at < created_at OR retired_at < published_at`},
	{"A version that nobody looked up is published", `SELECT id FROM framework_versions WHERE unverified AND status <> 'draft'`},
	{"A published version does not hold as many competencies as on the day it was published", `SELECT v.id FROM framework_versions v WHERE v.status <> 'draft'
		AND v.competencies <> (SELECT COUNT(*) FROM competency_versions c WHERE c.version_id = v.id)`},
	{"A competency stands in a version of another framework", `SELECT c.competency_id FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id JOIN competencies i ON i.id = c.competency_id WHERE i.framework_id <> v.framework_id`},
	{"A competency does not stand under what it belongs to", `SELECT c.competency_id FROM competency_versions c LEFT JOIN competency_versions p ON p.version_id = c.version_id AND p.competency_id = c.parent_id
		WHERE c.parent_id IS NULL AND c.depth <> 1 OR c.parent_id IS NOT NULL AND (p.competency_id IS NULL OR p.depth <> c.depth - 1 OR p.position >= c.position)`},
	{"The places of a version's competencies do not count from 1 on", `SELECT version_id FROM competency_versions GROUP BY version_id HAVING MIN(position) <> 1 OR MAX(position) <> COUNT(*) OR COUNT(DISTINCT position) <> COUNT(*)`},
	{"A statement belongs to a level or a competency that its version does not have", `SELECT i.id FROM indicators i LEFT JOIN framework_levels l ON l.version_id = i.version_id AND l.code = i.level
		LEFT JOIN competency_versions c ON c.version_id = i.version_id AND c.competency_id = i.competency_id WHERE l.code IS NULL OR c.competency_id IS NULL`},
	{"A translation is of nothing that its version holds", `SELECT t.object FROM framework_translations t WHERE t.object <> ''
		AND NOT EXISTS (SELECT 1 FROM competency_versions c WHERE c.version_id = t.version_id AND c.competency_id = t.object)
		AND NOT EXISTS (SELECT 1 FROM indicators i WHERE i.version_id = t.version_id AND i.id = t.object)
		AND NOT EXISTS (SELECT 1 FROM framework_levels l WHERE l.version_id = t.version_id AND l.code = t.object)`},
	{"Nothing says what became of a competency of the version before", `SELECT c.competency_id FROM framework_versions v
		JOIN framework_versions b ON b.framework_id = v.framework_id AND b.number = v.number - 1
		JOIN competency_versions c ON c.version_id = b.id
		WHERE v.status <> 'draft' AND NOT EXISTS (SELECT 1 FROM competency_changes h WHERE h.version_id = v.id AND h.from_id = c.competency_id)`},
	{"A competency became one that its version does not hold", `SELECT h.to_id FROM competency_changes h JOIN framework_versions v ON v.id = h.version_id
		WHERE v.status <> 'draft' AND h.to_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM competency_versions c WHERE c.version_id = h.version_id AND c.competency_id = h.to_id)`},
	{"A competency became another and is the same, or was split into one", `SELECT from_id FROM competency_changes GROUP BY version_id, from_id
		HAVING COUNT(DISTINCT became) > 1 OR MIN(became) = 'split' AND COUNT(*) < 2 OR MIN(became) IN ('same', 'merged', 'replaced') AND COUNT(*) > 1`},
	{"What one competency became has no identifier for other programs", `SELECT from_id FROM competency_changes WHERE (became IN ('split', 'merged', 'replaced')) <> (link_id IS NOT NULL)`},
	{"A competency is said to be the same and became another", `SELECT from_id FROM competency_changes WHERE became = 'same' AND from_id <> to_id OR became <> 'same' AND from_id = to_id`},
}

func brokenIDs(ctx context.Context, q db.Q, query string) ([]string, error) {
	rows, err := q.Query(ctx, query+` LIMIT 100`)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (s string, err error) {
		err = r.Scan(&s)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: check: %w", err)
	}
	return found, nil
}
