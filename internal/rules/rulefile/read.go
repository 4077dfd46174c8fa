package rulefile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

// Read reads a rule, YAML or JSON, and compiles it. What is wrong is returned as Problems, all of it at once.
func Read(text []byte) (*rules.Program, error) {
	p, _, err := compile(text)
	return p, err
}

// Check is Read for a text that somebody writes: it refuses also what was taken once. New refusals belong here, for a text that was kept holds.
func Check(text []byte) (*rules.Program, error) {
	p, at, err := compile(text)
	if err == nil && len(p.Doubts()) > 0 {
		err = at.problems(p.Doubts())
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

func compile(text []byte) (*rules.Program, places, error) {
	r, at, err := read(text)
	if err != nil {
		return nil, nil, err
	}
	p, wrong := rules.Compile(*r)
	if len(wrong) > 0 {
		return nil, nil, at.problems(wrong)
	}
	return p, at, nil
}

// problems says what is wrong with a rule at its place in the file.
func (p places) problems(wrong []rules.Problem) Problems {
	var out Problems
	for _, w := range wrong {
		line, col := p.find(w.Path)
		out = append(out, Problem{line, col, w.Says})
	}
	return out.sorted()
}

func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return slices.Compact(p)
}

// places remembers where each path of a rule stands.
type places map[string][2]int

// find returns the place of a path, or of what holds it.
func (p places) find(path string) (line, col int) {
	for {
		if at, ok := p[path]; ok {
			return at[0], at[1]
		}
		i := max(strings.LastIndexByte(path, '.'), strings.LastIndexByte(path, '['))
		if i < 0 {
			return 1, 1
		}
		path = path[:i]
	}
}

// reader turns values into a rule and collects what is wrong.
type reader struct {
	converter
	at places
}

func read(text []byte) (*rules.Rule, places, error) {
	v, problems := parse(text)
	if v == nil {
		return nil, nil, problems
	}
	d := &reader{converter: converter{problems: problems}, at: places{}}
	r := d.rule(v)
	if len(d.problems) > 0 {
		return nil, nil, d.problems.sorted()
	}
	return r, d.at, nil
}

var (
	ruleKeys    = []string{"rule", "name", "status", "binds", "duty", "source", "note", "roles", "role_by", "levels", "units", "versions"}
	versionKeys = []string{"version", "in_force_from", "in_force_until", "transition", "what_changed", "cycle", "finish_within", "needs"}
	cycleKeys   = []string{"kind", "length", "first_length", "anchor", "ends", "first", "leave", "early_credit", "renewal_window", "grace", "grace_for", "reinstatement", "times"}
	firstWords  = []string{"whole", "by month", "by year", "by full month", "by full year", "none"}
)

func (d *reader) rule(v *value) *rules.Rule {
	r := &rules.Rule{}
	if !d.isMap(v, "A rule begins with keys and values, such as rule: state-librarian, without a hyphen.") {
		return r
	}
	many := v.get("versions")
	known := append(slices.Clone(ruleKeys), versionKeys...)
	if many != nil {
		known = ruleKeys
	}
	d.known(v, known, func(key string) string {
		if many != nil && slices.Contains(versionKeys, key) {
			return "With versions, %q belongs into each of them."
		}
		if slices.Contains(needKinds, key) || slices.Contains(needKeys[rules.AtLeast], key) {
			return "%q belongs inside needs, two spaces further in."
		}
		return ""
	})
	r.Key = d.text(v, "rule")
	if r.Key == "" {
		d.say(v.line, v.col, "The rule has no name of its own: write rule: state-librarian at the top.")
	} else if strings.Trim(r.Key, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		d.wrong(v.get("rule"), "The name of a rule has small letters, digits and hyphens only, such as state-librarian.")
	}
	r.Name, r.Source, r.Note = d.text(v, "name"), d.text(v, "source"), d.text(v, "note")
	r.Draft = d.word(v, "status", []string{"draft", "verified"}, "draft") == "draft"
	r.Binds = d.word(v, "binds", []string{"person", "group", "organisation"}, "person")
	r.Duty = d.word(v, "duty", []string{"required", "recommended", "voluntary"}, "required")
	r.Roles = d.words(v, "roles")
	r.RoleBy = d.word(v, "role_by", []string{"longest", "latest"}, "longest")
	r.Levels = d.words(v, "levels")
	for _, k := range []string{"roles", "levels"} {
		if x := v.get(k); x != nil {
			d.place(k, x)
		}
	}
	if u := v.get("units"); u != nil && d.isMap(u, "Units are names with what one is, such as {LEU: {minutes: 60}}.") {
		for _, p := range u.pairs {
			d.at["units."+p.key] = [2]int{p.line, p.col}
			r.Units = append(r.Units, d.unit(p))
		}
	}
	if many == nil {
		r.Versions = []rules.Version{d.version(v, "versions[0]")}
		return r
	}
	if many.kind != 'l' {
		d.wrong(many, "Versions are a list: write a hyphen before each.")
		return r
	}
	for i, x := range many.list {
		if d.isMap(x, "A version has keys, such as in_force_from and needs.") {
			d.known(x, versionKeys, nil)
			r.Versions = append(r.Versions, d.version(x, fmt.Sprintf("versions[%d]", i)))
		}
	}
	return r
}

func (d *reader) version(v *value, path string) rules.Version {
	d.place(path, v)
	out := rules.Version{Name: d.text(v, "version"), From: d.day(v, "in_force_from"), Until: d.day(v, "in_force_until"), Note: d.text(v, "what_changed"), FinishWithin: d.span(v, "finish_within")}
	out.Transition = d.word(v, "transition", []string{rules.AtOnce, rules.NextCycle, rules.Newcomers}, rules.AtOnce)
	d.pathsOf(v, path, "version", "in_force_from", "in_force_until", "finish_within", "transition")
	if c := v.get("cycle"); c != nil && d.isMap(c, "A cycle has keys: kind, length and others.") {
		d.known(c, cycleKeys, nil)
		d.place(path+".cycle", c)
		d.pathsOf(c, path+".cycle", "length", "first_length", "anchor", "ends", "first", "grace_for", "times")
		out.Cycle = d.cycle(c)
	}
	if n := v.get("needs"); n != nil {
		need := d.need(n, path+".needs", 1)
		out.Needs = &need
	} else {
		d.say(v.line, v.col, "Nothing is asked for: write needs, with nothing: true where there is nothing to do.")
	}
	return out
}

func (d *reader) cycle(c *value) *rules.Cycle {
	y := &rules.Cycle{
		Kind: d.word(c, "kind", []string{rules.Rolling, rules.Fixed, rules.Calendar}, rules.Rolling), Length: d.span(c, "length"), FirstLength: d.span(c, "first_length"), Anchor: d.day(c, "anchor"),
		First: d.word(c, "first", firstWords, "whole"), Leave: d.word(c, "leave", []string{"reduces", "extends"}, ""),
		EarlyCredit: d.span(c, "early_credit"), Opens: d.span(c, "renewal_window"), Grace: d.span(c, "grace"), Reinstatement: d.span(c, "reinstatement"),
		Times: int(d.number(c, "times", 1, 50)),
	}
	if y.GraceFor = d.word(c, "grace_for", []string{"making up", rules.ForRenewal}, ""); y.GraceFor == "making up" {
		y.GraceFor = "" // as when it is left out
	}
	if e := c.get("ends"); e != nil {
		y.Ends = d.scalar(e)
		switch day, ok := rules.ParseDay("2000-" + y.Ends); {
		case y.Ends == "end of month" || y.Ends == "end of year" || ok && day != 0:
		default:
			d.wrong(e, "Write end of month, end of year, or month and day in quotation marks, such as %q.", "06-30")
		}
	}
	return y
}

func (d *reader) unit(p pair) rules.Unit {
	u := rules.Unit{Name: p.key}
	if p.value.kind == 'n' || p.value.kind == 'm' && len(p.value.pairs) == 0 {
		return u // only what entries state
	}
	if !d.isMap(p.value, "Say what one "+p.key+" is, such as {minutes: 60}; {} when only entries that state it count.") {
		return u
	}
	d.known(p.value, []string{"minutes", "round", "steps", "from"}, nil)
	u.Minutes = d.number(p.value, "minutes", 1, 100_000)
	if r := p.value.get("round"); r != nil {
		way, to, _ := strings.Cut(strings.TrimSpace(d.scalar(r)), " to ")
		h, ok := hundredths(to)
		if !slices.Contains([]string{"down", "nearest", "up"}, way) || !ok || h < 1 || h > 100_000 {
			d.wrong(r, "Write down, nearest or up, and to what, such as nearest to 0.1.")
		}
		u.Round, u.RoundTo = way, h
	}
	if s := p.value.get("steps"); s != nil && d.isMap(s, "Steps say what so many minutes are worth, such as {50: 1, 75: 1.5}.") {
		for i, x := range s.pairs {
			m, err := strconv.ParseInt(x.key, 10, 64)
			w, ok := hundredths(d.scalar(x.value))
			if err != nil || m < 1 || m > 100_000 || !ok || i > 0 && m <= u.Steps[i-1].Minutes {
				d.say(x.line, x.col, "A step is a number of minutes, each larger than the one before, and what it is worth: 50: 1.")
				m = 0
			}
			u.Steps = append(u.Steps, rules.Step{Minutes: m, Worth: w})
		}
	}
	if f := p.value.get("from"); f != nil && d.isMap(f, "Say what other units are worth, such as {semester credit: 15}.") {
		for _, x := range f.pairs {
			w, ok := hundredths(d.scalar(x.value))
			if !ok || w == 0 {
				d.say(x.line, x.col, "Say how many %s one %s is, as a number.", p.key, x.key)
			}
			u.From = append(u.From, rules.Credit{Unit: x.key, Hundredths: w})
		}
	}
	return u
}
