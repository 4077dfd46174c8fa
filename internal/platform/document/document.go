package document

import (
	"fmt"
	"io"
	"net/url"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Options describe a document as a whole.
type Options struct {
	Title    string // shown by readers as the name of the document
	Author   string // who issues it
	Language string // of its texts, as a language tag: "en", "pt-BR"

	PageSize  PageSize
	Landscape bool

	// CreatedAt is the date that the document bears. It is required, so that
	// the same input gives the same bytes.
	CreatedAt time.Time

	// Masthead stands small at the head of every page, Footer at its foot.
	Masthead string
	Footer   string
	// PageOf words the page number; without it "Page 2 of 3" is used.
	PageOf func(page, pages int) string
}

// The room around the text in millimetres, and the most pages a document may have.
const (
	marginSide   = 20.0
	marginTop    = 26.0
	marginBottom = 22.0
	maxPages     = 500
)

// Document is a text that flows over pages from top to bottom. Its methods add
// to the end; the first thing that goes wrong is returned by Write. A Document
// is for one goroutine.
type Document struct {
	opts Options
	p    *pen
	y    float64 // where the next thing begins
	fed  bool    // something stands on the page already
	rows int     // of all tables so far
	// waiting are headings that are drawn together with what follows them.
	waiting []heading
}

// New begins a document with an empty page.
func New(o Options) *Document {
	d := &Document{opts: o, p: newPen(meta{
		title: o.Title, author: o.Author, language: o.Language,
		size: o.PageSize, landscape: o.Landscape, created: o.CreatedAt,
	})}
	d.newPage()
	return d
}

// left, right and room are the edges of the text and its width.
func (d *Document) left() float64  { return marginSide }
func (d *Document) right() float64 { return d.p.width - marginSide }
func (d *Document) room() float64  { return d.right() - d.left() }

func (d *Document) newPage() {
	if d.p.pdf.PageNo() >= maxPages {
		d.fail(errs.New(errs.Invalid, "This is too long for one PDF: it would have more than %d pages. Choose a shorter period or fewer rows.", maxPages))
		d.y = marginTop
		return
	}
	d.p.pdf.AddPage()
	d.y, d.fed = marginTop, false
}

func (d *Document) fail(err error) {
	if d.p.err == nil {
		d.p.err = err
	}
}

// need goes to the next page unless height millimetres are left on this one,
// besides the headings that wait, and draws those.
func (d *Document) need(height float64) {
	for _, h := range d.waiting {
		height += h.before + float64(len(h.lines))*leading(h.size) + h.after
	}
	if d.fed && d.y+height > d.p.height-marginBottom {
		d.newPage()
	}
	d.headings()
}

// advance moves down over something that was drawn.
func (d *Document) advance(height float64) {
	d.y += height
	d.fed = true
}

// Write ends the document and writes the PDF. It fails when the options lack a
// date or name an unknown page size, with Invalid when the document grew over
// 500 pages or a table over its rows, or with what w reports.
func (d *Document) Write(w io.Writer) error {
	d.need(0)
	if d.p.err == nil {
		d.margins()
	}
	if err := d.p.output(w); err != nil {
		return fmt.Errorf("document: write: %w", err)
	}
	return nil
}

// margins writes head and foot of every page, when it is known how many there are.
func (d *Document) margins() {
	pages := d.p.pdf.PageNo()
	pageOf := d.opts.PageOf
	if pageOf == nil {
		pageOf = func(page, pages int) string { return fmt.Sprintf("Page %d of %d", page, pages) }
	}
	for page := 1; page <= pages; page++ {
		d.p.pdf.SetPage(page)
		d.p.colour(inkSoft)
		if head := line(d.opts.Masthead); head != "" {
			d.p.use(sansBold, 7.5)
			d.p.spaced(d.left(), 15, d.p.oneSpaced(head, d.room(), 0.35), 0.35, -1)
			d.p.rule(d.left(), 17.5, d.right(), 17.5, 0.2, inkLine)
		}
		foot := d.p.height - 12
		d.p.rule(d.left(), foot-4.5, d.right(), foot-4.5, 0.2, inkLine)
		d.p.use(sans, 8)
		number := line(pageOf(page, pages))
		d.p.right(d.right(), foot, number)
		if text := line(d.opts.Footer); text != "" {
			width := d.room() - d.p.measure(number) - 8
			d.p.at(d.left(), foot, limit(wrap(text, width, d.p.measure), 1, width, d.p.measure)[0])
		}
	}
}

// isWebAddress reports whether a text may become a link.
func isWebAddress(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}
