// Package jobs runs work outside the request: what subscribers do with events,
// mails, and things that come round at an interval. It stands on River; the
// outbox (package events) is the only way in.
//
// Handlers run at least once and must be safe to run twice. Each run carries a
// key that is the same for every attempt of the same work: use it wherever the
// outside world must recognise a repetition (a Message-ID, an idempotency key).
package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
)

// handler does one kind of work with the JSON of its arguments.
type handler func(ctx context.Context, key string, payload []byte) error

// periodic is work that comes round by itself.
type periodic struct {
	name  string
	every time.Duration
	run   func(ctx context.Context) error
}

// Queue knows the handlers and moves work from the outbox to them.
type Queue struct {
	db          *db.DB
	clock       clock.Clock
	log         *slog.Logger
	handlers    map[string]handler
	subscribers map[string][]string // event name -> handler names
	unheard     []string            // names of events that have no subscriber
	periodics   []periodic
	relays      []func(ctx context.Context, tx *db.Tx, taken []Taken) error
}

// Taken is an event on its way out of the outbox. IDs sort in the order in which the events were written.
type Taken struct {
	ID      string
	Event   string
	Payload []byte
	At      time.Time
}

// New returns a queue without handlers. Register them all before Start or Drain.
func New(d *db.DB, c clock.Clock, log *slog.Logger) *Queue {
	return &Queue{db: d, clock: c, log: log, handlers: map[string]handler{}, subscribers: map[string][]string{}}
}

// Handle registers what the jobs enqueued under name do. A name can be registered once. Work under
// a name that is not registered waits for a server that knows it, so a name that is given up keeps a
// handler until its last row is gone.
func Handle[T any](q *Queue, name string, f func(ctx context.Context, key string, args T) error) {
	if _, ok := q.handlers[name]; ok {
		panic("jobs: handler registered twice: " + name)
	}
	q.handlers[name] = func(ctx context.Context, key string, payload []byte) error {
		var args T
		if err := json.Unmarshal(payload, &args); err != nil {
			return fmt.Errorf("jobs: arguments of %s: %w", name, err)
		}
		return f(ctx, key, args)
	}
}

// On registers a subscriber of an event under a name of its own.
func On[T events.Event](q *Queue, name string, f func(ctx context.Context, key string, e T) error) {
	Handle(q, name, f)
	var e T
	q.subscribers[e.EventName()] = append(q.subscribers[e.EventName()], name)
}

// Relay registers f for every event, whoever else listens: it is handed those that one transaction takes out of the
// outbox, in the order in which they were written, inside that transaction. So what f writes is there, once, as soon as
// the event has left; its error keeps all of them in the outbox. It must be quick and call nobody.
func (q *Queue) Relay(f func(ctx context.Context, tx *db.Tx, taken []Taken) error) {
	q.relays = append(q.relays, f)
}

// FirstEvent returns the ID of the first event that is still in the outbox, or "" when there is none: whatever
// Relay will be handed later does not sort before it.
func (q *Queue) FirstEvent(ctx context.Context, on db.Q) (string, error) {
	var kinds []string
	for _, k := range q.kinds() {
		if strings.HasPrefix(k, "event:") {
			kinds = append(kinds, k)
		}
	}
	if len(kinds) == 0 {
		return "", nil
	}
	var first sql.NullString
	err := on.QueryRow(ctx, `SELECT MIN(id) FROM outbox WHERE kind IN (`+db.List(1, len(kinds))+`)`, db.Args(kinds)...).Scan(&first)
	return first.String, err
}

// Unheard registers an event that has no subscriber yet, so that it does not wait for one.
func Unheard[T events.Event](q *Queue) {
	var e T
	q.unheard = append(q.unheard, e.EventName())
}

// Knows reports whether this program takes such an event out of the outbox.
func (q *Queue) Knows(event string) bool {
	return q.subscribers[event] != nil || slices.Contains(q.unheard, event)
}

// Every registers work that one of the running servers does each interval. It must be cheap
// when there is nothing to do, and safe when two servers do it at once.
func (q *Queue) Every(name string, interval time.Duration, run func(ctx context.Context) error) {
	q.periodics = append(q.periodics, periodic{name, interval, run})
}

// work is one handler's share of an outbox row.
type work struct {
	handler string
	key     string
	payload []byte
}

// claimBatch is how many outbox rows one transaction moves.
const claimBatch = 500

// claim takes due rows out of the outbox and says whom they are for. A row of a kind that this program
// does not know stays: while servers are replaced one by one, it is there for one that does.
func (q *Queue) claim(ctx context.Context, tx *db.Tx) ([]work, int, error) {
	kinds := q.kinds()
	rows, err := tx.Query(ctx, `SELECT id, kind, payload, created_at FROM outbox
		WHERE (run_at IS NULL OR run_at <= $1) AND kind IN (`+db.List(3, len(kinds))+`) ORDER BY id LIMIT $2`+tx.Dialect().Claim(),
		append([]any{q.clock.Now(), claimBatch}, db.Args(kinds)...)...)
	type claimed struct {
		id, kind, payload string
		at                time.Time
	}
	found, err := db.Collect(rows, err, func(r *sql.Rows) (claimed, error) {
		var c claimed
		err := r.Scan(&c.id, &c.kind, &c.payload, db.Time(&c.at))
		return c, err
	})
	if err != nil || len(found) == 0 {
		return nil, 0, err
	}
	var out []work
	var taken []Taken
	ids := make([]string, len(found))
	for i, c := range found {
		ids[i] = c.id
		sort, name, _ := strings.Cut(c.kind, ":")
		names := []string{name}
		if sort == "event" {
			names = q.subscribers[name]
			taken = append(taken, Taken{c.id, name, []byte(c.payload), c.at})
		}
		for _, n := range names {
			out = append(out, work{handler: n, key: c.id + "." + n, payload: []byte(c.payload)})
		}
	}
	for chunk := range slices.Chunk(ids, 400) {
		if _, err := tx.Exec(ctx, `DELETE FROM outbox WHERE id IN (`+db.List(1, len(chunk))+`)`, db.Args(chunk)...); err != nil {
			return nil, 0, err
		}
	}
	if len(taken) == 0 {
		return out, len(found), nil
	}
	for _, f := range q.relays {
		if err := guarded("relay", func() error { return f(ctx, tx, taken) }); err != nil {
			return nil, 0, fmt.Errorf("jobs: events could not be handed on: %w", err)
		}
	}
	return out, len(found), nil
}

// kinds are the outbox's names of all that this program knows, in an order that does not change.
func (q *Queue) kinds() []string {
	var out []string
	for name := range q.handlers {
		out = append(out, "job:"+name)
	}
	for event := range q.subscribers {
		out = append(out, "event:"+event)
	}
	for _, event := range q.unheard {
		out = append(out, "event:"+event)
	}
	slices.Sort(out)
	return append(out, "none") // an empty list is no SQL
}

// run does one piece of work.
func (q *Queue) run(ctx context.Context, name, key string, payload []byte) error {
	h := q.handlers[name]
	if h == nil {
		return fmt.Errorf("jobs: no handler %q", name)
	}
	return guarded(name, func() error { return h(ctx, key, payload) })
}

// guarded makes a panic of f an error, so that the queue goes on.
func guarded(name string, f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{name, p, string(debug.Stack())}
		}
	}()
	return f()
}

// panicError is a panic of a handler, with where it happened.
type panicError struct {
	name  string
	value any
	stack string
}

// Error implements error.
func (p *panicError) Error() string { return fmt.Sprintf("jobs: %s panicked: %v", p.name, p.value) }

// Drain does all due work in the caller's goroutine, without River, until nothing is left.
// It serves tests, seeding and commands; a handler's error ends it, with the rest of that batch undone.
func (q *Queue) Drain(ctx context.Context) error {
	for {
		var todo []work
		n := 0
		err := q.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			var err error
			todo, n, err = q.claim(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
		for _, w := range todo {
			if err := q.run(ctx, w.handler, w.key, w.payload); err != nil {
				return fmt.Errorf("jobs: %s: %w", w.handler, err)
			}
		}
		if n == 0 {
			return nil
		}
	}
}

// RunPeriodic runs everything registered with Every once, for tests and commands.
func (q *Queue) RunPeriodic(ctx context.Context) error {
	for _, p := range q.periodics {
		if err := p.run(ctx); err != nil {
			return fmt.Errorf("jobs: %s: %w", p.name, err)
		}
	}
	return nil
}
