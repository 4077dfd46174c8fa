package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestOneTextIsAskedWhileItsRowsAreRead has a statement asked again inside its own rows, and a few hundred others meanwhile, so that
// it is thrown out while it is in use.
func TestOneTextIsAskedWhileItsRowsAreRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const each = "SELECT CAST(n AS TEXT) FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) AS few ORDER BY n"
		stop := errors.New("nothing is kept of this")
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, q := range []db.Q{d, tx} {
				for range 2 { // once anew, once from what is kept
					if q == db.Q(tx) && d.Dialect() == db.Postgres {
						continue // a transaction there reads one answer at a time
					}
					all := ""
					rows, err := q.Query(ctx, each)
					if err != nil {
						return err
					}
					defer rows.Close()
					for rows.Next() {
						var n, first string
						if err := rows.Scan(&n); err != nil {
							return err
						}
						if err := q.QueryRow(ctx, each).Scan(&first); err != nil {
							return err
						}
						all += n + first
						for i := range 250 {
							var got int
							if err := q.QueryRow(ctx, fmt.Sprintf("SELECT %d + CAST($1 AS INTEGER)", i), 1).Scan(&got); err != nil || got != i+1 {
								return fmt.Errorf("text %d: got %d, %w", i, got, err)
							}
						}
					}
					if all != "112131" || rows.Err() != nil {
						return fmt.Errorf("read %q, %w", all, rows.Err())
					}
				}
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
	})
}

// TestAKeptStatementFollowsTheSchemaAndItsFaults asks what a statement answers after it failed, and after its table changed.
func TestAKeptStatementFollowsTheSchemaAndItsFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for n := range 3 {
			err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := put(ctx, tx, "same", "value"); err != nil {
					return err
				}
				return put(ctx, tx, "same", "value")
			})
			if !db.IsUnique(err) {
				t.Fatalf("try %d: the same key twice: %v", n, err)
			}
		}
		var old int
		star := "SELECT COUNT(*) FROM (SELECT * FROM settings) AS all_settings"
		if err := d.QueryRow(t.Context(), star).Scan(&old); err != nil || old != count(t, d) {
			t.Fatalf("%d settings, %v", old, err)
		}
		if err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "ALTER TABLE settings ADD COLUMN remark TEXT")
			return errors.Join(err, put(ctx, tx, "new", "value"))
		}); err != nil {
			t.Fatal(err)
		}
		if got := count(t, d); got != old+1 {
			t.Errorf("%d settings after one more, there were %d", got, old)
		}
		var remarks int
		if err := d.QueryRow(t.Context(), "SELECT COUNT(remark) FROM settings").Scan(&remarks); err != nil || remarks != 0 {
			t.Errorf("the new column: %d, %v", remarks, err)
		}
	})
}
