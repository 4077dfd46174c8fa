package standards

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// fact is one of the things that a competency became when a version was published that does not hold it any more.
type fact struct {
	link     id.ID
	from, to Named
	at       time.Time
}

// facts reads those of the map of versions. What came back in a version since is not told: it did not end.
const facts = `SELECT h.link_id, h.from_id, COALESCE((SELECT c.title FROM competency_versions c JOIN framework_versions w ON w.id = c.version_id WHERE c.competency_id = h.from_id AND w.status <> 'draft' ORDER BY w.number DESC LIMIT 1), ''),
		h.to_id, t.title, v.published_at
	FROM competency_changes h JOIN framework_versions v ON v.id = h.version_id JOIN competency_versions t ON t.version_id = h.version_id AND t.competency_id = h.to_id
	WHERE h.link_id IS NOT NULL AND v.status <> 'draft' AND NOT EXISTS (SELECT 1 FROM competency_versions n JOIN framework_versions w ON w.id = n.version_id
		WHERE n.competency_id = h.from_id AND w.status <> 'draft' AND w.number >= v.number)`

func scanFact(r *sql.Rows) (f fact, err error) {
	return f, r.Scan(&f.link, &f.from.ID, &f.from.Title, &f.to.ID, &f.to.Title, db.Time(&f.at))
}

// factsIn returns up to limit facts that a version brought, behind one of them.
func factsIn(ctx context.Context, q db.Q, version id.ID, after fact, limit int) ([]fact, error) {
	rows, err := q.Query(ctx, facts+` AND h.version_id = $1 AND (h.from_id > $2 OR h.from_id = $2 AND h.to_id > $3) ORDER BY h.from_id, h.to_id LIMIT $4`, version, string(after.from.ID), string(after.to.ID), limit)
	list, err := db.Collect(rows, err, scanFact)
	if err != nil {
		return nil, fmt.Errorf("standards: facts of a version: %w", err)
	}
	return list, nil
}

// factsTo returns at most 2,000 facts that lead to a competency.
func factsTo(ctx context.Context, q db.Q, competency id.ID) ([]fact, error) {
	rows, err := q.Query(ctx, facts+` AND h.to_id = $1 ORDER BY v.number, h.from_id LIMIT 2000`, competency)
	list, err := db.Collect(rows, err, scanFact)
	if err != nil {
		return nil, fmt.Errorf("standards: facts that lead to one: %w", err)
	}
	return list, nil
}

// factLinks returns the identifiers by which the facts of a framework are given out.
func factLinks(ctx context.Context, q db.Q, framework id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	rows, err := q.Query(ctx, `SELECT h.link_id FROM framework_versions v JOIN competency_changes h ON h.version_id = v.id WHERE v.framework_id = $1 AND h.link_id IS NOT NULL`, framework)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var link id.ID
		err = r.Scan(&link)
		out[link] = err == nil
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standards: facts of a framework: %w", err)
	}
	return out, nil
}

// versionsUpTo returns the versions of a framework that are no drafts, up to a number, the first one first.
func versionsUpTo(ctx context.Context, q db.Q, framework id.ID, number int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT id FROM framework_versions WHERE framework_id = $1 AND number <= $2 AND status <> 'draft' ORDER BY number`, framework, number)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (v id.ID, err error) { return v, r.Scan(&v) })
	if err != nil {
		return nil, fmt.Errorf("standards: versions: %w", err)
	}
	return list, nil
}

// looseAround returns at most 2,000 associations that a file brought, that begin at something else than a competency of their version and may
// name this one, from two versions.
func looseAround(ctx context.Context, q db.Q, one, other, competency id.ID) ([]part, error) {
	rows, err := q.Query(ctx, `SELECT `+partColumns+` FROM framework_parts p WHERE p.version_id IN ($1, $2) AND p.kind = 'CFAssociations' AND (p.origin = $3 OR p.body LIKE $4 ESCAPE '!')
		ORDER BY CASE WHEN p.version_id = $1 THEN 0 ELSE 1 END, p.position, p.id LIMIT 2000`, one, other, string(competency), db.Holding(`"`+string(competency)+`"`))
	list, err := db.Collect(rows, err, scanPart)
	if err != nil {
		return nil, fmt.Errorf("standards: loose associations: %w", err)
	}
	return list, nil
}
