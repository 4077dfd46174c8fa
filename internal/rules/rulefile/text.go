package rulefile

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

// WriteText writes a Result, evaluated with Explain, for people to read.
func WriteText(out io.Writer, r *rules.Result) error {
	w := bufio.NewWriter(out)
	v := NewView(r)
	name := v.Name
	if name == "" {
		name = v.Rule
	}
	fmt.Fprintf(w, "%s: %s on %s", name, strings.ToUpper(string(v.Status)), v.AsOf)
	if v.Role != "" {
		fmt.Fprintf(w, " as %s", v.Role)
	}
	fmt.Fprintln(w)
	if c := v.Cycle; c != nil && c.To != "" {
		if c.From == "" {
			fmt.Fprintf(w, "Time to finish until %s", c.To)
		} else {
			fmt.Fprintf(w, "Cycle from %s to %s", c.From, c.To)
		}
		if c.CountsFrom != "" && c.CountsFrom != c.From {
			fmt.Fprintf(w, ", counting from %s", c.CountsFrom)
		}
		if c.RenewalOpens != "" {
			fmt.Fprintf(w, "; renewal opens %s", c.RenewalOpens)
		}
		if c.GivenUntil != "" {
			fmt.Fprintf(w, "; time given until %s", c.GivenUntil)
		}
		switch {
		case c.InGrace:
			fmt.Fprintf(w, "; now in its grace until %s", c.GraceUntil)
		case c.GraceUntil != "":
			fmt.Fprintf(w, "; grace until %s", c.GraceUntil)
		}
		if c.ReinstateUntil != "" {
			fmt.Fprintf(w, "; reinstatement until %s", c.ReinstateUntil)
		}
		fmt.Fprintln(w)
	} else if v.Due != "" {
		fmt.Fprintf(w, "Due %s\n", v.Due)
	}
	if slices.ContainsFunc(v.Entries, func(e EntryView) bool { return e.WhatIf }) {
		fmt.Fprintln(w, "Note: This is where they would stand with what is only thought of.")
	}
	for _, n := range v.Notes {
		fmt.Fprintf(w, "Note: %s\n", n)
	}
	if v.Needs.Path != "" {
		fmt.Fprintln(w)
		writeNode(w, &v.Needs, 0, false)
	}
	labels, units := map[string]string{}, map[string]unitWords{}
	label(&v.Needs, labels, units, "", false)
	if len(v.Entries) > 0 {
		fmt.Fprint(w, "\nEntries\n")
	}
	for _, e := range v.Entries {
		title := e.Title
		if title == "" {
			title = e.Kind
		}
		who := ""
		if e.Who != "" {
			who = " of " + e.Who
		}
		thought := ""
		if e.WhatIf {
			thought = ", only thought of"
		}
		fmt.Fprintf(w, "  %s %s (%s)%s%s\n", e.Day, title, e.Entry, who, thought)
		for _, c := range e.Counted {
			what := "counts" + space(string(c.Amount), units[c.Path])
			if c.Waived != "" {
				what = "waives" + space(string(c.Waived), units[c.Path])
			}
			fmt.Fprintf(w, "    %s%s%s\n", what, in(c.Category), labels[c.Path])
		}
		for _, x := range e.NotCounted {
			fmt.Fprintf(w, "    does not count%s%s: %s%s\n", space(string(x.Amount), units[x.Path]), labels[x.Path], x.Reason, in(x.Category))
		}
	}
	return w.Flush()
}

// label names each requirement as people see it, by its name or by what it asks for and the name around it, and the unit
// that it counts in. One that is all of the rule needs no name.
func label(n *NodeView, labels map[string]string, units map[string]unitWords, around string, member bool) {
	units[n.Path] = n.unit
	what := n.Name
	if what == "" || member {
		switch what = strings.TrimSpace(strings.ReplaceAll(n.Kind, "_", " ") + " " + n.Target); {
		case n.Kind == rules.AtLeast:
			what += space(string(n.Needed), n.unit)
		case n.Target == "":
			_, what, _ = strings.Cut(n.Path, ".")
		}
		if around != "" {
			what = around + ", " + what
		}
	} else {
		around = what
	}
	if strings.Contains(strings.TrimPrefix(n.Path, "versions["), ".needs.") {
		labels[n.Path] = " for " + what
	}
	for i := range n.Needs {
		label(&n.Needs[i], labels, units, around, n.Kind == rules.Each)
	}
}

// unitWords are the words for one of a unit and for several.
type unitWords struct{ one, many string }

func unitWordsOf(n *rules.Node) unitWords {
	one, builtin := map[string]string{"hours": "hour", "minutes": "minute", "CEU": "CEU", "activities": "activity", "requirements": "requirement", "members": "member", "days": "day"}[n.Unit]
	switch {
	case builtin:
		return unitWords{one, n.Unit}
	case n.Need != nil && n.Need.Amount.Unit != "":
		return unitWords{n.Unit, n.Need.Amount.Unit}
	}
	return unitWords{n.Unit, n.Unit}
}

func (u unitWords) of(amount string) string {
	if amount == "1" {
		return u.one
	}
	return u.many
}

func space(amount string, unit unitWords) string {
	if amount == "" {
		return ""
	}
	return " " + amount + " " + unit.of(amount)
}

func forEach(one string) string {
	if one == "" {
		return ""
	}
	return " for each " + one
}

func in(category string) string {
	if category == "" {
		return ""
	}
	return " (" + category + ")"
}

// writeNode writes a requirement and what is inside. Of what must not be there (barred) it says whether it is.
func writeNode(w io.Writer, n *NodeView, depth int, barred bool) {
	pad := strings.Repeat("  ", depth)
	what := n.Name
	if what == "" {
		what = strings.TrimSpace(strings.ReplaceAll(n.Kind, "_", " ") + " " + n.Target)
	}
	if barred {
		is := "not there"
		if n.Status == rules.Met {
			is = "there"
		}
		fmt.Fprintf(w, "%s[%s] %s\n", pad, is, what)
		return
	}
	fmt.Fprintf(w, "%s[%s] %s", pad, n.Status, what)
	if n.Unit != "" {
		fmt.Fprintf(w, ": %s of %s %s", n.Counted, n.Needed, n.unit.of(string(n.Needed)))
		if n.Missing != "0" {
			fmt.Fprintf(w, ", %s missing", n.Missing)
		}
		if n.inside {
			fmt.Fprint(w, " (a category or a year lacks some)")
		}
	}
	if n.Carried != "" {
		fmt.Fprintf(w, ", %s of it carried over", n.Carried)
	}
	if n.Waived != "" {
		fmt.Fprintf(w, ", %s waived", n.Waived)
	}
	if n.Due != "" && n.Status != rules.DoesNotApply {
		fmt.Fprintf(w, ", due %s", n.Due)
	}
	if n.Reason != "" {
		fmt.Fprintf(w, ". %s", n.Reason)
	}
	if n.Detail != "" {
		fmt.Fprintf(w, " %s", n.Detail)
	}
	fmt.Fprintln(w)
	for _, c := range n.Categories {
		writeCategory(w, pad, c.Name, c)
	}
	for _, c := range n.Years {
		writeCategory(w, pad, "year from "+c.Name, c)
	}
	for i := range n.Needs {
		writeNode(w, &n.Needs[i], depth+1, n.Kind == rules.NoneOf)
	}
}

func writeCategory(w io.Writer, pad, name string, c CategoryView) {
	fmt.Fprintf(w, "%s    %s: %s", pad, name, c.Counted)
	switch {
	case c.AtLeast != "" && c.AtMost != "": // what uses up its most need not fill its least
		fmt.Fprintf(w, ", at least %s", c.AtLeast)
	case c.AtLeast != "":
		fmt.Fprintf(w, " of at least %s", c.AtLeast)
	}
	if c.Waived != "" {
		fmt.Fprintf(w, ", %s waived", c.Waived)
	}
	if c.Missing != "" && c.Missing != "0" {
		fmt.Fprintf(w, ", %s missing", c.Missing)
	}
	if c.AtMost != "" {
		fmt.Fprintf(w, ", at most %s%s", c.AtMost, forEach(c.Each))
	}
	fmt.Fprintln(w)
}
