package standardsweb

import (
	"bytes"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/standards"
)

// TestWordsAndLinksOfACompetencyStandApart looks at what a page says of a competency that was split and that maps to others.
func TestWordsAndLinksOfACompetencyStandApart(t *testing.T) {
	v := competencyPage{CompetencyView: standards.CompetencyView{Version: standards.Version{Key: "f", Number: 1},
		Became: []standards.Change{{Number: 2, Became: standards.BecameSplit, To: []standards.Named{{ID: "1", Code: "A1", Title: "Asks"}, {ID: "2", Code: "A2", Title: "Answers"}}}}}}
	v.Links = []standards.Link{{Kind: "isRelatedTo", Title: "Elsewhere"}}
	var out bytes.Buffer
	if err := competencyView(v).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	page := strings.Join(strings.Fields(out.String()), " ")
	for _, words := range []string{"A1 Asks</a>, <a", "A2 Answers</a>", "Comparable to Elsewhere"} {
		if !strings.Contains(page, words) {
			t.Errorf("%q is not in the page", words)
		}
	}
}
