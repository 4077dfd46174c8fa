package rulefile

import (
	"fmt"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

// Write writes a rule as YAML. Reading it gives the same rule; comments and the order of keys of the file that it was
// read from are not kept.
func Write(r rules.Rule) []byte {
	w := &writer{}
	w.key(0, "rule", r.Key)
	w.key(0, "name", r.Name)
	if r.Draft {
		w.key(0, "status", "draft")
	} else {
		w.key(0, "status", "verified")
	}
	w.key(0, "binds", r.Binds)
	w.key(0, "duty", r.Duty)
	w.key(0, "source", r.Source)
	w.key(0, "note", r.Note)
	w.listOf(0, "roles", r.Roles)
	w.key(0, "role_by", r.RoleBy)
	w.listOf(0, "levels", r.Levels)
	if len(r.Units) > 0 {
		w.line(0, "units:")
	}
	for _, u := range r.Units {
		w.unit(u)
	}
	w.line(0, "versions:")
	for _, v := range r.Versions {
		w.version(v)
	}
	return []byte(w.b.String())
}

type writer struct{ b strings.Builder }

func (w *writer) line(depth int, format string, args ...any) {
	w.b.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

// quoted writes every text in quotation marks, as JSON has it, which YAML reads too.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f || r == 0x85 || r == 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func list(words []string) string {
	out := make([]string, len(words))
	for i, s := range words {
		out[i] = quoted(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// key writes a key with its text, and nothing when there is none.
func (w *writer) key(depth int, key, text string) {
	if text != "" {
		w.line(depth, "%s: %s", key, quoted(text))
	}
}

func (w *writer) listOf(depth int, key string, words []string) {
	if len(words) > 0 {
		w.line(depth, "%s: %s", key, list(words))
	}
}

func (w *writer) span(depth int, key string, s rules.Span) {
	if !s.IsZero() {
		w.key(depth, key, s.String())
	}
}

func number(hundredths int64) string {
	return strings.TrimSuffix(rules.Amount{Hundredths: hundredths, Unit: "x"}.String(), " x")
}

func (w *writer) unit(u rules.Unit) {
	if u.Minutes == 0 && len(u.Steps) == 0 && len(u.From) == 0 {
		w.line(1, "%s: {}", quoted(u.Name))
		return
	}
	w.line(1, "%s:", quoted(u.Name))
	if u.Minutes > 0 {
		w.line(2, "minutes: %d", u.Minutes)
	}
	if u.RoundTo > 0 {
		w.key(2, "round", u.Round+" to "+number(u.RoundTo))
	}
	if len(u.Steps) > 0 {
		w.line(2, "steps:")
		for _, s := range u.Steps {
			w.line(3, "%d: %s", s.Minutes, number(s.Worth))
		}
	}
	if len(u.From) > 0 {
		w.line(2, "from:")
		for _, f := range u.From {
			w.line(3, "%s: %s", quoted(f.Unit), number(f.Hundredths))
		}
	}
}

func (w *writer) version(v rules.Version) {
	w.line(1, "- transition: %s", quoted(v.Transition))
	w.key(2, "version", v.Name)
	w.key(2, "in_force_from", v.From.String())
	w.key(2, "in_force_until", v.Until.String())
	w.key(2, "what_changed", v.Note)
	w.span(2, "finish_within", v.FinishWithin)
	if y := v.Cycle; y != nil {
		w.line(2, "cycle:")
		w.key(3, "kind", y.Kind)
		w.span(3, "length", y.Length)
		w.span(3, "first_length", y.FirstLength)
		w.key(3, "anchor", y.Anchor.String())
		w.key(3, "ends", y.Ends)
		w.key(3, "first", y.First)
		w.key(3, "leave", y.Leave)
		w.span(3, "early_credit", y.EarlyCredit)
		w.span(3, "renewal_window", y.Opens)
		w.span(3, "grace", y.Grace)
		w.key(3, "grace_for", y.GraceFor)
		w.span(3, "reinstatement", y.Reinstatement)
		if y.Times > 0 {
			w.line(3, "times: %d", y.Times)
		}
	}
	w.line(2, "needs:")
	w.need(3, v.Needs)
}

// need writes a requirement's keys, each on a line of its own at the depth.
func (w *writer) need(depth int, n *rules.Need) {
	switch n.Kind {
	case rules.AllOf, rules.AnyOf, rules.NoneOf, rules.InOrder:
		w.line(depth, "%s:", n.Kind)
		w.needs(depth+1, n.Needs)
	case rules.Choose:
		w.line(depth, "choose:")
		w.line(depth+1, "count: %d", n.Count)
		w.line(depth+1, "from:")
		w.needs(depth+2, n.Needs)
	case rules.AtLeast:
		w.atLeast(depth, n)
	case rules.Each:
		w.line(depth, "each:")
		switch {
		case n.Percent > 0:
			w.key(depth+1, "members", strconv.Itoa(n.Percent)+"%")
		case n.OutOf > 0:
			w.key(depth+1, "members", fmt.Sprintf("%d/%d", n.Count, n.OutOf))
		case n.Count > 0:
			w.line(depth+1, "members: %d", n.Count)
		default:
			w.line(depth+1, "members: all")
		}
		w.key(depth+1, "serving", n.Role)
		w.key(depth+1, "first", n.First)
		w.span(depth+1, "finish_within", n.FinishWithin)
		w.line(depth+1, "need:")
		w.need(depth+2, &n.Needs[0])
	case rules.Together:
		w.line(depth, "together:")
		if n.Role == "" {
			w.need(depth+1, &n.Needs[0])
			break
		}
		w.key(depth+1, "serving", n.Role)
		w.line(depth+1, "need:")
		w.need(depth+2, &n.Needs[0])
	case rules.CertifiedBefore:
		w.key(depth, n.Kind, n.Before.String())
	case rules.Nothing:
		w.line(depth, "nothing: true")
	default:
		w.key(depth, n.Kind, n.Target)
		w.key(depth, "level", n.Level)
		w.key(depth, "assurance", n.Assurance)
		w.span(depth, "lasting", n.Lasting)
		w.key(depth, "over", n.Over)
		w.span(depth, "within", n.Within)
		w.listOf(depth, "ways", n.Ways)
		if n.EvenExpired {
			w.line(depth, "in_force: false")
		}
	}
	w.key(depth, "id", n.ID)
	w.key(depth, "name", n.Name)
	w.key(depth, "note", n.Note)
	w.listOf(depth, "for", n.For)
	if w.key(depth, "since", n.Since.String()); n.SinceEnrolled {
		w.line(depth, "since: enrolled")
	}
}

func (w *writer) needs(depth int, list []rules.Need) {
	for i := range list {
		w.line(depth, "-")
		w.need(depth+1, &list[i])
	}
}

func (w *writer) atLeast(depth int, n *rules.Need) {
	if len(n.ByRole) > 0 {
		w.line(depth, "at_least:")
		for _, r := range n.ByRole {
			w.line(depth+1, "%s: %s", quoted(r.Role), quoted(r.Amount.String()))
		}
	} else {
		w.key(depth, "at_least", n.Amount.String())
	}
	w.filter(depth, "of", n.Of)
	w.key(depth, "over", n.Over)
	w.span(depth, "within", n.Within)
	w.key(depth, "until", n.Until.String())
	w.key(depth, "smallest", n.Smallest.String())
	w.key(depth, "largest", n.Largest.String())
	w.key(depth, "each_year", n.EachYear.String())
	w.span(depth, "report_within", n.ReportWithin)
	w.span(depth, "report_after_end", n.ReportAfterEnd)
	switch {
	case !n.OnceIn.IsZero():
		w.key(depth, "same_title", "once in "+n.OnceIn.String())
	case n.Once:
		w.key(depth, "same_title", "once")
	}
	if n.CarryOf == nil && n.CarryLast.IsZero() {
		w.key(depth, "carry_over", n.CarryOver.String())
	} else {
		w.line(depth, "carry_over:")
		w.key(depth+1, "at_most", n.CarryOver.String())
		w.filter(depth+1, "of", n.CarryOf)
		w.span(depth+1, "from_last", n.CarryLast)
	}
	if n.CountsAgain {
		w.line(depth, "counts_again: true")
	}
	if len(n.Categories) == 0 {
		return
	}
	w.line(depth, "categories:")
	for _, c := range n.Categories {
		w.line(depth+1, "- name: %s", quoted(c.Name))
		w.filter(depth+2, "of", c.Of)
		w.key(depth+2, "at_least", c.AtLeast.String())
		w.key(depth+2, "at_most", c.AtMost.String())
		w.key(depth+2, "each", c.Each)
		w.key(depth+2, "part_of", c.PartOf)
		if c.Overlay {
			w.line(depth+2, "overlay: true")
		}
	}
}

func (w *writer) filter(depth int, key string, f *rules.Filter) {
	if f != nil {
		w.line(depth, "%s: %s", key, filterText(f))
	}
}

// filterText writes a filter on one line.
func filterText(f *rules.Filter) string {
	var parts []string
	add := func(key string, words []string) {
		if len(words) > 0 {
			parts = append(parts, key+": "+list(words))
		}
	}
	add("kind", f.Kinds)
	add("activity", f.Activities)
	add("area", f.Areas)
	add("format", f.Formats)
	add("provider", f.Providers)
	add("tag", f.Tags)
	add("competency", f.Competencies)
	add("title", f.Titles)
	add("states", f.States)
	if f.Assurance != "" {
		parts = append(parts, "assurance: "+quoted(f.Assurance))
	}
	if len(f.Any) > 0 {
		var any []string
		for i := range f.Any {
			any = append(any, filterText(&f.Any[i]))
		}
		parts = append(parts, "any_of: ["+strings.Join(any, ", ")+"]")
	}
	if f.Not != nil {
		parts = append(parts, "not: "+filterText(f.Not))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
