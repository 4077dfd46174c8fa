package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Snapshot is the whole database as it was at one moment, for reading. It implements Q.
type Snapshot struct {
	tx      *sql.Tx
	dialect Dialect
}

// Table is a table of ours with its columns in their order.
type Table struct {
	Name    string
	Columns []string
}

// Snapshot runs f on the database as it is now, whatever is written meanwhile. It keeps no writer
// waiting; while it lasts SQLite's write-ahead log grows instead of being taken over into the file.
func (d *DB) Snapshot(ctx context.Context, f func(ctx context.Context, s *Snapshot) error) error {
	o := &sql.TxOptions{ReadOnly: true}
	if d.dialect == Postgres {
		o.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("db: begin a snapshot: %w", err)
	}
	defer tx.Rollback()
	return f(ctx, &Snapshot{tx, d.dialect})
}

// Dialect implements Q.
func (s *Snapshot) Dialect() Dialect { return s.dialect }

// Exec implements Q; nothing is written in a snapshot.
func (s *Snapshot) Exec(context.Context, string, ...any) (sql.Result, error) {
	return nil, errors.New("db: a snapshot is only read")
}

// Query implements Q.
func (s *Snapshot) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(ctx, query, bind(args)...)
}

// QueryRow implements Q.
func (s *Snapshot) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(ctx, query, bind(args)...)
}

var _ Q = (*Snapshot)(nil)

// Rows hands every row of a table to f, one at a time and in no order: texts, int64, float64, bool,
// []byte or nil. f must not keep the slice.
func (s *Snapshot) Rows(ctx context.Context, t Table, f func(row []any) error) error {
	rows, err := s.tx.QueryContext(ctx, "SELECT "+strings.Join(t.Columns, ", ")+" FROM "+t.Name)
	if err != nil {
		return err
	}
	defer rows.Close()
	row, to := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range row {
		to[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Tables returns our tables by name. Those of the tools that keep the schema and the queue are not
// ours: they differ between the databases.
func Tables(ctx context.Context, q Q) ([]Table, error) {
	query := `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name, c.cid`
	if q.Dialect() == Postgres {
		// The catalogue itself: the views of the standard over it take forty times as long.
		query = `SELECT CAST(c.relname AS text), CAST(a.attname AS text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`
	}
	rows, err := q.Query(ctx, query)
	found, err := Collect(rows, err, func(r *sql.Rows) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) })
	if err != nil {
		return nil, fmt.Errorf("db: list the tables: %w", err)
	}
	var out []Table
	for _, p := range found {
		if strings.HasPrefix(p[0], "goose_") || strings.HasPrefix(p[0], "river_") {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Name != p[0] {
			out = append(out, Table{Name: p[0]})
		}
		out[len(out)-1].Columns = append(out[len(out)-1].Columns, p[1])
	}
	return out, nil
}

// madeByMigrations are the tables in which a database has rows before anybody used it.
var madeByMigrations = map[string]bool{"change_counters": true}

// Used reports whether anything was ever written into the database but what its migrations write.
func (d *DB) Used(ctx context.Context) (bool, error) {
	tables, err := Tables(ctx, d)
	if err != nil {
		return false, err
	}
	for _, t := range tables {
		var some bool
		if !madeByMigrations[t.Name] {
			if err := d.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+t.Name+")").Scan(&some); err != nil || some {
				return some, err
			}
		}
	}
	return false, nil
}
