// Package dbtest gives every test a fresh, migrated database of each kind.
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver, for making and dropping databases

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// PostgresEnv names the variable with the address of a throwaway PostgreSQL cluster whose
// user may create databases ("postgres://postgres@127.0.0.1:5433/postgres").
const PostgresEnv = "COMMONS_TEST_POSTGRES"

// Each runs f once on SQLite and once on PostgreSQL, each time on a fresh, migrated database.
// Without PostgreSQL that half is skipped for a passer-by; ./check sets COMMONS_CHECK and then
// it is a failure.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// sqliteTemplate is the file of a migrated database, made once in a test process.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "commons-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if _, err := d.Writer().Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, db.File))
})

// SQLite returns a fresh, migrated embedded database that is closed and removed with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, db.File), template, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, db.Config{Dir: dir})
}

// Postgres returns a fresh, migrated PostgreSQL database that is dropped with the test.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, db.Config{URL: PostgresURL(t), MaxConns: 24})
}

// PostgresURL returns the address of a fresh, migrated database, for tests that start several processes on it.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return postgresURL(t, postgresTemplate)
}

// EmptyPostgresURL returns the address of a fresh database without a schema, for tests of migrating.
func EmptyPostgresURL(t testing.TB) string {
	t.Helper()
	return postgresURL(t, func(string) (string, error) { return "template0", nil })
}

// postgresURL makes a database from the template and drops it with the test.
func postgresURL(t testing.TB, templateOf func(base string) (string, error)) string {
	t.Helper()
	base := os.Getenv(PostgresEnv)
	if base == "" {
		if os.Getenv("COMMONS_CHECK") != "" {
			t.Fatalf("%s is not set, and a check must run on PostgreSQL too", PostgresEnv)
		}
		t.Skipf("%s is not set: this half of the test runs under ./check", PostgresEnv)
	}
	template, err := templateOf(base)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + id.Tail(14)
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	return withDatabase(base, name)
}

var (
	templateMu   sync.Mutex
	templateName string
)

// postgresTemplate makes one migrated database for this test process to copy.
func postgresTemplate(base string) (string, error) {
	templateMu.Lock()
	defer templateMu.Unlock()
	if templateName != "" {
		return templateName, nil
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		return "", err
	}
	defer admin.Close()
	name := fmt.Sprintf("template_%d_%s", os.Getpid(), id.Tail(6))
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{URL: withDatabase(base, name)})
	if err != nil {
		return "", err
	}
	if err := d.Migrate(ctx); err != nil {
		return "", err
	}
	templateName = name
	return name, d.Close()
}

func open(t testing.TB, c db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}
