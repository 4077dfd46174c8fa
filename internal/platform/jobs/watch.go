package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"learningcommons.dev/commons/internal/platform/db"
)

// Discarded counts the work that was given up after its last attempt and is still kept: for a week.
func (q *Queue) Discarded(ctx context.Context) (int, error) {
	var n int
	err := q.db.QueryRow(ctx, `SELECT COUNT(CASE WHEN kind = 'message' THEN 1 END) FROM river_job WHERE state = 'discarded' AND finalized_at IS NOT NULL`).Scan(&n)
	return n, err
}

// Waiting returns how long the oldest work has been waiting that could be done now, in the outbox or
// in River. It is small while the servers keep up.
func (q *Queue) Waiting(ctx context.Context) (time.Duration, error) {
	now, kinds := q.clock.Now(), q.kinds()
	oldest := now
	var due time.Time
	err := q.db.QueryRow(ctx, `SELECT MIN(COALESCE(run_at, created_at)) FROM outbox WHERE (run_at IS NULL OR run_at <= $1) AND kind IN (`+db.List(2, len(kinds))+`)`,
		append([]any{now}, db.Args(kinds)...)...).Scan(db.Time(&due))
	if err != nil {
		return 0, err
	}
	if !due.IsZero() && due.Before(oldest) {
		oldest = due
	}
	err = q.db.QueryRow(ctx, `SELECT scheduled_at FROM river_job WHERE state = 'available' AND queue = 'default' AND priority = 1 ORDER BY scheduled_at LIMIT 1`).Scan(&due)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	if err == nil && due.Before(oldest) {
		oldest = due
	}
	return now.Sub(oldest), nil
}

// Failing counts the work whose last attempt failed and that will be tried again, and returns how long the oldest has been there.
func (q *Queue) Failing(ctx context.Context) (n int, age time.Duration, err error) {
	if err := q.db.QueryRow(ctx, `SELECT COUNT(*) FROM river_job WHERE state = 'retryable' AND queue = 'default'`).Scan(&n); err != nil || n == 0 {
		return 0, 0, err
	}
	var since time.Time
	err = q.db.QueryRow(ctx, `SELECT created_at FROM river_job WHERE state = 'retryable' AND queue = 'default' ORDER BY created_at LIMIT 1`).Scan(&since)
	if errors.Is(err, sql.ErrNoRows) { // its turn came meanwhile
		return 0, 0, nil
	}
	return n, q.clock.Now().Sub(since), err
}

// roundsKept is how many failed rounds of periodic work are looked at.
const roundsKept = 1000

// FailedRounds names the periodic work of which a round failed within the last so long, and says how often.
func (q *Queue) FailedRounds(ctx context.Context, within time.Duration) (map[string]int, error) {
	client, err := q.river(&river.Config{})
	if err != nil {
		return nil, err
	}
	all, err := client.JobList(ctx, river.NewJobListParams().Kinds(tick{}.Kind()).States(rivertype.JobStateDiscarded).OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc).First(roundsKept))
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	out, since := map[string]int{}, q.clock.Now().Add(-within)
	for _, j := range all.Jobs {
		var t tick
		if err := json.Unmarshal(j.EncodedArgs, &t); err != nil {
			return nil, fmt.Errorf("jobs: a round's name: %w", err)
		}
		if j.FinalizedAt.After(since) {
			out[t.Name]++
		}
	}
	return out, nil
}

// Unknown counts the rows of the outbox that this program does not know what to do with, and returns
// how long the oldest has been there.
func (q *Queue) Unknown(ctx context.Context) (n int, age time.Duration, err error) {
	var since time.Time
	kinds := q.kinds()
	err = q.db.QueryRow(ctx, `SELECT COUNT(*), MIN(created_at) FROM outbox WHERE kind NOT IN (`+db.List(1, len(kinds))+`)`, db.Args(kinds)...).Scan(&n, db.Time(&since))
	if err != nil || n == 0 {
		return 0, 0, err
	}
	return n, q.clock.Now().Sub(since), nil
}

// unknownMost is how long replacing the servers one by one may take.
const unknownMost = 24 * time.Hour

// Check returns what stays undone, as sentences.
func (q *Queue) Check(ctx context.Context) ([]string, error) {
	var out []string
	n, err := q.Discarded(ctx)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		out = append(out, fmt.Sprintf("%d pieces of work, such as letters, were given up after their last attempt in the last week: the log says which and why (work failed and was given up)", n))
	}
	n, age, err := q.Unknown(ctx)
	if err != nil {
		return nil, err
	}
	if age > unknownMost {
		out = append(out, fmt.Sprintf("%d rows of the outbox, the oldest of %s ago, wait for a program that knows their kind: another version put them there", n, age.Round(time.Hour)))
	}
	stuck, err := q.Stuck(ctx)
	if err != nil {
		return nil, err
	}
	if stuck > 0 {
		out = append(out, fmt.Sprintf("%d pieces of work are under way since long before others that are done: their server died and no other takes them up", stuck))
	}
	return out, nil
}

// stuckAfter is how much later another piece of work may have begun than one that is still under way:
// a server's leader takes up what was abandoned within two minutes.
const stuckAfter = 15 * time.Minute

// Stuck counts the work that is under way since long before the latest work began. Where no server
// runs, nothing is stuck: it waits.
func (q *Queue) Stuck(ctx context.Context) (int, error) {
	var latest time.Time
	err := q.db.QueryRow(ctx, `SELECT attempted_at FROM river_job WHERE attempted_at IS NOT NULL ORDER BY attempted_at DESC LIMIT 1`).Scan(&latest)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	rows, err := q.db.Query(ctx, `SELECT attempted_at FROM river_job WHERE state = 'running'`)
	all, err := db.Collect(rows, err, func(r *sql.Rows) (at time.Time, err error) { return at, r.Scan(&at) })
	n := 0
	for _, at := range all {
		if at.Before(latest.Add(-stuckAfter)) {
			n++
		}
	}
	return n, err
}
