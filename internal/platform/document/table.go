package document

import (
	"iter"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Align says where the text of a column stands.
type Align int

// The alignments; numbers are read best when they end at the same place.
const (
	Left Align = iota
	Centre
	Right
)

// Column is one column of a table.
type Column struct {
	Title string
	// Width is the column's share of the width: columns of 2, 1 and 1 take a
	// half and two quarters. Zero counts as 1.
	Width float64
	Align Align
}

// MaxRows is the most rows that all tables of one document may have together.
const MaxRows = 5_000

// The measures of a table: type sizes in points, the rest in millimetres.
const (
	headSize  = 8.0
	cellSize  = 9.0
	cellPad   = 1.4 // above and below
	cellGap   = 3.0 // between columns
	cellLines = 8   // more of a cell is cut
	cellText  = 600 // characters of a cell that are looked at
)

// Table adds a table. Its head is repeated on every page, rows stay together,
// long cells wrap and end in an ellipsis after eight lines. Missing cells are
// empty, surplus ones are left out. Rows are taken one by one, so they may come
// from a cursor; after MaxRows the document fails with Invalid.
func (d *Document) Table(columns []Column, rows iter.Seq[[]string]) {
	if len(columns) == 0 {
		return
	}
	t := table{d: d, columns: columns}
	t.layout()
	t.head()
	for row := range rows {
		if d.p.err != nil {
			return
		}
		if d.rows++; d.rows > MaxRows {
			d.fail(errs.New(errs.Invalid, "This is too long for one PDF: it would have more than %d rows. Choose a shorter period or fewer rows.", MaxRows))
			return
		}
		t.row(row)
	}
	d.y += 3
}

// table is a table while it is drawn.
type table struct {
	d       *Document
	columns []Column
	x       []float64 // left edges
	w       []float64 // widths without the gaps
	titles  [][]string
}

func (t *table) layout() {
	share := func(c Column) float64 {
		if c.Width <= 0 {
			return 1
		}
		return c.Width
	}
	total := 0.0
	for _, c := range t.columns {
		total += share(c)
	}
	room := t.d.room() - cellGap*float64(len(t.columns)-1)
	x := t.d.left()
	t.d.p.use(sansBold, headSize)
	for _, c := range t.columns {
		w := max(4, room*share(c)/total)
		t.x, t.w = append(t.x, x), append(t.w, w)
		t.titles = append(t.titles, limit(wrap(line(c.Title), w, t.d.p.measure), 3, w, t.d.p.measure))
		x += w + cellGap
	}
}

// head draws the titles; a few rows must fit below them.
func (t *table) head() {
	d := t.d
	height := t.height(t.titles, headSize)
	d.need(height + 15)
	d.p.use(sansBold, headSize)
	d.p.colour(inkAccent)
	t.cells(t.titles, headSize)
	d.advance(height)
	d.p.rule(d.left(), d.y, d.right(), d.y, 0.4, inkAccent)
}

func (t *table) row(row []string) {
	d := t.d
	d.p.use(sans, cellSize)
	cells := make([][]string, len(t.columns))
	for i := range t.columns {
		if i < len(row) {
			cells[i] = limit(wrap(clean(clip(row[i], cellText)), t.w[i], d.p.measure), cellLines, t.w[i], d.p.measure)
		}
	}
	height := t.height(cells, cellSize)
	if d.y+height > d.p.height-marginBottom {
		d.newPage()
		t.head()
		d.p.use(sans, cellSize)
	}
	d.p.colour(inkText)
	t.cells(cells, cellSize)
	d.advance(height)
	d.p.rule(d.left(), d.y, d.right(), d.y, 0.15, inkLine)
}

func (t *table) height(cells [][]string, size float64) float64 {
	most := 1
	for _, c := range cells {
		most = max(most, len(c))
	}
	return float64(most)*leading(size) + 2*cellPad
}

func (t *table) cells(cells [][]string, size float64) {
	step := leading(size)
	for i, c := range cells {
		for n, s := range c {
			y := t.d.y + cellPad + step*(float64(n)+0.75)
			switch t.columns[i].Align {
			case Right:
				t.d.p.right(t.x[i]+t.w[i], y, s)
			case Centre:
				t.d.p.centre(t.x[i]+t.w[i]/2, y, s)
			default:
				t.d.p.at(t.x[i], y, s)
			}
		}
	}
}
