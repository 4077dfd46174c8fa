package document

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
)

// PageSize is a size of paper.
type PageSize string

// The sizes of paper; the empty PageSize is A4.
const (
	A4     PageSize = "A4"
	Letter PageSize = "Letter"
)

// ink is a colour in red, green and blue.
type ink [3]int

// The colours of documents: text, what stands back, lines, and one accent.
// All of them are read well when printed in grey.
var (
	inkText   = ink{0x1f, 0x23, 0x28}
	inkSoft   = ink{0x5a, 0x62, 0x6a}
	inkLine   = ink{0xc9, 0xcd, 0xd1}
	inkAccent = ink{0x1f, 0x4a, 0x50}
)

// meta is what a PDF says about itself.
type meta struct {
	title, author, language string
	size                    PageSize
	landscape               bool
	created                 time.Time
}

// pen draws on the pages of one PDF. Lengths are millimetres from the top left
// corner, type sizes are points, text stands on its baseline.
type pen struct {
	pdf    *fpdf.Fpdf
	loaded [len(faceFiles)]bool
	face   face // in use
	size   float64
	width  float64
	height float64
	err    error // the first thing that went wrong; the PDF library keeps its own
}

func newPen(m meta) *pen {
	orientation, size := "P", string(m.size)
	if m.landscape {
		orientation = "L"
	}
	if size == "" {
		size = string(A4)
	}
	p := &pen{}
	if size != string(A4) && size != string(Letter) {
		p.err = fmt.Errorf("page size %q", size)
		size = string(A4)
	}
	p.pdf = fpdf.New(orientation, "mm", size, "")
	p.width, p.height = p.pdf.GetPageSize()
	p.pdf.SetAutoPageBreak(false, 0)
	p.pdf.SetCatalogSort(true)
	if m.created.IsZero() {
		p.err = errors.New("no date of creation")
	}
	p.pdf.SetCreationDate(m.created.UTC())
	p.pdf.SetModificationDate(m.created.UTC())
	p.pdf.SetProducer("Learning Commons", true)
	p.pdf.SetTitle(clip(line(m.title), 300), true)
	p.pdf.SetAuthor(clip(line(m.author), 300), true)
	if isLanguage(m.language) {
		p.pdf.SetLang(m.language)
	}
	return p
}

// isLanguage reports whether s has the form of a language tag (RFC 5646). The
// PDF library writes it into the file as it is.
func isLanguage(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return len(s) >= 2 && len(s) <= 35
}

func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// use selects a face and size, loading the face when it is used for the first time.
func (p *pen) use(f face, size float64) {
	d := faceFiles[f]
	if !p.loaded[f] {
		p.pdf.AddUTF8FontFromBytes(d.family, d.style, fontBytes(f))
		p.loaded[f] = true
	}
	p.pdf.SetFont(d.family, d.style, size)
	p.face, p.size = f, size
}

func (p *pen) colour(c ink) { p.pdf.SetTextColor(c[0], c[1], c[2]) }

// right draws a text that ends at x.
func (p *pen) right(x, y float64, s string) { p.at(x-p.measure(s), y, s) }

// centre draws a text with its middle at x.
func (p *pen) centre(x, y float64, s string) { p.at(x-p.measure(s)/2, y, s) }

// spaced draws a text in capitals with room between the letters, which is what
// labels are set in; align is -1, 0 or 1 for x being its left, middle or right.
func (p *pen) spaced(x, y float64, s string, spacing float64, align int) {
	s = strings.ToUpper(s)
	width := p.spacedWidth(s, spacing)
	switch align {
	case 0:
		x -= width / 2
	case 1:
		x -= width
	}
	if !plain(s) {
		p.at(x, y, s) // scripts whose letters are joined or square are not spaced
		return
	}
	p.pdf.RawWriteStr(fmt.Sprintf("%.3f Tc", p.pdf.UnitToPointConvert(spacing)))
	p.pdf.Text(x, y, s)
	p.pdf.RawWriteStr("0 Tc")
}

// spacedWidth is the width of a text in capitals with room between the letters.
func (p *pen) spacedWidth(s string, spacing float64) float64 {
	s = strings.ToUpper(s)
	if !plain(s) {
		return p.measure(s)
	}
	return p.measure(s) + spacing*float64(max(0, utf8.RuneCountInString(s)-1))
}

// oneSpaced cuts a text to what fits in width on one line in spaced capitals.
func (p *pen) oneSpaced(s string, width, spacing float64) string {
	measure := func(t string) float64 { return p.spacedWidth(t, spacing) }
	return limit(wrap(s, width, measure), 1, width, measure)[0]
}

// rule draws a line.
func (p *pen) rule(x1, y1, x2, y2, thickness float64, c ink) {
	p.pdf.SetDrawColor(c[0], c[1], c[2])
	p.pdf.SetLineWidth(thickness)
	p.pdf.Line(x1, y1, x2, y2)
}

// frame draws a rectangle.
func (p *pen) frame(x, y, w, h, thickness float64, c ink) {
	p.pdf.SetDrawColor(c[0], c[1], c[2])
	p.pdf.SetLineWidth(thickness)
	p.pdf.Rect(x, y, w, h, "D")
}

// qr draws a code with its upper left module at x and y, side millimetres wide.
// The white margin is left to the layout.
func (p *pen) qr(x, y, side float64, q QR) {
	p.pdf.SetFillColor(inkText[0], inkText[1], inkText[2])
	m := side / float64(q.Size())
	q.runs(func(cx, cy, n int) {
		p.pdf.Rect(x+float64(cx)*m, y+float64(cy)*m, float64(n)*m, m, "F")
	})
}

// link makes a rectangle lead to an address, if it is one of the web.
func (p *pen) link(x, y, w, h float64, address string) {
	if isWebAddress(address) {
		p.pdf.LinkString(x, y, w, h, address)
	}
}

// fitted is a text that was made to fit: its lines and the size they are set in.
type fitted struct {
	lines []string
	size  float64
}

// fit sets a text in at most lines lines of the given width: as large as
// possible between the two sizes, and cut with an ellipsis where even the
// smallest is too large. Fewer lines go before larger type only down to two
// thirds of the largest size.
func (p *pen) fit(s string, f face, width float64, lines int, largest, smallest float64) fitted {
	for n := 1; n <= lines; n++ {
		floor := max(smallest, largest*2/3)
		if n == lines {
			floor = smallest
		}
		for size := largest; size >= floor; size -= 0.5 {
			p.use(f, size)
			if got := wrap(s, width, p.measure); len(got) <= n {
				return fitted{balance(got, s, width, p.measure), size}
			}
		}
	}
	p.use(f, smallest)
	return fitted{limit(wrap(s, width, p.measure), lines, width, p.measure), smallest}
}

// balance evens out the lengths of the lines of a centred text without adding one.
func balance(lines []string, s string, width float64, measure func(string) float64) []string {
	if len(lines) < 2 {
		return lines
	}
	for w := width * 0.5; w < width; w += width / 40 {
		if got := wrap(s, w, measure); len(got) == len(lines) {
			return got
		}
	}
	return lines
}

// output ends the document and writes it.
func (p *pen) output(w io.Writer) error {
	if p.err != nil {
		return p.err
	}
	return p.pdf.Output(w)
}
