package rules

// fullness knows which mosts of an amount are used up.
type fullness struct {
	o    *outcome
	fits []bits
	ties []tie     // by category, of mosts for each of something
	used [][]int64 // what counted of each one
}

// full looks at the mosts of an amount, of whose entries so much counted.
func (r *run) full(o *outcome, f *frame, counted []int64) *fullness {
	l := o.leaf
	s := &sharing{r: r, leaves: []*leaf{l}, f: f}
	x := &fullness{o: o, fits: make([]bits, len(l.cats)), ties: make([]tie, len(l.cats)), used: make([][]int64, len(l.cats))}
	for j := range l.cats {
		r.work.spend(10 * len(counted))
		x.fits[j] = r.fitting(o, l, j)
		if l.cats[j].each == "" {
			continue
		}
		x.ties[j] = s.tieOf(&l.cats[j], x.fits[j])
		x.used[j] = make([]int64, len(x.ties[j].room))
		for i, at := range x.ties[j].of {
			x.used[j][at] += counted[i]
		}
	}
	return x
}

// name names the category whose most an entry would use: the first one that is used up, or else the first that it fits.
func (x *fullness) name(i int) string {
	first := ""
	for j := range x.o.leaf.cats {
		if !x.fits[j].has(i) {
			continue
		}
		for at := j; at >= 0; at = x.o.leaf.cats[at].parent {
			c, up := &x.o.leaf.cats[at], false
			switch {
			case c.each != "":
				one := x.ties[at].of[i]
				up = x.used[at][one] >= x.ties[at].room[one]
			case c.most >= 0:
				up = x.o.cats[at].Counted >= x.o.cats[at].Most
			default:
				continue
			}
			if up {
				return c.name
			}
			if first == "" {
				first = c.name
			}
		}
	}
	return first
}
