// Package events lets a later area react to an earlier one. An event is a
// past-tense struct, written to the outbox in the transaction that made it
// true; afterwards every subscriber gets it as a job of its own, at least once.
//
// The outbox is also how work is scheduled: a message with a time to run stays
// there until then, so one clock rules everything and nothing calls the queue
// from inside a transaction.
package events

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Event is something that has happened. EventName is stable: "registration.promoted".
type Event interface {
	EventName() string
}

// Publish writes the event to the outbox in the caller's transaction.
func Publish(ctx context.Context, tx *db.Tx, now time.Time, e Event) error {
	return put(ctx, tx, now, time.Time{}, "event:"+e.EventName(), e)
}

// Enqueue writes a job for the handler of that name, to run at once or not before at.
func Enqueue(ctx context.Context, tx *db.Tx, now, at time.Time, handler string, args any) error {
	return put(ctx, tx, now, at, "job:"+handler, args)
}

func put(ctx context.Context, tx *db.Tx, now, at time.Time, kind string, payload any) error {
	b, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("events: %s: %w", kind, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO outbox (id, kind, payload, run_at, created_at) VALUES ($1, $2, $3, $4, $5)`,
		id.New(), kind, string(b), at, now)
	if err != nil {
		return fmt.Errorf("events: %s: %w", kind, err)
	}
	tx.OnCommit(wake)
	return nil
}

// Woken receives a value after a commit that put something into the outbox, so that the
// dispatcher of this process need not wait for its next poll.
var Woken = make(chan struct{}, 1)

func wake() {
	select {
	case Woken <- struct{}{}:
	default:
	}
}

// Due counts the messages that could go to their handlers now, for the metrics.
func Due(ctx context.Context, q db.Q, now time.Time) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM outbox WHERE run_at IS NULL OR run_at <= $1`, now).Scan(&n)
	return n, err
}
