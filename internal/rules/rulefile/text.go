package rulefile

import (
	"bufio"
	"fmt"
	"io"
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
		fmt.Fprintf(w, "Cycle from %s to %s", c.From, c.To)
		if c.CountsFrom != "" && c.CountsFrom != c.From {
			fmt.Fprintf(w, ", counting from %s", c.CountsFrom)
		}
		if c.RenewalOpens != "" {
			fmt.Fprintf(w, "; renewal opens %s", c.RenewalOpens)
		}
		if c.GraceUntil != "" {
			fmt.Fprintf(w, "; grace until %s", c.GraceUntil)
		}
		if c.ReinstateUntil != "" {
			fmt.Fprintf(w, "; reinstatement until %s", c.ReinstateUntil)
		}
		fmt.Fprintln(w)
	} else if v.Due != "" {
		fmt.Fprintf(w, "Due %s\n", v.Due)
	}
	for _, n := range v.Notes {
		fmt.Fprintf(w, "Note: %s\n", n)
	}
	if v.Needs.Path != "" {
		fmt.Fprintln(w)
		writeNode(w, &v.Needs, 0)
	}
	labels := map[string]string{}
	label(&v.Needs, labels, false)
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
		fmt.Fprintf(w, "  %s %s (%s)%s\n", e.Day, title, e.Entry, who)
		for _, c := range e.Counted {
			fmt.Fprintf(w, "    counts%s%s for %s\n", space(string(c.Amount), c.Unit), in(c.Category), labels[c.Path])
		}
		for _, x := range e.NotCounted {
			fmt.Fprintf(w, "    does not count%s for %s: %s%s\n", space(string(x.Amount), x.Unit), labels[x.Path], x.Reason, in(x.Category))
		}
	}
	return w.Flush()
}

// label names each requirement as people see it: by its name, or by where it stands in the rule.
func label(n *NodeView, labels map[string]string, member bool) {
	switch {
	case n.Name != "" && !member:
		labels[n.Path] = n.Name
	case n.Target != "":
		labels[n.Path] = strings.ReplaceAll(n.Kind, "_", " ") + " " + n.Target
	default:
		_, labels[n.Path], _ = strings.Cut(n.Path, ".")
	}
	for i := range n.Needs {
		label(&n.Needs[i], labels, n.Kind == rules.Each)
	}
}

func space(amount, unit string) string {
	if amount == "" {
		return ""
	}
	return " " + amount + " " + unit
}

func in(category string) string {
	if category == "" {
		return ""
	}
	return " (" + category + ")"
}

func writeNode(w io.Writer, n *NodeView, depth int) {
	pad := strings.Repeat("  ", depth)
	what := n.Name
	if what == "" {
		what = strings.TrimSpace(strings.ReplaceAll(n.Kind, "_", " ") + " " + n.Target)
	}
	fmt.Fprintf(w, "%s[%s] %s", pad, n.Status, what)
	if n.Unit != "" {
		fmt.Fprintf(w, ": %s of %s %s", n.Counted, n.Needed, n.Unit)
		if n.Missing != "0" {
			fmt.Fprintf(w, ", %s missing", n.Missing)
		}
	}
	if n.Carried != "" {
		fmt.Fprintf(w, ", %s of it carried over", n.Carried)
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
		writeNode(w, &n.Needs[i], depth+1)
	}
}

func writeCategory(w io.Writer, pad, name string, c CategoryView) {
	fmt.Fprintf(w, "%s    %s: %s", pad, name, c.Counted)
	if c.AtLeast != "" {
		fmt.Fprintf(w, " of at least %s", c.AtLeast)
	}
	if c.AtMost != "" {
		fmt.Fprintf(w, ", at most %s", c.AtMost)
	}
	if c.Missing != "" && c.Missing != "0" {
		fmt.Fprintf(w, ", %s missing", c.Missing)
	}
	fmt.Fprintln(w)
}
