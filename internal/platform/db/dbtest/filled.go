package dbtest

import (
	"database/sql"
	"sync"
	"testing"

	"learningcommons.dev/commons/internal/platform/id"
)

// Filled is a PostgreSQL database that is filled once in a test process, and copied for each test that asks. Its zero value is ready.
type Filled struct {
	Empty bool // the original starts without a schema

	mu   sync.Mutex
	name string
}

// URL returns the address of a copy, which is dropped with the test. The first call makes the original: fill is given the
// address of a fresh database, migrated unless Empty, and must leave no connection to it open.
func (f *Filled) URL(t testing.TB, fill func(url string) error) string {
	t.Helper()
	return postgresURL(t, func(base string) (string, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.name != "" {
			return f.name, nil
		}
		template := "template0"
		if !f.Empty {
			var err error
			if template, err = postgresTemplate(base); err != nil {
				return "", err
			}
		}
		admin, err := sql.Open("pgx", base)
		if err != nil {
			return "", err
		}
		defer admin.Close()
		name := "filled_" + id.Tail(14)
		if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
			return "", err
		}
		if err := fill(withDatabase(base, name)); err != nil {
			return "", err
		}
		f.name = name
		return name, nil
	})
}
