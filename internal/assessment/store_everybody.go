package assessment

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// latestOf returns what people say, given by all their ids: of each target of use the lines of its last snapshot that somebody stands behind, and the
// questions that were skipped and not answered since. Of one target and one competency what is known comes first.
func latestOf(ctx context.Context, q db.Q, ids []id.ID) ([]latestLine, error) {
	const profile = ` LEFT JOIN profile_versions v ON v.id = t.profile_version_id LEFT JOIN profiles p ON p.id = v.profile_id `
	among := ` IN (` + db.List(1, len(ids)) + `)`
	rows, err := q.Query(ctx, `SELECT t.person_id, COALESCE(p.audience, ''), l.competency_id, l.state, l.wanted, l.level, l.wanted_rank, l.rank, t.made_at, t.id
		FROM targets t`+profile+`JOIN snapshots n ON n.id = (SELECT x.id FROM snapshots x WHERE x.target_id = t.id ORDER BY x.taken_at DESC, x.id DESC LIMIT 1)
		JOIN snapshot_lines l ON l.snapshot_id = n.id AND l.state IN ('met', 'gap', 'not-my-work')
		WHERE t.ended_at IS NULL AND t.person_id`+among+`
		UNION ALL
		SELECT t.person_id, COALESCE(p.audience, ''), a.competency_id, 'open', '', '', 0, 0, t.made_at, t.id
		FROM assessment_answers a JOIN assessment_rounds r ON r.id = a.round_id JOIN targets t ON t.id = r.target_id AND t.ended_at IS NULL`+profile+`
		WHERE a.said = 'skipped' AND a.voice = 'self' AND a.person_id`+among+`
			AND NOT EXISTS (SELECT 1 FROM assessment_answers b WHERE b.person_id = a.person_id AND b.competency_id = a.competency_id AND b.voice = 'self' AND (b.said_at, b.id) > (a.said_at, a.id))
		ORDER BY 9 DESC, 10 DESC, 3, 4`, db.Args(ids)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (l latestLine, err error) {
		var made int64
		err = r.Scan(&l.PersonID, &l.Audience, &l.Competency, &l.State, &l.Wanted, &l.Has, &l.wantedRank, &l.hereRank, &made, &l.target)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: latest of everybody: %w", err)
	}
	return list, nil
}
