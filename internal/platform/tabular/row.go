package tabular

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Row is one row of a table. It stays valid after the next one is read.
type Row struct {
	// Line is where the row starts: the physical line of a text, the row number of a sheet.
	Line int
	// Notes are sentences for people about what was cleaned.
	Notes []string

	cells   []string
	columns *columns
}

// Get returns the cell of the named column, trimmed, or "" when the row is too
// short or there is no such column. After Reader.Use names are those of the
// mapping; before it they are headers, compared as Fold compares them.
func (r Row) Get(name string) string {
	if r.columns == nil {
		return ""
	}
	if i, ok := r.columns.find(name); ok && i < len(r.cells) {
		return trim(r.cells[i])
	}
	return ""
}

// Cells returns the cells in the order of Reader.Headers, as literal text
// without control characters, not trimmed. A short row has fewer.
func (r Row) Cells() []string { return r.cells }

func (r *Row) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// columns is the header of a table.
type columns struct {
	names    []string
	byFold   map[string]int // the first column of each folded header
	mapped   map[string]int // by canonical name; nil before use
	warnings []string
}

func newColumns(headers []string) columns {
	c := columns{byFold: make(map[string]int, len(headers))}
	for _, h := range headers {
		c.names = append(c.names, restore(strings.Join(strings.Fields(trim(clean(strings.ToValidUTF8(h, "�")))), " ")))
	}
	for len(c.names) > 0 && c.names[len(c.names)-1] == "" {
		c.names = c.names[:len(c.names)-1]
	}
	for i, name := range c.names {
		key := Fold(name)
		first, taken := c.byFold[key]
		switch {
		case name == "":
			c.warnings = append(c.warnings, fmt.Sprintf("Column %d has no name and was not read.", i+1))
		case key == "":
		case taken:
			c.warnings = append(c.warnings, fmt.Sprintf("Columns %d and %d are both called “%s”; the first of them was read.", first+1, i+1, name))
		default:
			c.byFold[key] = i
		}
	}
	return c
}

// label is how a column is called in a sentence.
func (c *columns) label(i int) string {
	if c.names[i] == "" {
		return fmt.Sprintf("Column %d", i+1)
	}
	return shorten(c.names[i], 60)
}

func (c *columns) find(name string) (int, bool) {
	if c.mapped != nil {
		i, ok := c.mapped[name]
		return i, ok
	}
	// A name that is folded already, as canonical names mostly are, need not be folded again.
	i, ok := c.byFold[name]
	if !ok {
		i, ok = c.byFold[Fold(name)]
	}
	return i, ok
}

func (c *columns) use(m Mapping) error {
	mapped := make(map[string]int, len(m))
	var fields errs.Fields
	for _, name := range m.names() {
		header := m[name]
		if header == "" {
			continue
		}
		i, ok := c.byFold[Fold(header)]
		fields.Check(ok, name, "The file has no column called “%s”.", header)
		mapped[name] = i
	}
	if err := fields.Err(); err != nil {
		return err
	}
	c.mapped = mapped
	return nil
}

// Fold brings a header to the form in which headers are compared: lower case,
// letters and digits alone, without accents. "E-mail Address" and "email_address" are the same, and so are "Título" and "titulo".
func Fold(header string) string {
	for i := range len(header) {
		if header[i] >= utf8.RuneSelf {
			header = norm.NFD.String(header)
			break
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && !unicode.Is(unicode.Mn, r) {
			return unicode.ToLower(r)
		}
		return -1
	}, header)
}
