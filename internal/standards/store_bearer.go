package standards

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
)

// bearersOf adds the bearers of at most 150 names.
func bearersOf(ctx context.Context, q db.Q, names []string, out map[string][]Bearer) error {
	keys, codes := map[string]bool{}, map[string]bool{}
	for _, n := range names {
		if key, code, ok := strings.Cut(n, "/"); ok {
			keys[strings.ToLower(key)] = true
			codes[code], codes[strings.ToLower(code)], codes[strings.ToUpper(code)] = true, true, true
		}
	}
	if len(keys) == 0 {
		return nil
	}
	at := slices.Sorted(maps.Keys(keys))
	rows, err := q.Query(ctx, `SELECT key FROM frameworks WHERE key IN (`+db.List(1, len(at))+`)`, db.Args(at)...)
	here, err := db.Collect(rows, err, func(r *sql.Rows) (key string, err error) { return key, r.Scan(&key) })
	if err != nil || len(here) == 0 {
		return err
	}
	for _, n := range names {
		if key, _, ok := strings.Cut(strings.ToLower(n), "/"); ok && slices.Contains(here, key) {
			out[strings.ToLower(n)] = []Bearer{}
		}
	}
	forms := slices.Sorted(maps.Keys(codes))
	rows, err = q.Query(ctx, `SELECT f.key, c.code, c.competency_id, v.published_at FROM frameworks f JOIN framework_versions v ON v.framework_id = f.id AND v.status <> 'draft'
		JOIN competency_versions c ON c.version_id = v.id WHERE f.key IN (`+db.List(1, len(here))+`) AND c.code <> '' AND c.code IN (`+db.List(len(here)+1, len(forms))+`)
		ORDER BY v.number, c.position`, append(db.Args(here), db.Args(forms)...)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var b Bearer
		var key, code string
		if err = r.Scan(&key, &code, &b.Competency, db.Time(&b.PublishedAt)); err == nil {
			if name := strings.ToLower(key + "/" + code); out[name] != nil {
				out[name] = append(out[name], b)
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("standards: bearers: %w", err)
	}
	return nil
}
