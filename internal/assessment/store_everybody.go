package assessment

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// assessedAfter returns people who have a snapshot or an answer, by id.
func assessedAfter(ctx context.Context, q db.Q, after id.ID, most int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT person_id FROM targets WHERE ended_at IS NULL AND person_id > $1 ORDER BY person_id LIMIT $2`, after, most)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p id.ID, err error) {
		err = r.Scan(&p)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: who has targets: %w", err)
	}
	return list, nil
}

// latestBetween returns what the people between two ids say: of each target of use the lines of its last snapshot that somebody stands behind, and the
// questions that were skipped and not answered since.
func latestBetween(ctx context.Context, q db.Q, after, last id.ID) ([]latestLine, error) {
	const profile = ` LEFT JOIN profile_versions v ON v.id = t.profile_version_id LEFT JOIN profiles p ON p.id = v.profile_id `
	rows, err := q.Query(ctx, `SELECT t.person_id, COALESCE(p.key, ''), l.competency_id, l.state, l.wanted, l.level, l.wanted_rank, l.rank, t.made_at, t.id
		FROM targets t`+profile+`JOIN snapshots n ON n.id = (SELECT x.id FROM snapshots x WHERE x.target_id = t.id ORDER BY x.taken_at DESC, x.id DESC LIMIT 1)
		JOIN snapshot_lines l ON l.snapshot_id = n.id AND l.state IN ('met', 'gap', 'not-my-work')
		WHERE t.ended_at IS NULL AND t.person_id > $1 AND t.person_id <= $2
		UNION ALL
		SELECT t.person_id, COALESCE(p.key, ''), a.competency_id, 'open', '', '', 0, 0, t.made_at, t.id
		FROM assessment_answers a JOIN assessment_rounds r ON r.id = a.round_id JOIN targets t ON t.id = r.target_id AND t.ended_at IS NULL`+profile+`
		WHERE a.said = 'skipped' AND a.voice = 'self' AND a.person_id > $1 AND a.person_id <= $2
			AND NOT EXISTS (SELECT 1 FROM assessment_answers b WHERE b.person_id = a.person_id AND b.competency_id = a.competency_id AND b.voice = 'self' AND (b.said_at, b.id) > (a.said_at, a.id))
		ORDER BY 1, 9 DESC, 10 DESC, 3`, after, last)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (l latestLine, err error) {
		var made int64
		err = r.Scan(&l.PersonID, &l.ProfileKey, &l.Competency, &l.State, &l.Wanted, &l.Has, &l.wantedRank, &l.hereRank, &made, &l.target)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: latest of everybody: %w", err)
	}
	return list, nil
}
