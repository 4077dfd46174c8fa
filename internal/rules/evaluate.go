package rules

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Request says on which day, and as whom, somebody is looked at.
type Request struct {
	AsOf Day
	// Role decides which amounts are owed. Empty means the role that the record shows, by the rule's own word.
	Role string
	// WhatIf are entries that somebody thinks of; they count as if they were there. Those of a member of a group
	// name it in Who.
	WhatIf []Entry
	// Explain asks for every entry that counted or did not, and why.
	Explain bool
	// Context ends the work when nobody waits for the answer any more; it may be left out.
	Context context.Context
}

// run is one evaluation, by one version and as one role.
type run struct {
	program   *Program
	v         *version
	person    *Person
	role      string // as it is compared
	roleName  string // as the rule writes it
	said      string // the role for cycles of which the record says nothing
	asOf      Day
	w         int
	set       bits
	byMeasure [][]int64
	capped    map[int][]int64 // by leaf, where one entry brings so much at most
	chosen    map[*leaf]*outcome
	// whileServing is what members did together, by the role that they served as then.
	whileServing map[string]*Person
	kin          *[]*run          // runs of the same person by other versions and roles
	of           map[*Person]*run // of members, and of all together
	carryIn      map[carrying]int64
	work         *effort
	arena        []Node
	spare        bits
	outcomes     []outcome
	after        []int // by entry the next one of its group, while they are shared out
}

func (p *Program) run(v *version, person *Person, role string, asOf Day, work *effort) *run {
	w := words(len(person.entries))
	work.spend(2000 + 8*person.size + v.atoms.count*w)
	r := &run{program: p, v: v, person: person, role: fold(role), roleName: role, said: role, asOf: asOf, w: w, whileServing: map[string]*Person{}, kin: &[]*run{}, work: work, set: make(bits, v.atoms.count*w), byMeasure: make([][]int64, len(p.measures))}
	v.atoms.fill(person, v.From, r.set, w)
	return r
}

// bits returns an empty set, cut from a larger piece.
func (r *run) bits() bits {
	if len(r.spare) < r.w {
		r.spare = make(bits, r.w*(len(r.v.leaves)+4))
	}
	b := r.spare[:r.w:r.w]
	r.spare = r.spare[r.w:]
	return b
}

func (r *run) outcome() *outcome {
	if len(r.outcomes) == 0 {
		r.outcomes = make([]outcome, len(r.v.leaves)+1)
	}
	o := &r.outcomes[0]
	r.outcomes = r.outcomes[1:]
	return o
}

func (r *run) nodes(n int) []Node {
	if len(r.arena) < n {
		r.arena = make([]Node, max(n, r.v.nodes))
	}
	out := r.arena[:n:n]
	r.arena = r.arena[n:]
	return out
}

// Evaluate says where the person stands. A role that the rule does not have, or one that it needs and nobody said,
// is an Invalid error under "role"; a day that is none, under "as_of".
// What takes more work than maxWork is not worked out: a note says so, and nothing counts.
func (p *Program) Evaluate(person *Person, q Request) (*Result, error) {
	return p.bounded(person, q, effortFor(q.Context))
}

func (p *Program) evaluate(person *Person, q Request, work *effort) (*Result, error) {
	if q.AsOf < 1 || q.AsOf > MaxDay {
		return nil, errs.Bad("as_of", "Say a day, such as 2026-03-12.")
	}
	person = p.given(person.With(q.WhatIf...).about(&p.rule), q, work)
	res := &Result{Rule: p.rule.Key, Name: p.rule.Name, Draft: p.rule.Draft, Duty: p.rule.Duty, AsOf: q.AsOf}
	if p.rule.Draft {
		res.Notes = append(res.Notes, DraftOnly)
	}
	frames, notes := p.cycles(person, q.AsOf, q.AsOf, work)
	v := p.bindingOn(person, q.AsOf, frames)
	if v == nil {
		return res.none(NotInForceYet), nil
	}
	res.Version = v.Name
	if v.ends != 0 && q.AsOf > v.ends {
		return res.none(NotInForceNow), nil
	}
	role, bound, err := p.roleOf(person, q, frames)
	if err != nil {
		return nil, err
	}
	if res.Role = role; !bound {
		return res.none(OtherRole), nil
	}
	r := p.run(v, person, role, q.AsOf, work)
	f, missed := (*frame)(nil), false
	switch {
	case v.Cycle == nil:
		r = r.finishing()
		res.Version, f = r.v.Name, r.toFinish(q.AsOf)
		if f.limit == 0 && !r.v.FinishWithin.IsZero() {
			notes = append(notes, NoEnrolment)
		}
	case len(frames) == 0:
		f = r.before()
	default:
		var more []Reason
		f, missed, more = r.current(frames)
		r = r.in(f)
		res.Version, res.Role, notes = f.v.Name, f.role, append(notes, more...)
	}
	if f.note != "" {
		notes = append(notes, f.note)
	}
	if f.leave {
		notes = append(notes, LeaveCounted)
	}
	notes = append(notes, r.decided(f)...)
	if q.Role != "" && fold(q.Role) != fold(res.Role) {
		notes = append(notes, RoleOfItsTime)
	}
	res.Notes = append(res.Notes, notes...)
	res.Tree = r.tree(r.v.top, f)
	if res.Tree.Status != Met && f.limit != 0 && r.v.fades {
		if tree, ok := r.onceMet(f); ok {
			res.Tree, res.Notes = tree, append(res.Notes, StaysMet)
		}
	}
	res.Status = res.Tree.Status
	res.dates(f, missed)
	res.remains(f, missed)
	if q.Explain {
		for _, e := range f.extended {
			res.Tree.Uses = append(res.Tree.Uses, Use{Entry: e})
		}
		if res.Tree.explain() {
			res.Notes = append(res.Notes, NotAllListed)
		}
	}
	return res, nil
}

// dates writes the days of the cycle. A cycle that was missed breaks the chain: the whole is expired.
func (res *Result) dates(f *frame, missed bool) {
	y := f.v.Cycle
	if y != nil && f.end == MaxDay {
		f.end = 0
	}
	res.CycleFrom, res.CycleTo, res.Early, res.Due, res.Waits = f.start, f.end, f.lo, f.end, f.waits
	if res.Status == Met && (res.Tree.Due == 0 || f.limit != 0) { // nothing is left to do
		res.Due = 0
	}
	if due := res.Tree.Due; (res.Status != Met || f.limit == 0) && due >= res.AsOf && due < MaxDay && (res.Due == 0 || due < res.Due) {
		res.Due = due // a part of it falls due, or runs out, before the whole
	}
	if len(f.extended) > 0 {
		res.GivenUntil = max(f.more, f.limit)
	}
	if y == nil || f.end == 0 {
		return
	}
	if !y.Opens.IsZero() {
		res.Opens = y.Opens.Before(f.end)
	}
	if f.due > f.end {
		res.GraceUntil, res.ForRenewal = f.due, !y.makesUp()
		if last := f.makeUp(); res.ForRenewal && last > f.end && res.AsOf <= last { // until then a decision lets it be made up
			res.GraceUntil, res.ForRenewal = last, false
		}
		res.InGrace = res.AsOf > f.end && res.AsOf <= f.due
	}
	if res.AsOf <= f.back {
		res.ReinstateUntil = f.back
	}
	if missed {
		res.Status = Expired
		if !y.Reinstatement.IsZero() {
			res.ReinstateUntil = y.Reinstatement.until(f.due)
		}
	}
}

// none is the result where the rule does not bind.
func (res *Result) none(why Reason) *Result {
	res.Status, res.Notes = DoesNotApply, append(res.Notes, why)
	res.Tree.Status = DoesNotApply
	return res
}

// before is the time of somebody whose first cycle has not begun: nothing falls due. With a certificate to come only
// early credit counts; where nobody knows of one, the last days that a cycle is long.
func (r *run) before() *frame {
	y := r.v.Cycle
	f := &frame{v: r.v, length: y.Length, lo: y.Length.FirstBack(r.asOf), hi: r.asOf, num: 1, den: 1, waivers: r.person.waived}
	certified, start := r.person.begins(MaxDay)
	if len(certified) > 0 {
		start = certified[0]
	}
	if start > r.asOf {
		if all, _ := r.program.cycles(r.person, r.asOf, start, r.work); len(all) > 0 && all[0].v == r.v {
			f = all[0]
		}
	}
	f.role, f.seen, f.asOf, f.last = r.roleName, r.asOf, r.asOf, r.asOf
	return f
}

// bindingOn returns the version that binds on the day: that of the cycle which holds it.
func (p *Program) bindingOn(person *Person, asOf Day, frames []*frame) *version {
	if len(frames) == 0 {
		return p.versionFor(person, asOf, 0)
	}
	f := frames[len(frames)-1]
	if f.judged {
		return f.v
	}
	return p.versionFor(person, asOf, f.from)
}

// tree evaluates a scope in a frame. Where amounts compete and every way to share is tried, the best
// of them is kept: first by where the whole stands, then by how much is met, then by the order of the rule.
func (r *run) tree(s *scope, f *frame) Node {
	outer := r.chosen
	r.chosen = nil
	best := Node{}
	if len(s.combos) == 0 || !r.compete(s, f) {
		r.eval(s.root, f, &best)
		r.chosen = outer
		return best
	}
	bestMet := -1
	for _, mask := range s.combos {
		if r.work.over() {
			break
		}
		r.shareOutPools(s, f, mask)
		var tree Node
		r.eval(s.root, f, &tree)
		met := tree.metLeaves()
		if bestMet < 0 || tree.Status.rank() > best.Status.rank() || tree.Status.rank() == best.Status.rank() && met > bestMet {
			best, bestMet = tree, met
		}
	}
	r.chosen = outer
	return best
}

// compete reports whether any two leaves could take entries from each other in this frame.
func (r *run) compete(s *scope, f *frame) bool {
	for _, pool := range s.pools {
		union, one := r.bits(), r.bits()
		for _, l := range pool {
			if _, owes := r.owes(l); !owes {
				continue
			}
			r.candidates(l, f, one)
			if union.overlaps(one) {
				return true
			}
			union.or(one)
		}
	}
	return false
}

// shareOutPools shares out among the leaves that compete, those of the mask first.
func (r *run) shareOutPools(s *scope, f *frame, mask uint64) {
	r.chosen = map[*leaf]*outcome{}
	for _, pool := range s.pools {
		var asked []*leaf
		var outs []*outcome
		for _, l := range pool {
			parts, owes := r.owes(l)
			if !owes {
				continue
			}
			o := &outcome{leaf: l, cand: r.bits()}
			r.asks(o, parts, f)
			r.candidates(l, f, o.cand)
			asked, outs, r.chosen[l] = append(asked, l), append(outs, o), o
		}
		for _, o := range outs {
			o.pool = outs
		}
		if len(asked) > 0 {
			r.shareOut(asked, outs, f, mask)
		}
	}
}

func (n *Node) metLeaves() int {
	if len(n.Children) == 0 && n.Status == Met {
		return 1
	}
	met := 0
	for i := range n.Children {
		met += n.Children[i].metLeaves()
	}
	return met
}

// asked reports whether the role is asked for the node.
func (r *run) asked(n *node) bool {
	if len(n.roles) > 0 && !slices.Contains(n.roles, r.role) {
		return false
	}
	if n.leaf != nil {
		_, owes := r.owes(n.leaf)
		return owes
	}
	return true
}
