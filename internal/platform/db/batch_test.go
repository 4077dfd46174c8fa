package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

func TestAPanicLeavesItsNeighboursAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var (
			wg     sync.WaitGroup
			caught atomic.Int64
		)
		for i := range 60 {
			wg.Go(func() {
				defer func() {
					if p := recover(); p != nil {
						caught.Add(1)
						if i%3 != 0 || p != i {
							t.Errorf("caller %d got the panic %v", i, p)
						}
					}
				}()
				err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					if err := put(ctx, tx, fmt.Sprint(i), "x"); err != nil {
						return err
					}
					if i%3 == 0 {
						panic(i)
					}
					return nil
				})
				if err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, d); n != 40 || caught.Load() != 20 {
			t.Errorf("%d rows and %d panics, want 40 and 20", n, caught.Load())
		}
	})
}

func TestACallerThatGivesUp(t *testing.T) {
	d := dbtest.SQLite(t)
	begun, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // this one holds the writer up
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			close(begun)
			<-release
			return put(ctx, tx, "held", "x")
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-begun
	ctx, cancel := context.WithCancel(t.Context())
	wg.Go(func() { // this one waits behind it, gives up, and is never run
		err := d.InTx(ctx, func(context.Context, *db.Tx) error {
			t.Error("a closure ran for a caller that had gone")
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the caller that gave up got %v", err)
		}
	})
	time.AfterFunc(20*time.Millisecond, cancel)
	<-ctx.Done()
	time.AfterFunc(20*time.Millisecond, func() { close(release) })
	wg.Wait()

	// One that has begun is finished, and its outcome told, whatever its caller's context says.
	ctx, cancel = context.WithCancel(t.Context())
	err := d.InTx(ctx, func(inner context.Context, tx *db.Tx) error {
		cancel()
		if inner.Err() != nil {
			t.Error("the closure sees its caller go")
		}
		return put(inner, tx, "begun", "x")
	})
	if err != nil {
		t.Errorf("a closure that had begun: %v", err)
	}
	if n := count(t, d); n != 2 {
		t.Errorf("%d rows, want 2", n)
	}
}

func TestClosingWhileOthersWrite(t *testing.T) {
	dir := t.TempDir()
	for round := range 20 {
		d, err := db.Open(t.Context(), db.Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err != nil { // the first time
			t.Fatal(err)
		}
		var (
			wg   sync.WaitGroup
			done atomic.Int64
		)
		for range 8 {
			wg.Go(func() {
				for {
					err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
						return put(ctx, tx, fmt.Sprintf("%d.%d", round, done.Add(1)), "x")
					})
					if err != nil {
						if !errs.Is(err, errs.Unavailable) {
							t.Errorf("while closing: %v", err)
						}
						return
					}
				}
			})
		}
		for done.Load() < 20 {
			time.Sleep(time.Millisecond)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		wg.Wait() // hangs when somebody's closure is left in the queue
	}
}

func TestBrokenConstraintsAreTheSameOnBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run := func(statements ...string) error {
			return d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				for _, s := range statements {
					if _, err := tx.Exec(ctx, s); err != nil {
						return err
					}
				}
				return nil
			})
		}
		err := run(`CREATE TABLE trial_units (id TEXT PRIMARY KEY, acronym TEXT NOT NULL UNIQUE, size INTEGER NOT NULL CHECK (size > 0))`,
			`CREATE TABLE trial_offers (id TEXT PRIMARY KEY, unit_id TEXT NOT NULL REFERENCES trial_units (id))`,
			`INSERT INTO trial_units (id, acronym, size) VALUES ('a', 'A', 1)`)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			statement                 string
			unique, reference, checks bool
		}{
			{`INSERT INTO trial_units (id, acronym, size) VALUES ('a', 'B', 1)`, true, false, false},
			{`INSERT INTO trial_units (id, acronym, size) VALUES ('b', 'A', 1)`, true, false, false},
			{`INSERT INTO trial_offers (id, unit_id) VALUES ('x', 'nobody')`, false, true, false},
			{`INSERT INTO trial_units (id, acronym, size) VALUES ('c', 'C', 0)`, false, false, true},
			{`UPDATE trial_units SET size = -1`, false, false, true},
			{`INSERT INTO trial_units (id, acronym, size) VALUES ('d', NULL, 1)`, false, false, false},
		} {
			err := run(c.statement)
			if err == nil || db.IsUnique(err) != c.unique || db.IsForeignKey(err) != c.reference || db.IsCheck(err) != c.checks || errs.Is(err, errs.Unavailable) {
				t.Errorf("%s: %v (unique %v, reference %v, check %v)", c.statement, err, db.IsUnique(err), db.IsForeignKey(err), db.IsCheck(err))
			}
		}
		if err := run(`INSERT INTO trial_offers (id, unit_id) VALUES ('y', 'a')`); err != nil {
			t.Errorf("after all those: %v", err)
		}
	})
}

func TestPlaceholdersBindByNumberInWritesToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 3 { // the third time the statement is prepared
			err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO settings (value, key) VALUES ($2, $1) ON CONFLICT (key) DO UPDATE SET value = $2", "key", "value")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var v string
		if err := d.QueryRow(t.Context(), "SELECT value FROM settings WHERE key = $2 AND value <> $1", "other", "key").Scan(&v); err != nil || v != "value" {
			t.Errorf("got %q, %v", v, err)
		}
	})
}
