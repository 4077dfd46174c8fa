package jobs

import (
	"context"
	"fmt"
	"slices"

	"github.com/riverqueue/river"

	"learningcommons.dev/commons/internal/platform/db"
)

// CarryColumns are what a piece of unfinished work is carried in from one database to another.
var CarryColumns = []string{"handler", "key", "payload"}

// Unfinished hands f each piece of work that left the outbox and is not done yet, to be carried to
// another database. What was given up stays.
func (q *Queue) Unfinished(ctx context.Context, from db.Q, f func(row []any) error) error {
	args := "json(args)" // SQLite keeps it in a binary form
	if from.Dialect() == db.Postgres {
		args = "CAST(args AS TEXT)"
	}
	rows, err := from.Query(ctx, `SELECT `+args+` FROM river_job WHERE kind = 'message' AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled') ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var m message
		if err := rows.Scan(db.JSON(&m)); err != nil {
			return fmt.Errorf("jobs: unfinished work: %w", err)
		}
		if err := f([]any{m.Handler, m.Key, m.Payload}); err != nil {
			return err
		}
	}
	return rows.Err()
}

// TakeUp puts carried work into the queue, under the keys it had: whoever recognises a repetition by
// the key goes on doing so.
func (q *Queue) TakeUp(ctx context.Context, tx *db.Tx, rows func(yield func([]any) bool)) error {
	client, err := q.river(&river.Config{MaxAttempts: maxAttempts})
	if err != nil {
		return err
	}
	var all []river.InsertManyParams
	for row := range rows {
		var m message
		for i, to := range []*string{&m.Handler, &m.Key, &m.Payload} {
			s, ok := row[i].(string)
			if !ok {
				return fmt.Errorf("jobs: carried work has a %T for its %s", row[i], CarryColumns[i])
			}
			*to = s
		}
		all = append(all, river.InsertManyParams{Args: m})
	}
	for chunk := range slices.Chunk(all, claimBatch) {
		if _, err := client.InsertManyFastTx(ctx, tx.SQL(), chunk); err != nil {
			return fmt.Errorf("jobs: take up carried work: %w", err)
		}
	}
	return nil
}
