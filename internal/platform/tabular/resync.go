package tabular

import (
	"bufio"
	"errors"
	"slices"
)

// errResync says that a quoted cell went wrong after its line had ended, and that the line
// after it is to be read afresh.
var errResync = errors.New("tabular: read the next line afresh")

const neverClosed = "A quotation mark that opens on line %d is not closed as it should be; this line could not be read."

// resync gives back what a quoted cell has swallowed after the end of its line, so that one
// quote too many costs one row and not the rest of the file. It remembers what was read since
// the first line end within quotes, at most as much as a row may hold.
type resync struct {
	width int // cells of a whole row; below 2 nothing is read afresh, as every line would look whole

	ready  bool   // tape holds everything since the end of the record's first line
	tape   []byte // what was read since then
	unread []byte // what is to be read before the file goes on
	cut    int    // length of the stored text when the first line ended
	spent  int    // bytes that were read twice so far

	doubtful bool // what follows may still belong to the row that was given up
	until    int  // the line on which its quotes were found to be wrong
	from     int  // the line on which they began
}

// maxAgain bounds what of a file is read twice: a file that is made of quotes alone must not take for ever.
const maxAgain = 32 << 20

// begin starts a record.
func (r *resync) begin() { r.ready, r.tape = false, r.tape[:0] }

func (r *resync) read(src *bufio.Reader) (byte, error) {
	var c byte
	if len(r.unread) > 0 {
		c, r.unread = r.unread[0], r.unread[1:]
	} else {
		var err error
		if c, err = src.ReadByte(); err != nil {
			return 0, err
		}
	}
	if r.ready {
		r.tape = append(r.tape, c)
	}
	return c, nil
}

// skip passes over the next byte if it is c.
func (r *resync) skip(src *bufio.Reader, c byte) {
	if len(r.unread) > 0 {
		if r.unread[0] != c {
			return
		}
	} else if next, _ := src.Peek(1); len(next) == 0 || next[0] != c {
		return
	}
	r.read(src)
}

// lineEnds notes the end of a line within quotes that opened on a line.
func (s *scanner) lineEnds(opened int) {
	r := &s.again
	switch {
	case r.ready && len(r.tape) > s.maxRow:
		r.ready = false // too much to be read twice
		r.tape = r.tape[:0]
	case !r.ready && len(r.tape) == 0 && r.width > 1 && r.spent < maxAgain && s.line == opened+1:
		r.ready, r.cut = true, len(s.buf)
	}
}

// tooLong reports whether the cell being read has used up its room.
func (s *scanner) tooLong(rec *record, start int) bool {
	return rec.fault != nil || rec.width < s.keep && (len(s.buf)-start >= s.maxCell || len(s.buf) >= s.maxRow)
}

// rewind makes a record of the first line of the row that went wrong, and the rest to be read again.
func (s *scanner) rewind(rec *record) {
	r := &s.again
	r.doubtful, r.until, r.from = true, max(r.until, s.line), rec.line
	s.buf = s.buf[:min(r.cut, len(s.buf))]
	s.ends = slices.DeleteFunc(s.ends, func(end int) bool { return end > len(s.buf) })
	if rec.width < s.keep {
		s.ends = append(s.ends, len(s.buf))
	}
	rec.cells, rec.extra = s.cells(), false
	rec.width = len(rec.cells)
	s.line = rec.line + 1
	r.spent += len(r.tape) + len(r.unread)
	r.unread = append(slices.Clone(r.tape), r.unread...)
	r.begin()
}

// doubt refuses a record that may be a piece of the row that was given up before: one that has
// not as many cells as a row, until a whole one comes after the place where that row went wrong.
func (s *scanner) doubt(rec *record) {
	r := &s.again
	if !r.doubtful {
		return
	}
	whole := rec.width == r.width || rec.width > r.width && !rec.extra
	if !whole {
		rec.refuse("This line is no whole row. It seems to belong to line %d, whose quotation marks are wrong.", r.from)
	} else if rec.line > r.until {
		r.doubtful = false
	} else {
		rec.doubt = r.from
	}
}
