package duties

import (
	"cmp"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// What a kept standing can be beside the statuses of a rule.
const (
	// StatusUnknown: something must be said first, such as a role.
	StatusUnknown = "unknown"
	// StatusEnded: the duty was ended. The row stays, so that an older reading does not bring it back.
	StatusEnded = "ended"
	// StatusWithheld: somebody else looks, and was not let see it. It is never kept.
	StatusWithheld = "withheld"
)

// Standing is where a person stood with a rule when it was last worked out.
type Standing struct {
	PersonID id.ID
	Rule     string
	// Name is the rule's; lists of members fill it in.
	Name   string
	Status string
	AsOf   rules.Day
	// Due, Opens and GraceUntil are 0 where there is no such day.
	Due, Opens, GraceUntil rules.Day
	// RunsOut says that all is done, and that something of it runs out on the day of Due.
	RunsOut bool
	// OwnWord says that it would stand otherwise without what the person says of themselves: an award, an examination, more time, a waiver. Since when
	// the rule binds them, and as what, is not meant: that nobody else knows.
	OwnWord bool
	// Unit counts what follows, in parts of which Scale make one. What was waived is in Needed and in Counted, so that it cannot be told from them.
	Unit                            string
	Scale, Needed, Counted, Missing int64
	// Next is the day from which it may be otherwise without anything being added.
	Next rules.Day
	// LetterDay is the day before which the person is written to, 0 for never; LetterAbout is what falls due on it.
	LetterDay   rules.Day
	LetterAbout string
	ComputedAt  time.Time
	// Shown tells apart what the person's calendar shows of it, ChangedAt is when that, or OwnWord, last became otherwise.
	Shown     string
	ChangedAt time.Time
}

// standingOf is what is kept of a duty as it stood today.
func standingOf(person id.ID, d Duty, facts []rules.Entry, today rules.Day, at time.Time) Standing {
	st := Standing{PersonID: person, Rule: d.Rule.Key, Status: StatusUnknown, AsOf: today, Scale: 1, Next: today + maxAhead, ComputedAt: at}
	if d.Result == nil {
		return st
	}
	st.show(d.Result)
	st.Shown = shownOf(d)
	st.LetterDay, st.LetterAbout = letterOf(d.Result)
	st.Next = nextDay(d.Rule.Program.Rule(), d.Result, facts, today)
	return st
}

// show takes over what a result says.
func (s *Standing) show(res *rules.Result) {
	main := Headline(res)
	s.Status, s.Due, s.Opens, s.GraceUntil = string(res.Status), res.Due, res.Opens, res.GraceUntil
	s.RunsOut = runsOut(res)
	s.Unit, s.Scale, s.Needed, s.Counted, s.Missing = UnitOf(main), max(main.Scale, 1), main.Needed+main.Waived, main.Counted+main.Waived, main.Missing
}

// Headline is the requirement that a short list shows of a result: its one amount where there is just one, else the whole. What must not be there
// is none, nor is what single members must have.
func Headline(res *rules.Result) *rules.Node {
	var amounts []*rules.Node
	var walk func(n *rules.Node)
	walk = func(n *rules.Node) {
		if n.Need == nil || n.Status == rules.DoesNotApply || n.Need.Kind == rules.NoneOf || n.Need.Kind == rules.Each {
			return
		}
		if n.Need.Kind == rules.AtLeast {
			amounts = append(amounts, n)
		}
		for i := range n.Children {
			walk(&n.Children[i])
		}
	}
	walk(&res.Tree)
	if len(amounts) == 1 {
		return amounts[0]
	}
	return &res.Tree
}

// UnitOf is the unit of a requirement as its rule writes it in amounts: "contact hours", where the unit itself is a "contact hour".
func UnitOf(n *rules.Node) string {
	if n.Need == nil {
		return n.Unit
	}
	written := n.Need.Amount.Unit
	if len(n.Need.ByRole) > 0 {
		written = n.Need.ByRole[0].Amount.Unit
	}
	if written != "" && rules.UnitName(written) == rules.UnitName(n.Unit) {
		return written
	}
	return n.Unit
}

// maxAhead is after how many days a standing is looked at again in any case.
const maxAhead = 31

// nextDay is the first day after today on which the result may be another one without anything being added. It may be
// too early, which costs a look, and must not be too late.
func nextDay(r rules.Rule, res *rules.Result, facts []rules.Entry, today rules.Day) rules.Day {
	next := today + maxAhead
	at := func(d rules.Day) {
		if d > today && d < next {
			next = d
		}
	}
	for _, d := range []rules.Day{res.Due, res.GraceUntil, res.ReinstateUntil, res.CycleTo} {
		at(d + 1)
	}
	at(res.Opens)
	at(res.CycleFrom)
	var nodes func(n *rules.Node)
	nodes = func(n *rules.Node) {
		at(n.Due + 1)
		for i := range n.Children {
			nodes(&n.Children[i])
		}
	}
	nodes(&res.Tree)
	for i := range r.Versions {
		v := &r.Versions[i]
		at(v.From)
		at(v.Until + 1)
		if v.Cycle != nil && v.Cycle.Kind == rules.Rolling && res.CycleFrom == 0 {
			leaving(facts, v.Cycle.Length, at)
			if eachYear(v) {
				for y := 1; 12*y < v.Cycle.Length.Months; y++ {
					leaving(facts, rules.Span{Months: v.Cycle.Length.Months - 12*y}, at)
				}
			}
		}
		v.Needs.Walk(func(n *rules.Need) {
			at(n.Since)
			at(n.Until + 1)
			if !n.Within.IsZero() {
				leaving(facts, n.Within, at)
			}
			if !n.Within.IsZero() && !n.Lasting.IsZero() && passes(facts, n.Within.FirstBack(today)) {
				at(today + 1)
			}
			if !n.EachYear.IsZero() && res.CycleFrom != 0 {
				for y := 1; y <= 60; y++ {
					at(rules.Span{Months: 12 * y}.After(res.CycleFrom))
				}
			}
		})
	}
	for i := range facts {
		at(facts[i].Day)
		at(facts[i].Until + 1)
	}
	if grows(r, facts, today) {
		at(today + 1)
	}
	return next
}

// eachYear reports whether a version has a most for each year of its cycle.
func eachYear(v *rules.Version) (yes bool) {
	v.Needs.Walk(func(n *rules.Need) {
		yes = yes || slices.ContainsFunc(n.Categories, func(c rules.Category) bool { return c.Each == rules.EachYear })
	})
	return yes
}

// grows reports whether something under way adds to what is looked at day by day: a leave, where leaves count; a role or an award that is
// to last so long, or a role that decides by how long it was held beside others.
func grows(r rules.Rule, facts []rules.Entry, today rules.Day) bool {
	leaves := false
	for i := range r.Versions {
		leaves = leaves || r.Versions[i].Cycle != nil && r.Versions[i].Cycle.Leave != ""
	}
	served, lasting := asks(r, rules.HasServed), false
	for i := range r.Versions {
		r.Versions[i].Needs.Walk(func(n *rules.Need) { lasting = lasting || n.Kind == rules.HasAward && !n.Lasting.IsZero() })
	}
	underWay, roles := false, map[string]bool{}
	for i := range facts {
		e := &facts[i]
		open := e.Day <= today && (e.Until == 0 || e.Until >= today)
		switch e.Kind {
		case rules.Leave:
			if leaves && open {
				return true
			}
		case rules.HeldAward:
			if lasting && open {
				return true
			}
		case rules.HeldRole:
			roles[e.Name] = true
			underWay = underWay || open
		}
	}
	return underWay && (served || len(r.Roles) > 1 && len(roles) > 1)
}

// passes reports whether the first day of a window that looks back lies in the time of a role or an award: it holds a day less tomorrow.
func passes(facts []rules.Entry, first rules.Day) bool {
	return slices.ContainsFunc(facts, func(e rules.Entry) bool {
		return (e.Kind == rules.HeldRole || e.Kind == rules.HeldAward) && e.Day <= first+1 && (e.Until == 0 || e.Until >= first-1)
	})
}

// leaving hands over the days about which entries fall out of a window that looks back.
func leaving(facts []rules.Entry, window rules.Span, at func(rules.Day)) {
	for i := range facts {
		d := window.After(facts[i].Day)
		at(d - 1)
		at(d)
		at(d + 1)
	}
}

// ended is the row that stays of a duty that was ended.
func ended(person id.ID, rule string, today rules.Day, at time.Time) Standing {
	return Standing{PersonID: person, Rule: rule, Status: StatusEnded, AsOf: today, Scale: 1, Next: rules.MaxDay, ComputedAt: at}
}

// Say writes parts of the unit as a number of it, "1.5", cut to two digits.
func (s Standing) Say(parts int64) string {
	n := rules.Node{Scale: s.Scale}
	return n.Say(parts)
}

// SayMissing is Say of what is missing, rounded up.
func (s Standing) SayMissing() string {
	n := rules.Node{Scale: s.Scale}
	return n.SayMissing(s.Missing)
}

// Compare puts standings in the order in which they want to be looked at, as duties are.
func (s Standing) Compare(o Standing) int {
	group := func(x Standing) int {
		switch rules.Status(x.Status) {
		case StatusUnknown:
			return 0
		case rules.Expired:
			return 1
		case rules.Met:
			return 3
		case rules.DoesNotApply:
			return 4
		}
		return 2
	}
	return cmp.Or(cmp.Compare(group(s), group(o)), cmp.Compare(cmp.Or(s.Due, rules.MaxDay), cmp.Or(o.Due, rules.MaxDay)), cmp.Compare(s.Rule, o.Rule))
}
