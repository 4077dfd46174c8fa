package standards_test

import (
	"context"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// Nothing is added to a version that is published, nor moved into one: the database refuses, whoever asks.
func TestNothingIsAddedToWhatIsPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), first(t, w)
		draft, err := w.BeginDraft(ctx, w.Editor, m.framework)
		if err != nil {
			t.Fatal(err)
		}
		add(t, w, m.framework, "", standards.CompetencyDraft{Code: "N", Title: "New", Statements: map[string][]string{"foundational": {"Begins."}}})
		own := "'" + string(draft.ID) + "'"
		try := func(version string, query string) error {
			return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, strings.NewReplacer("{draft}", own, "{here}", version).Replace(query))
				return err
			})
		}
		published := `(SELECT id FROM framework_versions WHERE status = 'published' AND framework_id = '` + string(m.framework) + `')`
		// What may be done to the draft, and is taken back, so that a refusal is one of the guard.
		for table, q := range map[string][2]string{
			"framework_levels":       {`INSERT INTO framework_levels (version_id, code, rank, title) VALUES ({here}, 'z', 90, 'Z')`, `code = 'z'`},
			"competency_versions":    {`INSERT INTO competency_versions (version_id, competency_id, position, depth, title, place_id, updated_at) SELECT {here}, MAX(id), 90, 1, 'Z', 'z', 1 FROM competencies c WHERE NOT EXISTS (SELECT 1 FROM competency_versions v WHERE v.version_id = {here} AND v.competency_id = c.id)`, `position = 90`},
			"indicators":             {`INSERT INTO indicators (version_id, id, competency_id, level, position, text) SELECT {here}, 'z', '` + string(m.a) + `', 'foundational', 9, 'Z'`, `id = 'z'`},
			"competency_links":       {`INSERT INTO competency_links (version_id, id, competency_id, position, kind, target_title) VALUES ({here}, 'z', '` + string(m.a) + `', 9, 'exactMatchOf', 'Z')`, `id = 'z'`},
			"framework_translations": {`INSERT INTO framework_translations (version_id, object, language, title) VALUES ({here}, '', 'es', 'Z')`, `object = ''`},
			"framework_parts":        {`INSERT INTO framework_parts (version_id, kind, id, position, body) VALUES ({here}, 'CFSubjects', 'z', 1, '{}')`, `id = 'z'`},
			"framework_rubrics":      {`INSERT INTO framework_rubrics (version_id, id, rubric_id, position, body) VALUES ({here}, 'z', '', 1, '{}')`, `id = 'z'`},
			"competency_changes":     {`INSERT INTO competency_changes (version_id, from_id, became, decided_at) VALUES ({here}, '` + string(m.b) + `', 'retired', 1)`, `became = 'retired'`},
		} {
			if table == "competency_versions" {
				if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO competencies (id, framework_id, created_at) VALUES ('zzzz', $1, 1)`, m.framework)
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
			if err := try(own, q[0]); err != nil {
				t.Fatalf("%s of the draft: %v", table, err)
			}
			if err := try(published, q[0]); err == nil || !db.IsCheck(err) || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s of a published version took a row: %v", table, err)
			}
			if err := try(published, `UPDATE `+table+` SET version_id = {here} WHERE version_id = {draft} AND `+q[1]); err == nil || !db.IsCheck(err) || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("a row of %s was moved into a published version: %v", table, err)
			}
			if err := try(own, `DELETE FROM `+table+` WHERE version_id = {draft} AND `+q[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
}
