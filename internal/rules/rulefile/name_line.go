package rulefile

import (
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

// KindName is the kind of a line that is no entry: what a version of the rule, which begins on Day, means by the name of a competency, and
// what became of that. Of one that is called as it is named and that nothing became of there need be none.
const KindName = "name"

// What became of a competency. One that goes on has the one name in To for which its own stands from then on.
const (
	GoesOn  = "goes-on"
	Split   = "split"
	Retired = "retired"
)

var becomes = []string{GoesOn, Split, Retired}

// NameLine writes what the version of a rule that begins on a day means by a name. means is the competency's own name, of which changed says what
// became, where anything did.
func NameLine(from rules.Day, name, means string, changed *rules.Change) Line {
	l := Line{Kind: KindName, Day: from, Name: name, Means: means}
	if changed != nil {
		l.To = changed.To
		switch {
		case changed.Split:
			l.Became = Split
		case changed.Retired:
			l.Became = Retired
		default:
			l.Became = GoesOn
		}
	}
	return l
}

// names is what the lines of a file say of names, as rules.Facts have it.
type names struct {
	changed map[string]rules.Change
	meant   map[rules.Day]map[string]string
}

func (n *names) add(l *Line) {
	own := l.Name
	if l.Means != "" {
		own = l.Means
		if n.meant == nil {
			n.meant = map[rules.Day]map[string]string{}
		}
		if n.meant[l.Day] == nil {
			n.meant[l.Day] = map[string]string{}
		}
		n.meant[l.Day][strings.ToLower(l.Name)] = own
	}
	if l.Became != "" {
		if n.changed == nil {
			n.changed = map[string]rules.Change{}
		}
		n.changed[strings.ToLower(own)] = rules.Change{Split: l.Became == Split, Retired: l.Became == Retired, To: l.To}
	}
}

// name says what is wrong with a line about a name.
func (r *lineReader) name(l *Line) {
	if l.Name == "" {
		r.say("kind", "A line of kind name says which in name.")
	}
	if l.Became != "" && !slices.Contains(becomes, l.Became) {
		r.say("became", "%q is nothing that becomes of a competency; there are: %s.", l.Became, strings.Join(becomes, ", "))
	}
	if l.Became == GoesOn && len(l.To) != 1 {
		r.say("became", "What goes on does so under one name: write it in to, such as [\"core-skills/CAT-2\"].")
	}
}
