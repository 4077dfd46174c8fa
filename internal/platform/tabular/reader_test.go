package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/errs"
)

// table is what a test sees of a whole file: one string for each row, its
// cells joined by bars or the words of its refusal, and the error at the end.
type table struct {
	Headers []string
	Rows    []string
	Err     string
	Notes   []string
}

func readTable(t *testing.T, file string, opts Options) table {
	t.Helper()
	r, err := Open(strings.NewReader(file), opts)
	if err != nil {
		wantInvalid(t, err)
		return table{Err: err.Error()}
	}
	got := table{Headers: r.Headers()}
	for row, err := range r.Rows() {
		s := strings.Join(row.Cells(), "|")
		if err != nil {
			wantInvalid(t, err)
			s = "refused: " + err.Error()
		}
		got.Rows = append(got.Rows, fmt.Sprintf("%d %s", row.Line, strings.Join(append([]string{s}, row.Notes...), " // ")))
	}
	if err := r.Err(); err != nil {
		wantInvalid(t, err)
		got.Err = sentence(errs.As(err))
	}
	got.Notes = r.Notes()
	return got
}

func wantInvalid(t *testing.T, err error) {
	t.Helper()
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("%v is no Invalid error", err)
	}
}

func encode16(s string, little, bom bool) string {
	units := utf16.Encode([]rune(s))
	if bom {
		units = append([]uint16{0xFEFF}, units...)
	}
	var b []byte
	for _, u := range units {
		if little {
			b = append(b, byte(u), byte(u>>8))
		} else {
			b = append(b, byte(u>>8), byte(u))
		}
	}
	return string(b)
}

func TestReadText(t *testing.T) {
	plain := table{Headers: []string{"title", "date"}, Rows: []string{"2 Métadonnées|2016-07-14", "3 Цифра|2016-07-15"}}
	const text = "title,date\nMétadonnées,2016-07-14\nЦифра,2016-07-15\n"
	sixteen := plain
	sixteen.Notes = []string{"The file was read as UTF-16."}
	const lost = "The row has 3 cells, but the header names only 2 columns."
	for _, test := range []struct {
		name, file string
		opts       Options
		want       table
	}{
		{"UTF-8", text, Options{}, plain},
		{"UTF-8 with mark", "\xEF\xBB\xBF" + text, Options{}, plain},
		{"UTF-16LE with mark", encode16(text, true, true), Options{}, sixteen},
		{"UTF-16BE with mark", encode16(text, false, true), Options{}, sixteen},
		{"UTF-16LE", encode16(text, true, false), Options{}, sixteen},
		{"UTF-16BE", encode16(text, false, false), Options{}, sixteen},
		{"UTF-32", "\xFF\xFE\x00\x00t\x00\x00\x00", Options{}, table{Err: "The file is in UTF-32, which cannot be read here. Save it as UTF-8."}},
		{"Windows-1252", "title,price\nCaf\xE9 \x96 \x93now\x94,\x80 5\n", Options{}, table{
			Headers: []string{"title", "price"}, Rows: []string{"2 Café – “now”|€ 5"},
			Notes: []string{"The file is not in UTF-8 and was read as Windows-1252. Look at words with accents before you rely on it."},
		}},
		{"a broken byte among UTF-8", "title,by\nCafé,Ö\nbad\xE9,x\nünd,y\n", Options{}, table{
			Headers: []string{"title", "by"},
			Rows:    []string{"2 Café|Ö", "3 refused: “title” holds bytes that are not text in UTF-8.", "4 ünd|y"},
		}},
		{"control characters", "title,by\nLib\x00rary\x07,a\u0096b\u0081\nx\vy,Z\uFFFD\n", Options{}, table{
			Headers: []string{"title", "by"},
			Rows: []string{
				"2 Library|a–b // “title” held control characters, which were replaced or taken out. // “by” held control characters, which were replaced or taken out.",
				"3 x y|Z� // “title” held control characters, which were replaced or taken out. // “by” holds the sign �, which stands for a character that was lost before.",
			},
		}},
		{"too few and too many cells", "a,b\n1\n1,2,,\n1,2,3\n", Options{}, table{
			Headers: []string{"a", "b"}, Rows: []string{"2 1", "3 1|2", "4 refused: " + lost},
		}},
		{"blank rows", "\n , \na,b\n\n,,\n  \n1,2\n", Options{}, table{Headers: []string{"a", "b"}, Rows: []string{"7 1|2"}}},
		{"headers", " Title ,\"Two\nlines\",,title,x,,\n1,2,3,4,5\n", Options{}, table{
			Headers: []string{"Title", "Two lines", "", "title", "x"}, Rows: []string{"3 1|2|3|4|5"},
			Notes: []string{"Column 3 has no name and was not read.", "Columns 1 and 4 are both called “title”; the first of them was read."},
		}},
		{"without a header row", "1\t2\n3\t4\t\n5\t6\t7\n", Options{Headers: []string{"a", "b"}}, table{
			Headers: []string{"a", "b"}, Rows: []string{"1 1|2", "2 3|4", "3 refused: " + lost},
		}},
		{"without a header row, first row too long", "1,2,3\n", Options{Headers: []string{"a", "b"}}, table{
			Headers: []string{"a", "b"}, Rows: []string{"1 refused: " + lost},
		}},
		{"semicolons found", "a;b;\"c,d,e,f\"\n1;2;3\n", Options{}, table{
			Headers: []string{"a", "b", "c,d,e,f"}, Rows: []string{"2 1|2|3"}, Notes: []string{"The columns are separated by semicolons."},
		}},
		{"bars found", "a|b\n1|2\n", Options{}, table{
			Headers: []string{"a", "b"}, Rows: []string{"2 1|2"}, Notes: []string{"The columns are separated by vertical bars."},
		}},
		{"tabs found", "a\tb, c\n1\t2\n", Options{}, table{Headers: []string{"a", "b, c"}, Rows: []string{"2 1|2"}}},
		{"separator line", "sep=;\r\na,b;c\r\n1;2\r\n", Options{}, table{
			Headers: []string{"a,b", "c"}, Rows: []string{"3 1|2"}, Notes: []string{"The columns are separated by semicolons."},
		}},
		{"delimiter forced", "a,b;c\n1;2\n", Options{Delimiter: ';'}, table{Headers: []string{"a,b", "c"}, Rows: []string{"2 1|2"}}},
		{"one column", "name\nA\nB\n", Options{}, table{Headers: []string{"name"}, Rows: []string{"2 A", "3 B"}}},
		{"no rows", "a,b\n", Options{}, table{Headers: []string{"a", "b"}}},
		{"empty", "", Options{}, table{Err: "The file is empty."}},
		{"only blanks", "\n , \n", Options{}, table{Err: "The file holds no rows."}},
		{"old workbook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Options{}, table{Err: "The file is an old or a password-protected spreadsheet. Save it as .xlsx without a password, or as CSV."}},
		{"PDF", "%PDF-1.7\n", Options{}, table{Err: "The file is a PDF. Save the table as .xlsx or CSV."}},
		{"compressed", "\x1F\x8B\x08\x00", Options{}, table{Err: "The file is compressed. Unpack it first."}},
		{"a picture", "\x89PNG\r\n\x1A\n\x00\x00\x00\x0DIHDR\x00\x00\x04", Options{}, table{Err: "The file is not text. Save the table as .xlsx or CSV."}},
		{"web page", "\n<!DOCTYPE html><html>", Options{}, table{Err: "The file is a web page or XML, not a table. Save the table as .xlsx or CSV."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, readTable(t, test.file, test.opts)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestHostileText holds the inputs that are meant to hurt: formula cells, and
// files that want to be swallowed in one piece.
func TestHostileText(t *testing.T) {
	long := strings.Repeat("x", 70<<10)
	for _, test := range []struct {
		name, file string
		opts       Options
		want       table
	}{
		{"formulas stay text", "a,b\n=HYPERLINK(\"http://x.example\"),+cmd\n-x,@y\n\"\t=1\",\"\r=2\"\n", Options{}, table{
			Headers: []string{"a", "b"}, Rows: []string{`2 =HYPERLINK("http://x.example")|+cmd`, "3 -x|@y", "4 \t=1|\n=2"},
		}},
		{"a quote never closed", "a,b\n1,2\n3,\"4\n5,6\n7,8\n", Options{}, table{
			Headers: []string{"a", "b"},
			Rows: []string{"2 1|2", "3 refused: A quotation mark that opens on line 3 is not closed as it should be; this line could not be read.",
				"4 5|6 // It stands behind a quotation mark on line 3 that is not closed as it should be; look whether it is a row of its own.", "5 7|8 // It stands behind a quotation mark on line 3 that is not closed as it should be; look whether it is a row of its own."},
		}},
		{"a quote never closed, before one that is", "a,b,c\n1,\"2,3\n4,5,6\n7,\"8\",9\n10,11,12\n", Options{}, table{
			Headers: []string{"a", "b", "c"},
			Rows: []string{"2 refused: A quotation mark that opens on line 2 is not closed as it should be; this line could not be read.",
				"3 4|5|6 // It stands behind a quotation mark on line 2 that is not closed as it should be; look whether it is a row of its own.", "4 7|8|9 // It stands behind a quotation mark on line 2 that is not closed as it should be; look whether it is a row of its own.", "5 10|11|12"},
		}},
		{"quotes within a quoted cell of several lines", "a,b,c\n1,\"two\nsaid \"\"no\"\" and \"yes\", then\nend\",3\n4,5,6\n", Options{}, table{
			Headers: []string{"a", "b", "c"},
			Rows: []string{"2 refused: A quotation mark that opens on line 2 is not closed as it should be; this line could not be read.",
				"3 refused: This line is no whole row. It seems to belong to line 2, whose quotation marks are wrong.",
				"4 refused: This line is no whole row. It seems to belong to line 2, whose quotation marks are wrong.", "5 4|5|6"},
		}},
		{"a quote never closed, in the header", "a,\"b\n1,2\n", Options{}, table{
			Err: "The names of the columns cannot be read. A quotation mark that opens on line 1 is never closed, so nothing from there on could be read.",
		}},
		{"a quote never closed, in lines that are no rows", "a,b\n1,2\n3,\"4\n5\n", Options{}, table{
			Headers: []string{"a", "b"},
			Rows: []string{"2 1|2", "3 refused: A quotation mark that opens on line 3 is not closed as it should be; this line could not be read.",
				"4 refused: This line is no whole row. It seems to belong to line 3, whose quotation marks are wrong."},
		}},
		{"a long cell", "a,b\n" + long + ",1\n2,3\n", Options{}, table{
			Headers: []string{"a", "b"}, Rows: []string{"2 refused: The cell in column 1 is longer than 64 KiB.", "3 2|3"},
		}},
		{"a long row", "a,b,c\n" + strings.Repeat(strings.Repeat("y", 500)+",", 2) + "z\n2,3,4\n", Options{MaxRow: 1000}, table{
			Headers: []string{"a", "b", "c"}, Rows: []string{"2 refused: The row is longer than 1000 bytes.", "3 2|3|4"},
		}},
		{"a million columns", strings.Repeat("c,", 1_000_000) + "\n1,2\n", Options{}, table{
			Err: "Line 1 has 1000001 columns; 512 are the most that can be read.",
		}},
		{"a million cells in a row", "a,b\n" + strings.Repeat("1,", 1_000_000) + "\n3,4\n", Options{}, table{
			Headers: []string{"a", "b"}, Rows: []string{"2 refused: The row has 1000001 cells, but the header names only 2 columns.", "3 3|4"},
		}},
		{"too many rows", "a\n1\n2\n3\n4\n", Options{MaxRows: 2}, table{
			Headers: []string{"a"}, Rows: []string{"2 1", "3 2"}, Err: "The file has more than 2 rows. Nothing from line 4 on was read.",
		}},
		{"too many bytes", "a,b\n1,2\n3,4\n5,6\n", Options{MaxBytes: 10}, table{
			Headers: []string{"a", "b"}, Rows: []string{"2 1|2"}, Err: "The file is larger than 10 bytes. Rows after line 2 were not read.",
		}},
		{"exactly the limit", "a,b\n1,2\n", Options{MaxBytes: 8}, table{Headers: []string{"a", "b"}, Rows: []string{"2 1|2"}}},
		{"a lone surrogate", "\xFF\xFEa\x00,\x00b\x00\n\x00\x00\xD8,\x001\x00\n\x00", Options{}, table{
			Headers: []string{"a", "b"}, Rows: []string{"2 �|1 // “a” holds the sign �, which stands for a character that was lost before."},
			Notes: []string{"The file was read as UTF-16."},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, readTable(t, test.file, test.opts)); d != "" {
				t.Error(d)
			}
		})
	}
}

// endless yields the same byte n times.
type endless struct {
	b byte
	n int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), e.n)]
	for i := range p {
		p[i] = e.b
	}
	e.n -= int64(len(p))
	return len(p), nil
}

// TestOneEndlessLine reads a line of 2 GB: it is refused after 64 MiB, and little of it is kept.
func TestOneEndlessLine(t *testing.T) {
	for _, lead := range []string{"", "a,b\n", "a,b\n1,\""} {
		src := &endless{b: 'x', n: 2 << 30}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := Open(io.MultiReader(strings.NewReader(lead), src), Options{})
		if err == nil {
			for range r.Rows() {
			}
			err = r.Err()
		}
		runtime.ReadMemStats(&after)
		wantInvalid(t, err)
		if err == nil || !strings.Contains(err.Error(), "larger than 64 MiB") {
			t.Errorf("%q: %v", lead, err)
		}
		if read := 2<<30 - src.n; read > 65<<20 {
			t.Errorf("%q: %d bytes were read", lead, read)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
			t.Errorf("%q: %d bytes were allocated", lead, grown)
		}
	}
}

func TestReadFault(t *testing.T) {
	broken := errors.New("disk on fire")
	r, err := Open(io.MultiReader(strings.NewReader("a,b\n1,2\n"), &failing{broken}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range r.Rows() {
		n++
		if err != nil {
			t.Error(err)
		}
	}
	if n != 1 || !errors.Is(r.Err(), broken) || errs.KindOf(r.Err()) != errs.Internal {
		t.Errorf("%d rows, %v", n, r.Err())
	}
	cut := &failing{io.ErrUnexpectedEOF}
	if _, err := Open(cut, Options{}); err == nil || err.Error() != "The file ends too early: it was cut off on its way here." {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// TestShortReads makes sure that a file that comes byte by byte is read the same.
func TestShortReads(t *testing.T) {
	for _, file := range []string{"\xEF\xBB\xBFa;b\r\n\"1\r\n2\";é\r\n", encode16("a;b\r\n\"1\r\n2\";é\r\n", true, true), "a;b\n\"1\n2\";\xE9\n"} {
		r, err := Open(&oneByte{strings.NewReader(file)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for row, err := range r.Rows() {
			if got := row.Get("a") + row.Get("B"); got != "1\n2é" || err != nil {
				t.Errorf("%q: %q %v", file, got, err)
			}
		}
		if r.Err() != nil {
			t.Error(r.Err())
		}
	}
}

type oneByte struct{ r io.Reader }

func (o *oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

// TestLateAccent has its first byte beyond ASCII far behind the first sample.
func TestLateAccent(t *testing.T) {
	var file bytes.Buffer
	file.WriteString("name,note\n")
	for file.Len() < 3*sampleSize {
		file.WriteString("Library,plain\n")
	}
	for accent, latin := range map[string]bool{"caf\xE9": true, "café": false} {
		r, err := Open(strings.NewReader(file.String()+accent+",x\n"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		for row, err := range r.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			last = row.Get("name")
		}
		if last != "café" || (len(r.Notes()) == 1) != latin {
			t.Errorf("%q was read as %q, notes %q", accent, last, r.Notes())
		}
	}
}

func TestStopAndGoOn(t *testing.T) {
	r, err := Open(strings.NewReader("a\n1\n2\n3\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range r.Rows() {
		got = append(got, row.Get("a"))
		break
	}
	for row := range r.Rows() {
		got = append(got, row.Get("a"))
	}
	if d := cmp.Diff([]string{"1", "2", "3"}, got); d != "" {
		t.Error(d)
	}
}

func TestOpenWantsAKnownDelimiter(t *testing.T) {
	if _, err := Open(strings.NewReader("a"), Options{Delimiter: 'x'}); err == nil || errs.KindOf(err) != errs.Internal {
		t.Error(err)
	}
}

// FuzzOpen reads anything under small limits: no panic, no error that is not
// for people, no row beyond the limits.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "\xEF\xBB\xBFa;b\n\"1;2", "a\tb\r\"x\"y\t\xE9\r", encode16("a,b\n1,2", true, true), encode16("a,b\n1,2", false, false),
		"sep=|\na|b\n", "PK\x03\x04", "a,,a\n\x00,\uFFFD,\x80\n", "\xFF\xFE\x00",
	} {
		f.Add([]byte(seed))
	}
	opts := Options{MaxBytes: 4096, MaxColumns: 8, MaxCell: 64, MaxRow: 256, MaxRows: 50, MaxUnpacked: 1 << 16}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := Open(bytes.NewReader(file), opts)
		if err != nil {
			wantInvalid(t, err)
			return
		}
		rows, line := 0, 0
		for row, err := range r.Rows() {
			rows++
			if err != nil {
				wantInvalid(t, err)
			}
			if row.Line <= line {
				t.Errorf("line %d comes after line %d", row.Line, line)
			}
			line = row.Line
			if len(row.Cells()) > len(r.Headers()) {
				t.Errorf("line %d: %d cells under %d headers", row.Line, len(row.Cells()), len(r.Headers()))
			}
			for _, c := range row.Cells() {
				// What Windows-1252 and UTF-16 hold can take up to three times its bytes; here the limit is in UTF-8.
				if len(c) > opts.MaxCell*3 || strings.ContainsFunc(c, unwanted) {
					t.Errorf("line %d: cell %q", row.Line, c)
				}
			}
		}
		if rows > opts.MaxRows {
			t.Errorf("%d rows", rows)
		}
		if r.Err() != nil {
			wantInvalid(t, r.Err())
		}
		r.Notes()
	})
}

// TestIsHeader finds the names of the columns below what people write above them.
func TestIsHeader(t *testing.T) {
	isHeader := func(names []string) bool { return len(names) > 0 && Fold(names[0]) == "title" }
	for text, want := range map[string]string{
		"Spring list,,\nPrinted 1 March\n\nTitle,b\n1,2\n": "Title,b: 5 1|2",
		"Title,b\n1,2\n": "Title,b: 2 1|2",
		"Name,b\n1,2\n":  "Name,b: 2 1|2",
		"Name\n" + strings.Repeat("1,\n", 40): "Name: " + strings.TrimSuffix(func() string {
			var b strings.Builder
			for i := range 40 {
				fmt.Fprintf(&b, "%d 1 ", i+2)
			}
			return b.String()
		}(), " "),
	} {
		r, err := Open(strings.NewReader(text), Options{IsHeader: isHeader})
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for row, err := range r.Rows() {
			if err != nil {
				t.Error(err)
			}
			rows = append(rows, fmt.Sprintf("%d %s", row.Line, strings.Join(row.Cells(), "|")))
		}
		if got := strings.Join(r.Headers(), ",") + ": " + strings.Join(rows, " "); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}
