package rules

import "slices"

// Waivable is what a waiver can be about: a requirement or a category of the name, or with no name each amount.
type Waivable struct {
	Name string
	// Unit is the one in which an amount of it can be waived, empty where it has none; Whole says that all of it can be.
	Unit  string
	Whole bool

	called string
	class  int
	each   bool // of what members are asked for one by one
}

// Waivable returns what waivers can be about in any version, each once, and first what they can be about without a name. A category
// that has a most alone is none of it, nor is what stands in none_of.
func (p *Program) Waivable() []Waivable {
	var named, out []Waivable
	once := func(list *[]Waivable, w Waivable) {
		if !slices.ContainsFunc(*list, func(o Waivable) bool { return o.called == w.called && o.Unit == w.Unit }) {
			*list = append(*list, w)
		}
	}
	for _, v := range p.versions {
		for _, w := range v.waivable {
			if w.called == "" {
				once(&out, w)
			} else {
				once(&named, w)
			}
		}
	}
	return append(out, named...)
}

// CanWaive reports whether any version asks for what is called so, or with no name for amounts: for some of it in the unit, or for all of it
// where that is empty.
func (p *Program) CanWaive(name, unit string) bool {
	e := &Entry{}
	if name != "" {
		e.Covers = []string{fold(name)}
	}
	if unit != "" {
		e.Credits = []Credit{{Unit: UnitName(unit)}}
	}
	return slices.ContainsFunc(p.versions, func(v *version) bool { return v.waives(e, p, false) })
}

// names notes what a waiver may call a requirement, and returns what ends it.
func (c *compiler) names(n *Need, out *node) func() {
	around, barred := c.around, c.barred
	c.barred = barred || n.Kind == NoneOf
	for _, name := range []string{n.ID, n.Name} {
		if called := fold(name); called != "" && !barred && !slices.Contains(out.called, called) {
			out.called = append(out.called, called)
			c.v.waivable = append(c.v.waivable, Waivable{Name: name, Whole: true, called: called, class: -1, each: c.each})
		}
	}
	c.around = append(around[:len(around):len(around)], out.called...)
	return func() { c.around, c.barred = around, barred }
}

// waivers notes the amounts that can be waived of a leaf, by what they are called.
func (c *compiler) waivers(n *Need, l *leaf) {
	if l.barred {
		return
	}
	unit := n.Amount.Unit
	if len(n.ByRole) > 0 {
		unit = n.ByRole[0].Amount.Unit
	}
	add := func(name string, whole bool) {
		c.v.waivable = append(c.v.waivable, Waivable{Name: name, Unit: unit, Whole: whole, called: fold(name), class: l.class, each: c.each})
	}
	if n.ofCycle() {
		add("", false)
	}
	for _, name := range []string{n.ID, n.Name} {
		if called := fold(name); called != "" {
			l.called = append(l.called, called)
			add(name, true)
		}
	}
	for i := range l.cats {
		if l.cats[i].least >= 0 {
			add(l.cats[i].name, true)
		}
	}
}

// waives reports whether all that a waiver names is there in the version, or in what members are asked for one by one alone.
func (v *version) waives(e *Entry, p *Program, each bool) bool {
	can := func(name string, class int) bool {
		return slices.ContainsFunc(v.waivable, func(w Waivable) bool {
			return w.called == name && (w.each || !each) && (class < 0 && w.Whole || class >= 0 && w.class == class)
		})
	}
	names := e.Covers
	if len(names) == 0 {
		names = []string{""}
	}
	for _, name := range names {
		if len(e.Credits) == 0 && !can(name, -1) {
			return false
		}
		for _, c := range e.Credits {
			if m := p.measureNamed(c.Unit); m == nil || !can(name, m.class) {
				return false
			}
		}
	}
	return true
}

// measureNamed returns the unit of a name in the common form, or nil.
func (p *Program) measureNamed(unit string) *measure {
	for i := range p.measures {
		if p.measures[i].name == unit {
			return &p.measures[i]
		}
	}
	return nil
}

// waiving is what of an amount was waived.
type waiving struct {
	// less is what waivers take off it, which may be more than it is.
	less int64
	// leasts are what categories ask for, where that is less.
	leasts []int64
	// whole is the waiver of all of it, by how much each takes off.
	whole *Entry
	by    []Use
}

// least is what a category asks for at least.
func (o *outcome) least(j int, f *frame) int64 {
	if w := o.waived; w != nil && w.leasts != nil {
		return w.leasts[j]
	}
	return f.owed(o.leaf, o.leaf.cats[j].least)
}

// asks works out what an amount asks for: what is owed, less what was waived. A waiver counts where what is done on its day would.
// Where the whole is less, categories ask for no more than it, in the order of the rule.
func (r *run) asks(o *outcome, parts int64, f *frame) {
	l := o.leaf
	o.full = f.owed(l, parts)
	if o.need = o.full; len(f.waivers) == 0 || l.barred {
		return
	}
	from, to := r.decisions(l.need, l.since, f)
	for _, e := range f.waivers {
		if e.Day >= from && e.Day <= to {
			r.waive(o, e, f)
		}
	}
	w, left := o.waived, o.need
	if w == nil || left == o.full {
		return
	}
	for j := range l.cats {
		switch c := &l.cats[j]; {
		case c.overlay:
			w.leasts[j] = min(w.leasts[j], o.need)
		case c.least >= 0:
			w.leasts[j] = min(w.leasts[j], left)
			left -= w.leasts[j]
		}
	}
}

// waive takes a waiver off what an amount asks for.
func (r *run) waive(o *outcome, e *Entry, f *frame) {
	l := o.leaf
	parts := int64(0)
	for _, c := range e.Credits {
		if m := r.program.measureNamed(c.Unit); m != nil && m.class == l.class {
			parts += m.parts(min(max(c.Hundredths, 0), maxStated))
		}
	}
	w := o.waived
	if w == nil {
		w = &waiving{}
		for j := range l.cats {
			w.leasts = append(w.leasts, f.owed(l, max(0, l.cats[j].least)))
		}
	}
	takes := func(parts int64, category string) {
		o.waived, w.by = w, append(w.by, Use{Entry: e, Parts: parts, Category: category})
	}
	less := func() {
		takes(min(parts, o.need), "")
		o.need, w.less = max(0, o.need-parts), w.less+parts
	}
	switch {
	case len(e.Credits) == 0 && w.whole == nil && e.coversAny(l.around):
		takes(o.need, "")
		o.need, w.less, w.whole = 0, max(w.less, o.full), e
	case parts > 0 && (e.coversAny(l.called) || len(e.Covers) == 0 && l.need.ofCycle()):
		less()
	}
	for j := range l.cats {
		if c := &l.cats[j]; c.least < 0 || !slices.Contains(e.Covers, c.called) {
			continue
		}
		off := min(parts, w.leasts[j])
		if len(e.Credits) == 0 {
			off = w.leasts[j]
		}
		if off > 0 {
			w.leasts[j] -= off
			takes(off, l.cats[j].name)
		}
	}
}

// coversAny reports whether an entry covers what is called so. However many of the names it has, that is one thing.
func (e *Entry) coversAny(called []string) bool {
	return slices.ContainsFunc(e.Covers, func(c string) bool { return slices.Contains(called, c) })
}

// decisions returns the days between which a waiver counts for a requirement: those on which what is done counts in the cycle, and
// where there is none, those to which the requirement looks back.
func (r *run) decisions(n *Need, s since, f *frame) (from, to Day) {
	from, to = max(f.lo, r.since(s, f)), min(f.hi, f.seen)
	if f.v.Cycle == nil && !n.Within.IsZero() && !f.lenient {
		from = max(from, n.Within.FirstBack(f.asOf))
	}
	return from, to
}

// waivedWhole returns the waiver by which all of a requirement is, or nil.
func (r *run) waivedWhole(n *Need, s since, called []string, f *frame) *Entry {
	if len(f.waivers) == 0 || len(called) == 0 {
		return nil
	}
	r.work.spend(10 * len(f.waivers))
	from, to := r.decisions(n, s, f)
	for _, e := range f.waivers {
		if e.Day >= from && e.Day <= to && len(e.Credits) == 0 && e.coversAny(called) {
			return e
		}
	}
	return nil
}
