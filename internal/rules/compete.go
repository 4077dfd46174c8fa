package rules

import "slices"

// compete finds the leaves that could take entries from each other, and the sets of them that would do.
func (c *compiler) compete(s *scope, path string) {
	byClass := map[int][]*leaf{}
	var classes []int
	for _, l := range s.leaves {
		if l.bit < 0 {
			continue
		}
		if byClass[l.class] == nil {
			classes = append(classes, l.class)
		}
		byClass[l.class] = append(byClass[l.class], l)
		l.bit = -1
	}
	bit := 0
	var pools [][]*leaf
	for _, class := range classes {
		pools = append(pools, c.together(byClass[class])...)
	}
	for _, pool := range pools {
		if len(pool) < 2 {
			continue
		}
		for _, l := range pool {
			if l.bit = bit; bit > 63 {
				c.say(path, "More than 64 amounts compete for the same entries: write counts_again: true where entries may count twice.")
				return
			}
			if bit++; l.capped && l.least || l.oneByOne || l.overlay || l.carry > 0 || l.largest > 0 || l.eachYear > 0 {
				c.say(path, "An amount with carry_over, largest, each_year, a most for each of something or an overlay, or with both at_least and at_most in its categories, cannot compete with another amount in the same unit: write counts_again: true at it, or make one amount with categories of them.")
				return
			}
		}
		s.pools = append(s.pools, pool)
	}
	if bit == 0 {
		return
	}
	var ok bool
	if s.combos, ok = combos(s.root); !ok {
		c.say(path, "There are more than %d ways to choose between amounts that compete: write counts_again: true where entries may count twice.", maxCombos)
	}
}

// besideOrders refuses amounts in the steps of an order that would count entries twice without saying so: steps are looked at one
// after the other, and so take nothing from what stands beside the order.
func (c *compiler) besideOrders() {
	for _, s := range c.scopes {
		for _, l := range s.leaves {
			if s.order == 0 || l.need.CountsAgain || l.inNone {
				continue
			}
			for _, o := range c.scopes {
				if o.owner != s.owner || o.order == s.order {
					continue
				}
				if slices.ContainsFunc(o.leaves, func(x *leaf) bool {
					return x.class == l.class && !x.need.CountsAgain && !x.inNone && c.both(x, l)
				}) {
					c.say(l.path, "Entries would count for this step and beside the order: write counts_again: true at one of the two amounts.")
					break
				}
			}
		}
	}
}

// both reports whether some role owes both amounts.
func (c *compiler) both(a, b *leaf) bool {
	return len(c.p.rule.Roles) == 0 || a.owing.overlaps(b.owing)
}

// owing returns the roles that owe an amount, by their place in the rule.
func (c *compiler) owing(l *leaf) bits {
	out := make(bits, words(len(c.p.rule.Roles)))
	for i, role := range c.p.rule.Roles {
		if _, owes := l.owedBy(fold(role)); owes {
			out.set(i)
		}
	}
	return out
}

// together parts leaves into those of which some role owes two: what no role owes with another does not compete.
func (c *compiler) together(leaves []*leaf) (pools [][]*leaf) {
	for _, l := range leaves {
		joined := []*leaf{}
		pools = slices.DeleteFunc(pools, func(pool []*leaf) bool {
			if !slices.ContainsFunc(pool, func(o *leaf) bool { return c.both(o, l) }) {
				return false
			}
			joined = append(joined, pool...)
			return true
		})
		pools = append(pools, append(joined, l))
	}
	return pools
}

// combos returns the sets of competing leaves of which one must be filled for the node to be met.
func combos(n *node) ([]uint64, bool) {
	if n.leaf != nil && n.leaf.bit >= 0 {
		return []uint64{1 << n.leaf.bit}, true
	}
	count := len(n.kids)
	switch n.need.Kind {
	case AnyOf:
		count = 1
	case Choose:
		count = n.need.Count
	case AllOf:
	default:
		return []uint64{0}, true
	}
	// chosen[k] are the sets for k of the children seen so far.
	chosen := make([][]uint64, count+1)
	chosen[0] = []uint64{0}
	for i, kid := range n.kids {
		sets, ok := combos(kid)
		if !ok {
			return nil, false
		}
		for k := min(count, i+1); k >= max(1, count-(len(n.kids)-1-i)); k-- { // fewer can no longer become enough
			for _, a := range chosen[k-1] {
				for _, b := range sets {
					if !slices.Contains(chosen[k], a|b) {
						chosen[k] = append(chosen[k], a|b)
					}
				}
				if len(chosen[k]) > maxCombos {
					return nil, false
				}
			}
		}
	}
	return chosen[count], true
}
