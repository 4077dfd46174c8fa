package rules

import (
	"cmp"
	"slices"
	"strings"
)

// Person is Facts made ready: sorted once, then evaluated against any number of rules. It is safe for use by several
// goroutines, for nobody changes it.
type Person struct {
	who     string
	entries []Entry // by day, then id, then what they say
	members []*Person
	pooled  *Person
	done    bits
	// facts are the entries that are facts, or that show a competency or cover a part: a few of many.
	facts []*Entry
	// changed says what became of competencies, by their names as they are compared.
	changed map[string]Change
}

// NewPerson makes facts ready. The facts are copied: the caller may go on using them.
func NewPerson(f Facts) *Person { return newPerson(f, true) }

// With returns the person as if they had the further entries too, which are marked as thought of only. In a group,
// those that name somebody in Who are of that member, who may be a new one.
func (p *Person) With(whatIf ...Entry) *Person {
	if len(whatIf) == 0 {
		return p
	}
	f := Facts{Who: p.who, Entries: slices.Clone(p.entries), Changed: p.changed}
	of := map[string][]Entry{}
	for _, e := range whatIf {
		e.WhatIf = true
		if e.Who == "" || e.Who == p.who {
			f.Entries = append(f.Entries, e)
		} else {
			of[e.Who] = append(of[e.Who], e)
		}
	}
	if len(of) == 0 {
		q := newPerson(f, false)
		q.members, q.pooled = p.members, p.pooled
		return q
	}
	for _, m := range p.members {
		f.Members = append(f.Members, Facts{Who: m.who, Entries: append(slices.Clone(m.entries), of[m.who]...), Changed: m.changed})
		delete(of, m.who)
	}
	for who, entries := range of {
		f.Members = append(f.Members, Facts{Who: who, Entries: entries, Changed: p.changed})
	}
	return newPerson(f, true)
}

func newPerson(f Facts, withMembers bool) *Person {
	p := &Person{who: f.Who, entries: slices.Clone(f.Entries), changed: f.Changed}
	for i := range p.entries {
		lower(&p.entries[i])
	}
	p.rename()
	slices.SortStableFunc(p.entries, compareEntries)
	p.done = make(bits, words(len(p.entries)))
	for i := range p.entries {
		e := &p.entries[i]
		if e.isDone() {
			p.done.set(i)
		}
		if !e.isDone() || len(e.Competencies) > 0 || len(e.Covers) > 0 {
			p.facts = append(p.facts, e)
		}
	}
	if !withMembers || len(f.Members) == 0 {
		return p
	}
	all := Facts{Changed: f.Changed}
	for _, m := range f.Members {
		one := newPerson(m, false)
		for i := range one.entries {
			one.entries[i].Who = m.Who
		}
		p.members, all.Entries = append(p.members, one), append(all.Entries, one.entries...)
	}
	slices.SortStableFunc(p.members, func(a, b *Person) int { return cmp.Compare(a.who, b.who) })
	p.pooled = newPerson(all, false)
	return p
}

// about returns the person without the certificates and enrolments that name another rule: one that names none is
// of every rule.
func (p *Person) about(r *Rule) *Person {
	other := func(e *Entry) bool {
		return (e.Kind == Certified || e.Kind == Enrolled) && e.Name != "" && e.Name != fold(r.Key) && e.Name != fold(r.Name)
	}
	if !slices.ContainsFunc(p.facts, other) {
		return p
	}
	q := *p
	q.facts = slices.DeleteFunc(slices.Clone(p.facts), other)
	return &q
}

// lower brings the words that are compared to one form.
func lower(e *Entry) {
	e.Kind, e.Name, e.Activity, e.Format, e.Provider = fold(e.Kind), fold(e.Name), fold(e.Activity), fold(e.Format), fold(e.Provider)
	e.Assurance = fold(e.Assurance)
	e.Areas, e.Tags, e.Covers = foldAll(e.Areas), foldAll(e.Tags), foldAll(e.Covers)
	for i, c := range e.Credits {
		if n := UnitName(c.Unit); n != c.Unit {
			e.Credits = slices.Clone(e.Credits)
			e.Credits[i].Unit = n
		}
	}
	for i, c := range e.Competencies {
		if n, l := fold(c.Name), fold(c.Level); n != c.Name || l != c.Level {
			e.Competencies = slices.Clone(e.Competencies)
			e.Competencies[i] = Level{n, l}
		}
	}
}

// fold makes words that mean the same the same.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func foldAll(list []string) []string {
	for i, s := range list {
		if f := fold(s); f != s {
			out := slices.Clone(list)
			for j := i; j < len(out); j++ {
				out[j] = fold(out[j])
			}
			return out
		}
	}
	return list
}

// compareEntries puts entries in one order, whatever order they came in: entries that compare equal are alike in
// all that decides.
func compareEntries(a, b Entry) int {
	if c := cmp.Compare(a.Day, b.Day); c != 0 {
		return c
	}
	if c := cmp.Compare(a.ID, b.ID); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Who, b.Who), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Until, b.Until), cmp.Compare(a.Reported, b.Reported), cmp.Compare(a.Minutes, b.Minutes), cmp.Compare(a.CEUTenths, b.CEUTenths),
		cmp.Compare(a.Activity, b.Activity), cmp.Compare(a.Format, b.Format), cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.Assurance, b.Assurance),
		cmp.Compare(fold(a.Title), fold(b.Title)), slices.Compare(a.Areas, b.Areas), slices.Compare(a.Tags, b.Tags), slices.Compare(a.Covers, b.Covers),
		slices.CompareFunc(a.Credits, b.Credits, func(x, y Credit) int {
			return cmp.Or(cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Hundredths, y.Hundredths))
		}),
		slices.CompareFunc(a.Competencies, b.Competencies, func(x, y Level) int {
			return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Level, y.Level))
		}))
}

// until returns the index of the first entry after the day.
func (p *Person) until(d Day) int {
	lo, hi := 0, len(p.entries)
	for lo < hi {
		if m := (lo + hi) / 2; p.entries[m].Day > d {
			hi = m
		} else {
			lo = m + 1
		}
	}
	return lo
}

// between returns the facts of a span of days.
func (p *Person) between(from, to Day) []*Entry {
	find := func(d Day) int { // the first fact after the day
		lo, hi := 0, len(p.facts)
		for lo < hi {
			if m := (lo + hi) / 2; p.facts[m].Day > d {
				hi = m
			} else {
				lo = m + 1
			}
		}
		return lo
	}
	a := find(from - 1)
	return p.facts[a:max(a, find(to))]
}
