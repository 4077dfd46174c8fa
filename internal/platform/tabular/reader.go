package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/errs"
)

// source gives the records of a file one after the other, and io.EOF at the end.
type source interface {
	next() (record, error)
	// setKeep says how many cells of a record are stored from now on.
	setKeep(n int)
}

// Reader reads the rows of one table. It is for one goroutine and one pass.
type Reader struct {
	src     source
	opts    Options
	format  Format
	columns columns
	first   *record  // the first row of a table that has no header row
	ahead   []record // rows that were read in search of the header, which is above them
	text    func() []string
	remarks []string
	line    int
	rows    int
	err     error
}

// Open detects what the file is, reads its header and returns a Reader of the
// rows below it. A file that cannot be read as a table, or whose header breaks
// a limit, is an Invalid error. The Reader does not close r.
func Open(r io.Reader, opts Options) (*Reader, error) {
	opts = opts.withDefaults()
	if opts.Delimiter != 0 && strings.IndexByte(delimiters, opts.Delimiter) < 0 {
		return nil, fmt.Errorf("tabular: %q cannot be a delimiter", opts.Delimiter)
	}
	tooLarge := invalid("The file is larger than %s.", bytesInWords(opts.MaxBytes))
	raw := bufio.NewReaderSize(&limited{src: r, left: opts.MaxBytes, err: tooLarge}, sampleSize)
	head, err := raw.Peek(512)
	if len(head) == 0 && (err == nil || err == io.EOF) {
		return nil, invalid("The file is empty.")
	}
	if len(head) == 0 {
		return nil, readError(err)
	}
	if err := refuseOther(head); err != nil {
		return nil, err
	}
	t := &Reader{opts: opts}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		err = t.openWorkbook(raw)
	} else {
		err = t.openText(raw)
	}
	if err == nil {
		err = t.readHeader()
	}
	if err != nil {
		return nil, readError(err)
	}
	return t, nil
}

// refuseOther says what a file is that people upload by mistake for a table.
func refuseOther(head []byte) error {
	start := strings.ToLower(string(bytes.TrimSpace(head)))
	switch {
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return invalid("The file is an old or a password-protected spreadsheet. Save it as .xlsx without a password, or as CSV.")
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return invalid("The file is a PDF. Save the table as .xlsx or CSV.")
	case bytes.HasPrefix(head, []byte("\x1F\x8B")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return invalid("The file is compressed. Unpack it first.")
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "[{"), strings.HasPrefix(start, "[\n"), strings.HasPrefix(start, "[]"):
		return invalid("The file is JSON, not a table. Save the table as .xlsx or CSV.")
	case strings.HasPrefix(start, "<!doctype"), strings.HasPrefix(start, "<html"), strings.HasPrefix(start, "<?xml"):
		return invalid("The file is a web page or XML, not a table. Save the table as .xlsx or CSV.")
	}
	return nil
}

func (t *Reader) openText(raw *bufio.Reader) error {
	decoded, err := decode(raw)
	if err != nil {
		return err
	}
	src := bufio.NewReaderSize(decoded, sampleSize)
	comma := t.opts.Delimiter
	if comma == 0 {
		comma = detectDelimiter(src)
		if comma == ';' || comma == '|' {
			t.remark("The columns are separated by %s.", delimiterNames[comma])
		}
	}
	t.format = CSV
	if comma == '\t' {
		t.format = TSV
	}
	t.text = decoded.notes
	t.src = &scanner{
		src: src, comma: comma, line: 1,
		keep: t.opts.MaxColumns + 1, maxCell: t.opts.MaxCell, maxRow: t.opts.MaxRow,
	}
	return nil
}

// readHeader reads the first row that is not blank and names the columns.
func (t *Reader) readHeader() error {
	rec, err := t.record()
	if err == io.EOF {
		return invalid("The file holds no rows.")
	}
	if err != nil {
		return err
	}
	if len(t.opts.Headers) == 0 && t.opts.IsHeader != nil {
		if rec, err = t.seekHeader(rec); err != nil {
			return err
		}
	}
	width := rec.width
	if width > t.opts.MaxColumns {
		return invalid("Line %d has %d columns; %d are the most that can be read.", rec.line, width, t.opts.MaxColumns)
	}
	names := t.opts.Headers
	if len(names) > 0 {
		t.first = &rec
	} else {
		if rec.fault != nil {
			return invalid("The names of the columns cannot be read. %s", sentence(errs.As(rec.fault)))
		}
		names, t.line = rec.cells, rec.line
	}
	t.columns = newColumns(names)
	t.src.setKeep(len(t.columns.names))
	for _, w := range t.columns.warnings {
		t.remark("%s", w)
	}
	return nil
}

// maxAbove is how many rows may stand above the names of the columns.
const maxAbove = 20

// seekHeader passes over what people write above a table: its name, who made it and when. Where no
// row near the top is a header, the first one is taken for it.
func (t *Reader) seekHeader(first record) (record, error) {
	above := []record{first}
	for {
		rec := above[len(above)-1]
		if rec.fault == nil && rec.width <= t.opts.MaxColumns && t.opts.IsHeader(newColumns(rec.cells).names) {
			if len(above) > 1 {
				t.remark("What stands above line %d, which holds the names of the columns, was passed over.", rec.line)
			}
			return rec, nil
		}
		if len(above) > maxAbove {
			break
		}
		rec, err := t.record()
		if err != nil && err != io.EOF {
			return record{}, err
		}
		if err == io.EOF {
			break
		}
		above = append(above, rec)
	}
	t.ahead = above[1:]
	return first, nil
}

// record returns the next record in which something stands.
func (t *Reader) record() (record, error) {
	if len(t.ahead) > 0 && t.columns.names != nil {
		rec := t.ahead[0]
		t.ahead = t.ahead[1:]
		return t.cut(rec), nil
	}
	for {
		rec, err := t.src.next()
		if err != nil || rec.fault != nil || rec.extra {
			return rec, err
		}
		for _, c := range rec.cells {
			if !Blank(c) {
				return rec, nil
			}
		}
	}
}

// Rows yields the rows below the header. A non-nil error is always Invalid and
// means that this row is refused and why; its Line is right and what could be
// read of it is there, and reading goes on. After the loop Err says whether
// the file was read to its end.
func (t *Reader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for t.err == nil {
			rec, err := t.nextRecord()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.err = t.stopped(err)
				return
			}
			t.line = rec.line
			if t.rows++; t.rows > t.opts.MaxRows {
				t.err = invalid("The file has more than %d rows. Nothing from line %d on was read.", t.opts.MaxRows, rec.line)
				return
			}
			if !yield(t.row(rec)) {
				return
			}
		}
	}
}

func (t *Reader) nextRecord() (record, error) {
	if t.first == nil {
		return t.record()
	}
	rec := *t.first
	t.first = nil
	return t.cut(rec), nil
}

// cut keeps of a record that was read before the columns were known only what they hold.
func (t *Reader) cut(rec record) record {
	if n := len(t.columns.names); len(rec.cells) > n {
		for _, c := range rec.cells[n:] {
			rec.extra = rec.extra || trim(c) != ""
		}
		rec.cells = rec.cells[:n]
	}
	return rec
}

// row makes a Row of a record, cleaned.
func (t *Reader) row(rec record) (Row, error) {
	row := Row{Line: rec.line, Notes: append([]string(nil), rec.notes...), cells: rec.cells, columns: &t.columns}
	fault := rec.fault
	if fault == nil && rec.extra {
		fault = invalid("The row has %d cells, but the header names only %d columns.", rec.width, len(t.columns.names))
	}
	if rec.doubt > 0 {
		row.note("It stands behind a quotation mark on line %d that is not closed as it should be; look whether it is a row of its own.", rec.doubt)
	}
	for i, cell := range row.cells {
		if !utf8.ValidString(cell) {
			cell = strings.ToValidUTF8(cell, "�")
			if fault == nil {
				fault = invalid("“%s” holds bytes that are not text in UTF-8.", t.columns.label(i))
			}
		} else if strings.ContainsRune(cell, utf8.RuneError) {
			row.note("“%s” holds the sign �, which stands for a character that was lost before.", t.columns.label(i))
		}
		if cleaned := clean(cell); cleaned != cell {
			row.note("“%s” held control characters, which were replaced or taken out.", t.columns.label(i))
			cell = cleaned
		}
		row.cells[i] = restore(cell)
	}
	return row, fault
}

// Err returns nil when the rows were read to the end of the file. Otherwise it
// is Invalid when the file broke a limit or is damaged, or the fault of whatever
// delivered the file. The rows that were yielded before it are good.
func (t *Reader) Err() error { return t.err }

// Headers returns the names of the columns as they stand in the file, trimmed.
// A column without a name is an empty string; unnamed columns at the end are left out.
func (t *Reader) Headers() []string { return append([]string(nil), t.columns.names...) }

// Use makes Row.Get take canonical names through the mapping, and through it
// alone. A mapping that names a header that the file does not have is Invalid,
// with one field for each.
func (t *Reader) Use(m Mapping) error { return t.columns.use(m) }

// Format returns what the file was found to be.
func (t *Reader) Format() Format { return t.format }

// Notes returns sentences for people about how the file was read. They are
// complete after the last row; a report should carry them.
func (t *Reader) Notes() []string {
	if t.text == nil {
		return t.remarks
	}
	return append(t.text(), t.remarks...)
}

func (t *Reader) remark(format string, args ...any) {
	t.remarks = append(t.remarks, fmt.Sprintf(format, args...))
}

// stopped adds to an error about the file where the reading ended.
func (t *Reader) stopped(err error) error {
	if e := errs.As(err); e != nil && e.Kind == errs.Invalid {
		return errs.Wrap(e.Err, errs.Invalid, "%s Rows after line %d were not read.", sentence(e), t.line)
	}
	return readError(err)
}

// readError keeps errors for people as they are and wraps the others.
func readError(err error) error {
	if errs.As(err) != nil {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return invalid("The file ends too early: it was cut off on its way here.")
	}
	return fmt.Errorf("tabular: read: %w", err)
}

// sentence is what an error says to people, without its cause.
func sentence(e *errs.Error) string {
	if len(e.Args) == 0 {
		return e.Message
	}
	return fmt.Sprintf(e.Message, e.Args...)
}

// Line is a row of a table that somebody else has taken apart.
type Line struct {
	Number int
	Cells  []string
	Notes  []string
}

// FromLines returns a Reader of rows that are there already, cleaned as those of a file are.
func FromLines(headers []string, rows []Line) *Reader {
	t := &Reader{opts: Options{}.withDefaults(), columns: newColumns(headers)}
	t.src = &lines{rows}
	return t
}

type lines struct{ rows []Line }

func (l *lines) setKeep(int) {}

func (l *lines) next() (record, error) {
	if len(l.rows) == 0 {
		return record{}, io.EOF
	}
	r := l.rows[0]
	l.rows = l.rows[1:]
	return record{line: r.Number, cells: append([]string(nil), r.Cells...), width: len(r.Cells), notes: r.Notes}, nil
}
