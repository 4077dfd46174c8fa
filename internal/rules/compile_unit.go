package rules

import "fmt"

func (c *compiler) unit(i int, u Unit) {
	path := fmt.Sprintf("units.%s", u.Name)
	m := measureOf(u, len(builtin())+i)
	if m.name == hourUnit && m.minutes != 0 && m.roundTo == 0 && len(m.steps) == 0 && len(m.from) == 0 {
		// Hours of another length are shared out with minutes, so both are kept in the same parts.
		m.class, c.p.measures[0].scale = 0, m.scale/m.minutes
	}
	if (m.roundTo != 0 || m.round != "") && m.minutes == 0 {
		c.say(path, "Rounding needs minutes: say how many minutes make one %s.", u.Name)
	}
	if len(u.Steps) > 0 && m.minutes != 0 {
		c.say(path, "Say minutes or steps, not both.")
	}
	for _, f := range m.from {
		if f.Unit != ceuUnit && f.Hundredths*m.scale%100 != 0 {
			c.say(path+".from", "One %s must be a whole number of minutes or hundredths.", f.Unit)
		}
	}
	for k, other := range c.p.measures {
		if other.name == m.name {
			if k < 4 && !other.own {
				if k == 3 || k == 0 {
					c.say(path, "%s is a unit that cannot be changed.", u.Name)
				}
				c.p.measures[k] = m
				return
			}
			c.say(path, "The unit %s is there twice.", u.Name)
			return
		}
	}
	c.p.measures = append(c.p.measures, m)
}

// ignored refuses keys of a cycle that would change nothing.
func (c *compiler) ignored(path string, y *Cycle) {
	switch {
	case y.Kind == Rolling && y.First != "" && y.First != "whole":
		c.say(path+".first", "first belongs to fixed and calendar cycles: a rolling one begins with the person.")
	case y.Kind == Rolling && y.Anchor != 0:
		c.say(path+".anchor", "anchor belongs to fixed and calendar cycles: a rolling one begins with the person.")
	case y.Kind != Rolling && !y.FirstLength.IsZero():
		c.say(path+".first_length", "first_length belongs to rolling cycles: of the others the first is as much shorter as one comes late, and first says what is owed in it.")
	case y.Kind != Rolling && y.Ends != "":
		c.say(path+".ends", "ends belongs to rolling cycles: the days of this one follow from its anchor and length.")
	case y.Kind != Rolling && y.Times > 0:
		c.say(path+".times", "times belongs to rolling cycles: these are the same for everybody.")
	case y.Kind == Calendar && y.Anchor != 0 && !newYear(y.Anchor):
		c.say(path+".anchor", "A calendar cycle begins on 1 January: write such a day, or kind: fixed.")
	}
}

func newYear(d Day) bool {
	_, m, day := d.Civil()
	return m == 1 && day == 1
}

// share refuses what a member owes who comes late where nobody can come late.
func (c *compiler) share(path string, n *Need) {
	switch {
	case n.First == "":
	case n.Role == "":
		c.say(path+".each.first", "first is about members who began to serve in the middle of the cycle: say as what with serving.")
	case c.v.Cycle == nil:
		c.say(path+".each.first", "Without a cycle nobody comes in the middle of one: write cycle, or leave first out.")
	case c.ownTime:
		c.say(path+".each.first", noCycle, "first")
	}
}

// once refuses words that are there twice, for capital letters do not matter.
func (c *compiler) once(path string, words []string) {
	for i, w := range words {
		for _, before := range words[:i] {
			if fold(w) == fold(before) {
				c.say(path, "%s is there twice: keep one of them.", quote(w))
			}
		}
	}
}
