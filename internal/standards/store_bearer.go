package standards

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
)

// bearersOf adds the bearers of at most 500 names in small letters.
func bearersOf(ctx context.Context, q db.Q, names []string, out map[string][]Bearer) error {
	var keys, codes []string
	for _, n := range names {
		key, code, _ := strings.Cut(n, "/")
		keys, codes = append(keys, key), append(codes, code)
	}
	n := len(names)
	rows, err := q.Query(ctx, `SELECT f.key, c.code, c.competency_id, v.published_at FROM frameworks f JOIN framework_versions v ON v.framework_id = f.id AND v.status <> 'draft'
		JOIN competency_versions c ON c.version_id = v.id WHERE f.key IN (`+db.List(1, n)+`) AND c.code <> '' AND lower(c.code) IN (`+db.List(n+1, n)+`) ORDER BY v.number, c.position`, append(db.Args(keys), db.Args(codes)...)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (b Bearer, err error) {
		var key, code string
		if err = r.Scan(&key, &code, &b.Competency, db.Time(&b.PublishedAt)); err == nil {
			if name := strings.ToLower(key + "/" + code); slices.Contains(names, name) {
				out[name] = append(out[name], b)
			}
		}
		return b, err
	})
	if err != nil {
		return fmt.Errorf("standards: bearers: %w", err)
	}
	return nil
}
