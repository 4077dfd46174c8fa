package tabular

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// scanned is a record as the tests compare it.
type scanned struct {
	Line  int
	Cells []string
	Fault string
}

func scanAll(t *testing.T, text string, comma byte) []scanned {
	t.Helper()
	s := &scanner{src: bufio.NewReader(strings.NewReader(text)), comma: comma, line: 1, keep: 100, maxCell: 1 << 20, maxRow: 1 << 20}
	var all []scanned
	for {
		rec, err := s.next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		got := scanned{Line: rec.line, Cells: rec.cells}
		if rec.fault != nil {
			got.Fault = rec.fault.Error()
		}
		all = append(all, got)
	}
}

func TestScanner(t *testing.T) {
	cells := func(line int, cells ...string) scanned { return scanned{Line: line, Cells: cells} }
	const wrong = "The quotation marks of this row are wrong: one opens on line "
	for _, test := range []struct {
		name, text string
		comma      byte
		want       []scanned
	}{
		{"plain", "a,b\nc,d\n", ',', []scanned{cells(1, "a", "b"), cells(2, "c", "d")}},
		{"no line end at the end", "a,b\nc,", ',', []scanned{cells(1, "a", "b"), cells(2, "c", "")}},
		{"CRLF", "a,b\r\nc,d\r\n", ',', []scanned{cells(1, "a", "b"), cells(2, "c", "d")}},
		{"CR alone", "a,b\rc,d\r", ',', []scanned{cells(1, "a", "b"), cells(2, "c", "d")}},
		{"empty lines count", "\n\na\n\r\n\nb", ',', []scanned{cells(3, "a"), cells(6, "b")}},
		{"an empty quoted cell is a row", "\"\"\na\n", ',', []scanned{cells(1, ""), cells(2, "a")}},
		{"lines within quotes", "a,\"b\r\nc\rd\"\ne,f\n", ',', []scanned{cells(1, "a", "b\nc\nd"), cells(4, "e", "f")}},
		{"quotes within quotes", `"He said ""go""",x`, ',', []scanned{cells(1, `He said "go"`, "x")}},
		{"a quote inside a bare cell", `5" disc,x`, ',', []scanned{cells(1, `5" disc`, "x")}},
		{"blanks around quotes", `a , "b, c" ,d`, ',', []scanned{cells(1, "a ", "b, c", "d")}},
		{"semicolons", "a;\"b;c\";d,e", ';', []scanned{cells(1, "a", "b;c", "d,e")}},
		{"tabs, not quoted", "\"Big data\" here\tx\n\"So \"\"it\"\" is\" \"now\"\ty\n", '\t',
			[]scanned{cells(1, `"Big data" here`, "x"), cells(2, `"So ""it"" is" "now"`, "y")}},
		{"tabs, quoted", "\"a\tb\nc\"\td\n", '\t', []scanned{cells(1, "a\tb\nc", "d")}},
		{"tabs, quoted over two lines, with text behind", "\"a\nb\"c\td\n", '\t',
			[]scanned{{1, []string{"a\nb"}, "A quotation mark that opens on line 1 is never closed, so nothing from there on could be read."}}},
		{"a quote closed too early ends with its row", "\"a\"b,\"c\nd\",e\nf,g\n", ',',
			[]scanned{{1, []string{"a", ""}, wrong + "1, and on line 1 text follows a closing one."}, cells(3, "f", "g")}},
		{"a quote never closed ends at the next quoted cell", "\"a,b\nc,\"d, e\",f\ng,h\n", ',',
			[]scanned{{1, []string{"a,b\nc,", ""}, wrong + "1, and on line 2 text follows a closing one."}, cells(3, "g", "h")}},
		{"a quote never closed", "a,b\nc,d\ne,\"f\ng,h\ni,j\n", ',',
			[]scanned{cells(1, "a", "b"), cells(2, "c", "d"),
				{3, []string{"e", "f\ng,h\ni,j\n"}, "A quotation mark that opens on line 3 is never closed, so nothing from there on could be read."}}},
		{"nothing", "", ',', nil},
		{"only line ends", "\n\r\n\r", ',', nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, scanAll(t, test.text, test.comma)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestScannerKeepsLittle gives a scanner more than it may keep.
func TestScannerKeepsLittle(t *testing.T) {
	text := strings.Repeat("x", 50) + ",b\n" + // a long cell
		strings.Repeat("xxxxxxxx,", 3) + "\n" + // a long row
		"a,b, ,,\n" + // cells too many that hold nothing
		"a,b,,c\n" + // one that holds something
		"ok,ok\n"
	s := &scanner{src: bufio.NewReader(strings.NewReader(text)), comma: ',', line: 1, keep: 2, maxCell: 10, maxRow: 12}
	var got []string
	for {
		rec, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		if rec.fault != nil {
			said = rec.fault.Error()
		}
		if rec.extra {
			said += "extra"
		}
		got = append(got, said)
		if cap(s.buf) > 64 {
			t.Errorf("line %d: %d bytes are kept", rec.line, cap(s.buf))
		}
	}
	want := []string{"The cell in column 1 is longer than 10 bytes.", "The row is longer than 12 bytes.extra", "", "extra", ""}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestScannerAgreesWithCSV writes any table with encoding/csv and reads it back.
func TestScannerAgreesWithCSV(t *testing.T) {
	cell := rapid.StringOfN(rapid.RuneFrom([]rune("ab\"\n,;\t é∑ '=")), 0, 8, -1)
	table := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 5), 0, 8)
	rapid.Check(t, func(rt *rapid.T) {
		rows := table.Draw(rt, "rows")
		comma := rapid.SampledFrom([]byte(delimiters)).Draw(rt, "comma")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rune(comma)
		w.UseCRLF = rapid.Bool().Draw(rt, "crlf")
		if err := w.WriteAll(rows); err != nil {
			rt.Fatal(err)
		}
		var got [][]string
		for _, rec := range scanAll(t, b.String(), comma) {
			if rec.Fault != "" {
				rt.Fatalf("%q: %s", b.String(), rec.Fault)
			}
			got = append(got, rec.Cells)
		}
		// A row of one empty cell is written as an empty line, which is no row.
		want := [][]string(nil)
		for _, row := range rows {
			if len(row) > 1 || row[0] != "" {
				want = append(want, row)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			rt.Fatalf("%q: %s", b.String(), d)
		}
	})
}

// FuzzScanner compares the scanner with encoding/csv wherever that accepts the input.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		"a,b\nc,d", "\"a\"\"\n\",b\r\n", "\"never", "a\"b,c", ",,,\n\n,", "\"a\" ,b", "\xff\xfe", "\"\"\"\"", "a,\"b\nc\"x,d\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := scanAll(t, text, ',')
		// encoding/csv keeps a lone carriage return, which is a line end here.
		if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") || strings.Count(text, ",") > 90 {
			return
		}
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if errors.Is(err, csv.ErrQuote) || errors.Is(err, csv.ErrBareQuote) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%d records, encoding/csv has %d", len(got), len(want))
		}
		for i := range got {
			if got[i].Fault != "" {
				t.Errorf("record %d: %s", i, got[i].Fault)
			}
			if d := cmp.Diff(want[i], got[i].Cells); d != "" {
				t.Errorf("record %d: %s", i, d)
			}
		}
	})
}
