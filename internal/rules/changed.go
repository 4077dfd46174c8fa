package rules

import (
	"slices"
	"strings"
)

// Change is what became of a competency in a later version of its framework. The same, a replaced and a merged one go on
// under the one name in To, for which the old name stands in rules and entries. A split one has several in To and a
// retired one none: nobody can say which is meant, so the rule must, and until then only the old name itself counts.
// Two of a choice that have become one count once.
type Change struct {
	// Split or Retired says which of these it is; a Change that is neither goes on.
	Split, Retired bool
	To             []string
}

// maxChanges bounds how often a competency is followed to a later version.
const maxChanges = 50

// naming is what competencies are called. It is shared: nobody changes it.
type naming struct {
	// changed says what became of competencies, by their names as they are compared.
	changed map[string]Change
	// meant says what the version of a day means by a name.
	meant map[Day]map[string]string
}

// means is what a version of the rule, by its first day, means by a name.
func (n naming) means(version Day, name string) string {
	if own := n.meant[version][name]; own != "" {
		return fold(own)
	}
	return name
}

// nowCalled follows a competency to its latest name, as far as that is one, and says what became of that.
func (n naming) nowCalled(name string) (latest string, last Change) {
	for range maxChanges {
		c, ok := n.changed[name]
		if !ok {
			return name, Change{}
		}
		if c.Split || c.Retired || len(c.To) != 1 || fold(c.To[0]) == name {
			return name, c
		}
		name = fold(c.To[0])
	}
	return name, Change{}
}

// rename gives the competencies of the entries their latest names.
func (p *Person) rename() {
	if len(p.changed) == 0 {
		return
	}
	for i, e := range p.entries {
		c := *e
		if c.Competencies = slices.Clone(e.Competencies); e.Kind == Competency {
			c.Name, _ = p.nowCalled(e.Name)
		}
		same := c.Name == e.Name
		for k, l := range e.Competencies {
			c.Competencies[k].Name, _ = p.nowCalled(l.Name)
			same = same && c.Competencies[k].Name == l.Name
		}
		if !same {
			p.entries[i] = &c
		}
	}
}

// says tells in the node that the competency it names has been split or retired.
func (c Change) says(out *Node) {
	switch {
	case c.Split:
		out.Reason, out.Detail = WasSplit, strings.Join(c.To, ", ")
	case c.Retired:
		out.Reason = WasRetired
	}
}
