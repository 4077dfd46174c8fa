package dbtest

import (
	"database/sql"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
)

// Unguard takes the triggers off a table, as somebody who owns the database could. It is for tests
// of what finds such damage afterwards.
func Unguard(t testing.TB, d *db.DB, table string) {
	t.Helper()
	if d.Dialect() == db.Postgres {
		if _, err := d.Writer().Exec("ALTER TABLE " + table + " DISABLE TRIGGER USER"); err != nil {
			t.Fatal(err)
		}
		return
	}
	rows, err := d.Query(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1", table)
	names, err := db.Collect(rows, err, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := d.Writer().Exec("DROP TRIGGER " + name); err != nil {
			t.Fatal(err)
		}
	}
}
