package tabular

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Writer writes one table row by row. It is for one goroutine.
type Writer struct {
	out sink
}

// sink is one format of output. Cells come as string (neutralised), int64, float64, Date or nil.
type sink interface {
	row(cells []any, header bool) error
	close() error
}

// WriteOption changes how a table is written.
type WriteOption func(*writeOptions)

type writeOptions struct {
	bom   bool
	sheet string
}

// WithBOM starts a CSV or TSV file with a byte order mark, without which some
// spreadsheets take UTF-8 for something else. A workbook needs none.
func WithBOM() WriteOption { return func(o *writeOptions) { o.bom = true } }

// WithSheet names the sheet of a workbook, as far as its rules allow. Without it the sheet is called Sheet1.
func WithSheet(name string) WriteOption { return func(o *writeOptions) { o.sheet = name } }

// NewWriter returns a Writer to w: CSV after RFC 4180 (CRLF, quoted where
// needed), TSV with the same quoting, which spreadsheets paste and this
// package reads, or XLSX. Close it to finish the file; it does not close w.
func NewWriter(w io.Writer, f Format, options ...WriteOption) (*Writer, error) {
	var o writeOptions
	for _, option := range options {
		option(&o)
	}
	switch f {
	case CSV, TSV:
		d := &delimited{csv: csv.NewWriter(w)}
		d.csv.UseCRLF = true
		if f == TSV {
			d.csv.Comma = '\t'
		}
		if o.bom {
			if _, err := w.Write(bomUTF8); err != nil {
				return nil, fmt.Errorf("tabular: write: %w", err)
			}
		}
		return &Writer{out: d}, nil
	case XLSX:
		out, err := newSheetWriter(w, o.sheet)
		if err != nil {
			return nil, fmt.Errorf("tabular: write: %w", err)
		}
		return &Writer{out: out}, nil
	}
	return nil, fmt.Errorf("tabular: %q is no format to write", f)
}

// WriteHeader writes the names of the columns. In a workbook they are bold and stay in view.
func (w *Writer) WriteHeader(names ...string) error {
	cells := make([]any, len(names))
	for i, name := range names {
		cells[i] = name
	}
	return w.write(cells, true)
}

// WriteRow writes one row. A cell may be nil (empty), a string, a whole number,
// a float, a bool (yes or no), a Date, a time.Time (written in its own zone as ISO 8601, so
// that the zone is not lost) or a fmt.Stringer; named types count as what
// they are made of. Text is freed of control characters and neutralised, numbers are left
// alone. A cell of another type is a fault of the caller.
func (w *Writer) WriteRow(cells ...any) error { return w.write(cells, false) }

func (w *Writer) write(cells []any, header bool) error {
	plain := make([]any, len(cells))
	for i, c := range cells {
		p, err := plainCell(c)
		if err != nil {
			return fmt.Errorf("tabular: write column %d: %w", i+1, err)
		}
		plain[i] = p
	}
	if err := w.out.row(plain, header); err != nil {
		return writeError(err)
	}
	return nil
}

// Close finishes the file. Nothing may be written after it.
func (w *Writer) Close() error { return writeError(w.out.close()) }

// writeError wraps what is not meant for people.
func writeError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("tabular: write: %w", err)
}

func plainCell(c any) (any, error) {
	switch c := c.(type) {
	case nil:
		return nil, nil
	case Date:
		if c.IsZero() {
			return nil, nil
		}
		return c, nil
	case time.Time:
		if c.IsZero() {
			return nil, nil
		}
		return c.Format(time.RFC3339), nil
	case fmt.Stringer:
		return safeText(c.String()), nil
	}
	switch v := reflect.ValueOf(c); {
	case v.Kind() == reflect.String:
		return safeText(v.String()), nil
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return "yes", nil
		}
		return "no", nil
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint() && v.Uint() <= math.MaxInt64:
		return int64(v.Uint()), nil
	case v.CanFloat():
		return v.Float(), nil
	}
	return nil, fmt.Errorf("a cell cannot be a %T", c)
}

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// safeText is a text as it may stand in a file that a spreadsheet opens.
func safeText(s string) string {
	s = strings.ToValidUTF8(s, "�")
	if strings.Contains(s, "\r") {
		s = lineFeeds.Replace(s)
	}
	// Cleaning comes first: it may bring a sign to the front.
	return neutralise(clean(s))
}

// delimited writes CSV and TSV.
type delimited struct {
	csv   *csv.Writer
	cells []string
}

func (d *delimited) row(cells []any, _ bool) error {
	d.cells = d.cells[:0]
	for _, c := range cells {
		s := ""
		switch c := c.(type) {
		case string:
			s = c
		case int64:
			s = strconv.FormatInt(c, 10)
		case float64:
			s = strconv.FormatFloat(c, 'f', -1, 64)
		case Date:
			s = c.String()
		}
		d.cells = append(d.cells, s)
	}
	return d.csv.Write(d.cells)
}

func (d *delimited) close() error {
	d.csv.Flush()
	return d.csv.Error()
}
