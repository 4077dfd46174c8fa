package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/errs"
)

func write(t testing.TB, f Format, options []WriteOption, header []string, rows ...[]any) string {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, f, options...)
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		if err := w.WriteHeader(header...); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range rows {
		if err := w.WriteRow(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type level string

func TestWriteText(t *testing.T) {
	newYork, err := LoadZone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{
		{"a,b\tc", int64(-5), 2, Date{2016, 7, 14}, time.Date(2016, 7, 14, 14, 0, 0, 0, newYork), 1.5},
		{"say \"go\"\r\nnow\x00", level("=1"), true, nil, Date{}, time.Time{}},
		{"+cmd", "\x00=1", false, uint8(7), TimeOfDay{Hour: 14}, "\rx"},
	}
	for f, want := range map[Format]string{
		CSV: "\xEF\xBB\xBFa,b\r\n" +
			"\"a,b\tc\",-5,2,2016-07-14,2016-07-14T14:00:00-04:00,1.5\r\n" +
			"\"say \"\"go\"\"\r\nnow\",'=1,yes,,,\r\n" +
			"'+cmd,'=1,no,7,14:00,\"'\r\nx\"\r\n",
		TSV: "\xEF\xBB\xBFa\tb\r\n" +
			"\"a,b\tc\"\t-5\t2\t2016-07-14\t2016-07-14T14:00:00-04:00\t1.5\r\n" +
			"\"say \"\"go\"\"\r\nnow\"\t'=1\tyes\t\t\t\r\n" +
			"'+cmd\t'=1\tno\t7\t14:00\t\"'\r\nx\"\r\n",
	} {
		if d := cmp.Diff(want, write(t, f, []WriteOption{WithBOM()}, []string{"a", "b"}, rows...)); d != "" {
			t.Errorf("%s: %s", f, d)
		}
	}
}

func TestWriteSheet(t *testing.T) {
	file := write(t, XLSX, []WriteOption{WithSheet("Offers: [all] of the spring and of the summer")}, []string{"title", "=n", "when"},
		[]any{"=cmd", 12, Date{2016, 7, 14}}, []any{"Zoë", int64(1234567890123456789), Date{1850, 1, 2}}, []any{nil, -2.5, nil})
	f, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const sheet = "Offers all of the spring and o…"
	if d := cmp.Diff([]string{sheet}, f.GetSheetList()); d != "" {
		t.Fatal(d)
	}
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"title", "'=n", "when"}, {"'=cmd", "12", "2016-07-14"}, {"Zoë", "1234567890123456789", "1850-01-02"}, {"", "-2.5"}}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	kind, err := f.GetCellType(sheet, "C2")
	if err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("a date is a cell of type %v, %v", kind, err)
	}
	got := readTable(t, file, Options{})
	wantTable := table{Headers: []string{"title", "=n", "when"}, Rows: []string{"2 =cmd|12|2016-07-14", "3 Zoë|1234567890123456789|1850-01-02", "4 |-2.5"}}
	if d := cmp.Diff(wantTable, got); d != "" {
		t.Error(d)
	}
}

func TestWriteRefuses(t *testing.T) {
	for _, f := range []Format{CSV, TSV, XLSX} {
		w, err := NewWriter(io.Discard, f)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.WriteRow("a", struct{}{}); err == nil || !strings.Contains(err.Error(), "column 2") {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := NewWriter(io.Discard, "pdf"); err == nil {
		t.Error("there is no such format")
	}
	w, err := NewWriter(io.Discard, XLSX)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteRow(strings.Repeat("x", 40_000)); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	full := errors.New("disk full")
	for _, f := range []Format{CSV, XLSX} {
		w, err := NewWriter(failingWriter{full}, f)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.WriteRow("a"); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); !errors.Is(err, full) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

// TestWriteAndRead writes any texts and reads the same ones, in every format.
func TestWriteAndRead(t *testing.T) {
	cell := rapid.StringOfN(rapid.RuneFrom([]rune("aé∑\"'=+-@,;|\t\n 1_x")), 0, 12, -1)
	rapid.Check(t, func(rt *rapid.T) {
		f := rapid.SampledFrom([]Format{CSV, TSV, XLSX}).Draw(rt, "format")
		want := rapid.SliceOfN(rapid.SliceOfN(cell, 3, 3), 0, 5).Draw(rt, "rows")
		rows := make([][]any, len(want))
		for i, row := range want {
			rows[i] = []any{row[0], row[1], row[2], "end"}
		}
		r, err := Open(strings.NewReader(write(t, f, nil, []string{"a", "b", "c", "d"}, rows...)), Options{})
		if err != nil {
			rt.Fatal(err)
		}
		i := 0
		for row, err := range r.Rows() {
			if err != nil {
				rt.Fatal(err)
			}
			if d := cmp.Diff(append(want[i], "end"), row.Cells()); d != "" {
				rt.Fatalf("%s, row %d: %s", f, i, d)
			}
			i++
		}
		if r.Err() != nil || i != len(want) || r.Format() != f {
			rt.Fatalf("%d of %d rows, %v", i, len(want), r.Err())
		}
	})
}
