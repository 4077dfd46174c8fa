package assessment

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
)

// checks count rows that cannot be right; a sentence says what that means.
var checks = []struct{ query, says string }{
	{`SELECT COUNT(*) FROM targets t WHERE NOT EXISTS (SELECT 1 FROM assessment_rounds r WHERE r.target_id = t.id)`, "%d targets have no round of questions"},
	{`SELECT COUNT(*) FROM targets t WHERE NOT EXISTS (SELECT 1 FROM target_items i WHERE i.target_id = t.id)`, "%d targets ask for nothing"},
	{`SELECT COUNT(*) FROM profile_versions v WHERE NOT EXISTS (SELECT 1 FROM profile_items i WHERE i.version_id = v.id)`, "%d versions of profiles ask for nothing"},
	{`SELECT COUNT(*) FROM assessment_answers a JOIN invitations i ON i.id = a.invitation_id WHERE i.person_id <> a.person_id`, "%d answers of other voices are about somebody else than who invited them"},
	{`SELECT COUNT(*) FROM assessment_answers a JOIN assessment_rounds r ON r.id = a.round_id WHERE a.said_at < r.begun_at`, "%d answers are older than their round of questions"},
	{`SELECT COUNT(*) FROM snapshots s WHERE s.met + s.gaps + s.likely_met + s.likely_gaps + s.outside <> (SELECT COUNT(*) FROM snapshot_lines l WHERE l.snapshot_id = s.id)`, "%d snapshots count other competencies than they list"},
	{`SELECT COUNT(*) FROM assessment_looks l JOIN invitations i ON i.id = l.invitation_id WHERE i.ended_at IS NOT NULL AND l.at > i.ended_at`, "%d looks happened after they were taken back"},
}

func countBroken(ctx context.Context, q db.Q, query string) (n int, err error) {
	if err := q.QueryRow(ctx, query).Scan(&n); err != nil {
		return 0, fmt.Errorf("assessment: check: %w", err)
	}
	return n, nil
}
