package document

import "slices"

// block is a part of the body: the room before it, its height, and how it is drawn
// from the given top.
type block struct {
	before, height float64
	draw           func(y float64)
}

// body sets recipient, matter and facts between head and foot, with what room
// is left over shared out above and below. Where everything is long, everything
// is set smaller.
func (s sheet) body(top, bottom float64) {
	blocks, total := s.blocks(1)
	for scale := 0.95; total > bottom-top && scale > 0.4; scale -= 0.05 {
		blocks, total = s.blocks(scale)
	}
	y := top + max(0, (bottom-top-total)*0.5)
	for _, b := range blocks {
		b.draw(y + b.before)
		y += b.before + b.height
	}
}

// blocks returns the parts of the body and their height together.
func (s sheet) blocks(scale float64) (list []block, total float64) {
	wide := s.width - 2*sheetSide
	add := func(b block) {
		list = append(list, b)
		total += b.before + b.height
	}
	text := func(before float64, t string, letters int, fc face, c ink, width float64, lines int, largest, smallest float64) {
		t = clip(line(t), letters)
		if t == "" {
			return
		}
		f := s.fit(t, fc, width, lines, max(smallest, largest*scale), smallest)
		step := leading(f.size) * 0.86 // headings are set tighter than running text
		add(block{before * scale, step * float64(len(f.lines)), func(y float64) {
			s.use(fc, f.size)
			s.colour(c)
			for i, l := range f.lines {
				s.centre(s.middle, y+step*(float64(i)+0.78), l)
			}
		}})
	}
	text(0, s.c.Lead, 200, serifItalic, inkSoft, wide, 1, 13, 9)
	text(3, s.c.Recipient, 300, serifBold, inkAccent, wide, 2, 34, 13)
	text(4, s.c.Middle, 200, serifItalic, inkSoft, wide, 1, 13, 9)
	text(2.5, s.c.What, 500, serifBold, inkText, wide-16, 3, 20, 10)
	text(2, s.c.By, 300, serifItalic, inkSoft, wide, 2, 12.5, 9)
	if len(s.c.Facts) > 0 {
		add(block{8 * scale, 11, s.facts})
	}
	return list, total
}

// facts draws up to four labelled values side by side, with thin lines between them.
func (s sheet) facts(y float64) {
	list := s.c.Facts[:min(4, len(s.c.Facts))]
	wide := s.width - 2*sheetSide
	column := min(62, wide/float64(len(list)))
	x := s.middle - column*float64(len(list))/2
	for i, fact := range list {
		mid := x + column*(float64(i)+0.5)
		if i > 0 {
			s.rule(mid-column/2, y, mid-column/2, y+10.5, 0.2, inkLine)
		}
		s.use(sans, 7.5)
		s.colour(inkSoft)
		s.spaced(mid, y+3, s.oneSpaced(line(fact.Label), column-4, 0.35), 0.35, 0)
		f := s.fit(clip(line(fact.Value), 120), serif, column-5, 1, 13.5, 7)
		s.use(serif, f.size)
		s.colour(inkText)
		s.centre(mid, y+9.5, f.lines[0])
	}
}

// foot draws signature, small print and code, and returns where it begins.
func (s sheet) foot() float64 {
	base := s.height - frameInner - 16
	const side = 25.0
	begin := base - side - 4
	right := s.width - sheetSide
	textRight := right
	if s.c.VerifyURL != "" {
		q, err := NewQR(s.c.VerifyURL)
		if err != nil {
			s.err = err
			return begin
		}
		s.qr(right-side, base-side, side, q)
		s.link(right-side, base-side, side, side, s.c.VerifyURL)
		textRight = right - side - 4
	}
	s.verification(textRight, base)
	s.signature(sheetSide, base)
	return begin
}

// verification draws code and address, ending at x, the last line on base.
func (s sheet) verification(x, base float64) {
	wide := x - s.middle + 30
	y := base
	small := func(t string, f face, size float64, c ink) {
		if t == "" {
			return
		}
		s.use(f, size)
		s.colour(c)
		for _, l := range slices.Backward(limit(wrap(t, wide, s.measure), 3, wide, s.measure)) {
			s.right(x, y, l)
			y -= leading(size)
		}
	}
	if code := clip(line(s.c.Code), 60); code != "" {
		if label := clip(line(s.c.CodeLabel), 40); label != "" {
			code = label + " " + code
		}
		small(code, sansBold, 9, inkText)
	}
	before := y
	address := clip(line(s.c.VerifyURL), 200)
	small(address, sans, s.fit(address, sans, wide, 1, 8, 6.5).size, inkText)
	s.link(x-wide, y+1, wide, before-y, s.c.VerifyURL)
	small(clip(line(s.c.VerifyLabel), 60), sans, 8, inkSoft)
}

// signature draws the line to sign on with who signs below it, and the small
// print at the foot of the page.
func (s sheet) signature(x, base float64) {
	const wide = 70.0
	name, role := clip(line(s.c.Signatory), 120), clip(line(s.c.SignatoryRole), 200)
	if name != "" || role != "" {
		s.rule(x, base-9, x+wide, base-9, 0.25, inkSoft)
		y := base - 4.5
		if name != "" {
			f := s.fit(name, serif, wide, 1, 11, 8)
			s.use(serif, f.size)
			s.colour(inkText)
			s.at(x, y, f.lines[0])
			y += 4.5
		}
		if role != "" {
			f := s.fit(role, sans, wide, 1, 8.5, 7)
			s.use(sans, f.size)
			s.colour(inkSoft)
			s.at(x, y, f.lines[0])
		}
	}
	if text := clip(line(s.c.Statement), 600); text != "" {
		room := s.width - 2*sheetSide - 6
		f := s.fit(text, sans, room, 2, 7.5, 6)
		s.use(sans, f.size)
		s.colour(inkSoft)
		for i, l := range f.lines {
			s.centre(s.middle, base+8+float64(i)*leading(f.size)*0.9, l)
		}
	}
}
