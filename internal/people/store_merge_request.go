package people

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// mergeRequestsWhere returns proposals by a condition with what follows it: order, bound, lock.
func mergeRequestsWhere(ctx context.Context, q db.Q, where string, args ...any) ([]MergeRequest, error) {
	rows, err := q.Query(ctx, `SELECT id, from_id, into_id, `+twoColumns+` FROM merge_requests WHERE `+where, args...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (MergeRequest, error) {
		var m MergeRequest
		return m, r.Scan(append([]any{&m.ID, &m.From, &m.Into}, m.Two.targets()...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("people: proposed merges: %w", err)
	}
	return out, nil
}

// mergeRequestByID returns a proposal, locked when lock says so. NotFound otherwise.
func mergeRequestByID(ctx context.Context, q db.Q, which id.ID, lock string) (MergeRequest, error) {
	found, err := mergeRequestsWhere(ctx, q, `id = $1`+lock, which)
	if err == nil && len(found) == 0 {
		err = errNoMerge
	}
	if err != nil {
		return MergeRequest{}, err
	}
	return found[0], nil
}

// openMergesWith returns what is under way with any of these ids, as one of the two or as who proposed it, and locks it.
func openMergesWith(ctx context.Context, tx *db.Tx, ids []id.ID) ([]MergeRequest, error) {
	among := ` IN (` + db.List(1, len(ids)) + `)`
	return mergeRequestsWhere(ctx, tx, `ended_at IS NULL AND (from_id`+among+` OR into_id`+among+` OR opened_by`+among+`) ORDER BY id`+tx.Dialect().ForUpdate(), db.Args(ids)...)
}

// pageOfMergeRequests returns what is under way, the oldest first: ids come in the order of time.
func pageOfMergeRequests(ctx context.Context, q db.Q, r page.Request) (page.Page[MergeRequest], error) {
	var key string
	if _, err := page.Decode(r.Cursor, &key); err != nil {
		return page.Page[MergeRequest]{}, err
	}
	found, err := mergeRequestsWhere(ctx, q, `ended_at IS NULL AND id > $1 ORDER BY id LIMIT $2`, key, r.Size()+1)
	return page.Cut(found, r.Size(), func(m MergeRequest) any { return string(m.ID) }), err
}

// countWaiting counts what somebody else proposed; of recoveries, what nobody opened, and what somebody else opened and nobody confirmed.
func countWaiting(ctx context.Context, q db.Q, person id.ID) (recoveries, merges int, err error) {
	err = q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM recoveries WHERE handed_at IS NOT NULL AND ended_at IS NULL AND confirmed_at IS NULL AND COALESCE(opened_by, '') <> $1),
		(SELECT COUNT(*) FROM merge_requests WHERE ended_at IS NULL AND opened_by <> $1)`, string(person)).Scan(&recoveries, &merges)
	if err != nil {
		return 0, 0, fmt.Errorf("people: what waits for two: %w", err)
	}
	return recoveries, merges, nil
}

func insertMergeRequest(ctx context.Context, tx *db.Tx, m MergeRequest) error {
	_, err := tx.Exec(ctx, `INSERT INTO merge_requests (id, from_id, into_id, opened_by, opened_at, proof) VALUES ($1, $2, $3, $4, $5, $6)`,
		m.ID, m.From, m.Into, m.OpenedBy, m.OpenedAt, m.Proof)
	if err != nil {
		return fmt.Errorf("people: propose a merge: %w", err)
	}
	return nil
}

// endMergeRequest ends a proposal; one that is done was confirmed by whoever ends it.
func endMergeRequest(ctx context.Context, tx *db.Tx, now time.Time, which, by id.ID, outcome string) error {
	set := `ended_at = $2, ended_by = $3, outcome = $4`
	if outcome == MergeDone {
		set += `, confirmed_at = $2, confirmed_by = $3`
	}
	if _, err := tx.Exec(ctx, `UPDATE merge_requests SET `+set+` WHERE id = $1`, which, now, by, outcome); err != nil {
		return fmt.Errorf("people: proposed merge: %w", err)
	}
	return nil
}

func deleteMergesBefore(ctx context.Context, tx *db.Tx, ended time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM merge_requests WHERE ended_at < $1`, ended); err != nil {
		return fmt.Errorf("people: proposed merges: %w", err)
	}
	return nil
}
