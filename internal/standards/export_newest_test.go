package standards_test

import (
	"encoding/json"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// The identifiers of versions that came with the product do not grow with time.
func TestAssociationsAreOfTheNewestVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		w.Seed(t)
		for _, key := range []string{"lc-advocacy", "lc-leadership", "lc-literacy", "lc-technology"} {
			v, err := w.Show(t.Context(), authz.Actor{}, key, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.BeginDraft(t.Context(), w.Editor, v.FrameworkID); err != nil {
				t.Fatal(err)
			}
			if err := w.SaveCompetency(t.Context(), w.Editor, v.FrameworkID, v.Competencies[0].ID, standards.CompetencyDraft{Code: "NEW-01", Title: "Said anew"}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
				t.Fatal(err)
			}
			var file struct {
				CFAssociations []struct {
					Identifier, AssociationType string
					OriginNodeURI               struct{ Identifier string }
				}
			}
			if err := json.Unmarshal(export(t, w, casefile.V1p1, v.FrameworkID), &file); err != nil {
				t.Fatal(err)
			}
			asked := 0
			for _, a := range file.CFAssociations {
				if a.AssociationType != casefile.ChildOf || a.OriginNodeURI.Identifier != string(v.Competencies[0].ID) {
					continue
				}
				asked++
				o, err := w.Association(t.Context(), form(casefile.V1p1), id.ID(a.Identifier))
				b, _ := json.Marshal(o)
				if err != nil || !strings.Contains(string(b), "Said anew") {
					t.Errorf("%s: %s %v", key, b, err)
				}
			}
			if asked != 1 {
				t.Errorf("%s: %d places", key, asked)
			}
		}
	})
}
