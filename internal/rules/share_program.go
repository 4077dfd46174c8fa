package rules

// What is no flow, mosts that cross each other and overlays under mosts, is shared out as a linear program: the
// simplex method (Dantzig 1947) with the rule of Bland (1977), goal after goal. All numbers in it are small whole
// ones, so that fractions are exact enough; what counts is cut to whole parts.

// maxCells bounds a program. What is larger, or comes when maxPrograms is used up, is shared out entry by entry, which
// never gives too much.
const maxCells = 1 << 18

// byProgram shares out as a linear program.
func (s *sharing) byProgram() {
	columns, total := 0, int64(0)
	first := make([]int, len(s.groups)) // column of the first way of a group
	for i := range s.groups {
		first[i] = columns
		columns += len(s.groups[i].goes)
		total += s.groups[i].total
		for w := range s.groups[i].goes { // what a flow has left there
			s.groups[i].goes[w].parts = 0
		}
	}
	if (len(s.groups)+len(s.knots))*columns > maxCells { // before its rows are written
		s.oneByOne()
		return
	}
	p := &program{columns: columns, limit: s.r.work.programs}
	for i := range s.groups {
		p.row(s.groups[i].total, func(add func(column int, by float64)) {
			for w := range s.groups[i].goes {
				add(first[i]+w, 1)
			}
		})
	}
	each := func(f func(column, i int, w way)) {
		for i := range s.groups {
			for n, w := range s.groups[i].goes {
				f(first[i]+n, i, w)
			}
		}
	}
	for k := range s.knots {
		p.row(s.knots[k].room, func(add func(int, float64)) {
			each(func(column, i int, _ way) {
				if s.inKnot(&s.groups[i], k) {
					add(column, 1)
				}
			})
		})
	}
	var goals, overlays []int
	carried, chosen := -1, columns
	// goal adds a column for what is brought of something, up to what is owed.
	goal := func(owed int64, counts func(i int, w way) bool) int {
		c := p.columns
		p.columns++
		p.row(owed, func(add func(int, float64)) { add(c, 1) })
		p.row(0, func(add func(int, float64)) {
			add(c, 1)
			each(func(column, i int, w way) {
				if counts(i, w) {
					add(column, -1)
				}
			})
		})
		return c
	}
	for _, k := range s.order {
		l := s.leaves[k]
		for j := range l.cats {
			c := &l.cats[j]
			if c.most >= 0 {
				p.row(s.f.most(l, c.most), func(add func(int, float64)) {
					each(func(column, i int, w way) {
						if w.leaf == k && l.charged(s.groups[i].fits[k])>>j&1 == 1 {
							add(column, 1)
						}
					})
				})
			}
			switch {
			case c.last:
				carried = goal(total, func(_ int, w way) bool { return w.cat == j })
			case c.overlay:
				overlays = append(overlays, goal(s.outs[k].least(j, s.f), func(i int, w way) bool { return w.leaf == k && s.groups[i].fits[k]>>j&1 == 1 }))
			case c.least >= 0:
				p.row(s.owed(k, j), func(add func(int, float64)) {
					each(func(column, _ int, w way) {
						if w.leaf == k && w.cat == j {
							add(column, 1)
						}
					})
				})
				goals = append(goals, goal(s.owed(k, j), func(_ int, w way) bool { return w.leaf == k && w.cat == j }))
			}
		}
		goals = append(goals, goal(s.rest(k), func(_ int, w way) bool { return w.leaf == k && w.cat < 0 }))
		if s.chosen(k) {
			chosen = p.columns
		}
	}
	if (len(p.rows)+1)*(p.columns+len(p.rows)+1) > maxCells || s.r.work.programs <= 0 {
		s.oneByOne()
		return
	}
	defer func() {
		s.r.work.programs -= p.work
		s.r.work.spend(p.work)
	}()
	p.begin()
	if len(s.leaves) > 1 { // mosts that cross may let the first be filled at the cost of more of the others
		p.most(columns, chosen)
	}
	for _, c := range append(goals, overlays...) {
		p.most(c, c+1)
	}
	if carried >= 0 {
		p.most(carried, carried+1)
	}
	p.most(0, columns)
	x := p.values(columns)
	for i := range s.groups {
		for w := range s.groups[i].goes {
			s.groups[i].goes[w].parts = x[first[i]+w]
		}
	}
	s.oneByOne() // what cutting to whole parts left
}

// oneByOne gives each group as much more as there is room for, the leasts first.
func (s *sharing) oneByOne() {
	room := make([][]int64, len(s.leaves)) // of each most
	lack := make([][]int64, len(s.leaves)) // of each least
	for k, l := range s.leaves {
		for j := range l.cats {
			room[k], lack[k] = append(room[k], s.f.most(l, max(0, l.cats[j].most))), append(lack[k], s.owed(k, j))
		}
	}
	knots := make([]int64, len(s.knots))
	for k := range knots {
		knots[k] = s.knots[k].room
	}
	take := func(g *group, w *way, parts int64) {
		for _, k := range s.knotsOf(g) {
			if k > 0 {
				knots[k-1] -= parts
			}
		}
		used := s.leaves[w.leaf].charged(g.fits[w.leaf])
		for j := range room[w.leaf] {
			if used>>j&1 == 1 {
				room[w.leaf][j] -= parts
			}
		}
		if w.cat >= 0 {
			lack[w.leaf][w.cat] -= parts
		}
	}
	left := make([]int64, len(s.groups))
	for i := range s.groups {
		left[i] = s.groups[i].total
		for n := range s.groups[i].goes {
			w := &s.groups[i].goes[n]
			take(&s.groups[i], w, w.parts)
			left[i] -= w.parts
		}
	}
	for _, leasts := range [2]bool{true, false} {
		for i := range s.groups {
			g := &s.groups[i]
			for n := range g.goes {
				w := &g.goes[n]
				if (w.cat >= 0) != leasts {
					continue
				}
				parts, used := left[i], s.leaves[w.leaf].charged(g.fits[w.leaf])
				if w.cat >= 0 {
					parts = min(parts, max(0, lack[w.leaf][w.cat])) // what is carried over fills no least
				}
				for j := range room[w.leaf] {
					if used>>j&1 == 1 {
						parts = min(parts, room[w.leaf][j])
					}
				}
				for _, k := range s.knotsOf(g) {
					if k > 0 {
						parts = min(parts, knots[k-1])
					}
				}
				take(g, w, parts)
				w.parts, left[i] = w.parts+parts, left[i]-parts
			}
		}
	}
}
