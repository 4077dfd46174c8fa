package rules

import "slices"

// group is entries that may count for the same things: shared out together, and then one by one.
type group struct {
	sig     []uint64
	entries []int
	total   int64
	point   int
	goes    []way
}

// way is an arc from a group to a leaf, in a category or outside.
type way struct{ leaf, cat, arc int }

// shareOut shares the entries out among leaves that compete, or within one that has categories. The leaves of the
// mask are filled first, each with its categories in the order of the rule, then the others with what is left; what
// is left then counts on top, for the first one that takes it.
func (r *run) shareOut(leaves []*leaf, outs []*outcome, f *frame, mask uint64) {
	by := leaves[0]
	for _, l := range leaves { // minutes and hours may be shared out together: whichever stands first, hours say what an entry has
		if l.measure > by.measure {
			by = l
		}
	}
	amounts := r.amountsOf(by)
	groups := r.groups(leaves, outs, amounts)
	points, arcs := len(leaves)+len(groups), len(leaves)+len(groups)
	for _, l := range leaves {
		points += 2 * len(l.cats)
		arcs += 2*len(l.cats) + len(groups)*(len(l.cats)+1)
	}
	n := newNetwork(points, arcs)
	type ends struct {
		rest   int // arc from outside all categories to the sink
		points []int
		arcs   []int
		caps   []int
		room   []int
	}
	all := make([]ends, len(leaves))
	restPoint := make([]int, len(leaves))
	single := len(leaves) == 1
	for k, l := range leaves {
		e := ends{points: make([]int, len(l.cats)), arcs: make([]int, len(l.cats)), caps: make([]int, len(l.cats)), room: make([]int, len(l.cats))}
		restPoint[k] = n.point()
		e.rest = n.arc(restPoint[k], sink, 0)
		for j := len(l.cats) - 1; j >= 0; j-- { // the category that holds another stands further down
			c := &l.cats[j]
			if c.least >= 0 && !c.overlay {
				e.points[j] = n.point()
				e.arcs[j] = n.arc(e.points[j], sink, 0)
			}
			if c.most < 0 {
				continue
			}
			e.caps[j] = n.point()
			outer := source
			if !single {
				outer = restPoint[k]
			}
			if c.parent >= 0 {
				outer = e.caps[c.parent]
			}
			if single {
				e.room[j] = n.arc(outer, e.caps[j], f.owed(c.most))
			} else {
				e.room[j] = n.arc(e.caps[j], outer, f.owed(c.most))
			}
		}
		all[k] = e
	}
	for i := range groups {
		g := &groups[i]
		g.point = n.point()
		from := source
		if single {
			if owner := int(g.sig[0]>>32) - 1; owner > 0 {
				from = all[0].caps[owner-1]
			}
		}
		n.arc(from, g.point, g.total)
		for k, l := range leaves {
			if g.sig[k] == 0 {
				continue
			}
			for j := range l.cats {
				if g.sig[k]>>j&1 == 1 {
					g.goes = append(g.goes, way{k, j, n.arc(g.point, all[k].points[j], plenty)})
				}
			}
			to := restPoint[k]
			if owner := int(g.sig[k]>>32) - 1; !single && owner > 0 {
				to = all[k].caps[owner-1]
			}
			g.goes = append(g.goes, way{k, -1, n.arc(g.point, to, plenty)})
		}
	}

	// Stages: the needs of the mask, the other needs, what is left over.
	brought := make([]int64, len(leaves))
	demand := make([]int64, len(leaves))
	for _, chosen := range [2]bool{true, false} {
		for k, l := range leaves {
			if (l.bit < 0 || mask>>l.bit&1 == 1) != chosen {
				continue
			}
			least := int64(0)
			for j := range l.cats {
				if all[k].points[j] != 0 {
					owed := f.owed(l.cats[j].least)
					least += owed
					n.arcs[all[k].arcs[j]].room = owed
					brought[k] += n.fill()
				}
			}
			rest := max(0, outs[k].need-least-outs[k].carry)
			demand[k] = least + rest
			n.arcs[all[k].rest].room = rest
			brought[k] += n.fill()
		}
	}
	for k, l := range leaves {
		o := outs[k]
		o.missing = demand[k] - brought[k]
		o.cats = o.cats[:0]
		for j := range l.cats {
			c := &l.cats[j]
			row := CategoryNode{Name: c.name, Needed: -1, Most: -1}
			if c.least >= 0 {
				row.Needed = f.owed(c.least)
			}
			if all[k].points[j] != 0 {
				row.Counted = n.flows(all[k].arcs[j])
				row.Missing = row.Needed - row.Counted
			}
			o.cats = append(o.cats, row)
		}
	}
	for k := range leaves {
		n.arcs[all[k].rest].room = plenty
		n.fill()
	}
	for k, l := range leaves {
		o := outs[k]
		o.counted, o.uses = o.carry, make([]share, 0, len(r.person.entries)/8+8)
		for j := range l.cats {
			c := &l.cats[j]
			switch {
			case c.most >= 0:
				o.cats[j].Most = f.owed(c.most)
				if through := n.flows(all[k].room[j]); c.least < 0 || through > o.cats[j].Counted {
					o.cats[j].Counted = through
				}
			case c.overlay:
				r.overlay(l, j, o, f, amounts)
			}
		}
	}
	for i := range groups {
		groups[i].handOut(n, outs, amounts)
	}
	for k := range leaves {
		for _, u := range outs[k].uses {
			outs[k].counted += u.parts
		}
	}
}

// handOut shares what a group brought among its entries, the earliest first.
func (g *group) handOut(n *network, outs []*outcome, amounts []int64) {
	at, left := 0, int64(0)
	if len(g.entries) > 0 {
		left = amounts[g.entries[0]]
	}
	for _, w := range g.goes {
		for parts := n.flows(w.arc); parts > 0; {
			for left == 0 {
				at++
				left = amounts[g.entries[at]]
			}
			part := min(parts, left)
			outs[w.leaf].uses = append(outs[w.leaf].uses, share{g.entries[at], part, w.cat})
			parts, left = parts-part, left-part
		}
	}
}

// overlay counts the entries of an overlay once more, under the mosts of the leaf but beside its leasts.
func (r *run) overlay(l *leaf, j int, o *outcome, f *frame, amounts []int64) {
	b := r.bits()
	copy(b, o.cand)
	l.cats[j].filter.apply(b, r.set, r.w)
	counted := int64(0)
	if !l.capped {
		counted = b.sum(amounts)
	} else {
		inner := leaf{need: l.need, index: l.index, measure: l.measure, largest: l.largest, bit: -1}
		for _, c := range l.cats {
			if c.most >= 0 {
				c.least = -1
			} else {
				c.least, c.overlay = -1, false // keeps its place, so that parents are found
			}
			inner.cats = append(inner.cats, c)
		}
		of := &outcome{cand: b, cats: make([]CategoryNode, 0, len(inner.cats))}
		r.shareOut([]*leaf{&inner}, []*outcome{of}, f, ^uint64(0))
		counted = of.counted
	}
	row := &o.cats[j]
	row.Counted, row.Missing = counted, max(0, row.Needed-counted)
	o.missing = max(o.missing, row.Missing)
}

// groups sorts the candidates by what they may count for. A signature has, for each leaf, 0 when the entry is no
// candidate; else one more than the place of the first category with a most that it fits, shifted, and the bits of
// the leasts that it fits.
func (r *run) groups(leaves []*leaf, outs []*outcome, amounts []int64) []group {
	fits := make([][]bits, len(leaves))
	union := r.bits()
	for k, l := range leaves {
		union.or(outs[k].cand)
		fits[k] = make([]bits, len(l.cats))
		for j := range l.cats {
			fits[k][j] = r.bits()
			copy(fits[k][j], outs[k].cand)
			l.cats[j].filter.apply(fits[k][j], r.set, r.w)
		}
	}
	var out []group
	sig := make([]uint64, len(leaves))
	union.each(func(i int) {
		if amounts[i] == 0 {
			return
		}
		for k, l := range leaves {
			sig[k] = 0
			if !outs[k].cand.has(i) {
				continue
			}
			owner := uint64(1)
			for j := range l.cats {
				if !fits[k][j].has(i) {
					continue
				}
				if l.cats[j].most >= 0 && owner == 1 {
					owner = uint64(j) + 2
				}
				if l.cats[j].least >= 0 && !l.cats[j].overlay {
					sig[k] |= 1 << j
				}
			}
			sig[k] |= owner << 32
		}
		for x := range out {
			if slices.Equal(out[x].sig, sig) {
				out[x].entries = append(out[x].entries, i)
				out[x].total += amounts[i]
				return
			}
		}
		out = append(out, group{sig: slices.Clone(sig), entries: []int{i}, total: amounts[i]})
	})
	return out
}
