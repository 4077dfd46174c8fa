package tabular_test

import (
	"fmt"
	"strings"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// A file is read row by row; what is wrong with one row does not stop the others.
func ExampleOpen() {
	file := strings.NewReader("Title;Date\r\nStorytelling for \"adults\";14.06.2016\r\n\"Maps; and more\";29.02.2015\r\n")
	r, err := tabular.Open(file, tabular.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	report := tabular.NewReport("offers", "spring.csv", true)
	dates := tabular.NewDateReader(tabular.UnknownOrder)
	for row, err := range r.Rows() {
		if err == nil {
			_, _, err = dates.Date(row.Get("date"))
		}
		if err != nil {
			report.Refuse(row.Line, "", row.Get("title"), err)
			continue
		}
		report.Add(tabular.RowReport{Line: row.Line, Title: row.Get("title"), Outcome: tabular.Created})
	}
	if err := r.Err(); err != nil {
		fmt.Println(err)
	}
	report.Note(r.Notes()...)
	var out strings.Builder
	if err := report.WriteText(&out); err != nil {
		fmt.Println(err)
	}
	fmt.Print(out.String())
	// Output:
	// Import of offers from spring.csv, dry run: nothing was saved
	//   The columns are separated by semicolons.
	// line 2      created    Storytelling for "adults"
	// line 3      refused    Maps; and more
	//     “29.02.2015” is not a date: February 2015 has 28 days.
	// 2 rows: 1 created, 0 changed, 0 unchanged, 1 refused.
}
