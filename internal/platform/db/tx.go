package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Tx is a transaction under way. It implements Q.
type Tx struct {
	tx       *sql.Tx
	db       *DB
	onCommit []func()
}

// Dialect implements Q.
func (t *Tx) Dialect() Dialect { return t.db.dialect }

// SQL is the transaction itself, for the job queue's own inserts only.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// OnCommit runs f after the transaction is durable, before InTx returns. f must be quick and must not fail.
func (t *Tx) OnCommit(f func()) { t.onCommit = append(t.onCommit, f) }

// Exec implements Q.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	countQuery(ctx, query)
	return t.tx.ExecContext(ctx, query, bind(args)...)
}

// Query implements Q.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	countQuery(ctx, query)
	return t.tx.QueryContext(ctx, query, bind(args)...)
}

// QueryRow implements Q.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	countQuery(ctx, query)
	return t.tx.QueryRowContext(ctx, query, bind(args)...)
}

// Tx and DB are both a Q.
var (
	_ Q = (*Tx)(nil)
	_ Q = (*DB)(nil)
)

type inTxKey struct{ db *DB }

// InTx runs f in a transaction and commits it; an error or panic of f undoes everything f did.
// It returns f's error as it is, and an Unavailable error when the database cannot work.
// When ctx ends before f has begun, f is never run. On SQLite an f that has begun is finished and
// its outcome returned, because a statement cancelled midway would undo its neighbours too.
func (d *DB) InTx(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(inTxKey{d}) != nil {
		panic("db: InTx inside InTx")
	}
	var err error
	if d.batch != nil {
		err = d.batch.do(ctx, f)
	} else {
		err = d.inPostgres(ctx, f)
	}
	if err != nil && errs.As(err) == nil && IsUnavailable(err) {
		e := errs.Wrap(err, errs.Unavailable, "This could not be saved just now. Nothing was changed; please try again.")
		e.RetryAfter = 2 * time.Second
		return e
	}
	return err
}

// maxAttempts bounds how often PostgreSQL may ask for a transaction to be run again.
const maxAttempts = 8

func (d *DB) inPostgres(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	inner := context.WithValue(ctx, inTxKey{d}, true)
	for attempt := 1; ; attempt++ {
		err := d.oncePostgres(inner, f)
		if err == nil || !isRetryable(err) || attempt == maxAttempts {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt*attempt) * time.Millisecond):
		}
	}
}

func (d *DB) oncePostgres(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	raw, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("db: begin: %w", err)
	}
	tx := &Tx{tx: raw, db: d}
	done := false
	defer func() {
		if !done {
			raw.Rollback()
		}
	}()
	if err := f(ctx, tx); err != nil {
		return err
	}
	done = true
	if err := raw.Commit(); err != nil {
		err = fmt.Errorf("db: commit: %w", err)
		if IsUnavailable(err) { // the connection broke before the answer came: nobody knows the outcome
			return errs.Wrap(err, errs.Unavailable, "The database went away while this was being saved. Look whether it is there before you try again.")
		}
		return err
	}
	for _, hook := range tx.onCommit {
		hook()
	}
	return nil
}

// errBatchLost is the cause when a neighbour's fault made SQLite undo the whole batch.
var errBatchLost = errors.New("db: the transaction was undone together with others")
