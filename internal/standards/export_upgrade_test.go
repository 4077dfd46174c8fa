package standards_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// TestWhatWasPublishedBeforeIsFoundByItsIdentifiers upgrades a database whose definitions were kept as one text, and whose map had no
// identifiers for other programs. Both are facts that nobody may change, and they still are afterwards.
func TestWhatWasPublishedBeforeIsFoundByItsIdentifiers(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.EmptyPostgresURL} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			d, err := db.Open(ctx, db.Config{Dir: t.TempDir(), URL: url(t)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			if err := d.MigrateTo(ctx, 221); err != nil {
				t.Fatal(err)
			}
			const kept = `{"document":{"publisher":"A press"},"definitions":{"CFItemTypes":[{"identifier":"B0000000-0000-4000-8000-000000000001","uri":"https://x.example/1","title":"Area","hierarchyCode":"1","description":"é"},
				{"identifier":"b0000000-0000-4000-8000-000000000002","title":"Skill","hierarchyCode":"1.1"},{"identifier":"none","title":"Broken"},{"title":"Nameless"},7],"CFConcepts":[],"CFSubjects":null,"extensions":{"a":1}}}`
			err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				for _, q := range []string{
					`INSERT INTO frameworks (id, key, created_at) VALUES ('f0000000-0000-4000-8000-000000000001', 'one', 1), ('f0000000-0000-4000-8000-000000000002', 'two', 1)`,
					`INSERT INTO framework_versions (id, framework_id, number, title, sort_title, status, kept, created_at, updated_at) VALUES ('v1', 'f0000000-0000-4000-8000-000000000001', 1, 'One', 'one', 'draft', '{}', 1, 1), ('w1', 'f0000000-0000-4000-8000-000000000002', 1, 'Two', 'two', 'draft', '{"definitions":null}', 1, 1)`,
					`INSERT INTO competencies (id, framework_id, created_at) VALUES ('c0000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000001', 1), ('c0000000-0000-4000-8000-000000000002', 'f0000000-0000-4000-8000-000000000001', 1)`,
					`INSERT INTO competency_versions (version_id, competency_id, position, depth, title, place_id, updated_at) VALUES ('v1', 'c0000000-0000-4000-8000-000000000001', 1, 1, 'Old', 'a0000000-0000-4000-8000-000000000001', 1)`,
					`UPDATE framework_versions SET status = 'published', published_at = 1, competencies = 1 WHERE id = 'v1'`, `UPDATE framework_versions SET status = 'retired', retired_at = 2 WHERE id = 'v1'`,
					`INSERT INTO framework_versions (id, framework_id, number, title, sort_title, status, kept, created_at, updated_at) VALUES ('v2', 'f0000000-0000-4000-8000-000000000001', 2, 'One', 'one', 'draft', '` + kept + `', 1, 1)`,
					`INSERT INTO framework_levels (version_id, code, rank, title) VALUES ('v2', 'able', 1, 'Able')`,
					`INSERT INTO competency_versions (version_id, competency_id, position, depth, title, place_id, updated_at) VALUES ('v2', 'c0000000-0000-4000-8000-000000000002', 1, 1, 'New', 'a0000000-0000-4000-8000-000000000002', 1)`,
					`INSERT INTO competency_changes (version_id, from_id, became, to_id, decided_at) VALUES ('v2', 'c0000000-0000-4000-8000-000000000001', 'replaced', 'c0000000-0000-4000-8000-000000000002', 1)`,
					`UPDATE framework_versions SET status = 'published', published_at = 2, competencies = 1 WHERE id = 'v2'`,
				} {
					if _, err := tx.Exec(ctx, q); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			w := standardstest.New(t, d)
			read := object(t)
			set := read(w.Definition(ctx, form(casefile.V1p1), "CFItemTypes", "b0000000-0000-4000-8000-000000000001"))
			if list := set["CFItemTypes"].([]any); len(list) != 2 || list[0].(map[string]any)["description"] != "é" || list[0].(map[string]any)["hierarchyCode"] != "1" {
				t.Errorf("%v", set)
			}
			ids, said := associationsOf(t, w, "c0000000-0000-4000-8000-000000000001")
			if said != "isChildOf One, replacedBy New" {
				t.Fatal(said)
			}
			if a := read(w.Association(ctx, form(casefile.V1p1), id.ID(ids[1]))); a["associationType"] != "replacedBy" {
				t.Errorf("%v", a)
			}
			p, err := casefile.Read(strings.NewReader(string(export(t, w, casefile.V1p1, "f0000000-0000-4000-8000-000000000001"))), casefile.Usual)
			if err != nil || len(p.Definitions) != 2 || string(p.Document.Rest["publisher"]) != `"A press"` || p.Rubric.Identifier == "" {
				t.Fatalf("%+v %v", p, err)
			}
			if err := w.Rubric(ctx, form(casefile.V1p1), id.ID(p.Rubric.Identifier), func(string) io.Writer { return io.Discard }); err != nil {
				t.Error(err)
			}
			err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE competency_changes SET link_id = 'x'`)
				return err
			})
			if !db.IsCheck(err) {
				t.Errorf("the map can be changed afterwards: %v", err)
			}
		})
	}
}
