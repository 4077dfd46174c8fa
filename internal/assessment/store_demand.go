package assessment

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// demandKey is the place of a gap among all.
type demandKey struct{ person, snapshot, competency id.ID }

type demandRow struct {
	DemandGap
	key demandKey
}

// demandGaps returns gaps of latest snapshots behind a place, by person, snapshot and competency.
func demandGaps(ctx context.Context, q db.Q, after demandKey, limit int) ([]demandRow, error) {
	rows, err := q.Query(ctx, `SELECT s.person_id, s.id, s.taken_at, COALESCE(p.key, ''), l.competency_id, l.framework_id, l.level, l.rank, l.wanted, l.wanted_rank, l.state
		FROM snapshots s JOIN targets t ON t.id = s.target_id JOIN snapshot_lines l ON l.snapshot_id = s.id
		LEFT JOIN profile_versions v ON v.id = t.profile_version_id LEFT JOIN profiles p ON p.id = v.profile_id
		WHERE t.ended_at IS NULL AND l.state IN ('gap', 'likely-gap')
		AND NOT EXISTS (SELECT 1 FROM snapshots n WHERE n.target_id = s.target_id AND (n.taken_at > s.taken_at OR n.taken_at = s.taken_at AND n.id > s.id))
		AND (s.person_id > $1 OR s.person_id = $1 AND (s.id > $2 OR s.id = $2 AND l.competency_id > $3))
		ORDER BY s.person_id, s.id, l.competency_id LIMIT $4`, string(after.person), string(after.snapshot), string(after.competency), limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (x demandRow, err error) {
		var state State
		err = r.Scan(&x.PersonID, &x.key.snapshot, db.Time(&x.TakenAt), &x.Profile, &x.Competency, &x.Framework, &x.Level, &x.Rank, &x.Wanted, &x.WantedRank, &state)
		x.Likely, x.key.person, x.key.competency = state == StateLikelyGap, x.PersonID, x.Competency
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: demand: %w", err)
	}
	return list, nil
}
