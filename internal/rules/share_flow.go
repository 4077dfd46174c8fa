package rules

// byFlow shares out as a maximum flow. It reports false where an overlay lacks something that another sharing may
// give it, which no flow can say.
func (s *sharing) byFlow() bool {
	single := len(s.leaves) == 1
	points, arcs := len(s.leaves)+len(s.groups)+len(s.knots), len(s.leaves)+len(s.groups)+len(s.knots)
	for _, l := range s.leaves {
		points += 2 * len(l.cats)
		arcs += 2 * len(l.cats)
	}
	for i := range s.groups {
		arcs += len(s.groups[i].goes)
	}
	s.r.work.spend(20 * arcs)
	n := newNetwork(points, arcs, s.r.work)
	// By leaf: the point outside all categories with its arc to the sink, and of each category the point and arc of
	// its least and the point of its most.
	rest, restArc := make([]int, len(s.leaves)), make([]int, len(s.leaves))
	least, leastArc, most := make([][]int, len(s.leaves)), make([][]int, len(s.leaves)), make([][]int, len(s.leaves))
	for k, l := range s.leaves {
		least[k], leastArc[k], most[k] = make([]int, len(l.cats)), make([]int, len(l.cats)), make([]int, len(l.cats))
		rest[k] = n.point()
		restArc[k] = n.arc(rest[k], sink, 0)
		for j := len(l.cats) - 1; j >= 0; j-- { // the category that holds another stands further down
			c := &l.cats[j]
			if c.least >= 0 && !c.overlay {
				least[k][j] = n.point()
				leastArc[k][j] = n.arc(least[k][j], sink, 0)
			}
			if c.most < 0 {
				continue
			}
			most[k][j] = n.point()
			outer := rest[k]
			if single {
				outer = source
			}
			if c.parent >= 0 {
				outer = most[k][c.parent]
			}
			if single { // a most stands before the leasts of its entries, so that it binds them too
				n.arc(outer, most[k][j], s.f.most(l, c.most))
			} else {
				n.arc(most[k][j], outer, s.f.most(l, c.most))
			}
		}
	}
	knots := make([]int, len(s.knots))
	first := make([]int, len(s.groups)) // the arc of the first way; the others follow
	for i := range s.groups {
		g, from := &s.groups[i], source
		if single {
			if owner, _ := s.leaves[0].owner(s.leaves[0].charged(g.fits[0])); owner >= 0 {
				from = most[0][owner]
			}
			if k := s.knotOf(g); k >= 0 {
				if knots[k] == 0 {
					knots[k] = n.point()
					n.arc(from, knots[k], s.knots[k].room)
				}
				from = knots[k]
			}
		}
		point := n.point()
		n.arc(from, point, g.total)
		first[i] = len(n.arcs)
		for _, w := range g.goes {
			to := rest[w.leaf]
			if w.cat >= 0 {
				to = least[w.leaf][w.cat]
			} else if owner, _ := s.leaves[w.leaf].owner(s.leaves[w.leaf].charged(g.fits[w.leaf])); owner >= 0 && !single {
				to = most[w.leaf][owner]
			}
			n.arc(point, to, plenty)
		}
	}
	for _, k := range s.order {
		for j := range s.leaves[k].cats {
			if least[k][j] != 0 {
				n.arcs[leastArc[k][j]].room = s.owed(k, j)
				n.fill()
			}
		}
		n.arcs[restArc[k]].room = s.rest(k)
		n.fill()
		if j := len(s.leaves[k].cats) - 1; j >= 0 && s.leaves[k].cats[j].last {
			n.arcs[leastArc[k][j]].room = plenty
			n.fill()
		}
	}
	for k := range s.leaves {
		n.arcs[restArc[k]].room = plenty
		n.fill()
	}
	all := true
	for i := range s.groups {
		g, sum := &s.groups[i], int64(0)
		for w := range g.goes {
			g.goes[w].parts = n.flows(first[i] + 2*w)
			sum += g.goes[w].parts
		}
		all = all && sum == g.total
	}
	return all || !single || s.overlaysMet()
}

// overlaysMet reports whether each overlay has what it asks for. Without a most it has all there is.
func (s *sharing) overlaysMet() bool {
	l := s.leaves[0]
	if !l.capped || !l.overlay {
		return true
	}
	for j := range l.cats {
		if !l.cats[j].overlay {
			continue
		}
		have := int64(0)
		for i := range s.groups {
			for _, w := range s.groups[i].goes {
				if s.groups[i].fits[0]>>j&1 == 1 {
					have += w.parts
				}
			}
		}
		if have < s.outs[0].least(j, s.f) {
			return false
		}
	}
	return true
}
