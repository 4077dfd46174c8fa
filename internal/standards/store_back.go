package standards

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// countGone counts what a draft does not hold of the version before.
func countGone(ctx context.Context, q db.Q, before, draft id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*)`+isGone, before, draft).Scan(&n)
	return n, err
}

// missingIn returns up to limit competencies that a draft does not hold, behind a place of the version before.
func missingIn(ctx context.Context, q db.Q, before, draft id.ID, after, limit int) ([]Missing, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+`, COALESCE((SELECT p.title FROM competency_versions p WHERE p.version_id = c.version_id AND p.competency_id = c.parent_id), ''),
		EXISTS (SELECT 1 FROM competency_versions u WHERE u.version_id = c.version_id AND u.parent_id = c.competency_id
			AND NOT EXISTS (SELECT 1 FROM competency_versions n WHERE n.version_id = $2 AND n.competency_id = u.competency_id))`+isGone+` AND c.position > $3 ORDER BY c.position LIMIT $4`, before, draft, after, limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (m Missing, err error) {
		err = r.Scan(append(m.Competency.targets(), &m.Under, &m.Whole)...)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: taken out: %w", err)
	}
	return list, nil
}

// formerNeighbour returns, as the draft has it, the last that stood before a competency under the same and stands there still.
func formerNeighbour(ctx context.Context, q db.Q, before, draft id.ID, c Competency) (Competency, bool, error) {
	var n Competency
	err := q.QueryRow(ctx, `SELECT `+competencyColumns+` FROM competency_versions o JOIN competency_versions c ON c.version_id = $2 AND c.competency_id = o.competency_id
		WHERE o.version_id = $1 AND COALESCE(o.parent_id, '') = $3 AND COALESCE(c.parent_id, '') = $3 AND o.position < $4 ORDER BY o.position DESC LIMIT 1`, before, draft, string(c.ParentID), c.Position).Scan(n.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return n, false, nil
	}
	return n, err == nil, err
}

// leaveMoved takes out of competencies the statements and links that the draft holds elsewhere.
func leaveMoved(ctx context.Context, q db.Q, draft id.ID, block []Competency) error {
	var ids []id.ID
	for _, c := range block {
		for _, i := range c.Indicators {
			ids = append(ids, i.ID)
		}
		for _, l := range c.Links {
			ids = append(ids, l.ID)
		}
	}
	there := map[id.ID]bool{}
	for part := range slices.Chunk(ids, 400) {
		args := append([]any{draft}, db.Args(part)...)
		rows, err := q.Query(ctx, `SELECT id FROM indicators WHERE version_id = $1 AND id IN (`+db.List(2, len(part))+`) UNION SELECT id FROM competency_links WHERE version_id = $1 AND id IN (`+db.List(2, len(part))+`)`, args...)
		err = db.Each(rows, err, func(r *sql.Rows) (err error) {
			var i id.ID
			if err = r.Scan(&i); err == nil {
				there[i] = true
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("standards: what moved: %w", err)
		}
	}
	for k := range block {
		block[k].Indicators = slices.DeleteFunc(block[k].Indicators, func(i Indicator) bool { return there[i.ID] })
		block[k].Links = slices.DeleteFunc(block[k].Links, func(l Link) bool { return there[l.ID] })
	}
	return nil
}

// within are the competencies of a draft ($1) from one place to another, and belonging the objects of their translations.
const (
	within    = `SELECT competency_id FROM competency_versions WHERE version_id = $1 AND position BETWEEN $2 AND $3`
	belonging = within + ` UNION ALL SELECT id FROM indicators WHERE version_id = $1 AND competency_id IN (` + within + `)`
)

// bringTranslations copies the translations of the competencies of a draft from one place to another, and of their statements, from the version
// before.
func bringTranslations(ctx context.Context, tx *db.Tx, before, draft id.ID, first, last int) error {
	_, err := tx.Exec(ctx, `INSERT INTO framework_translations (version_id, object, language, title, description)
		SELECT CAST($1 AS TEXT), t.object, t.language, t.title, t.description FROM framework_translations t WHERE t.version_id = $4 AND t.object IN (`+belonging+`)
		AND NOT EXISTS (SELECT 1 FROM framework_translations n WHERE n.version_id = $1 AND n.object = t.object AND n.language = t.language) ORDER BY t.object`, draft, first, last, before)
	if err != nil {
		return fmt.Errorf("standards: bring translations: %w", err)
	}
	return nil
}

// forgetDecisions takes out what was decided about the competencies of a draft from one place to another.
func forgetDecisions(ctx context.Context, tx *db.Tx, draft id.ID, first, last int) error {
	_, err := tx.Exec(ctx, `DELETE FROM competency_changes WHERE version_id = $1 AND from_id IN (`+within+`)`, draft, first, last)
	if err != nil {
		return fmt.Errorf("standards: forget decisions: %w", err)
	}
	return nil
}
