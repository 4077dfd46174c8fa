package rulefile

import (
	"fmt"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

var (
	needKinds = []string{rules.AllOf, rules.AnyOf, rules.NoneOf, rules.InOrder, rules.Choose, rules.AtLeast, rules.HasSkill, rules.HasAward, rules.HasServed,
		rules.HasExam, rules.HasPart, rules.HasFolio, rules.HasAgreed, rules.Each, rules.Together, rules.CertifiedBefore, rules.Nothing}
	everyNeed = []string{"id", "name", "note", "for", "since"}
	// needKeys are the further keys of each kind.
	needKeys = map[string][]string{
		rules.AtLeast:   {"of", "over", "within", "until", "categories", "smallest", "largest", "each_year", "report_within", "report_after_end", "same_title", "carry_over", "counts_again"},
		rules.HasSkill:  {"level", "assurance", "over", "within"},
		rules.HasAward:  {"lasting", "in_force", "assurance", "over", "within"},
		rules.HasServed: {"lasting", "within"},
		rules.HasExam:   {"assurance", "over", "within"},
		rules.HasPart:   {"ways", "assurance", "over", "within"},
		rules.HasFolio:  {"assurance", "over", "within"},
		rules.HasAgreed: {"assurance", "over", "within"},
	}
	// inBraces are the keys that stand inside the value of a kind.
	inBraces     = map[string][]string{rules.Each: {"members", "serving", "first", "finish_within", "need"}, rules.Choose: {"count", "from"}}
	categoryKeys = []string{"name", "of", "at_least", "at_most", "each", "overlay", "part_of"}
	carryKeys    = []string{"at_most", "of", "from_last"}
	filterKeys   = []string{"kind", "activity", "area", "format", "provider", "tag", "competency", "title", "states", "assurance", "any_of", "not"}
	wayWords     = []string{"course", "portfolio", "agreement"}
)

func (d *reader) need(v *value, path string, depth int) rules.Need {
	n := rules.Need{}
	d.place(path, v)
	if v.kind == 'l' {
		d.wrong(v, "Here stands one requirement, not a list: put several into all_of, or into any_of where one of them will do.")
		return n
	}
	if depth > maxDepth || !d.isMap(v, "A requirement is a key and its value, such as at_least: 10 hours.") {
		return n
	}
	for _, p := range v.pairs {
		if p.value.kind == 'n' && p.key != "" && p.key[0] >= '0' && p.key[0] <= '9' { // {at_least: 1,000 hours}
			d.say(p.line, p.col, "A number is written without a comma, such as 1000 hours, and a half as 0.5.")
			return n
		}
		if !slices.Contains(needKinds, p.key) {
			continue
		}
		if n.Kind != "" {
			d.say(p.line, p.col, "A requirement is one thing: it has %q already. Put both into the list of all_of.", n.Kind)
			continue
		}
		n.Kind = p.key
	}
	if n.Kind == "" {
		for _, p := range v.pairs {
			switch rules.UnitName(p.key) {
			case "at_most":
				d.say(p.line, p.col, "A most is of a category of an amount: at_least: 20 hours, with categories: [{name: self-study, of: {format: self-paced}, at_most: 5 hours}].")
				return n
			case rules.UnitName("hours"), rules.UnitName("minutes"), rules.UnitName("CEU"), rules.UnitName("activities"):
				d.say(p.line, p.col, "An amount is written with its unit behind it, such as at_least: 60 %s.", p.key)
				return n
			}
			if w := rules.Nearest(p.key, needKinds); w != "" && !slices.Contains(everyNeed, p.key) {
				d.say(p.line, p.col, "%q is not known here; did you mean %q?", p.key, w)
				return n
			}
		}
		d.wrong(v, "Say what is required: one of %s.", strings.Join(needKinds, ", "))
		return n
	}
	d.known(v, append(append(slices.Clone(everyNeed), needKeys[n.Kind]...), needKinds...), func(key string) string {
		var owners []string
		for _, kind := range needKinds {
			if slices.Contains(needKeys[kind], key) {
				owners = append(owners, kind)
			}
		}
		switch {
		case owners != nil:
			return "%q does not belong to " + n.Kind + "; it belongs to " + strings.Join(owners, ", ") + "."
		case slices.Contains(inBraces[n.Kind], key):
			return "%q stands inside " + n.Kind + ", two spaces further in."
		case slices.Contains(versionKeys, key) || slices.Contains(ruleKeys, key):
			return "%q belongs beside needs, not into it."
		}
		return ""
	})
	n.ID, n.Name, n.Note, n.For = d.text(v, "id"), d.text(v, "name"), d.text(v, "note"), d.words(v, "for")
	if x := v.get("since"); x != nil {
		day, ok := rules.ParseDay(d.scalar(x))
		if n.Since, n.SinceEnrolled = day, strings.TrimSpace(x.text) == "enrolled"; !ok && !n.SinceEnrolled && x.kind == 's' {
			d.wrong(x, "%q is no day; write it as 2026-03-12, or enrolled.", x.text)
		}
	}
	d.pathsOf(v, path, append([]string{"for", "level", "since"}, needKeys[n.Kind]...)...)
	d.body(&n, v, v.get(n.Kind), path, depth)
	return n
}

func (d *reader) body(n *rules.Need, v, x *value, path string, depth int) {
	switch n.Kind {
	case rules.AllOf, rules.AnyOf, rules.NoneOf, rules.InOrder:
		n.Needs = d.needs(x, path+"."+n.Kind, depth)
	case rules.Choose:
		if d.isMap(x, "Choose says how many and from what: {count: 3, from: [...]}.") {
			d.known(x, inBraces[rules.Choose], nil)
			d.pathsOf(x, path+".choose", "count")
			if n.Count = int(d.number(x, "count", 1, 1000)); x.get("count") == nil {
				d.wrong(x, "Say how many to choose: count: 3.")
			}
			if from := x.get("from"); from != nil {
				n.Needs = d.needs(from, path+".choose.from", depth)
			} else {
				d.wrong(x, "Say what to choose from: from, with a list of requirements.")
			}
		}
	case rules.AtLeast:
		d.atLeast(n, v, x, path)
	case rules.Each:
		d.eachMember(n, x, path, depth)
	case rules.Together:
		if x.get("need") == nil {
			n.Needs = []rules.Need{d.need(x, path+".together.needs", depth+1)}
			break
		}
		d.known(x, []string{"serving", "need"}, nil)
		n.Role = d.text(x, "serving")
		n.Needs = []rules.Need{d.need(x.get("need"), path+".together.needs", depth+1)}
	case rules.CertifiedBefore:
		n.Before = d.day(v, rules.CertifiedBefore)
	case rules.Nothing:
		if d.scalar(x) != "true" {
			d.wrong(x, "Write nothing: true.")
		}
	default:
		if n.Target = d.scalar(x); n.Target == "" {
			d.wrong(x, "Say which: %s: name.", n.Kind)
		}
		n.Level = d.text(v, "level")
		n.Assurance = d.word(v, "assurance", rules.Assurances, "")
		n.Lasting, n.Within = d.span(v, "lasting"), d.span(v, "within")
		d.pathsOf(v, path, "lasting")
		n.Over = d.word(v, "over", []string{"cycle", "ever"}, "")
		n.EvenExpired = !d.yes(v, "in_force", true)
		if n.Ways = d.words(v, "ways"); n.Ways != nil {
			for _, w := range n.Ways {
				if !slices.Contains(wayWords, w) {
					d.wrong(v.get("ways"), "%q is no way to a part; there are: %s.", w, strings.Join(wayWords, ", "))
				}
			}
		}
	}
}

func (d *reader) needs(x *value, path string, depth int) []rules.Need {
	if x.kind == 'l' && len(x.list) == 0 {
		d.wrong(x, "The list is empty: write at least one requirement into it.")
		return nil
	}
	if x.kind != 'l' {
		d.wrong(x, "Here stands a list of requirements: write a hyphen before each.")
		return nil
	}
	var out []rules.Need
	for i, y := range x.list {
		out = append(out, d.need(y, fmt.Sprintf("%s[%d]", path, i), depth+1))
	}
	return out
}

func (d *reader) eachMember(n *rules.Need, x *value, path string, depth int) {
	if !d.isMap(x, "each says how many members and what each needs: {members: all, need: ...}.") {
		return
	}
	d.known(x, inBraces[rules.Each], nil)
	n.Role, n.FinishWithin = d.text(x, "serving"), d.span(x, "finish_within")
	if n.First = d.word(x, "first", firstWords, ""); n.First == "whole" {
		n.First = "" // as when it is left out
	}
	d.pathsOf(x, path+".each", "first")
	if m := x.get("members"); m != nil && d.scalar(m) != "all" {
		d.members(n, m)
	}
	if y := x.get("need"); y != nil {
		n.Needs = []rules.Need{d.need(y, path+".each.needs", depth+1)}
	} else {
		d.wrong(x, "Say what each member needs: need, with a requirement.")
	}
}

// members reads how many members it takes: a number, a share in percent or a part such as 2/3.
func (d *reader) members(n *rules.Need, m *value) {
	s, percent := strings.CutSuffix(d.scalar(m), "%")
	s, whole, part := strings.Cut(s, "/")
	h, ok := hundredths(s)
	of, okOf := hundredths(whole)
	switch {
	case !ok || h%100 != 0 || h < 100 || percent && (h > 10_000 || part), part && (!okOf || of%100 != 0 || of < h || of > 100_000):
		d.wrong(m, "Write all, a number such as 3, or a share such as 80%% or 2/3.")
	case percent:
		n.Percent = int(h / 100)
	default:
		n.Count, n.OutOf = int(h/100), int(of/100)
	}
}

func (d *reader) atLeast(n *rules.Need, v, x *value, path string) {
	d.place(path+".at_least", x)
	if x.kind == 'm' {
		if len(x.pairs) == 0 {
			d.wrong(x, "The list of roles is empty: write an amount, such as 60 hours, or what each role owes, such as {director: 100 hours}.")
		}
		for _, p := range x.pairs {
			d.at[path+".at_least."+p.key] = [2]int{p.line, p.col}
			n.ByRole = append(n.ByRole, rules.RoleAmount{Role: p.key, Amount: d.amount(p.value)})
		}
	} else {
		n.Amount = d.amount(x)
	}
	n.Of = d.filterOf(v, "of", 1)
	n.Over = d.word(v, "over", []string{"cycle", "ever"}, "cycle")
	n.Within, n.Until = d.span(v, "within"), d.day(v, "until")
	n.Smallest = d.amountOf(v, "smallest", path)
	n.Largest = d.amountOf(v, "largest", path)
	n.EachYear = d.amountOf(v, "each_year", path)
	n.ReportWithin, n.ReportAfterEnd = d.span(v, "report_within"), d.span(v, "report_after_end")
	d.sameTitle(n, v)
	d.carryOver(n, v.get("carry_over"), path+".carry_over")
	n.CountsAgain = d.yes(v, "counts_again", false)
	cats := v.get("categories")
	if cats == nil {
		return
	}
	if cats.kind != 'l' {
		d.wrong(cats, "Categories are a list: write a hyphen before each.")
		return
	}
	if len(cats.list) > 30 {
		d.wrong(cats, "An amount has at most 30 categories.")
		return
	}
	for i, y := range cats.list {
		at := fmt.Sprintf("%s.categories[%d]", path, i)
		d.place(at, y)
		if !d.isMap(y, "A category has keys: name, of, at_least, at_most.") {
			continue
		}
		d.known(y, categoryKeys, nil)
		c := rules.Category{Name: d.text(y, "name"), Of: d.filterOf(y, "of", 1), AtLeast: d.amountOf(y, "at_least", at), AtMost: d.amountOf(y, "at_most", at),
			Each: d.word(y, "each", []string{rules.EachProvider, rules.EachTitle, rules.EachYear, rules.EachDay, rules.EachMember}, ""), Overlay: d.yes(y, "overlay", false), PartOf: d.text(y, "part_of")}
		d.pathsOf(y, at, "part_of", "each")
		if c.Name == "" {
			d.wrong(y, "A category needs a name.")
		}
		n.Categories = append(n.Categories, c)
	}
}

// sameTitle reads how often the same title counts: once, or once in so long.
func (d *reader) sameTitle(n *rules.Need, v *value) {
	x := v.get("same_title")
	if x == nil {
		return
	}
	n.Once = true
	span, again := strings.CutPrefix(d.scalar(x), "once in ")
	if again {
		var ok bool
		if n.OnceIn, ok = ParseSpan(span); ok {
			return
		}
	}
	if x.kind == 's' && d.scalar(x) != "once" {
		d.wrong(x, "Write once, or once in so long, such as once in 3 years.")
	}
}

// carryOver reads how much is carried over: an amount, or an amount with what of it.
func (d *reader) carryOver(n *rules.Need, x *value, path string) {
	switch {
	case x == nil:
	case x.kind != 'm':
		d.place(path, x)
		n.CarryOver = d.amount(x)
	default:
		d.place(path, x)
		d.known(x, carryKeys, nil)
		d.pathsOf(x, path, "from_last")
		if n.CarryOver = d.amountOf(x, "at_most", path); n.CarryOver.IsZero() {
			d.wrong(x, "Say how much is carried over at most: at_most: 10 hours.")
		}
		n.CarryOf, n.CarryLast = d.filterOf(x, "of", 1), d.span(x, "from_last")
	}
}

func (d *reader) filterOf(v *value, key string, depth int) *rules.Filter {
	x := v.get(key)
	if x == nil {
		return nil
	}
	return d.filter(x, depth)
}

func (d *reader) filter(x *value, depth int) *rules.Filter {
	f := &rules.Filter{}
	if depth > 8 || !d.isMap(x, "Say what belongs to it, such as {area: technology}.") {
		return f
	}
	if len(x.pairs) == 0 {
		d.wrong(x, "Say what belongs to it, such as {area: technology}; leave it out when everything does.")
	}
	d.known(x, filterKeys, nil)
	f.Kinds = d.words(x, "kind")
	for _, k := range f.Kinds {
		if slices.Contains(rules.Held, k) {
			d.wrong(x.get("kind"), "Amounts are counted of what was done; for %q there is a requirement of its own.", k)
		} else if !slices.Contains(rules.Done, k) {
			w := rules.Nearest(k, rules.Done)
			if w != "" {
				d.wrong(x.get("kind"), "%q is no kind of entry; did you mean %q?", k, w)
			} else {
				d.wrong(x.get("kind"), "%q is no kind of entry; there are: %s.", k, strings.Join(rules.Done, ", "))
			}
		}
	}
	f.Activities, f.Areas, f.Formats, f.Providers = d.words(x, "activity"), d.words(x, "area"), d.words(x, "format"), d.words(x, "provider")
	f.Tags, f.Competencies, f.Titles, f.States = d.words(x, "tag"), d.words(x, "competency"), d.words(x, "title"), d.words(x, "states")
	f.Assurance = d.word(x, "assurance", rules.Assurances, "")
	if a := x.get("any_of"); a != nil {
		if a.kind != 'l' || len(a.list) == 0 {
			d.wrong(a, "Here stands a list of which one must fit, such as [{area: technology}, {tag: computers}].")
		}
		for _, y := range a.list {
			f.Any = append(f.Any, *d.filter(y, depth+1))
		}
	}
	f.Not = d.filterOf(x, "not", depth+1)
	return f
}
