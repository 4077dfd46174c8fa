package tabular

import (
	"bufio"
	"io"
	"strings"
)

// record is one row as it stands in the file, before headers give it meaning.
type record struct {
	line  int
	cells []string
	width int   // cells on the row, stored or not
	extra bool  // a cell beyond those that are stored holds something
	fault error // why the row must be refused
	doubt int   // line of a quote that may have been meant to enclose this row, or 0
	notes []string
}

func (r *record) refuse(message string, args ...any) {
	if r.fault == nil {
		r.fault = invalid(message, args...)
	}
}

// scanner splits delimited text into records as RFC 4180 describes them, in
// bounded memory: a cell, row or quote that goes on for ever is read past, not
// kept. On well-formed input it agrees with encoding/csv.
//
// It is lenient where a spreadsheet is and nothing is in doubt: a quote inside
// an unquoted cell is text, and blanks around a quoted cell are ignored. A
// quoted cell with text after its closing quote refuses the row; reading goes
// on as if that quote had been text, which finds the end of the row again
// after a stray quote. Where such a cell goes on over the end of its line, only
// that line is refused, and the lines after it are read afresh; see resync.go.
type scanner struct {
	src     *bufio.Reader
	comma   byte
	keep    int // how many cells of a record are stored
	maxCell int
	maxRow  int

	line int    // the physical line of the next byte, from 1
	buf  []byte // the stored cells of the record, one after the other
	ends []int  // where in buf each of them ends

	again resync
}

// The places at which the scanner can be inside a cell.
const (
	atStart  = iota // nothing but blanks so far
	inBare          // in a cell without quotes
	inQuotes        // in a quoted cell
	atQuote         // just after a quote in a quoted cell
	afterEnd        // in the blanks after a closing quote
)

// endOfFile is what cell returns where a delimiter or line feed would stand.
const endOfFile = 0

// next reads one record, passing over empty lines. It returns io.EOF at the end.
func (s *scanner) next() (record, error) {
	for {
		s.buf, s.ends = s.buf[:0], s.ends[:0]
		s.again.begin()
		rec := record{line: s.line}
		end, empty := s.comma, false
		for end == s.comma {
			var err error
			if end, empty, err = s.cell(&rec); err == errResync {
				s.rewind(&rec)
				return rec, nil
			} else if err != nil {
				return record{}, err
			}
			if rec.width < s.keep {
				s.ends = append(s.ends, len(s.buf))
			}
			rec.width++
		}
		if empty && rec.width == 1 {
			if end == endOfFile {
				return record{}, io.EOF
			}
			continue
		}
		rec.cells = s.cells()
		s.doubt(&rec)
		return rec, nil
	}
}

// cells returns what is stored of a record.
func (s *scanner) cells() []string {
	all, from := string(s.buf), 0
	cells := make([]string, len(s.ends))
	for i, to := range s.ends {
		cells[i] = all[from:to]
		from = to
	}
	return cells
}

// cell reads one cell into buf and returns the byte that ended it. It is empty
// when not even quotes stood there.
func (s *scanner) cell(rec *record) (end byte, empty bool, err error) {
	place, start, opened := atStart, len(s.buf), 0
	empty = true
	for {
		c, err := s.byte()
		if err == io.EOF {
			if place == inQuotes {
				if s.again.ready {
					rec.fault = invalid(neverClosed, opened)
					return 0, false, errResync
				}
				rec.fault = invalid("A quotation mark that opens on line %d is never closed, so nothing from there on could be read.", opened)
			}
			return endOfFile, empty, nil
		}
		if err != nil {
			return 0, false, err
		}
		if (c == s.comma || c == '\n') && place != inQuotes {
			return c, empty, nil
		}
		empty = false
		switch place {
		case atStart:
			switch c {
			case '"':
				s.buf = s.buf[:start]
				place, opened = inQuotes, s.line
			case ' ':
				s.store(rec, start, c)
			default:
				place = inBare
				s.store(rec, start, c)
			}
		case inBare:
			s.store(rec, start, c)
		case inQuotes:
			if c == '"' {
				place = atQuote
				continue
			}
			s.store(rec, start, c)
			if c == '\n' {
				s.lineEnds(opened)
			} else if s.again.ready && s.tooLong(rec, start) {
				rec.fault = invalid("The cell in column %d is longer than %s, or the quotation mark that opens on line %d is never closed.", rec.width+1, bytesInWords(int64(s.maxCell)), opened)
				return 0, false, errResync
			}
		case atQuote, afterEnd:
			switch {
			case c == '"' && place == atQuote:
				s.store(rec, start, c)
				place = inQuotes
			case c == ' ':
				place = afterEnd
			case s.comma == '\t' && s.line == opened:
				// Cells separated by tabs are often written without any
				// quoting: the quotes were text.
				s.unquote(rec, start, place == afterEnd)
				s.store(rec, start, c)
				place = inBare
			default:
				if s.again.ready && s.line > opened {
					rec.fault = invalid(neverClosed, opened)
					return 0, false, errResync
				}
				rec.refuse("The quotation marks of this row are wrong: one opens on line %d, and on line %d text follows a closing one.", opened, s.line)
				s.store(rec, start, '"')
				s.store(rec, start, c)
				place = inQuotes
			}
		}
	}
}

// unquote turns what was read as a quoted cell back into the text it came from.
func (s *scanner) unquote(rec *record, start int, blank bool) {
	raw := `"` + strings.ReplaceAll(string(s.buf[start:]), `"`, `""`) + `"`
	if blank {
		raw += " "
	}
	s.buf = s.buf[:start]
	for i := range len(raw) {
		s.store(rec, start, raw[i])
	}
}

// store keeps one byte of a cell, unless the cell is not wanted or too long.
func (s *scanner) store(rec *record, start int, c byte) {
	switch {
	case rec.width >= s.keep:
		rec.extra = rec.extra || !blank(c)
	case rec.fault != nil:
		// Nobody reads the rest of a refused row.
	case len(s.buf)-start >= s.maxCell:
		rec.refuse("The cell in column %d is longer than %s.", rec.width+1, bytesInWords(int64(s.maxCell)))
	case len(s.buf) >= s.maxRow:
		rec.refuse("The row is longer than %s.", bytesInWords(int64(s.maxRow)))
	default:
		s.buf = append(s.buf, c)
	}
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == 0 }

// byte reads one byte, with CRLF and CR given as LF, and counts lines.
func (s *scanner) byte() (byte, error) {
	c, err := s.again.read(s.src)
	if err != nil {
		return 0, err
	}
	switch c {
	case '\r':
		s.again.skip(s.src, '\n')
		c = '\n'
		s.line++
	case '\n':
		s.line++
	}
	return c, nil
}

// setKeep also lets go of a row whose quotes are wrong: from here on the scanner knows how wide a row is.
func (s *scanner) setKeep(n int) {
	s.keep = n
	s.again.width = n
}
