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

// maxChangeRows bounds the rows of one page of changes: each is a competency and one that it became.
const maxChangeRows = 5000

// changesOf returns what became of competencies, but for those that are the same, by their old order.
func changesOf(ctx context.Context, q db.Q, before, version id.ID, limit int) ([]Change, error) {
	return changesBetween(ctx, q, before, version, 0, 1<<30, limit)
}

// changedPlaces returns up to limit places of the version before, behind one, whose competencies became something else.
func changedPlaces(ctx context.Context, q db.Q, before, version id.ID, after, limit int) ([]int, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT o.position FROM competency_changes h JOIN competency_versions o ON o.version_id = $1 AND o.competency_id = h.from_id
		WHERE h.version_id = $2 AND h.became <> 'same' AND o.position > $3 ORDER BY o.position LIMIT $4`, before, version, after, limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (n int, err error) {
		err = r.Scan(&n)
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: changed places: %w", err)
	}
	return list, nil
}

// changesBetween is changesOf of what stood between two places.
func changesBetween(ctx context.Context, q db.Q, before, version id.ID, first, last, limit int) ([]Change, error) {
	rows, err := q.Query(ctx, `SELECT h.from_id, h.became, COALESCE(h.to_id, ''), COALESCE(o.code, ''), COALESCE(o.title, ''), COALESCE(n.code, ''), COALESCE(n.title, '')
		FROM competency_changes h
		LEFT JOIN competency_versions o ON o.version_id = $1 AND o.competency_id = h.from_id
		LEFT JOIN competency_versions n ON n.version_id = $2 AND n.competency_id = h.to_id
		WHERE h.version_id = $2 AND h.became <> 'same' AND COALESCE(o.position, 0) BETWEEN $3 AND $4 ORDER BY o.position, n.position LIMIT $5`, before, version, first, last, limit)
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

// textsOf returns competencies of a version by id, with their indicators and links.
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
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var i Indicator
		var of id.ID
		err = r.Scan(&of, &i.ID, &i.Level, &i.Text)
		c := out[of]
		c.Indicators = append(c.Indicators, i)
		out[of] = c
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: texts: %w", err)
	}
	rows, err = q.Query(ctx, `SELECT competency_id, id, kind, target_id, target_uri, target_title, note FROM competency_links WHERE version_id = $1 AND competency_id IN (`+in+`) ORDER BY competency_id, position, id`, args...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var l Link
		var of id.ID
		err = r.Scan(&of, &l.ID, &l.Kind, &l.TargetID, &l.TargetURI, &l.Title, &l.Note)
		c := out[of]
		c.Links = append(c.Links, l)
		out[of] = c
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: texts: %w", err)
	}
	return out, nil
}

// fillEach adds the indicators and links of competencies that stand anywhere in a version.
func fillEach(ctx context.Context, q db.Q, version id.ID, list []Competency) error {
	ids := make([]id.ID, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	texts, err := textsOf(ctx, q, version, ids)
	for i, c := range list {
		list[i].Indicators, list[i].Links = texts[c.ID].Indicators, texts[c.ID].Links
	}
	return err
}

// namesOf returns what competencies of a version are called.
func namesOf(ctx context.Context, q db.Q, version id.ID, ids []id.ID) (map[id.ID]Named, error) {
	out := map[id.ID]Named{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT competency_id, code, title FROM competency_versions WHERE version_id = $1 AND competency_id IN (`+db.List(2, len(ids))+`)`, append([]any{version}, db.Args(ids)...)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var n Named
		if err = r.Scan(&n.ID, &n.Code, &n.Title); err == nil {
			out[n.ID] = n
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: names: %w", err)
	}
	return out, nil
}

func countCompetencies(ctx context.Context, q db.Q, version id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM competency_versions WHERE version_id = $1`, version).Scan(&n)
	return n, err
}
