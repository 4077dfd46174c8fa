package standards

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// isGone is the condition that a draft ($2) does not hold a competency c of the version before ($1), and isSettled that somebody decided what
// became of it. A split of which one part is left is not decided: the other was taken out since.
const (
	isGone = ` FROM competency_versions c WHERE c.version_id = $1
		AND NOT EXISTS (SELECT 1 FROM competency_versions n WHERE n.version_id = $2 AND n.competency_id = c.competency_id)`
	isSettled = `EXISTS (SELECT 1 FROM competency_changes h WHERE h.version_id = $2 AND h.from_id = c.competency_id
		AND (h.became <> 'split' OR (SELECT COUNT(*) FROM competency_changes k WHERE k.version_id = $2 AND k.from_id = h.from_id) > 1))`
)

// goneIn returns up to limit competencies of the version before, behind a place of its tree, that the draft does not hold and on which and
// holds.
func goneIn(ctx context.Context, q db.Q, before, draft id.ID, and string, after, limit int) ([]Competency, error) {
	rows, err := q.Query(ctx, `SELECT `+competencyColumns+isGone+and+` AND c.position > $3 ORDER BY c.position LIMIT $4`, before, draft, after, limit)
	list, err := db.Collect(rows, err, scanCompetency)
	if err != nil {
		return nil, fmt.Errorf("standards: what is gone: %w", err)
	}
	return list, nil
}

// undecidedIn is goneIn for those on which nobody decided.
func undecidedIn(ctx context.Context, q db.Q, before, draft id.ID, after, limit int) ([]Competency, error) {
	return goneIn(ctx, q, before, draft, ` AND NOT `+isSettled, after, limit)
}

// decidedIn is goneIn for those on which somebody decided, with what.
func decidedIn(ctx context.Context, q db.Q, before, draft id.ID, after, limit int) ([]Gone, error) {
	list, err := goneIn(ctx, q, before, draft, ` AND `+isSettled, after, limit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]id.ID, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	became, err := becameIn(ctx, q, draft, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Gone, len(list))
	for i, c := range list {
		out[i] = Gone{c, became[c.ID].Became, became[c.ID].To}
	}
	return out, nil
}

// becameIn says what a version made of competencies, by their ids.
func becameIn(ctx context.Context, q db.Q, version id.ID, ids []id.ID) (map[id.ID]Change, error) {
	out := map[id.ID]Change{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT h.from_id, h.became, COALESCE(h.to_id, ''), COALESCE(n.code, ''), COALESCE(n.title, '') FROM competency_changes h
		LEFT JOIN competency_versions n ON n.version_id = $1 AND n.competency_id = h.to_id
		WHERE h.version_id = $1 AND h.from_id IN (`+db.List(2, len(ids))+`) ORDER BY n.position`, append([]any{version}, db.Args(ids)...)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var n Named
		var c Change
		if err = r.Scan(&c.From.ID, &c.Became, &n.ID, &n.Code, &n.Title); err != nil {
			return err
		}
		c.To = out[c.From.ID].To
		if n.ID != "" {
			c.To = append(c.To, n)
		}
		out[c.From.ID] = c
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("standards: what became of competencies: %w", err)
	}
	return out, nil
}

// countDecisions counts what is gone and not decided, and what is decided.
func countDecisions(ctx context.Context, q db.Q, before, draft id.ID) (open, settled int, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN `+isSettled+` THEN 0 ELSE 1 END), 0), COALESCE(SUM(CASE WHEN `+isSettled+` THEN 1 ELSE 0 END), 0)`+isGone, before, draft).Scan(&open, &settled)
	if err != nil {
		return 0, 0, fmt.Errorf("standards: count decisions: %w", err)
	}
	return open, settled, nil
}

// heldIn says which of the competencies a version holds.
func heldIn(ctx context.Context, q db.Q, version id.ID, ids []id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT competency_id FROM competency_versions WHERE version_id = $1 AND competency_id IN (`+db.List(2, len(ids))+`)`, append([]any{version}, db.Args(ids)...)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var i id.ID
		if err = r.Scan(&i); err == nil {
			out[i] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: held: %w", err)
	}
	return out, nil
}

// findNamed returns the competencies of a version that have one of these codes or ids, by the code or the id.
func findNamed(ctx context.Context, q db.Q, version id.ID, words []string) (map[string][]id.ID, error) {
	out := map[string][]id.ID{}
	wanted := map[string]bool{}
	for _, w := range words {
		wanted[w] = true
	}
	words = slices.Sorted(maps.Keys(wanted)) // each once
	for part := range slices.Chunk(words, 200) {
		args := append([]any{version}, db.Args(part)...)
		for _, w := range part {
			args = append(args, strings.ToLower(w))
		}
		rows, err := q.Query(ctx, `SELECT competency_id, code FROM competency_versions WHERE version_id = $1 AND (code IN (`+db.List(2, len(part))+`) OR competency_id IN (`+db.List(2+len(part), len(part))+`)) LIMIT 2000`, args...)
		err = db.Each(rows, err, func(r *sql.Rows) (err error) {
			var i id.ID
			var code string
			if err = r.Scan(&i, &code); err != nil {
				return err
			}
			if code != "" && wanted[code] {
				out[code] = append(out[code], i)
			}
			if string(i) != code {
				out[string(i)] = []id.ID{i}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("standards: find named: %w", err)
		}
	}
	return out, nil
}

// setChanges replaces what was decided on competencies.
func setChanges(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, draft id.ID, decisions []Decision, to map[id.ID][]id.ID) error {
	if len(decisions) == 0 {
		return nil
	}
	args := []any{draft}
	for _, x := range decisions {
		args = append(args, x.Competency)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM competency_changes WHERE version_id = $1 AND from_id IN (`+db.List(2, len(decisions))+`)`, args...); err != nil {
		return fmt.Errorf("standards: decide: %w", err)
	}
	_, err := db.BulkInsert(ctx, tx, "competency_changes", []string{"version_id", "from_id", "became", "to_id", "link_id", "decided_by", "decided_at"}, "", func(yield func([]any) bool) {
		for _, x := range decisions {
			if x.Became == BecameRetired && !yield([]any{draft, x.Competency, x.Became, nil, nil, actor.PersonID, now}) {
				return
			}
			for _, t := range to[x.Competency] {
				if !yield([]any{draft, x.Competency, x.Became, t, newID(), actor.PersonID, now}) {
					return
				}
			}
		}
	})
	return err
}
