package audit_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func record(t *testing.T, d *db.DB, n int) {
	t.Helper()
	err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for i := range n {
			e := audit.Event{Action: "offer.published", Kind: "offer", ID: id.New(), Detail: map[string]any{"n": i}}
			if err := audit.Record(ctx, tx, noon, authz.System("test"), e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func seal(t *testing.T, d *db.DB) {
	t.Helper()
	for {
		n, err := audit.Seal(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func broken(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, _, _, err := audit.Verify(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEveryKindOfDamageShows(t *testing.T) {
	damages := map[string]string{
		"a changed fact":   `UPDATE audit_log SET detail = '{"n":99}' WHERE seal_no = 7`,
		"a changed moment": `UPDATE audit_log SET at = at + 1 WHERE seal_no = 7`,
		"a removed row":    `DELETE FROM audit_log WHERE seal_no = 7`,
		"a removed tail":   `DELETE FROM audit_log WHERE seal_no >= 18`,
		// Each row keeps its own facts and seal, and only their order is another.
		"two rows swapped": `UPDATE audit_log SET seal_no = -seal_no WHERE seal_no IN (7, 8);
			UPDATE audit_log SET seal_no = CASE seal_no WHEN -7 THEN 8 ELSE 7 END WHERE seal_no IN (-7, -8)`,
		// Each place keeps its seal, and the facts have changed places.
		"two rows' facts swapped": `UPDATE audit_log SET detail = CASE seal_no WHEN 7 THEN '{"n":7}' ELSE '{"n":6}' END WHERE seal_no IN (7, 8)`,
	}
	for what, damage := range damages {
		t.Run(what, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				record(t, d, 12)
				seal(t, d)
				record(t, d, 8)
				seal(t, d)
				if n := broken(t, d); n != 0 {
					t.Fatalf("a whole chain is said to be broken at %d", n)
				}
				// The table refuses all of it; whoever owns the database can take that guard away first.
				dbtest.Unguard(t, d, "audit_log")
				err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					for _, statement := range strings.Split(damage, ";") {
						if _, err := tx.Exec(ctx, statement); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				want := map[bool]int64{true: 18, false: 7}[what == "a removed tail"]
				if n := broken(t, d); n != want {
					t.Errorf("found at %d, want %d", n, want)
				}
			})
		})
	}
}

func TestTwoSealersMakeOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		record(t, d, 600)
		done := make(chan error, 4)
		for range 4 {
			go func() {
				for {
					n, err := audit.Seal(context.WithoutCancel(t.Context()), d)
					if err != nil || n == 0 {
						done <- err
						return
					}
				}
			}()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if n, head, _, err := audit.Verify(t.Context(), d); err != nil || n != 0 || head != 600 {
			t.Errorf("broken at %d, head %d: %v", n, head, err)
		}
	})
}

// TestASealMeanwhileIsNoDamage seals rows between the walk's questions.
func TestASealMeanwhileIsNoDamage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		record(t, d, 5)
		seal(t, d)
		meanwhile := &between{DB: d, then: func() { record(t, d, 3); seal(t, d) }}
		broken, head, _, err := audit.Verify(t.Context(), meanwhile)
		if err != nil || broken != 0 || head < 5 {
			t.Errorf("broken at %d, head %d: %v", broken, head, err)
		}
	})
}

// between does something after each query.
type between struct {
	*db.DB
	then func()
	done int
}

// Query implements db.Q.
func (b *between) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := b.DB.Query(ctx, query, args...)
	if b.done++; b.done == 2 { // after the last rows were asked for
		b.then()
	}
	return rows, err
}

func TestRecordGoesWithTheTransaction(t *testing.T) {
	d := dbtest.SQLite(t)
	err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := audit.Record(ctx, tx, noon, authz.Actor{PersonID: "p"}, audit.Event{Action: "a.b", Kind: "x", ID: "y"}); err != nil {
			return err
		}
		return fmt.Errorf("no")
	})
	if err == nil {
		t.Fatal("the transaction was committed")
	}
	var n int
	if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM audit_log").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows were kept (%v)", n, err)
	}
}

func TestANotedHeadShowsACutThatTheChainDoesNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		record(t, d, 9)
		seal(t, d)
		head, err := audit.Head(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		record(t, d, 2)
		seal(t, d)
		holds := func() bool {
			t.Helper()
			ok, err := audit.Holds(t.Context(), d, head)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if !holds() {
			t.Errorf("%s is not found", head)
		}
		dbtest.Unguard(t, d, "audit_log")
		err = d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `DELETE FROM audit_log WHERE seal_no >= 8`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE change_counters SET n = 7 WHERE name = 'audit'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		record(t, d, 5)
		seal(t, d)
		if n := broken(t, d); n != 0 || holds() {
			t.Errorf("broken at %d; the head holds: %v", n, holds())
		}
		if ok, err := audit.Holds(t.Context(), d, "no head"); ok || err != nil {
			t.Errorf("a word is a head: %v", err)
		}
	})
}
