package db_test

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// lockedIn are questions to PostgreSQL's catalogue for what docs/operations/scale.md says was kept out of the schema, so that an
// engine which only speaks the protocol could take it. River's tables are its own, and so is the list of migrations.
var lockedIn = map[string]string{
	"a sequence": `SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() AND sequencename NOT LIKE 'river%' AND sequencename NOT LIKE 'goose%'`,
	"a column of a type that others lack": `SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = current_schema()
		AND table_name NOT LIKE 'river%' AND table_name NOT LIKE 'goose%' AND data_type NOT IN ('text', 'bigint', 'integer', 'boolean', 'bytea')`,
	"a default that the engine works out": `SELECT table_name || '.' || column_name || ' ' || column_default FROM information_schema.columns WHERE table_schema = current_schema()
		AND table_name NOT LIKE 'river%' AND table_name NOT LIKE 'goose%' AND column_default LIKE '%(%'`,
	"an index that is no B-tree": `SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename NOT LIKE 'river%' AND indexdef NOT LIKE '%USING btree%'`,
	"a function that does more than refuse": `SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = current_schema()
		AND p.proname NOT LIKE 'river%' AND p.prosrc NOT LIKE '%RAISE EXCEPTION%'`,
	"an enum": `SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = current_schema() AND t.typtype = 'e' AND t.typname NOT LIKE 'river%'`,
}

// TestSchemaCouldMove finds none of it, and finds each when it is put there.
func TestSchemaCouldMove(t *testing.T) {
	d := dbtest.Postgres(t)
	found := func(what string) []string {
		t.Helper()
		rows, err := d.Query(t.Context(), lockedIn[what])
		list, err := db.Collect(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return list
	}
	for what := range lockedIn {
		if list := found(what); len(list) > 0 {
			t.Errorf("%s: %q", what, list)
		}
	}
	for _, statement := range []string{
		`CREATE TYPE colour AS ENUM ('red')`,
		`CREATE TABLE tied (id SERIAL, tags TEXT[])`,
		`CREATE INDEX tied_tags ON tied USING gin (tags)`,
		`CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
	} {
		if _, err := d.Writer().Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	for what := range lockedIn {
		if list := found(what); len(list) == 0 {
			t.Errorf("%s is not found when it is there", what)
		}
	}
}

// lacking are words of SQL that PostgreSQL has and its likes do not, or charge for.
var lacking = regexp.MustCompile(`(?i)\b(LISTEN [a-z]|UNLISTEN|pg_notify|pg_(try_)?advisory|CREATE TEMP|LOCK TABLE|DECLARE [a-z_]+ CURSOR|nextval)`)

// TestQueriesCouldMove looks for such words in everything that talks to a database. Only the lock under which the schema
// is changed may have one.
func TestQueriesCouldMove(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, text := range regexp.MustCompile("(?s)`[^`]*`").FindAllString(string(b), -1) {
			if m := lacking.FindString(text); m != "" {
				if filepath.Base(path) == "lock.go" {
					seen++
					continue
				}
				t.Errorf("%s: %s", path, m)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Error("the lock of the schema was not found, so nothing would be")
	}
}
