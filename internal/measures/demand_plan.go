package measures

import (
	"cmp"
	"slices"

	"learningcommons.dev/commons/internal/people"
)

// fewest is how many people at least a figure, and a difference of two figures, is about.
const fewest = people.Fewest

// outside is the class of whoever is not counted: nobody has heard of them yet, or they are gone.
const outside = 0

// stand is where somebody stood: in a class of a competency, which may have been another than that of today.
type stand struct{ of, in int }

// nowhere is outside.
var nowhere = stand{}

// flow is a way that people take from the figures of one month to those of the next: to a class of a competency. Whoever stays goes from a class
// to itself, also where a new version of the framework put another competency in the place of theirs.
type flow struct {
	of   int
	from stand
	to   int
}

// origin is from where people come into the figures of a competency.
type origin struct {
	of   int
	from stand
}

// moves says where people go.
type moves struct {
	// goes are those flows that do not end where they began.
	goes map[flow]int
	// anew are origins whose people come in as those do who were nowhere.
	anew map[origin]bool
}

// take returns the way that somebody goes who would take another.
func (m moves) take(f flow) flow {
	f = m.begin(f)
	to, ok := m.goes[f]
	if !ok {
		to = f.from.in
	}
	return flow{f.of, f.from, to}
}

// begin sets the origin right.
func (m moves) begin(f flow) flow {
	if m.anew[origin{f.of, f.from}] {
		f.from = nowhere
	}
	return f
}

// plan says where people really go who would take each flow. What it promises, see docs/adr/0036-people-move-by-fives.md: after it every flow, that of
// whoever stays included, is of nobody or of fewest people and more. So whatever is added up of the classes of one month and taken from what is added
// up of the next, the people by whom the two sets differ are whole flows, but for
// those who stood in two competencies that became one: they go by the first of the two, and leave the second uncounted. would counts people by where they would go; pool names the class of those who
// are counted without their audience.
func plan(would map[flow]int, pool func(class int) int) moves {
	m := moves{map[flow]int{}, fewOf(would)}
	ways := make(map[flow]int, len(would))
	for f, n := range would {
		ways[m.begin(f)] += n
	}
	by := map[origin][]flow{}
	for f := range ways {
		o := origin{f.of, f.from}
		by[o] = append(by[o], f)
	}
	for o, flows := range by {
		if o.from == nowhere {
			enter(ways, flows, pool, m.goes)
		} else {
			leave(ways, flows, m.goes)
		}
	}
	return m
}

// fewOf are the origins in another competency that are not whole classes, and too few to go by themselves: those who stood in a second one of several that
// are one by now, and not in the first.
func fewOf(would map[flow]int) map[origin]bool {
	people := map[origin]int{}
	for f, n := range would {
		if f.from != nowhere && f.from.of != f.of {
			people[origin{f.of, f.from}] += n
		}
	}
	few := map[origin]bool{}
	for o, n := range people {
		if n < fewest {
			few[o] = true
		}
	}
	return few
}

// leave lets people leave a class: flows of fewest and more, as long as nobody or fewest stay.
func leave(would map[flow]int, flows []flow, goes map[flow]int) {
	stay := 0
	var going []flow
	for _, f := range flows {
		if f.to == f.from.in || would[f] < fewest {
			stay += would[f]
		} else {
			going = append(going, f)
		}
	}
	if stay > 0 && stay < fewest && len(going) > 0 {
		// The smallest stays with them: alone they would be found by subtraction.
		least := slices.MinFunc(going, func(a, b flow) int { return cmp.Or(cmp.Compare(would[a], would[b]), cmp.Compare(a.to, b.to)) })
		going = slices.DeleteFunc(going, func(f flow) bool { return f == least })
	}
	for _, f := range going {
		goes[f] = f.to
	}
}

// enter lets people into the figures: fewest and more of a class at once. Who are fewer of an audience are counted without it, with those of
// other audiences who say the same; when these are too few together, they wait.
func enter(would map[flow]int, flows []flow, pool func(int) int, goes map[flow]int) {
	few := map[int][]flow{}
	for _, f := range flows {
		if f.to == outside {
			continue
		}
		if would[f] >= fewest {
			goes[f] = f.to
		} else {
			few[pool(f.to)] = append(few[pool(f.to)], f)
		}
	}
	for to, list := range few {
		// Those who have no audience go to the same class by a flow of their own.
		n := 0
		for _, f := range list {
			n += would[f]
		}
		for _, f := range flows {
			if f.to == to && goes[f] == to {
				n += would[f]
			}
		}
		if n < fewest {
			continue
		}
		for _, f := range list {
			goes[f] = to
		}
	}
}

// sound reports whether what people really did keeps the promise of plan.
func sound(went map[flow]int) bool {
	for f, n := range went {
		if n < fewest && !(f.from == nowhere && f.to == outside) {
			return false
		}
	}
	return true
}

// cellsOf adds up the classes as they are after the flows.
func cellsOf(went map[flow]int) map[flow]int {
	cells := map[flow]int{}
	for f, n := range went {
		if f.to != outside {
			cells[flow{of: f.of, to: f.to}] += n
		}
	}
	return cells
}
