package standards_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// itemID is the identifier of an item of generated.
func itemID(n int) id.ID { return id.ID(fmt.Sprintf("00000000-0000-0000-0000-%012d", n)) }

// TestThePageOfACompetencyLooksAtNothingElse: what a competency stands under is found by the key, step by step, however many others there are.
func TestThePageOfACompetencyLooksAtNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx := t.Context()
		got, err := w.Import(ctx, w.Editor, generated(5_000), standards.ImportOptions{Source: "large.json"})
		if err != nil {
			t.Fatal(err)
		}
		v, err := w.Publish(ctx, w.Editor, got.FrameworkID, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, analysed := range []bool{false, true} {
			if analysed {
				if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, `ANALYZE competency_versions`)
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
			plan := standards.AboveExplained(t, d, v.ID, itemID(4_987))
			for line := range strings.Lines(plan) {
				// PostgreSQL may look through the version once; SQLite says what it searches by, and never goes through a table.
				again := strings.Contains(line, "Scan on competency_versions") && !strings.Contains(line, "loops=1)") && !strings.Contains(line, "never executed")
				through := strings.Contains(line, "SCAN c") || strings.Contains(line, "SCAN p")
				wide := (strings.Contains(line, "SEARCH c ") || strings.Contains(line, "SEARCH p ")) && !strings.Contains(line, "competency_id=?")
				if again || through || wide {
					t.Errorf("it reads:\n%s", plan)
				}
			}
		}
		view, err := w.Competency(ctx, w.Editor, v.Key, 0, itemID(4_987))
		if err != nil || len(view.Above) != 3 || view.Above[0].ID != itemID(4) || view.Above[1].ID != itemID(49) || view.Above[2].ID != itemID(498) {
			t.Errorf("it stands under %d (%v)", len(view.Above), err)
		}
	})
}
