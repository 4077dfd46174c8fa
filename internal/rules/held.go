package rules

import (
	"slices"
	"strings"
)

// held evaluates what is there or is not: an award, a competency, a role served, an examination, a part of a
// programme, a portfolio, an agreement.
func (r *run) held(n *node, f *frame, out *Node) {
	out.Status, out.Reason = NotYet, NotHeld
	list := r.facts(n, f)
	r.work.spend(100 + 8*len(list))
	if n.need.Kind == HasPart || n.need.Kind == HasSkill {
		r.work.spend(8 * r.person.size)
	}
	switch n.need.Kind {
	case HasServed:
		r.lasted(n, f, HeldRole, out)
		return
	case HasPart:
		part(n, list, out)
		return
	}
	if n.need.Kind == HasAward && !n.need.Lasting.IsZero() {
		r.heldLong(n, f, out)
		return
	}
	lasts, forGood := Day(0), false
	target, changed := n.target, Change{}
	if n.need.Kind == HasSkill {
		target, changed = r.person.nowCalled(r.person.means(r.v.From, n.target))
	}
	for _, e := range list {
		why, ok := fitsHeld(n, target, e, f, r.program)
		if !ok {
			continue
		}
		if why != "" {
			if out.Status == Met {
				continue
			}
			if out.Reason = why; why == RanOut && n.need.Kind == HasAward {
				out.Status, lasts = Expired, max(lasts, e.Until)
			}
			continue
		}
		if out.Status != Met { // the earliest that does is the one that counts
			out.Status, out.Reason, out.MetOn = Met, "", e.Day
			out.Uses = append(out.Uses[:0], Use{Entry: e})
		}
		if e.Until == 0 {
			forGood = true
		}
		lasts = max(lasts, e.Until)
	}
	if timed := n.need.Over == "cycle" || !n.need.Within.IsZero(); timed && out.Reason == NotHeld {
		for _, e := range r.person.between(1, f.seen) {
			if _, ok := fitsHeld(n, target, e, f, r.program); ok {
				out.Reason = BeforeTime
			}
		}
	}
	changed.says(out)
	if n.need.Kind == CertifiedBefore && out.Status == Met {
		out.Due = 0
	}
	// An award that runs out falls due on its last day.
	if n.need.Kind == HasAward && !n.need.EvenExpired && (lasts != 0 || forGood) {
		if out.Due = lasts; forGood {
			out.Due = 0
		}
	}
}

// facts returns what the record says in the time in which the node is looked for: all of it, unless the rule says the
// cycle or how far back.
func (r *run) facts(n *node, f *frame) []*Entry {
	from, until := max(f.facts, r.since(n.since, f)), f.seen
	if f.limit != 0 {
		until = min(until, f.limit)
	}
	if n.need.Over == "cycle" {
		from, until = max(from, f.lo), min(until, f.hi)
	}
	if w := n.need.Within; !w.IsZero() && !f.lenient {
		from = max(from, w.FirstBack(f.asOf))
	}
	return r.person.between(from, until)
}

// fitsHeld reports whether the entry is about the node's target, and why it still does not do.
func fitsHeld(n *node, target string, e *Entry, f *frame, p *Program) (why Reason, ok bool) {
	switch n.need.Kind {
	case HasAward:
		if e.Kind != HeldAward || e.Name != n.target {
			return "", false
		}
		if !n.need.EvenExpired && !f.lenient && e.Until != 0 && e.Until < f.asOf {
			return RanOut, true
		}
		return strength(n, e), true
	case HasExam:
		return strength(n, e), e.Kind == Examination && e.Name == n.target
	case CertifiedBefore:
		return "", e.Kind == Certified && e.Day < n.need.Before
	case HasFolio:
		return strength(n, e), e.Kind == Portfolio && e.Name == n.target
	case HasAgreed:
		return strength(n, e), e.Kind == Agreement && e.Name == n.target
	case HasSkill:
		level, found := 0, false
		if e.Kind == Competency && e.Name == target {
			level, found = 0, true
		}
		for _, c := range e.Competencies {
			if c.Name == target {
				level, found = max(level, p.level(c.Level)), true
			}
		}
		switch {
		case !found:
			return "", false
		case level == 0 && n.level > 0:
			return NoLevel, true
		case level < n.level:
			return TooLow, true
		case e.Kind == Competency && !f.lenient && e.Until != 0 && e.Until < f.asOf:
			return RanOut, true
		}
		return strength(n, e), true
	}
	return "", false
}

// strength says when nobody strong enough stands behind the entry.
func strength(n *node, e *Entry) Reason {
	if r := assuranceRank(n.need.Assurance); r > 0 && assuranceRank(e.Assurance) < r {
		return TooWeak
	}
	return ""
}

// lasted adds up the times in which a role or an award was held: put end to end, they must last as long as asked for.
func (r *run) lasted(n *node, f *frame, kind string, out *Node) {
	from, to := max(f.facts, r.since(n.since, f), 1), f.seen
	if f.limit != 0 {
		to = min(to, f.limit)
	}
	if w := n.need.Within; !w.IsZero() && !f.lenient {
		from = max(from, w.FirstBack(f.asOf))
	}
	r.work.spend(4 * len(r.person.facts))
	days, first, _ := held(r.person, kind, n.target, from, to, func(e *Entry) bool { return strength(n, e) == "" })
	needed := Day(1)
	if !n.need.Lasting.IsZero() {
		// From the first day that counts, so that it is the same on whichever day one asks.
		needed = n.need.Lasting.After(first) - first
	}
	out.Unit, out.Scale, out.Needed, out.Counted, out.Missing = "days", 1, int64(needed), int64(days), int64(max(0, needed-days))
	switch {
	case days >= needed:
		out.Status, out.Reason = Met, ""
	case days > 0:
		out.Status, out.Reason = Partly, NotLongEnough
	}
}

// heldLong evaluates an award that must have been held so long, and be in force unless the rule says otherwise.
func (r *run) heldLong(n *node, f *frame, out *Node) {
	r.lasted(n, f, HeldAward, out)
	inForce, lasts := false, Day(0)
	for _, e := range r.person.between(1, f.seen) {
		if e.Kind != HeldAward || e.Name != n.target {
			continue
		}
		if why := strength(n, e); why != "" {
			if out.Counted == 0 {
				out.Reason = why
			}
			continue
		}
		out.Uses = append(out.Uses, Use{Entry: e})
		last := e.Until
		if last == 0 {
			last = MaxDay
		}
		lasts, inForce = max(lasts, last), inForce || last >= f.asOf
	}
	switch {
	case n.need.EvenExpired || f.lenient || lasts == 0:
	case !inForce:
		out.Status, out.Reason, out.Due = Expired, RanOut, lasts
	case out.Status == Met:
		if out.Due = lasts; lasts == MaxDay {
			out.Due = 0
		}
	}
}

// part evaluates a part of a programme: a course that covers it, or courses for all of its pieces, or a portfolio or
// an agreement for it.
func part(n *node, list []*Entry, out *Node) {
	var pieces map[string]uint64 // by "of how many"
	for _, e := range list {
		how := n.covers(e)
		if len(how) == 0 {
			continue
		}
		if strength(n, e) != "" {
			if out.Status == NotYet {
				out.Reason = TooWeak
			}
			continue
		}
		for _, c := range how {
			if c.of == "" {
				out.partMet(e)
				return
			}
			if pieces == nil {
				pieces = map[string]uint64{}
			}
			if pieces[c.of]>>c.piece&1 == 0 {
				pieces[c.of] |= 1 << c.piece
				out.Uses = append(out.Uses, Use{Entry: e})
			}
			if pieces[c.of] == 1<<(c.last+1)-2 {
				uses := out.Uses
				out.partMet(e)
				out.Uses = uses
				return
			}
			out.Status, out.Reason = Partly, ""
		}
	}
}

// covering is the whole of a part, or one piece of so many.
type covering struct {
	of          string
	piece, last int
}

// covers says what of the node's part an entry covers.
func (n *node) covers(e *Entry) (out []covering) {
	switch {
	case e.Kind == Portfolio && e.Name == n.target && n.way("portfolio"), e.Kind == Agreement && e.Name == n.target && n.way("agreement"):
		return []covering{{}}
	case !e.isDone() || !n.way("course"):
		return nil
	}
	for _, c := range e.Covers {
		rest, ok := strings.CutPrefix(c, n.target)
		if !ok {
			continue
		}
		if rest == "" {
			return []covering{{}}
		}
		piece, of, ok := strings.Cut(strings.TrimSpace(rest), "/")
		k, ok1 := digits(piece)
		m, ok2 := digits(of)
		if ok && rest[0] == ' ' && ok1 && ok2 && k >= 1 && k <= m && m <= 60 {
			out = append(out, covering{of, k, m})
		}
	}
	return out
}

func (out *Node) partMet(e *Entry) {
	out.Status, out.Reason, out.MetOn, out.Uses = Met, "", e.Day, []Use{{Entry: e}}
}

func (n *node) way(w string) bool { return len(n.need.Ways) == 0 || slices.Contains(n.need.Ways, w) }
