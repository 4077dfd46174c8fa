package standards

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// changesOf returns what became of competencies, but for those that are the same, by their old order.
func changesOf(ctx context.Context, q db.Q, before, version id.ID, limit int) ([]Change, error) {
	rows, err := q.Query(ctx, `SELECT h.from_id, h.became, COALESCE(h.to_id, ''), COALESCE(o.code, ''), COALESCE(o.title, ''), COALESCE(n.code, ''), COALESCE(n.title, '')
		FROM competency_changes h
		LEFT JOIN competency_versions o ON o.version_id = $1 AND o.competency_id = h.from_id
		LEFT JOIN competency_versions n ON n.version_id = $2 AND n.competency_id = h.to_id
		WHERE h.version_id = $2 AND h.became <> 'same' ORDER BY o.position, n.position LIMIT $3`, before, version, limit)
	if err != nil {
		return nil, fmt.Errorf("standards: changes: %w", err)
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		var to Named
		if err := rows.Scan(&c.From.ID, &c.Became, &to.ID, &c.From.Code, &c.From.Title, &to.Code, &to.Title); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].From.ID != c.From.ID {
			out = append(out, c)
		}
		if to.ID != "" {
			out[len(out)-1].To = append(out[len(out)-1].To, to)
		}
	}
	return out, rows.Err()
}

// becameOf says what became of one competency in any version that is not a draft, and what it came from.
func becameOf(ctx context.Context, q db.Q, competency id.ID) (became, came []Change, err error) {
	rows, err := q.Query(ctx, `SELECT h.became, h.from_id, COALESCE(h.to_id, ''), v.number,
			COALESCE((SELECT c.title FROM competency_versions c JOIN framework_versions w ON w.id = c.version_id WHERE c.competency_id = h.from_id AND w.status <> 'draft' ORDER BY w.number DESC LIMIT 1), ''),
			COALESCE((SELECT c.title FROM competency_versions c WHERE c.competency_id = h.to_id AND c.version_id = h.version_id), '')
		FROM competency_changes h JOIN framework_versions v ON v.id = h.version_id
		WHERE (h.from_id = $1 OR h.to_id = $1) AND h.became <> 'same' AND v.status <> 'draft' ORDER BY v.number, h.from_id, h.to_id LIMIT 200`, competency)
	if err != nil {
		return nil, nil, fmt.Errorf("standards: what became: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Change
		var to Named
		if err := rows.Scan(&c.Became, &c.From.ID, &to.ID, &c.Number, &c.From.Title, &to.Title); err != nil {
			return nil, nil, err
		}
		if to.ID != "" {
			c.To = []Named{to}
		}
		if c.From.ID == competency {
			became = append(became, c)
		} else {
			came = append(came, c)
		}
	}
	return became, came, rows.Err()
}

// dropStale takes out decisions on what stands in the draft again.
func dropStale(ctx context.Context, tx *db.Tx, version id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM competency_changes WHERE version_id = $1 AND (
		EXISTS (SELECT 1 FROM competency_versions n WHERE n.version_id = $1 AND n.competency_id = competency_changes.from_id)
		OR to_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM competency_versions n WHERE n.version_id = $1 AND n.competency_id = competency_changes.to_id))`, version)
	return err
}

// keepSame writes down what stayed the same.
func keepSame(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, before, version id.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO competency_changes (version_id, from_id, became, to_id, decided_by, decided_at)
		SELECT CAST($2 AS TEXT), o.competency_id, 'same', o.competency_id, CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM competency_versions o
		JOIN competency_versions n ON n.version_id = $2 AND n.competency_id = o.competency_id WHERE o.version_id = $1 ORDER BY o.position`, before, version, actor.PersonID, now)
	if err != nil {
		return fmt.Errorf("standards: what stayed: %w", err)
	}
	return nil
}

// differs is the condition that version b says something else of a competency than version a.
const differs = `(a.title <> b.title OR a.description <> b.description OR a.code <> b.code OR a.kind <> b.kind OR COALESCE(a.parent_id, '') <> COALESCE(b.parent_id, '')
	OR EXISTS (SELECT 1 FROM indicators i WHERE i.version_id = a.version_id AND i.competency_id = a.competency_id
		AND NOT EXISTS (SELECT 1 FROM indicators j WHERE j.version_id = b.version_id AND j.competency_id = b.competency_id AND j.level = i.level AND j.text = i.text))
	OR EXISTS (SELECT 1 FROM indicators i WHERE i.version_id = b.version_id AND i.competency_id = b.competency_id
		AND NOT EXISTS (SELECT 1 FROM indicators j WHERE j.version_id = a.version_id AND j.competency_id = a.competency_id AND j.level = i.level AND j.text = i.text)))`

// difference lists ids by place: changed in both, only in a, only in b; each up to limit, with how many there are in all.
func difference(ctx context.Context, q db.Q, a, b id.ID, limit int) (changed, gone, added []id.ID, counts [3]int, err error) {
	queries := [3]string{
		` FROM competency_versions a JOIN competency_versions b ON b.version_id = $2 AND b.competency_id = a.competency_id WHERE a.version_id = $1 AND ` + differs,
		` FROM competency_versions a WHERE a.version_id = $1 AND NOT EXISTS (SELECT 1 FROM competency_versions b WHERE b.version_id = $2 AND b.competency_id = a.competency_id)`,
		` FROM competency_versions a WHERE a.version_id = $2 AND NOT EXISTS (SELECT 1 FROM competency_versions b WHERE b.version_id = $1 AND b.competency_id = a.competency_id)`,
	}
	var lists [3][]id.ID
	for i, from := range queries {
		if err = q.QueryRow(ctx, `SELECT COUNT(*)`+from, a, b).Scan(&counts[i]); err != nil {
			return nil, nil, nil, counts, fmt.Errorf("standards: difference: %w", err)
		}
		if counts[i] == 0 {
			continue
		}
		rows, err := q.Query(ctx, `SELECT a.competency_id`+from+` ORDER BY a.position LIMIT $3`, a, b, limit)
		lists[i], err = db.Collect(rows, err, func(r *sql.Rows) (x id.ID, err error) { err = r.Scan(&x); return x, err })
		if err != nil {
			return nil, nil, nil, counts, fmt.Errorf("standards: difference: %w", err)
		}
	}
	return lists[0], lists[1], lists[2], counts, nil
}

// textsOf returns competencies of a version by id, with their indicators.
func textsOf(ctx context.Context, q db.Q, version id.ID, ids []id.ID) (map[id.ID]Competency, error) {
	out := map[id.ID]Competency{}
	if len(ids) == 0 {
		return out, nil
	}
	args := append([]any{version}, db.Args(ids)...)
	in := db.List(2, len(ids))
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+` FROM competency_versions c WHERE c.version_id = $1 AND c.competency_id IN (`+in+`)`, args...)
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: texts: %w", err)
	}
	for _, c := range list {
		out[c.ID] = c
	}
	rows, err = q.Query(ctx, `SELECT competency_id, id, level, text FROM indicators WHERE version_id = $1 AND competency_id IN (`+in+`) ORDER BY competency_id, position, id`, args...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (i Indicator, err error) {
		var of id.ID
		err = r.Scan(&of, &i.ID, &i.Level, &i.Text)
		c := out[of]
		c.Indicators = append(c.Indicators, i)
		out[of] = c
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: texts: %w", err)
	}
	return out, nil
}

func countCompetencies(ctx context.Context, q db.Q, version id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM competency_versions WHERE version_id = $1`, version).Scan(&n)
	return n, err
}
