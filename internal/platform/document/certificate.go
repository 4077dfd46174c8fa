package document

import (
	"fmt"
	"io"
	"time"
)

// Certificate is one landscape page to hang on a wall. Every text is the
// caller's, in the reader's language; empty ones are left out.
type Certificate struct {
	PageSize  PageSize
	Language  string
	CreatedAt time.Time // required; see Options

	Association string // who issues it
	Heading     string // "Certificate of attendance"
	Lead        string // "This certifies that"
	Recipient   string
	Middle      string // "took part in"
	What        string // the title of what it was
	By          string // "offered by the Example Division"
	Facts       []Pair // date, hours, credit: at most four

	Signatory     string // printed below the line to sign on
	SignatoryRole string

	VerifyURL   string // in the QR code, printed beside it
	VerifyLabel string // "Verify at"
	CodeLabel   string // "Code"
	Code        string
	Statement   string // small print: what is vouched for
}

// Write writes the certificate as a PDF. It fails without CreatedAt, and with
// Invalid when VerifyURL is too long for a QR code.
func (c Certificate) Write(w io.Writer) error {
	p := newPen(meta{
		title: joined(c.Heading, c.Recipient, c.What), author: c.Association, language: c.Language,
		size: c.PageSize, landscape: true, created: c.CreatedAt,
	})
	p.pdf.AddPage()
	s := sheet{pen: p, c: c, middle: p.width / 2}
	s.borders()
	top := s.head()
	bottom := s.foot()
	s.body(top, bottom)
	if err := p.output(w); err != nil {
		return fmt.Errorf("document: certificate: %w", err)
	}
	return nil
}

func joined(parts ...string) string {
	out := ""
	for _, s := range parts {
		if s = line(s); s == "" {
			continue
		}
		if out != "" {
			out += " – "
		}
		out += s
	}
	return out
}

// sheet is a certificate while it is drawn.
type sheet struct {
	*pen
	c      Certificate
	middle float64
}

// The measures of the sheet in millimetres: the outer frame, and the room
// between frame and text.
const (
	frameOuter = 9.0
	frameInner = 12.2
	sheetSide  = 26.0
)

// borders draws the frame: a heavy line, a thin one within it, and the corners
// set in like those of an old title page.
func (s sheet) borders() {
	const notch = 5.0
	s.frame(frameOuter, frameOuter, s.width-2*frameOuter, s.height-2*frameOuter, 0.9, inkAccent)
	l, t, r, b := frameInner, frameInner, s.width-frameInner, s.height-frameInner
	s.rule(l+notch, t, r-notch, t, 0.25, inkAccent)
	s.rule(l+notch, b, r-notch, b, 0.25, inkAccent)
	s.rule(l, t+notch, l, b-notch, 0.25, inkAccent)
	s.rule(r, t+notch, r, b-notch, 0.25, inkAccent)
	for _, corner := range []struct{ x, y, dx, dy float64 }{{l, t, 1, 1}, {r, t, -1, 1}, {l, b, 1, -1}, {r, b, -1, -1}} {
		x, y := corner.x+corner.dx*notch, corner.y+corner.dy*notch
		s.rule(corner.x, y, x, y, 0.25, inkAccent)
		s.rule(x, corner.y, x, y, 0.25, inkAccent)
	}
}

// head draws who issues the certificate and what it is, and returns where it ends.
func (s sheet) head() float64 {
	wide := s.width - 2*sheetSide
	if name := line(s.c.Association); name != "" {
		const spacing = 0.85
		size := 11.5
		for s.use(sansBold, size); s.spacedWidth(name, spacing) > wide && size > 7; s.use(sansBold, size) {
			size -= 0.5
		}
		s.colour(inkAccent)
		s.spaced(s.middle, 34, s.oneSpaced(name, wide, spacing), spacing, 0)
	}
	f := s.fit(clip(line(s.c.Heading), 200), serif, wide, 1, 33, 14)
	s.use(serif, f.size)
	s.colour(inkText)
	s.centre(s.middle, 51, f.lines[0])
	s.ornament(60)
	return 64
}

// ornament draws a lozenge between two lines.
func (s sheet) ornament(y float64) {
	const reach, gap, half = 24.0, 3.2, 1.1
	s.rule(s.middle-reach, y, s.middle-gap, y, 0.25, inkAccent)
	s.rule(s.middle+gap, y, s.middle+reach, y, 0.25, inkAccent)
	s.pdf.SetFillColor(inkAccent[0], inkAccent[1], inkAccent[2])
	s.pdf.MoveTo(s.middle-half, y)
	s.pdf.LineTo(s.middle, y-half)
	s.pdf.LineTo(s.middle+half, y)
	s.pdf.LineTo(s.middle, y+half)
	s.pdf.ClosePath()
	s.pdf.DrawPath("F")
}
