package people

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// memberLine is one row of the file and what becomes of it.
type memberLine struct {
	number, name string
	addresses    []memberAddress // the main one first
	wanted
	report tabular.RowReport
	// readNotes are those about how the row was read; planning adds others to the report.
	readNotes []string
}

// memberAddress is an address as a row has it, and folded.
type memberAddress struct{ text, key string }

func (l *memberLine) refused() bool { return l.report.Outcome == tabular.Refused }

func (l *memberLine) refuse(err error) {
	l.report.Outcome, l.report.Changes, l.report.Problems = tabular.Refused, nil, tabular.ProblemsOf(err)
}

func (l *memberLine) note(text string, args ...any) {
	l.report.Notes = append(l.report.Notes, fmt.Sprintf(text, args...))
}

// memberGroup is the rows of one person.
type memberGroup struct {
	number string
	lines  []*memberLine
}

// named returns the first row that has a name, or else the first.
func (g *memberGroup) named() *memberLine {
	for _, l := range g.lines {
		if l.name != "" {
			return l
		}
	}
	return g.lines[0]
}

// memberGroups are the people of a file.
type memberGroups struct {
	all             []*memberGroup
	byNumber, byKey map[string]*memberGroup
}

// groupMembers brings together the rows of each person and refuses those that give to one person
// what an earlier row gave to another.
func groupMembers(lines []*memberLine) []*memberGroup {
	gs := &memberGroups{byNumber: map[string]*memberGroup{}, byKey: map[string]*memberGroup{}}
	for _, l := range lines {
		if l.refused() {
			continue
		}
		if g, err := gs.groupOf(l); err != nil {
			l.refuse(err)
		} else {
			gs.add(g, l)
		}
	}
	return gs.all
}

// groupOf returns the people to whom a row belongs; nil when they are new.
func (gs *memberGroups) groupOf(l *memberLine) (*memberGroup, error) {
	g := gs.byNumber[l.number]
	if g != nil && !shareName(l.name, g.named().name) {
		return nil, errs.Bad("number", "The member number stands in line %d already, for %s. Two people cannot have one number.", g.named().report.Line, g.named().name)
	}
	for _, a := range l.addresses {
		other := gs.byKey[a.key]
		switch {
		case other == nil || other == g:
		case g != nil || l.number != "" && other.number != "":
			return nil, errs.Bad("email", "The address %s stands in line %d for another member number.", a.text, other.lines[0].report.Line)
		case !sameName(l.name, other.named().name):
			return nil, errs.Bad("email", "The address %s stands in line %d already, for %s. Two people cannot have one address.", a.text, other.named().report.Line, other.named().name)
		default:
			g = other
		}
	}
	return g, nil
}

func (gs *memberGroups) add(g *memberGroup, l *memberLine) {
	if g == nil {
		g = &memberGroup{}
		gs.all = append(gs.all, g)
	}
	g.lines = append(g.lines, l)
	g.number = cmp.Or(g.number, l.number)
	if l.number != "" {
		gs.byNumber[l.number] = g
	}
	for _, a := range l.addresses {
		gs.byKey[a.key] = g
	}
}

// sameName reports whether two names may be one person's: the same words in any order ("Lee, Ann").
// A missing name contradicts nothing.
func sameName(a, b string) bool {
	words := func(s string) []string {
		w := strings.Fields(Fold(s))
		slices.Sort(w)
		return w
	}
	return a == "" || b == "" || slices.Equal(words(a), words(b))
}

// nameParticles stand in many names and tell nobody apart.
var nameParticles = strings.Fields("al bin da das de del den der di do dos du e el la las le los mac of the und van von y dr mr mrs ms mx prof jr sr")

// shareName reports whether two names have a word in common, as they do after a marriage, with the
// family name first, or with an initial for a first name. A missing name contradicts nothing.
func shareName(a, b string) bool {
	if sameName(a, b) {
		return true
	}
	others := strings.Fields(Fold(b))
	return slices.ContainsFunc(strings.Fields(Fold(a)), func(w string) bool {
		return len([]rune(w)) > 1 && !slices.Contains(nameParticles, w) && slices.Contains(others, w)
	})
}
