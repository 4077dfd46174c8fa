package assessment

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func insertSnapshot(ctx context.Context, tx *db.Tx, s Snapshot, lines []Line) error {
	_, err := tx.Exec(ctx, `INSERT INTO snapshots (id, person_id, target_id, round_id, why, taken_at, met, gaps, likely_met, likely_gaps, unasked, outside) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.ID, s.PersonID, s.TargetID, s.RoundID, s.Why, s.At, s.Met, s.Gaps, s.LikelyMet, s.LikelyGaps, s.Open+s.Again, s.Outside)
	if err != nil {
		return fmt.Errorf("assessment: snapshot: %w", err)
	}
	columns := []string{"snapshot_id", "competency_id", "framework_id", "position", "wanted", "wanted_rank", "weight", "level", "rank", "basis", "state"}
	_, err = db.BulkInsert(ctx, tx, "snapshot_lines", columns, "", func(yield func([]any) bool) {
		for _, l := range listed(lines) {
			if !yield([]any{s.ID, l.Competency, l.Framework, l.Position, l.Item.Level, l.Item.Rank, l.Weight, l.Best.Level, l.Best.Rank, l.Best.Basis, l.State}) {
				return
			}
		}
	})
	return err
}

const snapshotColumns = `id, person_id, target_id, COALESCE(round_id, ''), why, taken_at, met, gaps, likely_met, likely_gaps, unasked, outside`

func scanSnapshot(r *sql.Rows) (s Snapshot, err error) {
	err = r.Scan(&s.ID, &s.PersonID, &s.TargetID, &s.RoundID, &s.Why, db.Time(&s.At), &s.Met, &s.Gaps, &s.LikelyMet, &s.LikelyGaps, &s.Open, &s.Outside)
	return s, err
}

// snapshotsOf returns the last 200 snapshots of a target, the earliest first.
func snapshotsOf(ctx context.Context, q db.Q, target id.ID) ([]Snapshot, error) {
	rows, err := q.Query(ctx, `SELECT `+snapshotColumns+` FROM snapshots WHERE target_id = $1 ORDER BY taken_at DESC, id DESC LIMIT 200`, target)
	list, err := db.Collect(rows, err, scanSnapshot)
	if err != nil {
		return nil, fmt.Errorf("assessment: snapshots: %w", err)
	}
	slices.Reverse(list)
	return list, nil
}

// snapshotLine is one competency of a snapshot.
type snapshotLine struct {
	Competency id.ID
	Level      string
	Rank       int
	Basis      Basis
	State      State
}

// snapshotLines returns what a snapshot lists.
func snapshotLines(ctx context.Context, q db.Q, snapshot id.ID) ([]snapshotLine, error) {
	rows, err := q.Query(ctx, `SELECT competency_id, level, rank, basis, state FROM snapshot_lines WHERE snapshot_id = $1 ORDER BY position, competency_id`, snapshot)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (l snapshotLine, err error) {
		err = r.Scan(&l.Competency, &l.Level, &l.Rank, &l.Basis, &l.State)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: snapshot: %w", err)
	}
	return list, nil
}

// lastSnapshot returns the last snapshot of a target, or the zero Snapshot.
func lastSnapshot(ctx context.Context, q db.Q, target id.ID) (Snapshot, error) {
	rows, err := q.Query(ctx, `SELECT `+snapshotColumns+` FROM snapshots WHERE target_id = $1 ORDER BY taken_at DESC, id DESC LIMIT 1`, target)
	list, err := db.Collect(rows, err, scanSnapshot)
	if err != nil || len(list) == 0 {
		return Snapshot{}, err
	}
	return list[0], nil
}

// takenSince is how many snapshots of a target were taken since a moment.
func takenSince(ctx context.Context, q db.Q, target id.ID, since time.Time) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM snapshots WHERE target_id = $1 AND taken_at > $2`, target, since).Scan(&n)
	return n, err
}
