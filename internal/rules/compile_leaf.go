package rules

import (
	"fmt"
	"slices"
	"strings"
)

// amount turns an amount into parts of its unit, and says which unit.
func (c *compiler) amount(path string, a Amount) (measureIndex int, parts int64) {
	name := UnitName(a.Unit)
	for i := range c.p.measures {
		m := &c.p.measures[i]
		if m.name != name {
			continue
		}
		switch {
		case m.whole(a.Hundredths):
		case m.class == 0:
			per := 100 * c.p.measures[0].scale
			c.say(path, "%s is not a whole number of minutes: write minutes, such as %d minutes.", a, (a.Hundredths*m.scale+per/2)/per)
		default:
			c.say(path, "%s cannot be counted: the smallest step is %s.", a, sayRatio(1, m.scale))
		}
		return i, m.parts(a.Hundredths)
	}
	var known []string
	for _, m := range c.p.measures {
		known = append(known, m.name)
	}
	c.say(path, "The unit %s is not known%s", quote(a.Unit), meant(name, known, ": ", fmt.Sprintf("say under units what one is, for instance units: {%s: {minutes: 60}}.", a.Unit)))
	return 0, 0
}

// noCycle says why a word that is about cycles means nothing inside a time of one's own.
const noCycle = "With finish_within each member has a time of their own and no cycle: leave %s out here."

func (c *compiler) leaf(path string, n *Need, competes bool) *leaf {
	_, place, _ := strings.Cut(path, ".")
	l := &leaf{since: c.since, need: n, path: path, place: place, index: len(c.v.leaves), bit: -1, only: slices.Clone(c.only), around: slices.Clone(c.around), barred: c.barred, filter: c.v.atoms.filter(n.Of, true)}
	c.v.leaves, c.scope.leaves = append(c.v.leaves, l), append(c.scope.leaves, l)
	if len(n.ByRole) > 0 {
		l.byRole = map[string]int64{}
		for i, r := range n.ByRole {
			at := path + ".at_least." + r.Role
			c.role(at, r.Role)
			m, parts := c.amount(at, r.Amount)
			if i > 0 && m != l.measure {
				c.say(at, "All roles owe the same unit here; write one requirement for each unit.")
			}
			l.measure, l.byRole[fold(r.Role)] = m, parts
		}
	} else {
		l.measure, l.parts = c.amount(path+".at_least", n.Amount)
	}
	l.class, l.owing = c.p.measures[l.measure].class, c.owing(l)
	if n.Over == "ever" && !n.Within.IsZero() {
		c.say(path+".over", "over: ever looks at all time and within looks back so long: leave one of the two out.")
	}
	if !n.Smallest.IsZero() {
		l.smallMeasure, l.smallest = c.amount(path+".smallest", n.Smallest)
	}
	if !n.Largest.IsZero() {
		l.largest = max(1, c.same(path+".largest", n.Largest, l))
	}
	if !n.EachYear.IsZero() {
		l.eachYear = c.same(path+".each_year", n.EachYear, l)
		if !n.ofCycle() {
			c.say(path+".each_year", "over and within look at other times than the years of the cycle: leave one of the two out.")
		}
		if !c.v.Cycle.wholeYears() {
			c.say(path+".each_year", "Only a cycle of whole years has a least for each of them.")
		}
	}
	if !n.ReportAfterEnd.IsZero() {
		if c.v.Cycle == nil {
			c.say(path+".report_after_end", "Only a cycle has an end: write cycle, or report_within.")
		}
		if !n.ofCycle() {
			c.say(path+".report_after_end", "over and within look at other times than the cycle, whose end this is about: write report_within, or leave one of the two out.")
		}
	}
	if n.Until != 0 && n.Until < c.since.day {
		c.say(path+".until", "The last day comes before the first one, %s: nothing could ever count.", c.since.day)
	}
	if c.ownTime {
		for _, k := range []struct {
			key   string
			there bool
		}{{"each_year", !n.EachYear.IsZero()}, {"carry_over", !n.CarryOver.IsZero()}, {"report_after_end", !n.ReportAfterEnd.IsZero()}} {
			if k.there {
				c.say(path+"."+k.key, noCycle, k.key)
			}
		}
	}
	if c.ownShare && !n.CarryOver.IsZero() {
		c.say(path+".carry_over", "What a member owed of the cycle before is not known where first says what they owe of this one: leave one of the two out.")
	}
	if !n.CarryOver.IsZero() {
		l.carry = c.same(path+".carry_over", n.CarryOver, l)
		if !n.ofCycle() {
			c.say(path+".carry_over", "over and within look back beyond the cycle, so nothing can be carried over: leave one of the two out.")
		}
		if c.v.Cycle == nil {
			c.say(path+".carry_over", "Only a cycle can carry something over to the next one: write cycle.")
		} else if n.CarryLast.Months > 0 && n.CarryLast.Months >= c.v.Cycle.Length.Months && c.v.Cycle.Length.Days == 0 {
			c.say(path+".carry_over.from_last", "That is the whole of a cycle: write a shorter time, or leave it out.")
		}
	}
	for i, y := range n.Categories {
		l.cats = append(l.cats, c.category(fmt.Sprintf("%s.categories[%d]", path, i), n, l, i, y))
	}
	c.fill(path, n, l)
	if n.CarryOf != nil || !n.CarryLast.IsZero() {
		own := *l
		own.cats = append(slices.Clone(l.cats), category{filter: c.v.atoms.filter(n.CarryOf, false), most: -1, parent: -1, last: true})
		l.carrying = &own
	}
	if l.inNone = !competes; competes && !n.CountsAgain {
		l.bit = 0 // compete gives it its number
	}
	return l
}

// fill refuses categories of one name, and such as ask for more than the whole, or than that of the role which owes least: an
// entry fills only one of them.
func (c *compiler) fill(path string, n *Need, l *leaf) {
	whole, leasts, of := l.parts, int64(0), "the whole"
	for i, r := range n.ByRole {
		if parts, owes := l.owedBy(fold(r.Role)); owes && (of == "the whole" || parts < whole) {
			whole, of = parts, "the whole of "+n.ByRole[i].Role
		}
	}
	for i, y := range l.cats {
		at := fmt.Sprintf("%s.categories[%d]", path, i)
		for _, before := range l.cats[:i] {
			if fold(y.name) == fold(before.name) {
				c.say(at, "There is a category %s already: give this one a name of its own.", quote(y.name))
			}
		}
		if y.most >= 0 && y.least > y.most {
			c.doubt(at+".at_least", "The category asks for %s and lets no more than %s count: nobody could ever meet it.", c.amountOf(y.least, l), c.amountOf(y.most, l))
		}
		if y.overlay || y.least < 0 {
			continue
		}
		if leasts += y.least; leasts > whole && leasts-y.least <= whole {
			c.say(at+".at_least", "Up to here the categories ask for %s, and %s for less: write a larger at_least for the whole, or overlay: true where an hour may count in two of them.", c.amountOf(leasts, l), of)
		}
	}
}

func (c *compiler) amountOf(parts int64, l *leaf) string {
	m := &c.p.measures[l.measure]
	return sayRatio(parts, m.scale) + " " + m.shown
}

func (c *compiler) same(path string, a Amount, l *leaf) int64 {
	m, parts := c.amount(path, a)
	if c.p.measures[m].class != l.class {
		c.say(path, "This must be in the unit of at_least.")
	}
	return parts
}

// eachOf refuses a most for each year where there are no years.
func (c *compiler) eachOf(path string, n *Need, y Category) {
	switch {
	case y.Each == EachMember && !c.pooled:
		c.say(path, "A most for each member is of what several did: it belongs inside together.")
	case y.Each != EachYear:
	case c.ownTime:
		c.say(path, noCycle, "each: year")
	case !n.ofCycle():
		c.say(path, "over and within look at other times than the years of the cycle: leave one of the two out.")
	case !c.v.Cycle.wholeYears():
		c.say(path, "Only a cycle of whole years has a most for each of them.")
	}
}

func (c *compiler) category(path string, n *Need, l *leaf, i int, y Category) category {
	out := category{name: y.Name, called: fold(y.Name), filter: c.v.atoms.filter(y.Of, false), least: -1, most: -1, overlay: y.Overlay, parent: -1}
	if y.Of == nil && y.Each == "" {
		c.say(path, "Say which entries belong to the category: of: {area: technology}.")
	}
	if y.AtLeast.IsZero() && y.AtMost.IsZero() {
		c.say(path, "A category needs at_least, at_most or both.")
	}
	if !y.AtLeast.IsZero() {
		out.least = c.same(path+".at_least", y.AtLeast, l)
		l.least, l.overlay = l.least || !y.Overlay, l.overlay || y.Overlay
	}
	if !y.AtMost.IsZero() {
		out.most = c.same(path+".at_most", y.AtMost, l)
		l.capped = true
		if y.Each != "" {
			out.each, out.eachMost, out.most, l.oneByOne = y.Each, out.most, -1, true
			c.eachOf(path+".each", n, y)
		}
		if y.Overlay {
			c.say(path+".at_most", "An overlay has at_least only; write the most as a category of its own.")
		}
	}
	if y.Each != "" && y.AtMost.IsZero() {
		c.say(path+".each", "each says of what the most is one: write at_most: 8 hours beside it.")
	}
	if y.PartOf != "" {
		if y.AtMost.IsZero() {
			c.say(path+".part_of", "part_of says in which most another most lies: write at_most, or leave it out.")
		}
		for k := range n.Categories {
			if fold(n.Categories[k].Name) == fold(y.PartOf) && k > i && !n.Categories[k].AtMost.IsZero() {
				if out.parent = k; n.Categories[k].Each != "" {
					c.say(path+".part_of", "The most of %s is one for each %s: a most can lie in one for all only.", quote(y.PartOf), n.Categories[k].Each)
				}
			}
		}
		if out.parent < 0 {
			c.say(path+".part_of", "%s must be the name of a category with at_most that stands further down.", quote(y.PartOf))
		}
	}
	return out
}
