package offerfile

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// Format is a kind of file.
type Format string

// The formats that are read here.
const (
	JSON   Format = "json"
	JSONLD Format = "jsonld"
	RSS    Format = "rss"
	Atom   Format = "atom"
	Page   Format = "html"
)

// Table is what a file says.
type Table struct {
	Format Format
	// Name is what the file calls itself.
	Name string
	Rows []Row
	// Notes are sentences about the file as a whole.
	Notes []string
	// News says that it holds what is new, so that what it holds no more has only grown old.
	News bool
}

// Add takes the rows of a further page of the same feed. It fails with Invalid when that is more than is taken.
func (t *Table) Add(page Table) error {
	if len(t.Rows)+len(page.Rows) > maxRows {
		return errs.New(errs.Invalid, "The file has more than %d rows.", maxRows)
	}
	t.Rows = append(t.Rows, page.Rows...)
	for _, n := range page.Notes {
		if !slices.Contains(t.Notes, n) {
			t.Notes = append(t.Notes, n)
		}
	}
	t.settleIDs()
	return nil
}

// Row is an offer, or one of its dates.
type Row struct {
	Line  int
	Cells map[string]string // by the name of the column
	Notes []string
	// Kin are the names that rows share which the file says belong together, though each has an id of its own: that of their series, or those of
	// the other dates.
	Kin []string
}

// Options bound what repeats without an end, or nearly so: the dates from EndlessFrom to EndlessTo are taken of it. Zero times leave a side open.
type Options struct{ EndlessFrom, EndlessTo time.Time }

// maxRows bounds the rows of one file, maxColumns their columns, maxDepth how deep things stand in one another, maxNotes what is told of one row.
const (
	maxRows    = 50_000
	maxColumns = 512
	maxDepth   = 64
	maxNotes   = 20
)

// Looks reports whether a file is none of these by its first bytes; what looks like one is still to be read.
func Looks(head []byte) bool {
	head = bytes.TrimSpace(decode(head))
	return len(head) > 0 && (head[0] == '{' || head[0] == '[' || head[0] == '<')
}

// ErrNothing is how Read fails for a file that can be read and holds nothing to take.
var ErrNothing error = errs.New(errs.Invalid, "The file holds no events, courses or items.")

// Read reads a file of any of the formats. It fails with Invalid when the file is none of them, is broken, or holds nothing to take.
func Read(data []byte, o Options) (Table, error) {
	data = decode(data)
	head := bytes.TrimSpace(data)
	var t Table
	var err error
	switch {
	case len(head) == 0:
		return t, errs.New(errs.Invalid, "The file is empty.")
	case head[0] == '{' || head[0] == '[':
		t, err = readJSON(data, 1, o)
	case isFeed(head):
		t, err = readFeed(data)
		t.News = true
	default:
		t, err = readPage(data, o)
	}
	if err != nil {
		return t, err
	}
	t.settleIDs()
	t.Rows = slices.DeleteFunc(t.Rows, Row.blank)
	if len(t.Rows) == 0 {
		return t, ErrNothing
	}
	if len(t.columns()) > maxColumns {
		return t, errs.New(errs.Invalid, "The file has more than %d columns.", maxColumns)
	}
	return t, nil
}

// decode turns a file into UTF-8: by its byte order mark, else as UTF-16 or Windows-1252 where it is no UTF-8. What an XML file says of
// its encoding is for readFeed, as it stands in it.
func decode(data []byte) []byte {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) || bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}) {
		if out, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data); err == nil {
			return out
		}
	}
	for at, order := range map[int]unicode.Endianness{0: unicode.BigEndian, 1: unicode.LittleEndian} {
		if len(data) > 3 && data[at] == 0 && data[at+2] == 0 && data[1-at] != 0 {
			if out, _, err := transform.Bytes(unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder(), data); err == nil {
				return out
			}
		}
	}
	return data
}

// text turns bytes that are no UTF-8 into it, as the Windows-1252 that they hardly ever are not.
func text(data []byte) []byte {
	if utf8.Valid(data) {
		return data
	}
	out, _, err := transform.Bytes(charmap.Windows1252.NewDecoder(), data)
	if err != nil {
		return bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	return out
}

// settleIDs takes away ids that several things of different titles share, and those of dates that several dates share, since they name none of them.
func (t *Table) settleIDs() {
	dates := map[string]int{}
	for _, r := range t.Rows {
		dates[r.Cells["date_id"]]++
	}
	for _, r := range t.Rows {
		if dates[r.Cells["date_id"]] > 1 {
			delete(r.Cells, "date_id")
		}
	}
	titles, shared := map[string]string{}, map[string]bool{}
	for _, r := range t.Rows {
		id := r.Cells["id"]
		if was, seen := titles[id]; seen && id != "" && was != r.Cells["title"] && r.Cells["title"] != "" {
			shared[id] = true
		} else if !seen {
			titles[id] = r.Cells["title"]
		}
	}
	if len(shared) == 0 {
		return
	}
	for _, r := range t.Rows {
		if shared[r.Cells["id"]] {
			delete(r.Cells, "id")
		}
	}
	t.Notes = append(t.Notes, "Several things have the same id but other titles, so they were told apart by title and date.")
}

// columns are the names of all cells.
func (t Table) columns() map[string]bool {
	names := map[string]bool{}
	for _, r := range t.Rows {
		for name := range r.Cells {
			names[name] = true
		}
	}
	return names
}

// blank reports whether nothing stands in a row.
func (r Row) blank() bool {
	for _, cell := range r.Cells {
		if !tabular.Blank(cell) {
			return false
		}
	}
	return true
}

// Reader gives the rows as those of a table, each of them.
func (t Table) Reader() *tabular.Reader {
	headers := slices.Sorted(maps.Keys(t.columns()))
	rows := make([]tabular.Line, len(t.Rows))
	for i, r := range t.Rows {
		cells := make([]string, len(headers))
		for j, h := range headers {
			cells[j] = r.Cells[h]
		}
		rows[i] = tabular.Line{Number: r.Line, Cells: cells, Notes: r.Notes}
	}
	return tabular.FromLines(headers, rows)
}

// note keeps a sentence about the row, once; the first twenty are enough to tell.
func (r *Row) note(sentence string) {
	if len(r.Notes) < maxNotes && !slices.Contains(r.Notes, sentence) {
		r.Notes = append(r.Notes, sentence)
	}
}

// put sets a cell that is still empty.
func (r *Row) put(name, value string) {
	if value = strings.TrimSpace(value); value != "" && r.Cells[name] == "" {
		r.Cells[name] = value
	}
}
