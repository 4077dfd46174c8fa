package assessment

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// wholeFive is the condition that a member m is in a five that nobody has left.
const wholeFive = ` m.five IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cohort_members x WHERE x.cohort_id = m.cohort_id AND x.five = m.five AND x.left_at IS NOT NULL) `

// cohortCompetencies returns what the snapshots of a cohort list.
func cohortCompetencies(ctx context.Context, q db.Q, cohort id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT l.competency_id FROM cohort_members m JOIN snapshot_lines l ON l.snapshot_id IN (m.before_id, m.after_id) WHERE m.cohort_id = $1 ORDER BY l.competency_id`, cohort)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c id.ID, err error) { err = r.Scan(&c); return c, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: competencies of a cohort: %w", err)
	}
	return list, nil
}

// wholeFives returns the fives of a cohort that nobody has left.
func wholeFives(ctx context.Context, q db.Q, cohort id.ID) ([]int, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT m.five FROM cohort_members m WHERE m.cohort_id = $1 AND`+wholeFive+`ORDER BY m.five`, cohort)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (n int, err error) { err = r.Scan(&n); return n, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: fives: %w", err)
	}
	return list, nil
}

// fiveOf is one competency of today in one five.
type fiveOf struct {
	five       int
	competency id.ID
}

// there is how many of a five were there.
type there struct{ before, after int }

// cohortNumbers counts who was there before and after, in those of a cohort's fives that are named. Who met one of two competencies that became one met that.
func cohortNumbers(ctx context.Context, q db.Q, cohort id.ID, fives []int, fates Fates) (map[fiveOf]there, error) {
	args := append([]any{cohort}, db.Args(fives)...)
	today := `l.competency_id`
	if moved := movedTo(fates); len(moved) > 0 {
		today = `CASE l.competency_id`
		for _, m := range moved {
			today += fmt.Sprintf(` WHEN $%d THEN $%d`, len(args)+1, len(args)+2)
			args = append(args, m[0], m[1])
		}
		today += ` ELSE l.competency_id END`
	}
	out := map[fiveOf]there{}
	rows, err := q.Query(ctx, `SELECT m.five, `+today+`, COUNT(DISTINCT CASE WHEN l.snapshot_id = m.before_id THEN m.person_id END), COUNT(DISTINCT CASE WHEN l.snapshot_id = m.after_id THEN m.person_id END)
		FROM cohort_members m JOIN snapshot_lines l ON l.snapshot_id IN (m.before_id, m.after_id)
		WHERE m.cohort_id = $1 AND l.state = 'met' AND m.five IN (`+db.List(2, len(fives))+`) GROUP BY 1, 2`, args...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var n there
		var f fiveOf
		if err = r.Scan(&f.five, &f.competency, &n.before, &n.after); err == nil {
			out[f] = n
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: numbers: %w", err)
	}
	return out, nil
}

// movedTo returns the competencies for which another one stands today, with that one, in the order of their ids.
func movedTo(fates Fates) [][2]id.ID {
	var out [][2]id.ID
	for _, c := range slices.Sorted(maps.Keys(fates)) {
		if now := fates[c].Now; now != "" && now != c {
			out = append(out, [2]id.ID{c, now})
		}
	}
	return out
}
