package document

import (
	"html"
	"strconv"
	"strings"

	"rsc.io/qr"

	"learningcommons.dev/commons/internal/platform/errs"
)

const (
	// maxQR bounds the text of a QR code in bytes; more would need a symbol
	// that a telephone cannot read from paper.
	maxQR = 400
	// quiet is the white margin around a symbol in modules (ISO/IEC 18004, 6.3.8).
	quiet = 4
)

// QR is a QR code: a square of dark and light modules, without its margin.
type QR struct{ code *qr.Code }

// NewQR encodes a text, usually an address, at error correction level M.
// A text that is empty or longer than 400 bytes is Invalid.
func NewQR(text string) (QR, error) {
	if text == "" || len(text) > maxQR {
		return QR{}, errs.Bad("text", "A QR code holds 1 to %d bytes of text, not %d.", maxQR, len(text))
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QR{}, errs.Wrap(err, errs.Invalid, "This text cannot be put into a QR code.")
	}
	return QR{code}, nil
}

// Size is the number of modules on each side.
func (q QR) Size() int { return q.code.Size }

// Dark reports whether the module in column x of row y is dark; outside of the
// symbol none is.
func (q QR) Dark(x, y int) bool { return q.code.Black(x, y) }

// runs calls each for every horizontal run of dark modules.
func (q QR) runs(each func(x, y, n int)) {
	for y := range q.Size() {
		for x := 0; x < q.Size(); x++ {
			n := 0
			for q.Dark(x+n, y) {
				n++
			}
			if n > 0 {
				each(x, y, n)
			}
			x += n
		}
	}
}

// SVG returns the code as SVG markup for a page: one image with a title for
// those who do not see it, no style attributes. It is dark on light in every
// colour scheme, because readers fail on the inverse; the classes qr-ground and
// qr-ink let a style sheet choose other colours.
func (q QR) SVG(title string) string {
	side := strconv.Itoa(q.Size() + 2*quiet)
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 ` + side + ` ` + side + `" role="img" aria-label="`)
	b.WriteString(html.EscapeString(line(title)))
	b.WriteString(`" shape-rendering="crispEdges"><title>`)
	b.WriteString(html.EscapeString(line(title)))
	b.WriteString(`</title><rect class="qr-ground" width="` + side + `" height="` + side + `" fill="#fff"/><path class="qr-ink" fill="#000" d="`)
	q.runs(func(x, y, n int) {
		w := strconv.Itoa(n)
		b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h" + w + "v1h-" + w + "z")
	})
	b.WriteString(`"/></svg>`)
	return b.String()
}

// PNG returns the code as a PNG image with its margin, scale pixels to a
// module (1 to 40).
func (q QR) PNG(scale int) []byte {
	c := *q.code
	c.Scale = min(max(scale, 1), 40)
	return c.PNG()
}

// QRSVG is NewQR and SVG in one.
func QRSVG(text, title string) (string, error) {
	q, err := NewQR(text)
	if err != nil {
		return "", err
	}
	return q.SVG(title), nil
}

// QRPNG is NewQR and PNG in one, at eight pixels to a module.
func QRPNG(text string) ([]byte, error) {
	q, err := NewQR(text)
	if err != nil {
		return nil, err
	}
	return q.PNG(8), nil
}
