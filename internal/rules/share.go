package rules

import (
	"encoding/binary"
	"slices"
)

// group is entries that may count for the same things: shared out together, and then one by one.
type group struct {
	fits  []uint64 // by leaf: 0 for no candidate, else inLeaf with a bit for each category that fits; then its knots, from 1
	total int64
	goes  []way
	// first and last are the ends of its entries, which are chained.
	first, last int
}

// inLeaf marks candidates of a leaf; an amount has fewer categories than there are bits below.
const inLeaf = 1 << 62

// way is how much of a group goes to a leaf, to the least of a category or (-1) outside.
type way struct {
	leaf, cat int
	parts     int64
}

// sharing is one sharing out: among leaves that compete, or within one that has categories.
type sharing struct {
	r      *run
	leaves []*leaf
	outs   []*outcome
	f      *frame
	groups []group
	knots  []knot
	mask   uint64
	// order has the leaves in which they are filled, the chosen ones first.
	order []int
}

// shareOut shares the entries out. The leaves of the mask are filled first, each with the leasts of its categories in the order
// of the rule, then the others with what is left; overlays look at what counts; what is left then counts on top, for
// the first one that takes it.
func (r *run) shareOut(leaves []*leaf, outs []*outcome, f *frame, mask uint64) {
	by := leaves[0]
	for _, l := range leaves { // minutes and hours may be shared out together: whichever stands first, hours say what an entry has
		if l.measure > by.measure {
			by = l
		}
	}
	amounts := r.amountsOf(by)
	cats := 1
	for _, l := range leaves {
		cats += 1 + len(l.cats)
	}
	r.work.spend(500 + 2*cats*len(amounts))
	s := &sharing{r: r, leaves: leaves, outs: outs, f: f, mask: mask}
	amounts = s.sort(amounts)
	for _, chosen := range [2]bool{true, false} {
		for k := range leaves {
			if s.chosen(k) == chosen {
				s.order = append(s.order, k)
			}
		}
	}
	if !s.nested() || !s.byFlow() {
		s.byProgram()
	}
	for k := range leaves {
		s.tell(k, amounts)
	}
	for i := range s.groups {
		s.handOut(&s.groups[i], amounts)
	}
	for _, o := range outs {
		for _, u := range o.uses {
			o.counted += u.parts
		}
	}
}

// chosen reports whether a leaf is one of those that are filled first.
func (s *sharing) chosen(k int) bool {
	bit := s.leaves[k].bit
	return bit < 0 || s.mask>>bit&1 == 1
}

// rest is what a leaf asks for outside the leasts of its categories.
func (s *sharing) rest(k int) int64 {
	least := s.outs[k].carry
	for j := range s.leaves[k].cats {
		least += s.owed(k, j)
	}
	return max(0, s.outs[k].need-least)
}

// owed is the least of a category that is no overlay.
func (s *sharing) owed(k, j int) int64 {
	if c := &s.leaves[k].cats[j]; c.least >= 0 && !c.overlay {
		return s.outs[k].least(j, s.f)
	}
	return 0
}

// charged returns the mosts that an entry with these categories uses: those that it fits, and those that they lie in.
func (l *leaf) charged(fits uint64) uint64 {
	out := uint64(0)
	for j := range l.cats {
		if fits>>j&1 == 1 && (l.cats[j].most >= 0 || l.cats[j].each != "") {
			for at := j; at >= 0; at = l.cats[at].parent {
				if l.cats[at].most >= 0 {
					out |= 1 << at
				}
			}
		}
	}
	return out
}

// owner returns the innermost most of an entry, and whether all others that it uses lie around it; -1 is none.
func (l *leaf) owner(charged uint64) (owner int, nested bool) {
	if charged == 0 {
		return -1, true
	}
	for j := range l.cats {
		if charged>>j&1 == 1 {
			chain := uint64(0)
			for at := j; at >= 0; at = l.cats[at].parent {
				chain |= 1 << at
			}
			if chain == charged {
				return j, true
			}
		}
	}
	return -1, false
}

// nested reports whether no group uses mosts that cross each other: only then it is a flow.
func (s *sharing) nested() bool {
	for i := range s.groups {
		for k, l := range s.leaves {
			if _, ok := l.owner(l.charged(s.groups[i].fits[k])); l.capped && !ok {
				return false
			}
		}
	}
	return s.knotsNested()
}

// tell writes what a leaf and its categories have, and what they lack.
func (s *sharing) tell(k int, amounts []int64) {
	l, o := s.leaves[k], s.outs[k]
	given, through, shown := make([]int64, len(l.cats)), make([]int64, len(l.cats)), make([]int64, len(l.cats))
	outside := int64(0)
	for i := range s.groups {
		g := &s.groups[i]
		used := l.charged(g.fits[k])
		for _, w := range g.goes {
			if w.leaf != k || w.parts == 0 {
				continue
			}
			if w.cat < 0 {
				outside += w.parts
			} else {
				given[w.cat] += w.parts
			}
			if at := l.shownIn(w.cat, g.fits[k]); at >= 0 {
				shown[at] += w.parts
			}
			for j := range l.cats {
				if (used|g.fits[k]&l.passed())>>j&1 == 1 {
					through[j] += w.parts
				}
			}
		}
	}
	o.missing = max(0, s.rest(k)-outside)
	o.cats = make([]CategoryNode, len(l.cats), len(l.cats)+4)
	for j := range l.cats {
		c := &l.cats[j]
		row := CategoryNode{Name: c.name, Needed: -1, Most: -1, Counted: shown[j]}
		if c.least >= 0 && !c.last {
			row.Needed = o.least(j, s.f)
			row.Missing, row.Waived = row.Needed-given[j], s.f.owed(l, c.least)-row.Needed
		}
		switch {
		case c.most >= 0:
			row.Most, row.Counted = s.f.most(l, c.most), through[j]
		case c.each != "":
			row.Most, row.Each, row.Counted = s.f.most(l, c.eachMost), c.each, through[j]
			if c.each == EachYear { // the share is that of each year, so no one number is that of all
				row.Most = c.eachMost
			}
		case c.overlay:
			if row.Counted = through[j]; !l.capped {
				row.Counted = s.r.fitting(o, l, j).sum(amounts)
			}
			row.Missing = max(0, row.Needed-row.Counted)
		}
		if c.least >= 0 && !c.overlay {
			o.missing += row.Missing
		}
		o.cats[j] = row
	}
	for j := range l.cats {
		if l.cats[j].overlay {
			o.missing = max(o.missing, o.cats[j].Missing)
		}
	}
	o.counted, o.uses = o.carry, make([]share, 0, len(s.r.person.entries)/8+8)
}

// passed returns the overlays of a leaf and its mosts for each of something, as bits: all that counts and fits them is theirs.
func (l *leaf) passed() uint64 {
	out := uint64(0)
	for j := range l.cats {
		if l.cats[j].overlay || l.cats[j].each != "" {
			out |= 1 << j
		}
	}
	return out
}

// shownIn returns the category in which something is shown that counts: the one whose least it fills, else the first
// one that it fits, else -1.
func (l *leaf) shownIn(cat int, fits uint64) int {
	if cat >= 0 {
		return cat
	}
	for j := range l.cats {
		if fits>>j&1 == 1 && !l.cats[j].overlay && !l.cats[j].last {
			return j
		}
	}
	return -1
}

// handOut shares what a group brought among its entries, the earliest first.
func (s *sharing) handOut(g *group, amounts []int64) {
	at, left := g.first, amounts[g.first]
	for _, w := range g.goes {
		o, cat := s.outs[w.leaf], s.leaves[w.leaf].shownIn(w.cat, g.fits[w.leaf])
		for parts := w.parts; parts > 0; {
			for left == 0 {
				at = s.r.after[at]
				left = amounts[at]
			}
			part := min(parts, left)
			o.uses = append(o.uses, share{at, part, cat})
			parts, left = parts-part, left-part
		}
	}
}

// fitting returns the candidates of a leaf that fit a category.
func (r *run) fitting(o *outcome, l *leaf, j int) bits {
	b := r.bits()
	copy(b, o.cand)
	l.cats[j].filter.apply(b, r.set, r.w)
	return b
}

// sort puts the candidates into groups by what they may count for, and returns what each of them can bring.
func (s *sharing) sort(amounts []int64) []int64 {
	r := s.r
	fits := make([][]bits, len(s.leaves))
	union := r.bits()
	for k, l := range s.leaves {
		union.or(s.outs[k].cand)
		fits[k] = make([]bits, len(l.cats))
		for j := range l.cats {
			if l.cats[j].overlay && !l.capped {
				fits[k][j] = r.bits() // looks at all candidates, whatever becomes of them
			} else {
				fits[k][j] = r.fitting(s.outs[k], l, j)
			}
			if last := l.need.CarryLast; l.cats[j].last && !last.IsZero() {
				fits[k][j].keep(r.person.until(last.FirstBack(s.f.end)-1), len(amounts))
			}
		}
	}
	find := s.finder()
	sig := make([]uint64, len(s.leaves), len(s.leaves)+2)
	ties := []tie(nil)
	if s.leaves[0].oneByOne { // it competes with no other
		amounts, ties = s.untie(fits[0], union, amounts)
	}
	if r.after == nil {
		r.after = make([]int, len(amounts))
	}
	union.each(func(i int) {
		if amounts[i] == 0 {
			return
		}
		for k := range s.leaves {
			if sig[k] = 0; s.outs[k].cand.has(i) {
				sig[k] = inLeaf
			}
			for j := range fits[k] {
				if fits[k][j].has(i) {
					sig[k] |= 1 << j
				}
			}
		}
		sig = sig[:len(s.leaves)]
		for e := range ties {
			sig = append(sig, ties[e].knot(s, i))
		}
		g := &s.groups[find(sig)]
		if g.total == 0 {
			g.first = i
		} else {
			s.r.after[g.last] = i
		}
		g.last = i
		g.total += amounts[i]
	})
	return amounts
}

// finder returns a function that finds the group of a signature, or begins it: by looking at all while they are few,
// then by a table.
func (s *sharing) finder() func(sig []uint64) int {
	var at map[string]int
	key := make([]byte, 0, 64)
	name := func(sig []uint64) []byte {
		key = key[:0]
		for _, x := range sig {
			key = binary.LittleEndian.AppendUint64(key, x)
		}
		return key
	}
	return func(sig []uint64) int {
		if len(s.groups) <= 16 {
			for n := range s.groups {
				if slices.Equal(s.groups[n].fits, sig) {
					return n
				}
			}
		} else {
			if at == nil {
				at = map[string]int{}
				for n := range s.groups {
					at[string(name(s.groups[n].fits))] = n
				}
			}
			if n, ok := at[string(name(sig))]; ok {
				return n
			}
			at[string(name(sig))] = len(s.groups)
		}
		s.groups = append(s.groups, s.group(sig))
		return len(s.groups) - 1
	}
}

// group begins a group, with all the ways that it may go.
func (s *sharing) group(sig []uint64) group {
	g := group{fits: append([]uint64(nil), sig...)}
	for k, l := range s.leaves {
		if sig[k] == 0 {
			continue
		}
		for j := range l.cats {
			if sig[k]>>j&1 == 1 && l.cats[j].least >= 0 && !l.cats[j].overlay {
				g.goes = append(g.goes, way{leaf: k, cat: j})
			}
		}
		g.goes = append(g.goes, way{leaf: k, cat: -1})
	}
	return g
}
