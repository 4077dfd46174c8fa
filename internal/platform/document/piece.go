package document

// piece is a part of a line that is drawn in one face.
type piece struct {
	face face
	text string
}

// faceFor is the face in which a letter is drawn: the one in use, unless the letter belongs to a
// script that it does not have.
func faceFor(r rune, in face) face {
	switch {
	case r < 0x0530:
		return in
	case r <= 0x06ff, r >= 0x0750 && r <= 0x077f, r >= 0x10a0 && r <= 0x10ff, r >= 0xfb13 && r <= 0xfdff, r >= 0xfe70 && r <= 0xfeff:
		return eastern
	case r >= 0xac00 && r <= 0xd7a3:
		return korean
	case r >= 0x1100 && r <= 0x11ff, r >= 0x2e80 && r <= 0xa4cf, r >= 0xa960 && r <= 0xa97f,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe4f, r >= 0xff00 && r <= 0xffef:
		return farEastern
	}
	return in
}

// pieces puts a line into the order in which it is drawn and divides it by face.
func (p *pen) pieces(s string) []piece {
	s = visual(s)
	var out []piece
	from := 0
	for i, r := range s {
		f := faceFor(r, p.face)
		n := len(out)
		if r == ' ' && n > 0 {
			f = out[n-1].face // every face has the blank
		}
		switch {
		case n == 0:
			out = append(out, piece{f, ""})
		case out[n-1].face != f:
			out[n-1].text, from = s[from:i], i
			out = append(out, piece{f, ""})
		}
	}
	if n := len(out); n > 0 {
		out[n-1].text = s[from:]
	}
	return out
}

// measure is the width of a text in the size in use.
func (p *pen) measure(s string) float64 {
	if plain(s) {
		return p.pdf.GetStringWidth(s)
	}
	width := 0.0
	p.eachPiece(s, func(text string) { width += p.pdf.GetStringWidth(text) })
	return width
}

// at draws a text that begins at x.
func (p *pen) at(x, y float64, s string) {
	if plain(s) {
		p.pdf.Text(x, y, s)
		return
	}
	p.eachPiece(s, func(text string) {
		p.pdf.Text(x, y, text)
		x += p.pdf.GetStringWidth(text)
	})
}

// eachPiece calls do for the pieces of a text in their order, each with its face in use.
func (p *pen) eachPiece(s string, do func(text string)) {
	was := p.face
	for _, piece := range p.pieces(s) {
		p.use(piece.face, p.size)
		do(piece.text)
	}
	p.use(was, p.size)
}

// plain reports whether a text is drawn in one face and as it stands, which most are.
func plain(s string) bool {
	for _, r := range s {
		if faceFor(r, serif) != serif {
			return false
		}
	}
	return true
}
