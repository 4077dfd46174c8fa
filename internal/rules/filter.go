package rules

// The things of an entry that a filter can ask for.
const (
	byKind = iota
	byActivity
	byArea
	byFormat
	byProvider
	byTag
	byCompetency
	byTitle
	byStated
	dimensions
)

// atoms numbers the questions of all filters of a rule, such as "is the format self-paced", so that each is asked of
// an entry once.
type atoms struct {
	count int
	of    [dimensions]map[string]int
	// strong are the numbers for "at least third-party" and "the association".
	strong [4]int
}

func (a *atoms) number(dimension int, value string) int {
	if a.of[dimension] == nil {
		a.of[dimension] = map[string]int{}
	}
	n, ok := a.of[dimension][value]
	if !ok {
		a.count++
		n = a.count
		a.of[dimension][value] = n
	}
	return n - 1
}

// filter is a Filter made ready: all of the groups, in each of which one atom must hold.
type filter struct {
	groups [][]int
	any    []*filter
	not    *filter
}

func (a *atoms) filter(f *Filter, atTop bool) *filter {
	out := &filter{}
	group := func(dimension int, values []string, form func(string) string) {
		if len(values) == 0 {
			return
		}
		var g []int
		for _, v := range values {
			g = append(g, a.number(dimension, form(v)))
		}
		out.groups = append(out.groups, g)
	}
	if f == nil {
		f = &Filter{}
	}
	kinds := f.Kinds
	if atTop && len(kinds) == 0 && !namesKind(f) {
		kinds = []string{Learning, Presenting}
	}
	group(byKind, kinds, fold)
	group(byActivity, f.Activities, fold)
	group(byArea, f.Areas, fold)
	group(byFormat, f.Formats, fold)
	group(byProvider, f.Providers, fold)
	group(byTag, f.Tags, fold)
	group(byCompetency, f.Competencies, fold)
	group(byTitle, f.Titles, fold)
	group(byStated, f.States, UnitName)
	if r := assuranceRank(f.Assurance); r > 1 {
		if a.strong[r] == 0 {
			a.count++
			a.strong[r] = a.count
		}
		out.groups = append(out.groups, []int{a.strong[r] - 1})
	}
	for i := range f.Any {
		out.any = append(out.any, a.filter(&f.Any[i], false))
	}
	if f.Not != nil {
		out.not = a.filter(f.Not, false)
	}
	return out
}

// size says how many atoms the filter looks at.
func (f *filter) size() int {
	n := 1
	for _, g := range f.groups {
		n += len(g)
	}
	for _, x := range f.any {
		n += 2 + x.size()
	}
	if f.not != nil {
		n += 2 + f.not.size()
	}
	return n
}

// namesKind reports whether a kind is asked for, also in one of the alternatives.
func namesKind(f *Filter) bool {
	if len(f.Kinds) > 0 {
		return true
	}
	for i := range f.Any {
		if namesKind(&f.Any[i]) {
			return true
		}
	}
	return false
}

// fill answers every atom of the version of a day for every entry; set is count*w words, zeroed.
func (a *atoms) fill(p *Person, version Day, set bits, w int) {
	// The filter may name a competency by an old name, of which the entries have the latest.
	var old map[string][]int
	if len(p.changed)+len(p.meant) > 0 {
		old = map[string][]int{}
		for name, n := range a.of[byCompetency] {
			if latest, _ := p.nowCalled(p.means(version, name)); latest != name {
				old[latest] = append(old[latest], n)
			}
		}
	}
	mark := func(n, i int) {
		if n > 0 {
			set[(n-1)*w+i>>6] |= 1 << (i & 63)
		}
	}
	// The same few words come again and again: the last ones are not looked up again.
	var seen [dimensions][16]struct {
		word  string
		found int
	}
	for d, m := range a.of {
		seen[d][0].found = m[""]
	}
	one := func(dimension int, word string, i int) {
		m := a.of[dimension]
		if m == nil {
			return
		}
		last := &seen[dimension][0]
		if n := len(word); n > 0 {
			last = &seen[dimension][word[n-1]&15]
		}
		if last.word != word {
			last.word, last.found = word, m[word]
		}
		mark(last.found, i)
	}
	for i := range p.entries {
		e := p.entries[i]
		one(byKind, e.Kind, i)
		one(byActivity, e.Activity, i)
		one(byFormat, e.Format, i)
		one(byProvider, e.Provider, i)
		if m := a.of[byTitle]; m != nil {
			mark(m[fold(e.Title)], i)
		}
		for _, v := range e.Areas {
			one(byArea, v, i)
		}
		for _, v := range e.Tags {
			one(byTag, v, i)
		}
		if m := a.of[byCompetency]; m != nil {
			for _, v := range e.Competencies {
				mark(m[v.Name], i)
				for _, n := range old[v.Name] {
					mark(n, i)
				}
			}
		}
		if m := a.of[byStated]; m != nil {
			for _, v := range e.Credits {
				mark(m[v.Unit], i)
			}
			if e.CEUTenths > 0 {
				mark(m[ceuUnit], i)
			}
			if e.Minutes > 0 {
				mark(m[minuteUnit], i)
				mark(m[hourUnit], i)
			}
			mark(m[activityUnit], i)
		}
		if r := assuranceRank(e.Assurance); r > 1 {
			mark(a.strong[2], i)
			if r > 2 {
				mark(a.strong[3], i)
			}
		}
	}
}

// apply narrows out, which holds the entries in question, to those that fit.
func (f *filter) apply(out, set bits, w int) {
	for _, g := range f.groups {
		for i := range out {
			any := uint64(0)
			for _, n := range g {
				any |= set[n*w+i]
			}
			out[i] &= any
		}
	}
	if len(f.any) > 0 {
		one, all := make(bits, len(out)), make(bits, len(out))
		for _, x := range f.any {
			copy(one, out)
			x.apply(one, set, w)
			all.or(one)
		}
		copy(out, all)
	}
	if f.not != nil {
		one := make(bits, len(out))
		copy(one, out)
		f.not.apply(one, set, w)
		out.andNot(one)
	}
}
