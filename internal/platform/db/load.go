package db

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
)

// Replace empties the database of all that was written into it and runs f to fill it anew, in one
// transaction: it has the old rows or the new ones. References are looked at when all rows are there,
// so f may insert in any order. On PostgreSQL it must be the owner's connection.
func (d *DB) Replace(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	return d.InTx(ctx, func(ctx context.Context, tx *Tx) error {
		restore, err := tx.withoutReferences(ctx)
		if err != nil {
			return err
		}
		if err := tx.empty(ctx); err != nil { // which puts all triggers on again, on PostgreSQL
			return err
		}
		guard, err := tx.withoutInsertGuards(ctx)
		if err != nil {
			return err
		}
		if err := f(ctx, tx); err != nil {
			return err
		}
		if err := guard(); err != nil {
			return err
		}
		return restore()
	})
}

// withoutReferences puts off looking at references until the function that it returns is called (on
// PostgreSQL) or the transaction commits (on SQLite).
func (t *Tx) withoutReferences(ctx context.Context) (restore func() error, err error) {
	if t.Dialect() == SQLite {
		_, err := t.Exec(ctx, "PRAGMA defer_foreign_keys = ON")
		return func() error { return nil }, err
	}
	rows, err := t.Query(ctx, `SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid) FROM pg_constraint c
		JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
		WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY 1, 2`)
	type key struct{ table, name, says string }
	keys, err := Collect(rows, err, func(r *sql.Rows) (k key, err error) { return k, r.Scan(&k.table, &k.name, &k.says) })
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if _, err := t.Exec(ctx, "ALTER TABLE "+k.table+" DROP CONSTRAINT "+k.name); err != nil {
			return nil, err
		}
	}
	return func() error {
		for _, k := range keys {
			if _, err := t.Exec(ctx, "ALTER TABLE "+k.table+" ADD CONSTRAINT "+k.name+" "+k.says); err != nil {
				return fmt.Errorf("db: %s: %w", k.table, err)
			}
		}
		return nil
	}, nil
}

// withoutInsertGuards takes off the triggers that keep rows from being added to what is published, until the function that it returns is called:
// what is filled in was published before. They are known by their names, which end in _no_insert.
func (t *Tx) withoutInsertGuards(ctx context.Context) (restore func() error, err error) {
	query := `SELECT tgrelid::regclass::text, quote_ident(tgname), '' FROM pg_trigger g JOIN pg_class r ON r.oid = g.tgrelid JOIN pg_namespace n ON n.oid = r.relnamespace
		WHERE n.nspname = current_schema() AND NOT tgisinternal AND tgname LIKE '%!_no!_insert' ESCAPE '!' ORDER BY 1, 2`
	if t.Dialect() == SQLite {
		query = `SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%!_no!_insert' ESCAPE '!' ORDER BY name`
	}
	type guard struct{ off, on string }
	rows, err := t.Query(ctx, query)
	guards, err := Collect(rows, err, func(r *sql.Rows) (g guard, err error) {
		var table, name, says string
		err = r.Scan(&table, &name, &says)
		g = guard{"DROP TRIGGER " + name, says}
		if says == "" {
			g = guard{"ALTER TABLE " + table + " DISABLE TRIGGER " + name, "ALTER TABLE " + table + " ENABLE TRIGGER " + name}
		}
		return g, err
	})
	if err != nil {
		return nil, err
	}
	for _, g := range guards {
		if _, err := t.Exec(ctx, g.off); err != nil {
			return nil, err
		}
	}
	return func() error {
		for _, g := range guards {
			if _, err := t.Exec(ctx, g.on); err != nil {
				return fmt.Errorf("db: %s: %w", g.on, err)
			}
		}
		return nil
	}, nil
}

// empty takes out all rows, of facts too, and the queue's.
func (t *Tx) empty(ctx context.Context) error {
	tables, err := Tables(ctx, t)
	if err != nil {
		return err
	}
	names := []string{"river_job"}
	for _, table := range tables {
		names = append(names, table.Name)
	}
	for _, name := range names {
		texts := []string{"DELETE FROM " + name} // a table of facts refuses, unless it has no rows
		if t.Dialect() == Postgres {
			texts = []string{"ALTER TABLE " + name + " DISABLE TRIGGER USER", "TRUNCATE " + name, "ALTER TABLE " + name + " ENABLE TRIGGER USER"}
		}
		for _, text := range texts {
			if _, err := t.Exec(ctx, text); err != nil {
				return fmt.Errorf("db: empty %s: %w", name, err)
			}
		}
	}
	return nil
}

// Fill inserts rows into a table of ours, with the columns that it must have exactly.
func (t *Tx) Fill(ctx context.Context, table Table, rows iter.Seq[[]any]) (int64, error) {
	tables, err := Tables(ctx, t)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(tables, func(has Table) bool { return has.Name == table.Name })
	if i < 0 {
		return 0, fmt.Errorf("there is no table %q", table.Name)
	}
	has, want := slices.Sorted(slices.Values(tables[i].Columns)), slices.Sorted(slices.Values(table.Columns))
	if !slices.Equal(has, want) {
		return 0, fmt.Errorf("table %s has other columns than these: %q", table.Name, table.Columns)
	}
	yes, err := t.booleans(ctx, table)
	if err != nil {
		return 0, err
	}
	return BulkInsert(ctx, t, table.Name, table.Columns, "", func(yield func([]any) bool) {
		for row := range rows {
			for _, i := range yes {
				if n, ok := row[i].(int64); ok {
					row[i] = n != 0
				}
			}
			if !yield(row) {
				return
			}
		}
	})
}

// booleans returns which columns of a table PostgreSQL keeps as booleans: SQLite keeps them as 0 and 1.
func (t *Tx) booleans(ctx context.Context, table Table) ([]int, error) {
	if t.Dialect() == SQLite {
		return nil, nil
	}
	rows, err := t.Query(ctx, `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 AND data_type = 'boolean'`, table.Name)
	names, err := Collect(rows, err, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
	if err != nil {
		return nil, err
	}
	var out []int
	for _, name := range names {
		out = append(out, slices.Index(table.Columns, name))
	}
	return out, nil
}
