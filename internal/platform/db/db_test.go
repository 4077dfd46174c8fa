package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

func put(ctx context.Context, q db.Q, key, value string) error {
	_, err := q.Exec(ctx, "INSERT INTO settings (key, value) VALUES ($1, $2)", key, value)
	return err
}

func count(t *testing.T, d *db.DB) int {
	t.Helper()
	var n int
	if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM settings").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPlaceholdersBindByNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var a, b string
		if err := d.QueryRow(t.Context(), "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT)", "one", "two").Scan(&a, &b); err != nil {
			t.Fatal(err)
		}
		if a != "two" || b != "one" {
			t.Errorf("got %q, %q", a, b)
		}
	})
}

func TestTimesKeepMicrosecondsAndUTC(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		zone, err := time.LoadLocation("America/New_York")
		if err != nil {
			t.Fatal(err)
		}
		in := time.Date(2026, 3, 8, 1, 59, 59, 123456000, zone)
		ctx := t.Context()
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO outbox (id, kind, payload, run_at, created_at) VALUES ('a', 'k', '', $1, $2)", time.Time{}, in)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var none, out time.Time
		if err := d.QueryRow(ctx, "SELECT run_at, created_at FROM outbox").Scan(db.Time(&none), db.Time(&out)); err != nil {
			t.Fatal(err)
		}
		if !none.IsZero() || !out.Equal(in) || out.Location() != time.UTC {
			t.Errorf("got %v and %v", none, out)
		}
	})
}

func TestAFailedClosureLeavesItsNeighboursAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		boom := errors.New("boom")
		for i := range 60 {
			wg.Go(func() {
				err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					if err := put(ctx, tx, fmt.Sprint(i), "x"); err != nil {
						return err
					}
					if i%3 == 0 {
						return boom
					}
					return nil
				})
				if (i%3 == 0) != errors.Is(err, boom) {
					t.Errorf("closure %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, d); n != 40 {
			t.Errorf("%d rows, want 40", n)
		}
	})
}

func TestPanicUndoesAndReachesTheCaller(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := put(ctx, tx, "a", "b"); err != nil {
					return err
				}
				panic("here")
			})
		}()
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
		if err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error { return put(ctx, tx, "c", "d") }); err != nil {
			t.Errorf("the database does not work after a panic: %v", err)
		}
	})
}

func TestNestedTransactionsPanic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		defer func() {
			if recover() == nil {
				t.Error("InTx inside InTx went unnoticed")
			}
		}()
		d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return d.InTx(ctx, func(context.Context, *db.Tx) error { return nil })
		})
	})
}

func TestUniqueViolationIsRecognised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(put(ctx, tx, "a", "1"), put(ctx, tx, "a", "2"))
		})
		if !db.IsUnique(err) {
			t.Errorf("got %v", err)
		}
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
	})
}

func TestCommitHooksRunOnlyAfterSuccess(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := 0
		for _, fail := range []bool{true, false} {
			d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				tx.OnCommit(func() { ran++ })
				if fail {
					return errors.New("no")
				}
				return nil
			})
		}
		if ran != 1 {
			t.Errorf("hooks ran %d times", ran)
		}
	})
}

func TestBulkInsert(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rows := func(yield func([]any) bool) {
			for i := range 4321 {
				if !yield([]any{fmt.Sprint(i % 4000), "v"}) {
					return
				}
			}
		}
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			n, err := db.BulkInsert(ctx, tx, "settings", []string{"key", "value"}, "ON CONFLICT DO NOTHING", rows)
			if err == nil && n != 4000 {
				t.Errorf("%d rows inserted", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d); n != 4000 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestASecondServerIsRefused(t *testing.T) {
	dir := t.TempDir()
	ctx := t.Context()
	open := func() *db.DB {
		d, err := db.Open(ctx, db.Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := open()
	if err := first.LockServer(ctx); err != nil {
		t.Fatal(err)
	}
	second := open()
	defer second.Close()
	if err := second.LockServer(ctx); err == nil {
		t.Fatal("two servers hold the lock")
	}
	first.Close()
	if err := second.LockServer(ctx); err != nil {
		t.Errorf("the lock outlived its holder: %v", err)
	}
}

func TestEveryConnectionIsDurable(t *testing.T) {
	d := dbtest.SQLite(t)
	for name, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1"} {
		var got string
		if err := d.Writer().QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", name, got, err, want)
		}
	}
}

func BenchmarkInTxOneRow(b *testing.B) {
	d := dbtest.SQLite(b)
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE change_counters SET n = n + 1 WHERE name = $1", "catalogue")
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestServersThatStartAtOnceMigrateOnce(t *testing.T) {
	url := dbtest.EmptyPostgresURL(t)
	done := make(chan error, 4)
	for range 4 {
		go func() {
			d, err := db.Open(context.Background(), db.Config{URL: url, MaxConns: 3})
			if err == nil {
				err = errors.Join(d.Migrate(context.Background()), d.Close())
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestAGlanceFindsDamage(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.GlanceAtFile(t.Context()); err != nil {
		t.Errorf("a whole file: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, db.File)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copy(b[len(b)/4096/2*4096:], bytes.Repeat([]byte{0xa5}, 200))
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err = db.Open(t.Context(), db.Config{Dir: dir})
	if err == nil {
		defer d.Close()
		err = d.GlanceAtFile(t.Context())
	}
	if err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged file: %v", err)
	}
}
