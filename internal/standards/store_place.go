package standards

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// moveRange moves the places from first to last behind another, as the places count before the move, and makes what stands there deeper. What
// is between makes room, all in one statement.
func moveRange(ctx context.Context, tx *db.Tx, version id.ID, first, last, behind, deeper int) error {
	size := last - first + 1
	low, high, by, others := behind+1, last, behind+1-first, size // to the front
	if behind > last {
		low, high, by, others = first, behind, behind-last, -size // to the back
	} else if behind >= first-1 {
		low, high, by, others = first, last, 0, 0 // only the depth changes
	}
	_, err := tx.Exec(ctx, `UPDATE competency_versions SET depth = CASE WHEN position BETWEEN $2 AND $3 THEN depth + $6 ELSE depth END,
		position = CASE WHEN position BETWEEN $2 AND $3 THEN position + $7 ELSE position + $8 END WHERE version_id = $1 AND position BETWEEN $4 AND $5`,
		version, first, last, low, high, deeper, by, others)
	if err != nil {
		return fmt.Errorf("standards: move: %w", err)
	}
	return nil
}

// setParent writes under which another competency a draft has one.
func setParent(ctx context.Context, tx *db.Tx, now time.Time, version, competency, parent, place id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE competency_versions SET parent_id = $3, place_id = $4, place_kept = '{}', updated_at = $5 WHERE version_id = $1 AND competency_id = $2`, version, competency, parent, place, now)
	if err != nil {
		return fmt.Errorf("standards: move: %w", err)
	}
	return nil
}

// searchIn returns up to limit competencies of a version by code or by all the words of the title, but for those from one place to another;
// without words those at the top.
func searchIn(ctx context.Context, q db.Q, version id.ID, words string, from, to, limit int) ([]Found, error) {
	args := []any{version, from, to, limit}
	where := `c.version_id = $1 AND c.position NOT BETWEEN $2 AND $3 AND c.depth = 1`
	if strings.TrimSpace(words) != "" {
		where = `c.version_id = $1 AND c.position NOT BETWEEN $2 AND $3 AND ` + codeOrWords(words, &args)
	}
	return found(ctx, q, where+` ORDER BY c.position LIMIT $4`, args)
}

// searchAll returns up to limit competencies of what is in force, and of one draft, by code or by all the words of the title.
func searchAll(ctx context.Context, q db.Q, draft, but id.ID, words string, limit int) ([]Found, error) {
	args := []any{draft, but, limit}
	return found(ctx, q, `(v.status = 'published' AND v.framework_id <> (SELECT framework_id FROM framework_versions WHERE id = $1) OR v.id = $1) AND c.competency_id <> $2 AND `+codeOrWords(words, &args)+`
		ORDER BY v.sort_title, v.id, c.position LIMIT $3`, args)
}

// codeOrWords is the condition that a competency has the code, or all the words in its title.
func codeOrWords(words string, args *[]any) string {
	arg := func(v any) string { *args = append(*args, v); return "$" + strconv.Itoa(len(*args)) }
	var all []string
	for i, w := range strings.Fields(words) {
		if i == maxWords {
			break
		}
		all = append(all, `lower(c.title) LIKE lower(`+arg(db.Holding(w))+`) ESCAPE '!'`)
	}
	return `(c.code = ` + arg(strings.TrimSpace(words)) + ` OR ` + strings.Join(all, " AND ") + `)`
}

// maxWords bounds a search.
const maxWords = 8

// found reads what a search found.
func found(ctx context.Context, q db.Q, where string, args []any) ([]Found, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+`, COALESCE(p.title, ''), v.title, f.key FROM competency_versions c JOIN framework_versions v ON v.id = c.version_id JOIN frameworks f ON f.id = v.framework_id
		LEFT JOIN competency_versions p ON p.version_id = c.version_id AND p.competency_id = c.parent_id WHERE `+where, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (f Found, err error) {
		err = r.Scan(append(f.Competency.targets(), &f.Under, &f.Framework, &f.Key)...)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: search: %w", err)
	}
	return list, nil
}
