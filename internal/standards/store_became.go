package standards

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// standingOf adds which of the competencies the versions of today hold, and the frameworks of all that were ever published.
func standingOf(ctx context.Context, q db.Q, ids []id.ID, t *tracing) error {
	for chunk := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT i.id, i.framework_id, v.id, COALESCE(c.position, 0) FROM competencies i
			JOIN framework_versions v ON v.framework_id = i.framework_id AND v.status <> 'draft'
				AND NOT EXISTS (SELECT 1 FROM framework_versions w WHERE w.framework_id = v.framework_id AND w.status <> 'draft' AND w.number > v.number)
			LEFT JOIN competency_versions c ON c.version_id = v.id AND c.competency_id = i.id
			WHERE i.id IN (`+db.List(1, len(chunk))+`) AND EXISTS (SELECT 1 FROM competency_versions k JOIN framework_versions p ON p.id = k.version_id WHERE k.competency_id = i.id AND p.status <> 'draft')`, db.Args(chunk)...)
		err = db.Each(rows, err, func(r *sql.Rows) (err error) {
			var s standing
			var c id.ID
			if err = r.Scan(&c, &s.framework, &s.version, &s.position); err == nil {
				t.homes[c] = s
				if s.position > 0 {
					t.now[c] = s
				}
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("standards: where competencies stand: %w", err)
		}
	}
	return nil
}

// stepsOf returns what became of competencies in the versions that were published, the earliest version first.
func stepsOf(ctx context.Context, q db.Q, ids []id.ID) ([]FateStep, error) {
	var out []FateStep
	for chunk := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT h.from_id, h.version_id, v.number, h.became, h.to_id FROM competency_changes h JOIN framework_versions v ON v.id = h.version_id
			LEFT JOIN competency_versions n ON n.version_id = h.version_id AND n.competency_id = h.to_id
			WHERE h.from_id IN (`+db.List(1, len(chunk))+`) AND h.became <> 'same' AND v.status <> 'draft' ORDER BY h.from_id, v.number, n.position`, db.Args(chunk)...)
		if err != nil {
			return nil, fmt.Errorf("standards: steps: %w", err)
		}
		for rows.Next() {
			var s FateStep
			var to id.ID
			if err := rows.Scan(&s.From, &s.VersionID, &s.Number, &s.Became, &to); err != nil {
				rows.Close()
				return nil, err
			}
			if n := len(out); n == 0 || out[n-1].From != s.From || out[n-1].VersionID != s.VersionID {
				out = append(out, s)
			}
			if to != "" {
				out[len(out)-1].To = append(out[len(out)-1].To, to)
			}
		}
		if err := rows.Close(); err != nil {
			return nil, fmt.Errorf("standards: steps: %w", err)
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("standards: steps: %w", err)
		}
	}
	return out, nil
}

// holdFrameworks keeps the frameworks of competencies from being published or retired until the transaction ends.
func holdFrameworks(ctx context.Context, tx *db.Tx, competencies []id.ID) error {
	rows, err := tx.Query(ctx, `SELECT f.id FROM frameworks f WHERE f.id IN (SELECT c.framework_id FROM competencies c WHERE c.id IN (`+db.List(1, len(competencies))+`)) ORDER BY f.id`+tx.Dialect().ForShare(), db.Args(competencies)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var f id.ID
		err = r.Scan(&f)
		return err
	})
	if err != nil {
		return fmt.Errorf("standards: hold frameworks: %w", err)
	}
	return nil
}
