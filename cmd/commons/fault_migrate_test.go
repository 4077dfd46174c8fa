package main

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/app/apptest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// older is the backup that an older program made of a small association, and its schema.
const (
	older       = "../../internal/app/testdata/schema-90.zip"
	olderSchema = 90
)

// TestKilledWhileMigrating kills an upgrade at random moments (G19): the database is of a whole version between the old and
// the new one, the next upgrade goes on from there, nothing is lost and the doctor finds nothing.
func TestKilledWhileMigrating(t *testing.T) {
	if testing.Short() {
		t.Skip("upgrades databases for some seconds")
	}
	t.Run("sqlite", func(t *testing.T) {
		file := olderFile(t)
		killedWhileMigrating(t, func(t *testing.T) []string { return []string{"--data", copyOf(t, file)} })
	})
	filled := dbtest.Filled{Empty: true}
	t.Run("postgres", func(t *testing.T) {
		killedWhileMigrating(t, func(t *testing.T) []string {
			return []string{"--db", filled.URL(t, func(url string) error {
				_, err := apptest.Older(context.Background(), older, db.Config{URL: url})
				return err
			})}
		})
	})
}

// killedWhileMigrating upgrades once to its end, to know how long it takes and what comes of it, and then kills.
func killedWhileMigrating(t *testing.T, asOfThen func(*testing.T) []string) {
	if _, err := shipped(); err != nil { // building it takes none of the time of an upgrade
		t.Fatal(err)
	}
	w := &trial{where: asOfThen(t)}
	began := time.Now()
	w.run(t, "migrate")
	took := time.Since(began)
	whole, _, _ := rows(t, w.where)
	between := 0
	for range rounds(4, 50) {
		w := &trial{where: asOfThen(t)}
		w.killed(t, time.Duration(rand.Int64N(int64(took))), "migrate")
		if _, has, want := rows(t, w.where); olderSchema < has && has < want {
			between++
		}
		w.run(t, "migrate")
		w.run(t, "doctor")
		if now, _, _ := rows(t, w.where); !maps.Equal(now, whole) {
			t.Errorf("the tables hold %v, and %v where nothing was killed", now, whole)
		}
	}
	if between == 0 && rounds(0, 1) == 1 {
		t.Error("no kill fell between two versions, so nothing is proved")
	}
	t.Logf("an upgrade takes %s; %d of those killed were between two versions", took.Round(time.Millisecond), between)
}

// olderFile returns the embedded database of the older program.
func olderFile(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	if _, err := apptest.Older(t.Context(), older, db.Config{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, db.File))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// copyOf puts a database into a directory of its own.
func copyOf(t *testing.T, file []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, db.File), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// rows counts what each table holds, and tells the schema that a database has and the one it should have.
func rows(t *testing.T, where []string) (n map[string]int, has, want int64) {
	t.Helper()
	c := configOf(where)
	d, err := db.Open(t.Context(), db.Config{Dir: c.Data, URL: c.DatabaseURL, Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if has, want, err = d.SchemaVersion(t.Context()); err != nil {
		t.Fatal(err)
	}
	tables, err := db.Tables(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	n = map[string]int{}
	for _, table := range tables {
		var of int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table.Name).Scan(&of); err != nil {
			t.Fatal(err)
		}
		n[table.Name] = of
	}
	return n, has, want
}
