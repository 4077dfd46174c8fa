package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Person is Facts made ready: sorted once, then evaluated against any number of rules. It is safe for use by several
// goroutines, for nobody changes it.
type Person struct {
	who     string
	entries []*Entry // by day, then id, then what they say
	members []*Person
	pooled  *Person
	done    bits
	// facts are the entries that are facts, or that show a competency or cover a part: a few of many.
	facts []*Entry
	// certified and enrolled are the days of certificates and of enrolling, each once.
	certified, enrolled []Day
	// extended and waived are the decisions of each kind, by day; more is the time that was given by those that a rule has looked at.
	extended, waived []*Entry
	more             []extension
	size             int // how much there is to read: entries and the words in them
	naming
}

// NewPerson makes facts ready. It keeps the entries: the caller does not change them afterwards.
func NewPerson(f Facts) *Person {
	p := newPerson(f.Who, refs(f.Entries), naming{f.Changed, f.Meant})
	if len(f.Members) == 0 {
		return p
	}
	members := map[string][]*Entry{}
	for _, m := range f.Members {
		members[m.Who] = append(members[m.Who], refs(m.Entries)...)
	}
	p.join(members)
	return p
}

func refs(entries []Entry) []*Entry {
	out := make([]*Entry, len(entries))
	for i := range entries {
		out[i] = &entries[i]
	}
	return out
}

// With returns the person as if they had the further entries too, which are marked as thought of only. In a group,
// those that name somebody in Who are of that member, who may be a new one.
func (p *Person) With(whatIf ...Entry) *Person {
	if len(whatIf) == 0 {
		return p
	}
	own, of := slices.Clone(p.entries), map[string][]*Entry{}
	for _, e := range whatIf {
		e.WhatIf = true
		if e.Who == "" || e.Who == p.who {
			own = append(own, &e)
		} else {
			of[e.Who] = append(of[e.Who], &e)
		}
	}
	q := newPerson(p.who, own, p.naming)
	if q.members, q.pooled = p.members, p.pooled; len(of) == 0 {
		return q
	}
	for _, m := range p.members {
		of[m.who] = append(of[m.who], m.entries...)
	}
	q.join(of)
	return q
}

// join gives a group its members, and all of them together.
func (p *Person) join(members map[string][]*Entry) {
	p.members = nil
	var all []*Entry
	for _, who := range slices.Sorted(maps.Keys(members)) {
		own := make([]*Entry, len(members[who]))
		for i, e := range members[who] {
			if own[i] = e; e.Who != who {
				c := *e
				c.Who, own[i] = who, &c
			}
		}
		m := newPerson(who, own, p.naming)
		p.members, all = append(p.members, m), append(all, m.entries...)
	}
	p.pooled = newPerson("", all, p.naming)
}

// whileServing returns all members together, with only what each did while serving as the role.
func (p *Person) whileServing(role string, work *effort) *Person {
	var all []*Entry
	for _, m := range p.members {
		work.spend(20*m.size + len(m.entries)*len(m.facts))
		for _, e := range m.entries {
			if !e.isDone() || serves(m, role, e.Day) {
				all = append(all, e)
			}
		}
	}
	return newPerson("", all, p.naming)
}

func newPerson(who string, entries []*Entry, n naming) *Person {
	p := &Person{who: who, entries: entries, naming: n}
	for i, e := range entries {
		entries[i] = folded(e)
	}
	p.rename()
	if !slices.IsSortedFunc(p.entries, compareEntries) {
		slices.SortStableFunc(p.entries, compareEntries)
	}
	p.done = make(bits, words(len(p.entries)))
	for i, e := range p.entries {
		if e.isDone() {
			p.done.set(i)
		}
		if !e.isDone() || len(e.Competencies) > 0 || len(e.Covers) > 0 {
			p.facts = append(p.facts, e)
		}
		p.size += 1 + len(e.Title)/8 + len(e.Areas) + len(e.Tags) + len(e.Credits) + len(e.Competencies) + len(e.Covers)
	}
	p.begun()
	return p
}

// begun notes the days on which something began, and what was decided.
func (p *Person) begun() {
	p.certified, p.enrolled, p.extended, p.waived = nil, nil, nil, nil
	add := func(days []Day, d Day) []Day {
		if n := len(days); n > 0 && days[n-1] == d {
			return days
		}
		return append(days, d)
	}
	for _, e := range p.facts {
		switch e.Kind {
		case Certified:
			p.certified = add(p.certified, e.Day)
		case Enrolled:
			p.enrolled = add(p.enrolled, e.Day)
		case Extended:
			p.extended = append(p.extended, e)
		case Waived:
			p.waived = append(p.waived, e)
		}
	}
	slices.SortStableFunc(p.extended, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Until, b.Until))
	})
}

// about returns the person without the certificates, enrolments and decisions that name another rule. A certificate or an
// enrolment that names none is of every rule, a decision of none.
func (p *Person) about(r *Rule) *Person {
	other := func(e *Entry) bool {
		switch e.Kind {
		case Certified, Enrolled:
			return e.Name != "" && e.Name != fold(r.Key) && e.Name != fold(r.Name)
		case Extended, Waived:
			return e.Name == "" || e.Name != fold(r.Key) && e.Name != fold(r.Name)
		}
		return false
	}
	if !slices.ContainsFunc(p.facts, other) {
		return p
	}
	q := *p
	q.facts = slices.DeleteFunc(slices.Clone(p.facts), other)
	q.begun()
	return &q
}

// folded returns the entry with the words that are compared in one form: itself where they are so already.
func folded(e *Entry) *Entry {
	same := isFolded(e.Kind) && isFolded(e.Name) && isFolded(e.Activity) && isFolded(e.Format) && isFolded(e.Provider) && isFolded(e.Assurance) &&
		allFolded(e.Areas) && allFolded(e.Tags) && allFolded(e.Covers)
	for i := range e.Credits {
		same = same && UnitName(e.Credits[i].Unit) == e.Credits[i].Unit
	}
	for i := range e.Competencies {
		same = same && isFolded(e.Competencies[i].Name) && isFolded(e.Competencies[i].Level)
	}
	if same {
		return e
	}
	c := *e
	c.Kind, c.Name, c.Activity, c.Format, c.Provider, c.Assurance = fold(e.Kind), fold(e.Name), fold(e.Activity), fold(e.Format), fold(e.Provider), fold(e.Assurance)
	c.Areas, c.Tags, c.Covers = foldAll(e.Areas), foldAll(e.Tags), foldAll(e.Covers)
	c.Credits, c.Competencies = slices.Clone(e.Credits), slices.Clone(e.Competencies)
	for i := range c.Credits {
		c.Credits[i].Unit = UnitName(c.Credits[i].Unit)
	}
	for i, l := range c.Competencies {
		c.Competencies[i] = Level{fold(l.Name), fold(l.Level)}
	}
	return &c
}

// isFolded reports quickly that fold would change nothing; most words are so.
func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || c >= 'A' && c <= 'Z' || c < ' ' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

func allFolded(list []string) bool {
	for _, s := range list {
		if !isFolded(s) {
			return false
		}
	}
	return true
}

// fold makes words that look the same the same: capital letters, blanks and the ways to write an accent (NFC, Unicode Standard Annex 15) do not matter.
func fold(s string) string {
	if isFolded(s) {
		return s
	}
	return norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(s), " ")))
}

func foldAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fold(s)
	}
	return out
}

// compareEntries puts entries in one order, whatever order they came in: entries that compare equal are alike in
// all that decides.
func compareEntries(a, b *Entry) int {
	if c := cmp.Compare(a.Day, b.Day); c != 0 {
		return c
	}
	if c := cmp.Compare(a.ID, b.ID); c != 0 {
		return c
	}
	return compareSaid(a, b)
}

// compareSaid compares what entries of one day say, and not what they are called.
func compareSaid(a, b *Entry) int {
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
