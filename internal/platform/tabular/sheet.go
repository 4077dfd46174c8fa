package tabular

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The size of a sheet in the applications that write it.
const (
	maxSheetRows    = 1 << 20
	maxSheetColumns = 1 << 14
)

// sheet is the source of the rows of one worksheet.
type sheet struct {
	book     *workbook
	xml      *xmlReader
	keep     int
	line     int
	formulas int
	merged   map[int][]merged // by their first row
	open     map[int]merged   // by their column, the last that the rows so far have begun in it: cells do not overlap
	filled   int
}

func (b *workbook) sheet(target string) (*sheet, error) {
	// The part stays open as long as the Reader: it is memory, nothing has to be given back.
	rc, err := b.part(target, b.opts.MaxUnpacked)
	if err != nil {
		return nil, err
	}
	over, err := b.mergedCells(target)
	if err != nil {
		return nil, err
	}
	return &sheet{book: b, xml: newXMLReader(rc), keep: b.opts.MaxColumns + 1, merged: over, open: map[int]merged{}}, nil
}

func (s *sheet) setKeep(n int) { s.keep = n }

func (s *sheet) notes() []string {
	var out []string
	if s.formulas > 0 {
		out = append(out, fmt.Sprintf("The sheet computes some of its cells (%d); what it computed last was read.", s.formulas))
	}
	if s.filled > 0 {
		out = append(out, fmt.Sprintf("Cells that are merged over several rows hold for each of them (%d).", s.filled))
	}
	return out
}

// fill puts what merged cells hold into the rows below the first. A row without anything of its own stays blank.
func (s *sheet) fill(rec *record) {
	if rec.width > 0 {
		for _, m := range s.open {
			if m.last < rec.line {
				delete(s.open, m.column)
				continue
			}
			for len(rec.cells) < m.column {
				rec.cells = append(rec.cells, "")
			}
			if rec.cells[m.column-1] == "" {
				rec.cells[m.column-1] = m.holds
				rec.width = max(rec.width, m.column)
				s.filled++
			}
		}
	}
	for _, m := range s.merged[rec.line] {
		if m.column <= len(rec.cells) && rec.cells[m.column-1] != "" {
			m.holds = rec.cells[m.column-1]
			s.open[m.column] = m
		}
	}
}

// next reads one row element.
func (s *sheet) next() (record, error) {
	for {
		start, err := s.xml.start()
		if err != nil {
			return record{}, damaged(err)
		}
		if start.Name.Local == "row" {
			rec, err := s.row(start)
			if err == nil {
				s.fill(&rec)
			}
			return rec, damaged(noEOF(err))
		}
	}
}

// noEOF keeps an end inside an element from passing for the end of the sheet.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (s *sheet) row(start xml.StartElement) (record, error) {
	s.line++
	if r := attribute(start, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < s.line {
			return record{}, invalid("The workbook is damaged: a row of the sheet is numbered %s.", quote(r))
		}
		s.line = n
	}
	if s.line > maxSheetRows {
		return record{}, invalid("The workbook is damaged: the sheet has more than %d rows.", maxSheetRows)
	}
	rec := record{line: s.line}
	stored, column := 0, 0
	for end := s.xml.depth - 1; s.xml.depth > end; {
		tok, err := s.xml.token()
		if err != nil {
			return rec, err
		}
		c, ok := tok.(xml.StartElement)
		if !ok || c.Name.Local != "c" {
			continue
		}
		column++
		if ref := attribute(c, "r"); ref != "" {
			column = columnNumber(ref)
		}
		if column < 1 || column > maxSheetColumns {
			return rec, invalid("The workbook is damaged: a cell of row %d is outside the sheet.", rec.line)
		}
		value, err := s.cell(c, column, &rec)
		if err != nil {
			return rec, err
		}
		if value == "" {
			continue
		}
		if column > s.keep {
			rec.extra = true
			rec.width = max(rec.width, column)
			continue
		}
		if stored += len(value); stored > s.book.opts.MaxRow {
			rec.refuse("The row is longer than %s.", bytesInWords(int64(s.book.opts.MaxRow)))
			continue
		}
		for len(rec.cells) < column {
			rec.cells = append(rec.cells, "")
		}
		rec.cells[column-1] = value
		rec.width = max(rec.width, column)
	}
	return rec, nil
}

// cell reads one c element to its end and returns what stands in it as text.
func (s *sheet) cell(c xml.StartElement, column int, rec *record) (string, error) {
	var value string
	limit := s.book.opts.MaxCell
	for end := s.xml.depth - 1; s.xml.depth > end; {
		tok, err := s.xml.token()
		if err != nil {
			return "", err
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "f":
			s.formulas++
		case "v", "is":
			if value, err = s.xml.text(e, limit); err != nil {
				return "", err
			}
		}
	}
	kind := attribute(c, "t")
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(s.book.strings) {
			return "", invalid("The workbook is damaged: row %d points to a text that is not there.", rec.line)
		}
		value = s.book.strings[n]
	case "e":
		rec.refuse("The cell in column %d holds the spreadsheet error %s.", column, quote(value))
	case "b":
		value = map[bool]string{true: "TRUE", false: "FALSE"}[xmlTrue(value)]
	case "", "n":
		style, _ := strconv.Atoi(attribute(c, "s")) // no style is style 0
		if value != "" {
			value = s.book.number(value, style)
		}
	}
	if len(value) > limit {
		rec.refuse("The cell in column %d is longer than %s.", column, bytesInWords(int64(limit)))
		value = ""
	}
	return value, nil
}

// columnNumber returns the column of a cell reference such as "AB12", from 1,
// or 0 when it is none.
func columnNumber(ref string) int {
	n := 0
	for i := range len(ref) {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			return n
		}
		if n = n*26 + int(c-'A') + 1; n > maxSheetColumns {
			return 0
		}
	}
	return 0
}
