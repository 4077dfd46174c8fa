package tabular

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// mergedBook is a workbook of one sheet with the rows and merged cells of a test.
func mergedBook(t *testing.T, rows, merges string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData><mergeCells>` + merges + `</mergeCells></worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMergedCellsHoldForTheirRows(t *testing.T) {
	cell := func(ref, text string) string {
		return `<c r="` + ref + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	rows := `<row r="1">` + cell("A1", "Day") + cell("B1", "Title") + `</row><row r="2">` + cell("A2", "Monday") + cell("B2", "A") + `</row><row r="3">` + cell("B3", "B") + `</row><row r="4"/><row r="5">` + cell("B5", "C") + `</row><row r="6">` + cell("B6", "D") + `</row>`
	r, err := Open(bytes.NewReader(mergedBook(t, rows, `<mergeCell ref="A2:A5"/><mergeCell ref="A1:B1"/>`)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Join(row.Cells(), " "))
	}
	if s := strings.Join(got, "|"); s != "Monday A|Monday B|Monday C| D" || !strings.Contains(strings.Join(r.Notes(), ""), "merged over several rows hold for each of them (2)") {
		t.Errorf("%q %v", s, r.Notes())
	}
}

func TestMergedCellsFarBehind(t *testing.T) {
	// Their names stand behind more than one block of the part, and one lies between two.
	rows, merges := strings.Builder{}, strings.Builder{}
	rows.WriteString(`<row r="1"><c r="A1" t="inlineStr"><is><t>Day</t></is></c><c r="B1" t="inlineStr"><is><t>Title</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Monday</t></is></c></row>`)
	for range 2000 {
		rows.WriteString(`<row><c r="B3" t="inlineStr"><is><t>A title of some length</t></is></c></row>`)
	}
	for range 5000 {
		merges.WriteString(`<mergeCell ref="C7:C7"/>`)
	}
	for i := range 500 {
		merges.WriteString(fmt.Sprintf(`<mergeCell ref="A%d:A%d"/>`, 2+i*4, 5+i*4))
	}
	text := strings.ReplaceAll(rows.String(), `r="B3" `, "")
	text = strings.ReplaceAll(text, `<row><c t="inlineStr">`, `<row><c/><c t="inlineStr">`)
	r, err := Open(bytes.NewReader(mergedBook(t, text, merges.String())), Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if !strings.Contains(strings.Join(r.Notes(), ""), "each of them (3)") {
		t.Errorf("%d rows, %v", n, r.Notes())
	}
	b := workbook{parts: map[string]*zip.File{}}
	archive, err := zip.NewReader(bytes.NewReader(mergedBook(t, text, merges.String())), int64(len(mergedBook(t, text, merges.String()))))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		b.parts[f.Name] = f
	}
	b.opts.MaxUnpacked = 10 << 20
	if over, err := b.mergedCells("xl/worksheets/sheet1.xml"); err != nil || len(over) != 500 {
		t.Error(len(over), err)
	}
}

// TestMergedCellsAreOneAColumn reads a sheet of which ten thousand merged cells lie over one another: each row asks one of each column.
func TestMergedCellsAreOneAColumn(t *testing.T) {
	s := sheet{merged: map[int][]merged{}, open: map[int]merged{}}
	for i := range maxMerged {
		s.merged[2] = append(s.merged[2], merged{column: 1 + i%2, last: 999_999})
	}
	for line := 2; line < 5; line++ {
		s.fill(&record{line: line, cells: []string{"a", "b"}, width: 2})
	}
	if len(s.open) != 2 {
		t.Errorf("%d are open at once", len(s.open))
	}
	later := record{line: 6, cells: []string{"", "", "c"}, width: 3}
	if s.fill(&later); strings.Join(later.cells, "") != "abc" {
		t.Errorf("%q", later.cells)
	}
}
