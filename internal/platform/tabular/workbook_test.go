package tabular

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// parts is a workbook as the tests put it together by hand, in the order of partOrder.
type parts map[string]string

const (
	relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	spreadsheetML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
)

// newParts returns a workbook of one sheet with the rows as its sheet data.
func newParts(sheetData string) parts {
	return parts{
		"xl/workbook.xml": `<workbook xmlns="` + spreadsheetML + `" xmlns:r="` + relationships + `"><workbookPr/><sheets>` +
			`<sheet name="Offers" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships>` +
			`<Relationship Id="rId1" Type="` + relationships + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relationships + `/sharedStrings" Target="/xl/sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="` + relationships + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml":     `<sst><si><t>title</t></si><si><r><t>da</t></r><r><t>te</t></r><rPh><t>ignored</t></rPh></si></sst>`,
		"xl/styles.xml":            `<styleSheet><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + sheetData + `</sheetData></worksheet>`,
	}
}

func (p parts) file(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"} {
		if p[name] == "" {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const sheetHeader = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`

func TestReadSheet(t *testing.T) {
	headers := []string{"title", "date"}
	for _, test := range []struct {
		name, rows string
		want       table
	}{
		{"kinds of cells", sheetHeader +
			`<row r="3"><c r="A3" t="inlineStr"><is> <t xml:space="preserve"> in line </t> </is></c><c r="B3" t="b"><v>1</v></c></row>` +
			`<row r="4"><c r="B4" t="str"><f>A1&amp;A2</f><v>a_x0041_&lt;b</v></c></row>` +
			`<row r="5"><c t="d"><v>2016-07-14T00:00:00</v></c><c><v>1.2125551234E10</v></c></row>` +
			`<row><c><v>2.2999999999999998</v></c><c t="n"><v>-0.5</v></c></row>`,
			table{Headers: headers, Rows: []string{"3  in line |TRUE", "4 |aA<b", "5 2016-07-14T00:00:00|12125551234", "6 2.3|-0.5"},
				Notes: []string{"The sheet computes some of its cells (1); what it computed last was read."}}},
		{"cells beyond the header", sheetHeader + `<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c><c r="C3"/></row>`,
			table{Headers: headers, Rows: []string{"2 refused: The row has 16384 cells, but the header names only 2 columns.", "3 3"}}},
		{"errors", sheetHeader + `<row r="2"><c r="B2" t="e"><v>#N/A</v></c></row>`,
			table{Headers: headers, Rows: []string{"2 refused: The cell in column 2 holds the spreadsheet error “#N/A”."}}},
		{"formulas stay text", sheetHeader + `<row r="2"><c r="A2" t="inlineStr"><is><t>=1+1</t></is></c></row>`,
			table{Headers: headers, Rows: []string{"2 =1+1"}}},
		{"control characters", sheetHeader + `<row r="2"><c r="A2" t="inlineStr"><is><t>a_x0007_b_xD800_</t></is></c></row>`,
			table{Headers: headers, Rows: []string{"2 ab� // “title” holds the sign �, which stands for a character that was lost before. // “title” held control characters, which were replaced or taken out."}}},
		{"a long cell", sheetHeader + `<row r="2"><c r="A2" t="inlineStr"><is><t>` + strings.Repeat("x", 70<<10) + `</t></is></c></row><row r="3"><c><v>3</v></c></row>`,
			table{Headers: headers, Rows: []string{"2 refused: The cell in column 1 is longer than 64 KiB.", "3 3"}}},
		{"no rows", "", table{Err: "The file holds no rows."}},
		{"a wrong reference", `<row r="1"><c r="1A"><v>1</v></c></row>`, table{Err: "The workbook is damaged: a cell of row 1 is outside the sheet."}},
		{"a cell too far", `<row r="1"><c r="XFE1"><v>1</v></c></row>`, table{Err: "The workbook is damaged: a cell of row 1 is outside the sheet."}},
		{"more cells than a sheet has", `<row>` + strings.Repeat("<c/>", 1<<14+1) + `</row>`, table{Err: "The workbook is damaged: a cell of row 1 is outside the sheet."}},
		{"a row too far", `<row r="1048577"/>`, table{Err: "The workbook is damaged: the sheet has more than 1048576 rows."}},
		{"rows out of order", `<row r="2"/><row r="1"/>`, table{Err: "The workbook is damaged: a row of the sheet is numbered “1”."}},
		{"a text that is not there", `<row r="1"><c t="s"><v>2</v></c></row>`, table{Err: "The workbook is damaged: row 1 points to a text that is not there."}},
		{"cut off", sheetHeader + `<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c>`,
			table{Headers: headers, Rows: []string{"2 1"}, Err: "The workbook is damaged. Open it in a spreadsheet and save it again. Rows after line 2 were not read."}},
		{"nested too deeply", sheetHeader + strings.Repeat("<x>", 100),
			table{Headers: headers, Err: "The workbook is nested too deeply. Rows after line 1 were not read."}},
		{"one endless piece", sheetHeader + "<!--" + strings.Repeat("<", 2<<20),
			table{Headers: headers, Err: "The workbook holds a piece of more than 1 MiB. Rows after line 1 were not read."}},
		{"entities of its own", sheetHeader + `<row r="2"><c r="A2" t="str"><v>&lol;</v></c></row>`,
			table{Headers: headers, Err: "The workbook is damaged. Open it in a spreadsheet and save it again. Rows after line 1 were not read."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := readTable(t, newParts(test.rows).file(t), Options{})
			got.Err, _, _ = strings.Cut(got.Err, ": XML syntax error")
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestSheetNumbers writes numbers under number formats and reads what they mean.
func TestSheetNumbers(t *testing.T) {
	for _, test := range []struct {
		value, format string // a number format, or the number of one that is built in
		epoch04       bool
		want          string
	}{
		{"42565", "dd/mm/yyyy", false, "2016-07-14"},
		{"42565", "14", false, "2016-07-14"},
		{"42565.583333333336", "22", false, "2016-07-14 14:00"},
		{"42565.583333333336", "[$-409]d\\-mmm\\-yy h:mm AM/PM", false, "2016-07-14 14:00"},
		{"0.58333333333333337", "20", false, "14:00"},
		{"0.58350694444444440", "h:mm:ss", false, "14:00:15"},
		{"42565.583333333336", "h:mm", false, "14:00"},
		{"1.5", "46", false, "36:00:00"},
		{"1.5", "[h]:mm", false, "36:00:00"},
		{"0.99999999999", "h:mm", false, "00:00"},
		{"42565", "mmmm", false, "2016-07-14"},
		{"41103", "dd/mm/yyyy", true, "2016-07-14"},
		{"0", "yyyy-mm-dd", true, "1904-01-01"},
		{"1", "yyyy-mm-dd", false, "1900-01-01"},
		{"59", "yyyy-mm-dd", false, "1900-02-28"},
		{"60", "yyyy-mm-dd", false, "1900-02-29"},
		{"61", "yyyy-mm-dd", false, "1900-03-01"},
		{"2958465", "yyyy-mm-dd", false, "9999-12-31"},
		{"2958466", "yyyy-mm-dd", false, "2958466"},
		{"-1", "yyyy-mm-dd", false, "-1"},
		{"501", "00000", false, "00501"},
		{"42565", "General", false, "42565"},
		{"1234.5", `"days: "#,##0.00" d"`, false, "1234.5"},
		{"1234.5", `[Red]#,##0.00;\-#,##0.00`, false, "1234.5"},
		{"0.25", "10", false, "0.25"},
		{"1E+300", "0", false, "1e+300"},
		{"word", "0", false, "word"},
	} {
		p := newParts(sheetHeader + `<row r="2"><c r="A2" s="1"><v>` + test.value + `</v></c></row>`)
		id, own := test.format, ""
		if strings.Trim(id, "0123456789") != "" || id == "00000" {
			id = "170"
			own = `<numFmts><numFmt numFmtId="170" formatCode="` + strings.NewReplacer("&", "&amp;", `"`, "&quot;").Replace(test.format) + `"/></numFmts>`
		}
		p["xl/styles.xml"] = `<styleSheet>` + own + `<cellXfs><xf numFmtId="0"/><xf numFmtId="` + id + `"/></cellXfs></styleSheet>`
		if test.epoch04 {
			p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<workbookPr/>", `<workbookPr date1904="1"/>`, 1)
		}
		got := readTable(t, p.file(t), Options{})
		if d := cmp.Diff([]string{"2 " + test.want}, got.Rows); d != "" {
			t.Errorf("%s as %s: %s %s", test.value, test.format, d, got.Err)
		}
	}
}

// TestNumbersThatAreNames keeps the zeros at the end that a spreadsheet shows, for whoever asks for them.
func TestNumbersThatAreNames(t *testing.T) {
	for _, test := range []struct{ value, format, plain, shown string }{
		{"1.1", "0.00", "1.1", "1.10"},
		{"1", "0.0", "1", "1.0"},
		{"1.125", "0.00", "1.125", "1.125"}, // nothing is rounded away
		{"1.1", "#,##0.00", "1.1", "1.1"},
		{"1.1", "General", "1.1", "1.1"},
		{"-2.5", "00.000", "-2.5", "-2.500"},
		{"1E+300", "0.00", "1e+300", "1e+300"},
	} {
		p := newParts(sheetHeader + `<row r="2"><c r="A2" s="1"><v>` + test.value + `</v></c></row>`)
		p["xl/styles.xml"] = `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="` + test.format + `"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`
		for shown, want := range map[bool]string{false: test.plain, true: test.shown} {
			if d := cmp.Diff([]string{"2 " + want}, readTable(t, p.file(t), Options{Shown: shown}).Rows); d != "" {
				t.Errorf("%s as %s: %s", test.value, test.format, d)
			}
		}
	}
	p := newParts(sheetHeader + `<row r="2"><c r="A2" s="1"><v>1.1</v></c></row>`)
	p["xl/styles.xml"] = `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="2"/></cellXfs></styleSheet>`
	if d := cmp.Diff([]string{"2 1.10"}, readTable(t, p.file(t), Options{Shown: true}).Rows); d != "" {
		t.Error(d)
	}
}

func TestWhichSheet(t *testing.T) {
	p := newParts(sheetHeader)
	p["xl/workbook.xml"] = `<workbook xmlns="` + spreadsheetML + `" xmlns:r="` + relationships + `"><sheets>` +
		`<sheet name="Chart" r:id="rId9"/><sheet name="Notes" state="hidden" r:id="rId1"/><sheet name="Members" r:id="rId4"/></sheets></workbook>`
	p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], "<Relationship ", `<Relationship Id="rId9" Type="`+relationships+`/chartsheet" Target="chartsheets/sheet1.xml"/>`+
		`<Relationship Id="rId4" Type="`+relationships+`/worksheet" Target="worksheets/sheet2.xml"/><Relationship `, 1)
	p["xl/worksheets/sheet2.xml"] = `<worksheet><sheetData><row><c t="inlineStr"><is><t>email</t></is></c></row></sheetData></worksheet>`
	file := p.file(t)
	for sheet, want := range map[string]table{
		"":      {Headers: []string{"email"}, Notes: []string{"The workbook has 2 sheets; only “Members” was read."}},
		"notes": {Headers: []string{"title", "date"}, Notes: []string{"The workbook has 2 sheets; only “Notes” was read."}},
		"Chart": {Err: "The workbook has no sheet called “Chart”."},
	} {
		if d := cmp.Diff(want, readTable(t, file, Options{Sheet: sheet})); d != "" {
			t.Errorf("%q: %s", sheet, d)
		}
	}
	if d := cmp.Diff([]string{"Members"}, Sheets([]byte(file))); d != "" {
		t.Error(d)
	}
	if names := Sheets([]byte("title\nA\n")); names != nil {
		t.Errorf("a text has the sheets %q", names)
	}
}

// TestHostileWorkbooks holds packages that are damaged or want to be unpacked into too much.
func TestHostileWorkbooks(t *testing.T) {
	const damagedWords = "The workbook is damaged. Open it in a spreadsheet and save it again."
	without := func(name string) string {
		p := newParts(sheetHeader)
		delete(p, name)
		return p.file(t)
	}
	with := func(name, content string) string {
		p := newParts(sheetHeader)
		p[name] = content
		return p.file(t)
	}
	whole := newParts(sheetHeader).file(t)
	// The declared size of the sheet is made smaller than what it unpacks to.
	bomb := []byte(newParts(sheetHeader + strings.Repeat(`<row><c><v>1</v></c></row>`, 100_000)).file(t))
	at := bytes.LastIndex(bomb, centralHeader)
	binary.LittleEndian.PutUint32(bomb[at+24:], 1000)
	for _, test := range []struct {
		name, file, want string
		opts             Options
	}{
		{"another zip archive", without("xl/workbook.xml"), "The file is a zip archive but not an .xlsx workbook.", Options{}},
		{"no sheet", without("xl/worksheets/sheet1.xml"), "The workbook is damaged: its part “xl/worksheets/sheet1.xml” is missing.", Options{}},
		{"no strings", without("xl/sharedStrings.xml"), "The workbook is damaged: its part “xl/sharedstrings.xml” is missing.", Options{}},
		{"empty part", with("xl/styles.xml", " "), damagedWords, Options{}},
		{"broken part", with("xl/workbook.xml", "<workbook><sheets>"), damagedWords, Options{}},
		{"cut off", whole[:len(whole)/2], damagedWords, Options{}},
		{"only the magic", "PK\x03\x04", damagedWords, Options{}},
		{"damaged inside", strings.Replace(whole, whole[40:60], strings.Repeat("\xAA", 20), 1), "The workbook", Options{}},
		{"strings that unpack to 10 MB", with("xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", 2<<20)), "The workbook unpacks to more than 8 MiB.", Options{MaxUnpacked: 8 << 20}},
		{"two million strings and more", with("xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", 3<<20)), "The workbook holds more text than can be read. Save the sheet as CSV.", Options{}},
		{"styles that unpack to 8 MB", with("xl/styles.xml", "<styleSheet>"+strings.Repeat("<xf/>", 2<<20)), "The workbook unpacks to more than 4 MiB.", Options{}},
		{"ten thousand parts", whole[:30] + strings.Repeat("PK\x01\x02", 10_001), "The workbook has more than 10000 parts.", Options{}},
		{"a lie about its size", string(bomb), "The workbook", Options{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := readTable(t, test.file, test.opts)
			runtime.ReadMemStats(&after)
			if !strings.HasPrefix(got.Err, test.want) {
				t.Errorf("got %q, want %q", got.Err, test.want)
			}
			// All allocations count here, also those that are given back at once.
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<30 {
				t.Errorf("%d bytes were allocated", grown)
			}
		})
	}
}

// TestReadWhatOthersWrite reads a workbook that an independent library has written.
func TestReadWhatOthersWrite(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	when := time.Date(2016, 7, 14, 14, 30, 0, 0, time.UTC)
	for at, value := range map[string]any{
		"A1": "title", "B1": "when", "C1": "seats", "A2": "Ready for «AI»?\nPart 1", "B2": when, "C2": 25, "A4": "x", "C4": 1.25,
	} {
		if err := f.SetCellValue("Sheet1", at, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := table{Headers: []string{"title", "when", "seats"}, Rows: []string{"2 Ready for «AI»?\nPart 1|2016-07-14 14:30|25", "4 x||1.25"}}
	if d := cmp.Diff(want, readTable(t, b.String(), Options{})); d != "" {
		t.Error(d)
	}
}

// FuzzSheet reads anything as the XML of a sheet, its strings and its styles.
func FuzzSheet(f *testing.F) {
	f.Add(sheetHeader+`<row r="2"><c r="A2" s="1"><v>42565.5</v></c></row>`, `<si><t>a</t></si>`, `<numFmts><numFmt numFmtId="170" formatCode="[h]:mm"/></numFmts><cellXfs><xf/><xf numFmtId="170"/></cellXfs>`)
	f.Add(`<row><c t="inlineStr"><is><r><t>_x0007_</t></r></is></c></row>`, "", "")
	f.Add(`<row r="-1"><c r="AAAA9" t="s"><v>-1</v></c></row>`, "<si>", "<cellXfs>")
	opts := Options{MaxBytes: 1 << 16, MaxColumns: 8, MaxCell: 64, MaxRow: 256, MaxRows: 50, MaxUnpacked: 1 << 16}
	f.Fuzz(func(t *testing.T, rows, texts, styles string) {
		p := newParts(rows)
		p["xl/sharedStrings.xml"] = "<sst>" + texts + "</sst>"
		p["xl/styles.xml"] = "<styleSheet>" + styles + "</styleSheet>"
		got := readTable(t, p.file(t), opts)
		if len(got.Rows) > opts.MaxRows {
			t.Errorf("%d rows", len(got.Rows))
		}
	})
}
