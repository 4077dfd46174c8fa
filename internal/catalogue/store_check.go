package catalogue

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// checks are what must never be found. Each query returns ids.
var checks = []struct{ what, query string }{
	{"A published offer has no published version", `SELECT o.id FROM offers o LEFT JOIN offer_versions v ON v.id = o.published_id AND v.offer_id = o.id
		WHERE o.status = 'published' AND (v.id IS NULL OR v.published_at IS NULL)`},
	{"A draft offer has a published version", `SELECT id FROM offers WHERE status = 'draft' AND published_id IS NOT NULL`},
	{"An offer's draft is missing, another offer's, or published", `SELECT o.id FROM offers o LEFT JOIN offer_versions v ON v.id = o.draft_id AND v.offer_id = o.id
		WHERE o.draft_id IS NOT NULL AND (v.id IS NULL OR v.published_at IS NOT NULL)`},
	{"An offer says nothing", `SELECT id FROM offers WHERE draft_id IS NULL AND published_id IS NULL`},
	{"An offer was published before it was written", `SELECT o.id FROM offers o JOIN offer_versions v ON v.id = o.published_id WHERE o.published_at < o.created_at OR v.published_at < v.created_at`},
	{"A worksheet was decided before it was proposed", `SELECT id FROM worksheets WHERE decided_at < proposed_at`},
	{"A worksheet was approved by nobody or by its author", `SELECT id FROM worksheets WHERE status = 'approved' AND (decided_by IS NULL OR decided_by = author_id)`},
	{"A worksheet does not add up", `SELECT id FROM worksheets WHERE status = 'approved' AND tenths <> (counted_minutes + 30) / 60`},
	{"An occurrence has more seats taken than there are", `SELECT id FROM occurrences WHERE taken < 0 OR capacity > 0 AND taken > capacity`},
	{"An occurrence ends before it begins", `SELECT id FROM occurrences WHERE ends_at <= starts_at`},
	{"A day lies outside its occurrence", `SELECT d.id FROM occurrence_days d JOIN occurrences c ON c.id = d.occurrence_id
		WHERE d.starts_at < c.starts_at OR d.ends_at > c.ends_at`},
	{"A session lies outside its conference", `SELECT c.id FROM occurrences c JOIN occurrences p ON p.id = c.parent_id
		WHERE c.status = 'scheduled' AND (c.starts_at < p.starts_at OR c.ends_at > p.ends_at)`},
	{"A session belongs to what is no conference", `SELECT c.id FROM occurrences c JOIN occurrences p ON p.id = c.parent_id JOIN offers o ON o.id = p.offer_id
		WHERE o.kind <> 'conference' OR p.parent_id IS NOT NULL`},
	{"An offer earns another thing than its published version was granted", `SELECT o.id FROM offers o JOIN version_grants g ON g.version_id = o.published_id
		WHERE o.status = 'published' AND g.earns <> o.earns AND NOT EXISTS (SELECT 1 FROM version_grants n WHERE n.version_id = g.version_id AND n.id > g.id)`},
	{"What an offer teaches is not what was said last", `SELECT f.offer_id FROM alignment_facts f LEFT JOIN alignments a ON a.offer_id = f.offer_id AND a.competency_id = f.competency_id
		WHERE NOT EXISTS (SELECT 1 FROM alignment_facts n WHERE n.offer_id = f.offer_id AND n.competency_id = f.competency_id AND n.id > f.id)
		AND (f.what = 'aligned' AND (a.fact_id IS NULL OR a.fact_id <> f.id OR a.level <> f.level) OR f.what <> 'aligned' AND a.fact_id IS NOT NULL)`},
	{"A change of an offer is ahead of the counter that servers follow, so none of them shows it", `SELECT o.id FROM offers o JOIN change_counters c ON c.name = 'catalogue' WHERE o.change_no > c.n`},
}

func brokenIDs(ctx context.Context, q db.Q, query string) ([]string, error) {
	rows, err := q.Query(ctx, query+` LIMIT 100`)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (s string, err error) {
		err = r.Scan(&s)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: check: %w", err)
	}
	return found, nil
}

// alignedHomes returns the frameworks that are said of competencies, as pairs of competency and framework.
func alignedHomes(ctx context.Context, q db.Q) ([][2]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT competency_id, framework_id FROM alignment_facts`)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (p [2]id.ID, err error) {
		err = r.Scan(&p[0], &p[1])
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: check: %w", err)
	}
	return found, nil
}
