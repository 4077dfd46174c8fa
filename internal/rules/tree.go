package rules

import "slices"

// eval says where the person stands with a node.
func (r *run) eval(n *node, f *frame, out *Node) {
	*out = Node{Need: n.need, Path: n.path, Name: n.name, Due: f.end, run: r, fr: f}
	if r.work.spend(300); r.work.over() {
		out.Status = NotYet
		return
	}
	if !r.asked(n) {
		out.Status, out.Reason, out.Due = DoesNotApply, OtherRole, 0
		return
	}
	if n.leaf == nil {
		if e := r.waivedWhole(n.need, n.since, n.called, f); e != nil {
			out.Status, out.Reason, out.MetOn, out.Uses = Met, WasWaived, e.Day, []Use{{Entry: e}}
			return
		}
	}
	switch n.need.Kind {
	case AllOf:
		r.kids(n, f, out)
		out.group(len(out.Children))
	case AnyOf:
		r.kids(n, f, out)
		out.group(1)
	case Choose:
		r.kids(n, f, out)
		r.twins(n, out)
		out.group(n.need.Count)
	case NoneOf:
		r.kids(n, f, out)
		out.Status = Met
		for i := range out.Children {
			if out.Children[i].Status == Met && !f.lenient {
				out.Status, out.Reason = NotYet, Forbidden
			}
		}
	case InOrder:
		r.inOrder(n, f, out)
	case AtLeast:
		r.amount(n, f, out)
	case Nothing:
		out.Status, out.Reason, out.Due = Met, NothingPending, 0
	case Each:
		r.each(n, f, out)
	case Together:
		r.together(n, f, out)
	default:
		r.held(n, f, out)
	}
	if out.Status != Met && out.Status != DoesNotApply && f.due != 0 && f.asOf > f.due {
		out.Status = Expired
	}
}

func (r *run) kids(n *node, f *frame, out *Node) {
	out.Children = r.nodes(len(n.kids))
	for i, k := range n.kids {
		r.eval(k, f, &out.Children[i])
	}
}

// twins takes those competencies out of a choice that have become one with another of it, so that the one does not count for two: of each such
// lot those stay that name the one with which the person stands best, the first of them. What was one all along, at two levels, is left alone.
func (r *run) twins(n *node, out *Node) {
	if len(r.person.changed) == 0 {
		return
	}
	written, latest, best := make([]string, len(n.kids)), make([]string, len(n.kids)), map[string]int{}
	for i, k := range n.kids {
		if k.need.Kind != HasSkill || out.Children[i].Status == DoesNotApply {
			continue
		}
		written[i] = r.person.means(r.v.From, k.target)
		latest[i], _ = r.person.nowCalled(written[i])
		if b, ok := best[latest[i]]; !ok || out.Children[i].Status.rank() > out.Children[b].Status.rank() {
			best[latest[i]] = i
		}
	}
	for i, now := range latest {
		if now != "" && written[i] != written[best[now]] {
			c := &out.Children[i]
			c.Status, c.Reason, c.Detail, c.Due, c.MetOn, c.Uses = DoesNotApply, OneByNow, "", 0, 0, nil
		}
	}
}

// group sums the children up: so many of those that are asked for must be met.
func (out *Node) group(count int) {
	asked, met, begun, dead := 0, 0, 0, 0
	for i := range out.Children {
		c := &out.Children[i]
		switch c.Status {
		case DoesNotApply:
			continue
		case Met:
			met++
		case Partly:
			begun++
		case Expired:
			dead++
		}
		asked++
	}
	count = min(count, asked)
	if due := out.lastDay(count - met); due != 0 {
		out.Due = due
	}
	out.Unit, out.Scale, out.Needed, out.Counted, out.Missing = "requirements", 1, int64(count), int64(met), int64(max(0, count-met))
	switch {
	case asked == 0:
		out.Status, out.Reason = DoesNotApply, OtherRole
	case met >= count:
		out.Status, out.Due = Met, out.stays(count)
	case asked-dead < count:
		out.Status = Expired
	case met+begun > 0:
		out.Status = Partly
	default:
		out.Status = NotYet
	}
}

// lastDay returns the last day on which so many of the children that are missing can still be met: those that fall due
// last are taken. It is 0 where nothing is missing or nothing falls due. What has expired counts last of all.
func (out *Node) lastDay(missing int) Day {
	var few [16]Day
	dues := few[:0]
	for i := range out.Children {
		switch c := &out.Children[i]; {
		case c.Status == Met || c.Status == DoesNotApply:
		case c.Due == 0:
			dues = append(dues, MaxDay)
		default:
			dues = append(dues, c.Due)
		}
	}
	if missing < 1 || missing > len(dues) {
		return 0
	}
	slices.Sort(dues)
	if due := dues[len(dues)-missing]; due < MaxDay {
		return due
	}
	return 0
}

// stays returns the last day on which so many of the children that are met still are: those that last longest. It is 0 where they stay so.
func (out *Node) stays(count int) Day {
	var few [16]Day
	dues := few[:0]
	for i := range out.Children {
		if c := &out.Children[i]; c.Status == Met {
			due := c.Due
			if due == 0 {
				due = MaxDay + 1
			}
			dues = append(dues, due)
		}
	}
	slices.Sort(dues)
	if due := dues[len(dues)-count]; due <= MaxDay {
		return due
	}
	return 0
}

// amount evaluates a leaf, or takes what the sharing out gave it.
func (r *run) amount(n *node, f *frame, out *Node) {
	l := n.leaf
	o := r.chosen[l]
	if o == nil {
		o = r.measureLeaf(l, f, r.carried(l, f))
	}
	m := &r.program.measures[l.measure]
	out.Unit, out.Scale = m.shown, m.scale
	out.Needed, out.Counted, out.Missing, out.Carry, out.Categories, out.Years, out.out = o.need, o.counted, o.missing, o.carry, o.cats, o.years, o
	if w := o.waived; w != nil {
		if out.Waived, out.Reason = o.full-o.need, PartWaived; w.whole != nil {
			out.Reason, out.MetOn = WasWaived, w.whole.Day
		}
	}
	for _, d := range []Day{l.need.Until, o.yearDue} {
		if d != 0 && o.missing > 0 && (out.Due == 0 || d < out.Due) {
			out.Due = d
		}
	}
	switch {
	case o.missing == 0:
		out.Status = Met
	case o.lapsed:
		out.Status, out.Reason = Expired, YearMissed
	case l.need.Until != 0 && f.asOf > l.need.Until:
		out.Status = Expired
	case o.counted > 0:
		out.Status = Partly
	default:
		out.Status = NotYet
	}
}

// each asks every member of a group, or so many of them.
func (r *run) each(n *node, f *frame, out *Node) {
	var members []*Person
	for _, m := range r.person.members {
		r.work.spend(len(m.facts))
		if !n.need.isOf(m, f) {
			continue
		}
		members = append(members, m)
	}
	if len(members) == 0 {
		out.Status, out.Reason = NotYet, NoMembers
		return
	}
	out.Children = make([]Node, len(members))
	for i, m := range members {
		at := f
		if own := n.need.FinishWithin; !own.IsZero() {
			at = r.ownTime(m, n.need, f)
		}
		if n.need.First != "" {
			at = ownShare(m, n.need, f)
		}
		if own := m.about(&r.program.rule).waived; len(own) > 0 {
			mine := *at
			mine.waivers = slices.Concat(at.waivers, own)
			at = &mine
		}
		out.Children[i] = r.others(m, n.own[0], at)
		c := &out.Children[i]
		if at.num*f.den != f.num*at.den && c.Reason == "" {
			c.Reason = CameLater
		}
		if c.Name = m.who; c.Status == Met && c.Due == at.limit {
			c.Due = 0 // it is done in its time
		}
	}
	count := len(members)
	switch {
	case n.need.OutOf > 0:
		count = (len(members)*n.need.Count + n.need.OutOf - 1) / n.need.OutOf
	case n.need.Percent > 0:
		count = (len(members)*n.need.Percent + 99) / 100
	case n.need.Count > 0:
		count = n.need.Count
	}
	out.group(count)
	if len(members) < count { // fewer members than are needed can never do
		out.Needed, out.Missing = int64(count), int64(count)-out.Counted
		if out.Status == Met {
			out.Status = Partly
		}
	}
	out.Unit = "members"
}

// isOf reports whether a member is one of those who are asked.
func (n *Need) isOf(m *Person, f *frame) bool { return n.Role == "" || serves(m, fold(n.Role), f.seen) }

// ownTime is the time that a member has to finish, whatever the cycle of the group is: from the latest day of enrolling,
// or else from the first day in the role. Where neither is known, nothing falls due.
func (r *run) ownTime(m *Person, n *Need, f *frame) *frame {
	at := *f
	at.lo, at.hi, at.start, at.end, at.due, at.num, at.den, at.previous = 1, f.seen, 0, 0, 0, 1, 1, nil
	at.waivers, at.extended = nil, nil // those of the group are about its cycle
	if begin := r.ownBegin(m, n, f); begin != 0 {
		at.limit, at.extended = m.about(&r.program.rule).decidedBy(begin, n.FinishWithin.After(begin)-1, r.asOf)
		at.hi, at.end, at.due = min(f.seen, at.limit), at.limit, at.limit
	}
	return &at
}

// ownBegin returns the day on which a member's own time begins, 0 where it is not known.
func (r *run) ownBegin(m *Person, n *Need, f *frame) Day {
	_, begin := m.about(&r.program.rule).begins(min(r.asOf, f.last))
	if begin == 0 && n.Role != "" {
		_, begin, _ = served(m, fold(n.Role), 1, f.seen)
	}
	return begin
}

// ownShare is the time of the group for a member, who owes less of it where they began to serve in its middle. Where nobody knows
// when it began, they owe the whole.
func ownShare(m *Person, n *Need, f *frame) *frame {
	if f.start == 0 || f.end == 0 || f.v.Cycle == nil {
		return f
	}
	at := *f
	if _, begin, _ := served(m, fold(n.Role), f.from, f.seen); begin > f.from {
		share := at
		share.start = f.from // of what the group owes itself
		share.prorate(n.First, begin)
		at.num, at.den, at.first, at.from = share.num, share.den, n.First, begin
	}
	return &at
}

// serves reports whether somebody holds the role on the day.
func serves(p *Person, role string, on Day) bool {
	for _, e := range p.between(1, on) {
		if e.Kind == HeldRole && e.Name == role && (e.Until == 0 || e.Until >= on) {
			return true
		}
	}
	return false
}

// others evaluates what another person, or all together, have done in the time of the group.
func (r *run) others(p *Person, k *scope, f *frame) Node {
	s := r.of[p]
	if s == nil {
		if r.of == nil {
			r.of = map[*Person]*run{}
		}
		s = r.program.run(r.v, p.about(&r.program.rule), r.roleName, r.asOf, r.work)
		r.of[p] = s
	}
	at := *f
	at.used, at.left = nil, nil
	return s.tree(k, &at)
}

// together counts what all members of a group have done as if one had done it.
func (r *run) together(n *node, f *frame, out *Node) {
	if r.person.pooled == nil {
		out.Status, out.Reason = NotYet, NoMembers
		return
	}
	pooled := r.person.pooled
	if role := fold(n.need.Role); role != "" {
		if r.whileServing[role] == nil {
			r.whileServing[role] = r.person.whileServing(role, r.work)
		}
		pooled = r.whileServing[role]
	}
	out.Children = make([]Node, len(n.own))
	for i, k := range n.own {
		out.Children[i] = r.others(pooled, k, f)
	}
	out.group(len(out.Children))
}
