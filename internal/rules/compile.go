package rules

import (
	"cmp"
	"fmt"
)

// Problem is something that is wrong with a rule: Path leads to it, as in "versions[0].needs.all_of[1].at_least".
type Problem struct{ Path, Says string }

// Program is a rule made ready to be evaluated. It is safe for use by several goroutines.
type Program struct {
	rule     Rule
	measures []measure
	levels   map[string]int
	versions []*version
	doubts   []Problem
}

// Rule returns what was compiled.
func (p *Program) Rule() Rule { return p.rule }

// Doubts returns what is wrong with a rule and was not refused once: whoever writes it now must mend it, and one that was taken holds.
func (p *Program) Doubts() []Problem { return p.doubts }

// version is a Version made ready.
type version struct {
	Version
	atoms  atoms
	top    *scope
	nodes  int
	leaves []*leaf
	// fades says that what is met may be so no more on a later day.
	fades bool
	// waivable are the requirements that a waiver can be about.
	waivable []Waivable
	// eaches ask members one by one.
	eaches []*node
	// ends is the last day in force, where no later version follows at once.
	ends Day
}

// scope is a tree in which amounts share the entries out between them: the whole, a step of an order, and what a
// member or all together owe.
type scope struct {
	root   *node
	leaves []*leaf
	// pools are the leaves that compete, by the class of their unit; combos are the sets of them, as bits, any of
	// which would do.
	pools  [][]*leaf
	combos []uint64
	// order numbers the in_order that the scope is a step of, among those of the same owner; 0 outside.
	order int
	owner *scope
}

type node struct {
	need   *Need
	path   string
	name   string
	roles  []string
	target string
	since  since
	level  int
	rank   int
	kids   []*node
	leaf   *leaf
	// own are the scopes of the kids of in_order, each and together.
	own []*scope
	// called is what a waiver may call it: its id and its name.
	called []string
}

// since is the first day that counts, from the requirement and all around it.
type since struct {
	day      Day
	enrolled bool
}

// leaf is an amount made ready.
type leaf struct {
	since         since
	need          *Need
	path          string
	place         string // the path within the version
	index         int
	measure       int
	class         int
	filter        *filter
	parts         int64
	byRole        map[string]int64
	only          [][]string // the roles of each for around it: it is asked of those that are in all of them
	owing         bits       // the roles that owe it
	smallest      int64
	smallMeasure  int
	largest       int64 // 0 when there is none
	eachYear      int64
	carry         int64
	carrying      *leaf // the same with what may be carried over as its last category, nil where all may
	cats          []category
	capped, least bool // has categories with a most, with a least of their own
	oneByOne      bool // has a most for each of something
	overlay       bool
	inNone        bool // stands in none_of
	bit           int  // in the combos, -1 when it competes with none
	// called is what a waiver may call it, around likewise it and all that it stands in; barred is what stands in none_of, which no waiver is about.
	called, around []string
	barred         bool
}

type category struct {
	name        string
	called      string // by waivers
	filter      *filter
	least, most int64 // -1 where there is none
	overlay     bool
	parent      int    // -1
	each        string // of what eachMost is one by one
	eachMost    int64
	// last marks what may be carried over: it fills what is owed last.
	last bool
}

// The bounds of what is compiled.
const (
	MaxNodes = 500
	maxDepth = 24
	// maxCombos bounds the ways in which competing alternatives are tried.
	maxCombos = 256
	// maxSteps bounds the same in the steps of orders together, each way with all amounts of the step.
	maxSteps = 5000
	// maxListed bounds roles, levels, units and versions.
	maxListed = 200
)

type compiler struct {
	p        *Program
	v        *version
	problems []Problem
	scope    *scope
	scopes   []*scope
	orders   int
	since    since
	only     [][]string // the roles of each for around
	ownTime  bool       // inside each with a time to finish
	ownShare bool       // inside each that says what is owed by who comes late
	pooled   bool       // inside together
	each     bool       // inside each
	around   []string   // the ids and names of the requirements around
	barred   bool       // inside none_of
}

func (c *compiler) say(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{path, fmt.Sprintf(format, args...)})
}

// doubt is say for what is refused in new rules alone.
func (c *compiler) doubt(path, format string, args ...any) {
	c.p.doubts = append(c.p.doubts, Problem{path, fmt.Sprintf(format, args...)})
}

// Compile makes a rule ready, or says everything that is wrong with it.
func Compile(r Rule) (*Program, []Problem) {
	c := &compiler{p: &Program{rule: r, measures: builtin(), levels: map[string]int{}}}
	for _, list := range []struct {
		path string
		long int
	}{{"roles", len(r.Roles)}, {"levels", len(r.Levels)}, {"units", len(r.Units)}, {"versions", len(r.Versions)}} {
		if list.long > maxListed {
			c.say(list.path, "There are more than %d %s.", maxListed, list.path)
		}
	}
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	for i, l := range r.Levels {
		c.p.levels[fold(l)] = i + 1
	}
	c.once("roles", r.Roles)
	c.once("levels", r.Levels)
	for i, u := range r.Units {
		c.unit(i, u)
	}
	if len(r.Versions) == 0 {
		c.say("", "The rule has no version: write what it demands under needs.")
	}
	for i := range r.Versions {
		path := fmt.Sprintf("versions[%d]", i)
		if t := r.Versions[i].Transition; i == 0 && t != "" && t != AtOnce {
			c.say(path+".transition", "transition says whom a version binds that comes after another one: leave it out here, or write a version with nothing: true before this one.")
		}
		if i > 0 && r.Versions[i].From <= r.Versions[i-1].From {
			c.say(path+".in_force_from", "Versions stand in the order of their first days, each later than the one before.")
		}
		for _, before := range r.Versions[:i] {
			if n := r.Versions[i].Name; n != "" && n == before.Name {
				c.say(path+".version", "There is a version %s already: give this one a name of its own.", quote(n))
			}
		}
		if i > 0 && r.Versions[i].Transition == NextCycle && r.Versions[i].Cycle == nil && r.Versions[i-1].Cycle == nil {
			c.say(path+".transition", "Without cycles there is no next one: write at once or newcomers.")
		}
		c.version(path, r.Versions[i])
	}
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	for i, v := range c.p.versions {
		if v.ends = v.Until; i+1 < len(c.p.versions) && c.p.versions[i+1].From <= v.Until+1 {
			v.ends = 0
		}
	}
	return c.p, nil
}

func (c *compiler) version(path string, v Version) {
	c.v = &version{Version: v}
	if v.Until != 0 && v.Until < v.From {
		c.say(path+".in_force_until", "The last day comes before the first one.")
	}
	if y := v.Cycle; y != nil {
		c.ignored(path+".cycle", y)
		if !v.FinishWithin.IsZero() {
			c.say(path+".finish_within", "A time to finish and a cycle do not go together: write the first certificate and its renewal as two rules.")
		}
		if y.GraceFor != "" && y.Grace.IsZero() {
			c.say(path+".cycle.grace_for", "Say how long the grace is: grace: 2 months.")
		}
		if y.Length.IsZero() {
			c.say(path+".cycle", "Say how long a cycle is: length: 5 years.")
		}
		if y.Kind == Fixed && y.Anchor == 0 {
			c.say(path+".cycle", "A fixed cycle needs the first day of one of them: anchor: 2025-07-01.")
		}
		if y.Kind == Calendar && y.Length.Months > 12 && y.Anchor == 0 {
			c.say(path+".cycle", "A calendar cycle of several years needs the first day of one of them: anchor: 2025-01-01.")
		}
		if y.Kind == Calendar && y.Length.Months%12 != 0 || y.Kind == Calendar && y.Length.Days != 0 {
			c.say(path+".cycle.length", "A calendar cycle lasts whole years.")
		}
	}
	if v.Needs == nil {
		c.say(path, "Nothing is asked for: write needs, with nothing: true where there is nothing to do.")
		return
	}
	c.scopes, c.orders = nil, 0
	c.v.top = c.inside(0, func() *node { return c.node(path+".needs", v.Needs, 1, true) })
	if len(c.problems) > 0 {
		return
	}
	steps := 0
	for _, s := range c.scopes {
		c.compete(s, path+".needs")
		if ways := len(s.combos) * len(s.leaves); s.order > 0 && steps <= maxSteps {
			if steps += ways; steps > maxSteps {
				c.say(s.root.path, "Up to this step there are too many ways to choose between amounts that compete: write counts_again: true where entries may count twice, or let a step choose from fewer.")
			}
		}
	}
	c.besideOrders()
	c.p.versions = append(c.p.versions, c.v)
}

// inside compiles a tree that shares entries out by itself. One of an order belongs to the scope around it.
func (c *compiler) inside(order int, compile func() *node) *scope {
	outer := c.scope
	s := &scope{order: order}
	if s.owner = s; order > 0 {
		s.owner = outer.owner
	}
	c.scope, c.scopes = s, append(c.scopes, s)
	s.root = compile()
	c.scope = outer
	return s
}

func (c *compiler) node(path string, n *Need, depth int, competes bool) *node {
	out := &node{need: n, path: path, name: cmp.Or(n.Name, n.ID), target: fold(n.Target)}
	c.v.nodes++
	if depth > maxDepth || c.v.nodes > MaxNodes {
		c.say(path, "The rule is too deep or too long: at most %d levels and %d requirements.", maxDepth, MaxNodes)
		return out
	}
	for _, r := range n.For {
		out.roles = append(out.roles, fold(r))
		c.role(path+".for", r)
	}
	if len(out.roles) > 0 {
		c.only = append(c.only, out.roles)
		defer func() { c.only = c.only[:len(c.only)-1] }()
	}
	defer c.names(n, out)()
	outer := c.since
	defer func() { c.since = outer }()
	c.since = since{max(outer.day, n.Since), outer.enrolled || n.SinceEnrolled}
	out.since = c.since
	c.v.fades = c.v.fades || !n.Within.IsZero() || n.Kind == NoneOf || n.Kind == HasSkill || n.Kind == HasAward && !n.EvenExpired
	if n.Kind != AtLeast && n.Over == "cycle" && c.v.Cycle == nil {
		c.say(path+".over", "Without a cycle there is none to look at: write cycle, or leave over out.")
	}
	if n.Kind != AtLeast && n.Over == "cycle" && c.ownTime {
		c.say(path+".over", noCycle, "over: cycle")
	}
	if !n.Lasting.IsZero() && !n.Within.IsZero() && n.Lasting.After(1) > n.Within.After(1) {
		c.doubt(path+".lasting", "lasting is longer than within, so it can never be met: write a shorter one, or a longer within.")
	}
	if n.Kind == HasAward && !n.Lasting.IsZero() && n.Over != "" {
		c.say(path+".over", "lasting counts the days on which it was held: leave over out, or write within for how far back.")
	}
	if (n.Kind == Each || n.Kind == Together) && (c.p.rule.Binds == "" || c.p.rule.Binds == "person") {
		c.say(path, "%s asks members, and a person has none: write binds: group or binds: organisation at the top.", n.Kind)
	}
	switch n.Kind {
	case NoneOf:
		competes = false
	case InOrder:
		if c.scope.order > 0 {
			c.say(path, "in_order cannot stand inside another in_order: write the steps as one list.")
		}
		c.orders++
	case AtLeast:
		out.leaf = c.leaf(path, n, competes)
		c.waivers(n, out.leaf)
	case HasSkill:
		out.level, out.rank = c.levelOf(path+".level", n.Level), assuranceRank(n.Assurance)
	}
	if n.Kind == Choose && (n.Count < 1 || n.Count > len(n.Needs)) {
		c.say(path+".choose.count", "Choose between 1 and %d, for so many there are.", len(n.Needs))
	}
	ownTime, ownShare, pooled, each := c.ownTime, c.ownShare, c.pooled, c.each
	defer func() { c.ownTime, c.ownShare, c.pooled, c.each = ownTime, ownShare, pooled, each }()
	switch n.Kind {
	case Each:
		c.ownTime, c.ownShare, c.pooled, c.each = ownTime || !n.FinishWithin.IsZero(), n.First != "", false, true
		c.v.eaches = append(c.v.eaches, out)
		c.share(path, n)
	case Together:
		c.pooled, c.each = true, false
	}
	for i := range n.Needs {
		p := path + "." + n.Kind
		switch n.Kind {
		case Choose:
			p = fmt.Sprintf("%s.choose.from[%d]", path, i)
		case Each, Together:
			p += ".needs"
		default:
			p = fmt.Sprintf("%s[%d]", p, i)
		}
		switch n.Kind {
		case Each, Together, InOrder:
			order := 0
			if n.Kind == InOrder {
				order = c.orders
			}
			s := c.inside(order, func() *node { return c.node(p, &n.Needs[i], depth+1, true) })
			out.own, out.kids = append(out.own, s), append(out.kids, s.root)
		default:
			out.kids = append(out.kids, c.node(p, &n.Needs[i], depth+1, competes))
		}
	}
	return out
}

func (c *compiler) role(path, role string) {
	if len(c.p.rule.Roles) == 0 {
		c.say(path, "This rule has no roles: write roles: [%s] at the top.", role)
		return
	}
	for _, r := range c.p.rule.Roles {
		if fold(r) == fold(role) {
			return
		}
	}
	c.say(path, "%s is not one of the roles of this rule%s", quote(role), meant(role, c.p.rule.Roles, ".", ""))
}

// levelOf puts a level in order: a number stands for itself.
func (c *compiler) levelOf(path, level string) int {
	n := c.p.level(fold(level))
	if level != "" && n == 0 {
		c.say(path, "%s is no level%s", quote(level), meant(level, c.p.rule.Levels, ": ", "list the names under levels, the lowest first, or write a number from 1 on."))
	}
	return n
}

func (p *Program) level(folded string) int {
	if n, ok := p.levels[folded]; ok {
		return n
	}
	if n, ok := digits(folded); ok && folded != "" && len(folded) < 4 {
		return n
	}
	return 0
}
