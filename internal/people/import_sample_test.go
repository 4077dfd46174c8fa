package people_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// TestImportOfficeFiles takes in files as membership offices send them: saved from Excel in three
// languages and three encodings, with what people leave in cells.
func TestImportOfficeFiles(t *testing.T) {
	for _, c := range []struct {
		file    string
		counts  tabular.Counts
		held    map[string][]string // by address
		refused map[int]string      // by line
		notes   []string
	}{
		{"excel-english.csv", tabular.Counts{Total: 7, Created: 5, Refused: 2}, map[string][]string{
			"ada.okafor@library.example": {"Ada Okafor", "join regular 2026-01-01 2026-12-31"},
			"ben@library.example":        {"Ben Ruiz", "join student 2026-01-01 2026-12-31"},
			"chloe@home.example":         {"Chloé Martin-Roy", "join retired 2026-01-31 2027-01-30"},
			"dag@library.example":        {"Dag Holm", "renew support-staff 2025-03-01 2026-02-28", "join support-staff 2024-02-29 2025-02-28"},
		}, map[int]string{7: "names no class of membership", 8: "Write the year with four"},
			[]string{"The column “Chapter” was not read.", "Numbers such as 46023 were read as a spreadsheet's counts of days from 1900."}},
		{"excel-spanish.csv", tabular.Counts{Total: 5, Created: 4, Refused: 1}, map[string][]string{
			"jose.nunez@biblioteca.example": {"José Núñez Peña", "join regular 2025-12-31 2026-12-30"},
			"luz@casa.example":              {"María de la Luz Ibáñez", "join student 2026-01-01 2026-12-31"},
			"iñaki@biblioteca.example":      {"Iñaki Etxeberria", "join retired 2026-01-01 2026-12-31"},
			"oscar@biblioteca.example":      {"Óscar Gil", "join life 2024-02-29 9999-12-31"},
		}, map[int]string{6: "is not an e-mail address"}, []string{"The column “Contraseña” was not read."}},
		{"excel-french.txt", tabular.Counts{Total: 5, Created: 3, Refused: 2}, map[string][]string{
			"eloise@bibliotheque.example": {"Éloïse Lefèvre", "join student 2026-01-01 2026-12-31"},
			"moussa@bibliotheque.example": {"Moussa N'Diaye", "join regular 2026-01-01 2026-12-31"},
		}, map[int]string{5: "can be retired or international", 6: "stands in line 2 already, for Éloïse Lefèvre"},
			[]string{"Dates such as 01-03-2020 were read day first because 13-01-2026 can only be so."}},
	} {
		t.Run(c.file, func(t *testing.T) {
			b, err := os.ReadFile("testdata/members/" + c.file)
			if err != nil {
				t.Fatal(err)
			}
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				s := peopletest.New(t, d)
				r := importText(t, s, string(b), false)
				if diff := cmp.Diff(c.counts, r.Counts); diff != "" {
					t.Errorf("counts: %s\n%+v", diff, r.Rows)
				}
				for _, want := range c.notes {
					if !strings.Contains(strings.Join(r.Notes, "\n"), want) {
						t.Errorf("the report does not say %q: %q", want, r.Notes)
					}
				}
				for address, want := range c.held {
					p, err := s.PersonByEmail(ctx, address)
					if err != nil {
						t.Errorf("%s: %v", address, err)
						continue
					}
					if diff := cmp.Diff(want, append([]string{p.Name}, held(t, s, address)...)); diff != "" {
						t.Errorf("%s: %s", address, diff)
					}
				}
				for _, row := range r.Rows {
					if row.Outcome != tabular.Refused {
						continue
					}
					if want := c.refused[row.Line]; want == "" || !strings.Contains(row.Problems[0].Message, want) {
						t.Errorf("line %d was refused: %+v", row.Line, row.Problems)
					}
				}
				again := importText(t, s, string(b), false)
				if again.Counts.Created+again.Counts.Changed > 0 {
					t.Errorf("the second time: %+v", again.Counts)
				}
			})
		})
	}
}

func TestImportOfHeadings(t *testing.T) {
	s := peopletest.New(t, dbtest.SQLite(t))
	r, err := s.ImportMemberships(context.Background(), system, strings.NewReader(header), people.ImportOptions{})
	if err != nil || r.Counts.Total != 0 || !strings.Contains(strings.Join(r.Notes, " "), "No rows: ") {
		t.Errorf("report = %+v, %v", r, err)
	}
}
