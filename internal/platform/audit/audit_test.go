package audit_test

import (
	"context"
	"fmt"
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
		"two rows swapped": `UPDATE audit_log SET object_id = 'x' WHERE seal_no IN (7, 8)`,
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
					_, err := tx.Exec(ctx, damage)
					return err
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
