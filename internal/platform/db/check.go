package db

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// glanceTime bounds how long a server looks at its file before it starts.
const glanceTime = time.Second

// GlanceAtFile looks at the embedded database as far as it comes in a second, which is the whole of a
// small one, and returns an error that says what to do when it is damaged. A large file is looked
// through by CheckFile only.
func (d *DB) GlanceAtFile(ctx context.Context) error {
	if d.dialect != SQLite {
		return nil
	}
	short, cancel := context.WithTimeout(ctx, glanceTime)
	defer cancel()
	found := "ok"
	err := d.read.QueryRowContext(short, "PRAGMA quick_check(1)").Scan(&found)
	path := filepath.Join(d.dir, File)
	switch {
	case hasCode(err, "", corrupt...):
		return unopened(path, err)
	case short.Err() != nil:
		return ctx.Err() // the second is over: nothing was found so far
	case err != nil:
		return unopened(path, err)
	case found != "ok":
		return fmt.Errorf("%s is damaged (%s): put a copy from a backup in its place; commons doctor says more", path, strings.ReplaceAll(found, "\n", " "))
	}
	return nil
}

// CheckFile reads the whole embedded database and returns what is damaged in it, as sentences: pages
// that cannot be read, indexes that do not fit their tables, references to rows that are gone.
// PostgreSQL looks after its own files, so there it finds nothing.
func (d *DB) CheckFile(ctx context.Context) ([]string, error) {
	if d.dialect != SQLite {
		return nil, nil
	}
	rows, err := d.read.QueryContext(ctx, "PRAGMA integrity_check(20)")
	out, err := Collect(rows, err, func(r *sql.Rows) (string, error) {
		var s string
		return s, r.Scan(&s)
	})
	if hasCode(err, "", corrupt...) {
		return []string{"file: " + err.Error()}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("db: check the file: %w", err)
	}
	if len(out) != 1 || out[0] != "ok" {
		for i, s := range out {
			out[i] = "file: " + s
		}
		return out, nil
	}
	rows, err = d.read.QueryContext(ctx, "PRAGMA foreign_key_check")
	out, err = Collect(rows, err, func(r *sql.Rows) (string, error) {
		var (
			table, parent string
			row           sql.NullInt64
			key           int
		)
		err := r.Scan(&table, &row, &parent, &key)
		return fmt.Sprintf("file: row %d of %s refers to a row of %s that is not there", row.Int64, table, parent), err
	})
	if err != nil {
		return nil, fmt.Errorf("db: check references: %w", err)
	}
	return out, nil
}
