package document

// leading is the distance of baselines for a type size, both in their own units.
func leading(points float64) float64 { return points * 0.3528 * 1.42 }

// lines draws lines of one face and size, going to the next page where needed
// but not after the first line of several.
func (d *Document) lines(list []string, f face, size float64, c ink) {
	step := leading(size)
	for i, s := range list {
		if i == 0 && len(list) > 1 {
			d.need(2 * step)
		}
		d.need(step)
		d.p.use(f, size)
		d.p.colour(c)
		d.p.at(d.left(), d.y+step*0.75, s)
		d.advance(step)
	}
}

// heading is a heading that waits for what follows it.
type heading struct {
	lines         []string
	face          face
	size          float64
	colour        ink
	before, after float64
}

// Heading adds a heading of level 1 (the document), 2 or 3. It never stands
// alone at the foot of a page.
func (d *Document) Heading(level int, text string) {
	h := heading{face: sansBold, size: 12, colour: inkText, before: 3, after: 1.5}
	switch {
	case level <= 1:
		h = heading{face: serifBold, size: 25, colour: inkAccent, after: 3}
	case level == 2:
		h = heading{face: serifBold, size: 15, colour: inkText, before: 5, after: 1.5}
	}
	d.p.use(h.face, h.size)
	h.lines = limit(wrap(line(text), d.room(), d.p.measure), 4, d.room(), d.p.measure)
	d.waiting = append(d.waiting, h)
	if len(d.waiting) > 2 {
		d.need(0)
	}
}

// headings draws the headings that waited.
func (d *Document) headings() {
	for _, h := range d.waiting {
		if d.fed {
			d.y += h.before
		}
		d.p.use(h.face, h.size)
		d.p.colour(h.colour)
		for _, s := range h.lines {
			d.p.at(d.left(), d.y+leading(h.size)*0.75, s)
			d.advance(leading(h.size))
		}
		d.y += h.after
	}
	d.waiting = nil
}

// Paragraph adds running text; "\n" begins a new line.
func (d *Document) Paragraph(text string) {
	d.p.use(sans, 10)
	d.lines(wrap(clean(text), d.room(), d.p.measure), sans, 10, inkText)
	d.y += 2
}

// Note adds small print.
func (d *Document) Note(text string) {
	d.p.use(sans, 8)
	d.lines(wrap(clean(text), d.room(), d.p.measure), sans, 8, inkSoft)
	d.y += 1.5
}

// Pair is a label and what it labels.
type Pair struct{ Label, Value string }

// KeyValues adds one row for each pair, the labels in a column of their own.
func (d *Document) KeyValues(pairs []Pair) {
	const size = 10
	column := 0.0
	d.p.use(sans, size)
	for _, kv := range pairs {
		column = max(column, d.p.measure(line(kv.Label)))
	}
	column = min(column+6, d.room()*0.35)
	width := d.room() - column
	step := leading(size)
	for _, kv := range pairs {
		d.p.use(sansBold, size)
		values := limit(wrap(clean(kv.Value), width, d.p.measure), 6, width, d.p.measure)
		d.p.use(sans, size)
		labels := limit(wrap(line(kv.Label), column-4, d.p.measure), 3, column-4, d.p.measure)
		height := float64(max(len(values), len(labels))) * step
		d.need(height)
		d.p.use(sans, size)
		d.p.colour(inkSoft)
		for i, s := range labels {
			d.p.at(d.left(), d.y+step*(float64(i)+0.75), s)
		}
		d.p.use(sansBold, size)
		d.p.colour(inkText)
		for i, s := range values {
			d.p.at(d.left()+column, d.y+step*(float64(i)+0.75), s)
		}
		d.advance(height + 0.8)
	}
	d.y += 2
}

// Rule adds a thin line over the width of the text.
func (d *Document) Rule() {
	d.need(6)
	d.p.rule(d.left(), d.y+2, d.right(), d.y+2, 0.2, inkLine)
	d.advance(5)
}

// Space leaves millimetres free; at the head of a page it does nothing.
func (d *Document) Space(mm float64) {
	d.need(0)
	if d.fed && mm > 0 {
		d.y += mm
	}
}

// QRCode adds a code of the given side (at least 15 mm, so that it can be read
// from paper) with lines of text beside it. If the text is an address of the
// web, the code is a link to it. A text that no code holds fails the document.
func (d *Document) QRCode(text string, sizeMM float64, beside ...string) {
	q, err := NewQR(text)
	if err != nil {
		d.fail(err)
		return
	}
	side := min(max(sizeMM, 15), d.room()/2)
	d.need(side + 2)
	d.p.qr(d.left(), d.y+1, side, q)
	d.p.link(d.left(), d.y+1, side, side, text)
	d.p.use(sans, 9)
	d.p.colour(inkText)
	step := leading(9)
	x := d.left() + side + 5
	width := d.right() - x
	var list []string
	for _, b := range beside {
		list = append(list, wrap(clean(b), width, d.p.measure)...)
	}
	list = limit(list, max(1, int(side/step)), width, d.p.measure)
	y := d.y + 1 + (side-float64(len(list))*step)/2
	for i, s := range list {
		d.p.at(x, y+step*(float64(i)+0.75), s)
	}
	d.advance(side + 4)
}
