package measures

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// history is people who change their minds month after month, while new versions put competencies in the place of others.
type history struct {
	*count
	// is says by person as what they stand, and next is the number of the next competency that is made up.
	is   []map[int]int
	next int
}

// poolOf: classes 1 to 3 have an audience and say one thing, 4 and 5 another; 6 and 7 are theirs without it.
func poolOf(k int) int {
	switch {
	case k <= 3:
		return 6
	case k <= 5:
		return 7
	}
	return k
}

const classes = 7

// version draws what a new version makes of the competencies.
func (h *history) version(rt *rapid.T) {
	var now []int
	for of, to := range h.today {
		if of == to {
			now = append(now, of)
		}
	}
	slices.Sort(now)
	become := func(old, to int) {
		for of, t := range h.today {
			if t == old {
				h.today[of] = to
			}
		}
	}
	fresh := func() int {
		h.next++
		h.today[h.next] = h.next
		return h.next
	}
	for _, of := range now {
		switch rapid.SampledFrom([]string{"same", "same", "replaced", "merged", "merged anew", "ended"}).Draw(rt, "became") {
		case "replaced":
			become(of, fresh())
		case "merged":
			if other := rapid.SampledFrom(now).Draw(rt, "into"); h.today[other] != outside {
				become(of, h.today[other])
			}
		case "merged anew":
			to := fresh()
			if other := rapid.SampledFrom(now).Draw(rt, "with"); h.today[other] == other {
				become(other, to)
			}
			become(of, to)
		case "ended":
			become(of, outside)
			fresh()
		}
	}
}

// month counts once: restless people answer anew, the others say what they said, of what it is today.
func (h *history) month(rt *rapid.T) map[flow]int {
	restless := rapid.IntRange(0, 100).Draw(rt, "percent that answer anew")
	people, would := make([]counted, len(h.is)), map[flow]int{}
	for p := range people {
		people[p] = counted{was: h.is[p], is: map[int]int{}}
		for of, k := range h.is[p] {
			if h.today[of] != outside {
				people[p].is[h.today[of]] = max(k, people[p].is[h.today[of]])
			}
		}
		for of := 1; of <= h.next; of++ {
			if h.today[of] == of && rapid.IntRange(1, 100).Draw(rt, "answers") <= restless {
				delete(people[p].is, of)
				if k := rapid.SampledFrom([]int{0, 1, 1, 1, 2, 3, 4, 4, 5}).Draw(rt, "class"); k != outside {
					people[p].is[of] = k
				}
			}
		}
		for f := range h.flows(people[p]) {
			would[f]++
		}
	}
	m, went := plan(would, poolOf), map[flow]int{}
	for p := range people {
		h.is[p] = map[int]int{}
		for f := range h.flows(people[p]) {
			f = m.take(f)
			went[f]++
			if f.to != outside {
				h.is[p][f.of] = f.to
			}
		}
	}
	return went
}

// lines are by competency those of the month before which its figures go on: itself where it had figures, else the first of those in whose place it
// stands, and the others too where nobody stood in two of them.
func (h *history) lines(was []map[int]int) map[int][]int {
	out := map[int][]int{}
	for of := 1; of <= h.next; of++ {
		if h.today[of] != of {
			continue
		}
		var from []int
		twice := false
		for old := 1; old <= h.next; old++ {
			if old != of && h.today[old] == of && slices.ContainsFunc(was, func(p map[int]int) bool { return p[old] != outside }) {
				from = append(from, old)
			}
		}
		if slices.ContainsFunc(was, func(p map[int]int) bool { return p[of] != outside }) || len(from) == 0 {
			from = append([]int{of}, from...)
		}
		for _, p := range was {
			n := 0
			for _, old := range from {
				if p[old] != outside {
					n++
				}
			}
			twice = twice || n > 1
		}
		if twice {
			from = from[:1]
		}
		out[of] = from
	}
	return out
}

// TestPeopleMoveByFives draws people who change their minds month after month, and versions that put competencies in the place of others. It holds every
// set of people that could be asked for against every other: of one month, and of two that follow each other.
func TestPeopleMoveByFives(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const people, months = 70, 4
		h := &history{count: &count{today: map[int]int{1: 1, 2: 2}}, next: 2, is: make([]map[int]int, rapid.IntRange(1, people).Draw(rt, "people"))}
		for month := range months {
			if month > 0 && rapid.Bool().Draw(rt, "a new version") {
				h.version(rt)
			}
			was := slices.Clone(h.is)
			lines := h.lines(was)
			if went := h.month(rt); !sound(went) {
				rt.Fatalf("month %d: %v", month, went)
			}
			for of, from := range lines {
				for _, old := range from {
					single(rt, of, sets(was, old), sets(h.is, of))
				}
			}
		}
	})
}

// TestWhatIsMergedCountsEverybodyOnce merges two competencies that some have in common: nobody is counted twice, nor lost who is one of five.
func TestWhatIsMergedCountsEverybodyOnce(t *testing.T) {
	h := &history{count: &count{today: map[int]int{1: 3, 2: 3, 3: 3}}, next: 3}
	stood := func(n int, was map[int]int) {
		for range n {
			h.is = append(h.is, was)
		}
	}
	stood(6, map[int]int{1: 1, 2: 1}) // in both
	stood(5, map[int]int{1: 1})
	stood(7, map[int]int{2: 1})
	stood(5, map[int]int{1: 4})
	stood(2, map[int]int{1: 4, 2: 2})
	stood(3, map[int]int{2: 4}) // too few by themselves
	would := map[flow]int{}
	for _, was := range h.is {
		for f := range h.flows(counted{was: was, is: map[int]int{3: cmp.Or(was[1], was[2])}}) {
			would[f]++
		}
	}
	m, went := plan(would, poolOf), map[flow]int{}
	for f, n := range would {
		went[m.take(f)] += n
	}
	want := map[flow]int{{of: 3, to: 1}: 18, {of: 3, to: 4}: 7}
	if cells := cellsOf(went); !sound(went) || !maps.Equal(cells, want) {
		t.Errorf("%v, of %v", cells, went)
	}
}

// sets gathers the people of each union of classes that can be asked for: a bit for each class but outside.
func sets(is []map[int]int, c int) map[int]map[int]bool {
	out := map[int]map[int]bool{}
	for union := range 1 << classes {
		out[union<<1] = map[int]bool{}
		for p := range is {
			if k := is[p][c]; k != outside && union<<1&(1<<k) != 0 {
				out[union<<1][p] = true
			}
		}
	}
	return out
}

// single tries to single people out: by one figure, or by taking one figure from another.
func single(rt *rapid.T, c int, before, after map[int]map[int]bool) {
	rest := func(a, b map[int]bool) (n int) {
		for p := range a {
			if !b[p] {
				n++
			}
		}
		return n
	}
	hold := func(which string, a, b map[int]map[int]bool) {
		for x, one := range a {
			for y, other := range b {
				if n := rest(one, other); n > 0 && n < fewest {
					rt.Fatalf("competency %d, %s: %b without %b is %d people", c, which, x, y, n)
				}
			}
		}
	}
	hold("one month", after, after)
	hold("the month before without this one", before, after)
	hold("this month without the one before", after, before)
}

func TestPlanByHand(t *testing.T) {
	pool := func(k int) int { return map[int]int{1: 9, 2: 9, 3: 8, 8: 8, 9: 9}[k] }
	in := func(k int) stand { return stand{0, k} }
	for name, c := range map[string]struct {
		would, want map[flow]int
	}{
		"five enter":                       {map[flow]int{{0, nowhere, 1}: 5}, map[flow]int{{0, nowhere, 1}: 1}},
		"four wait":                        {map[flow]int{{0, nowhere, 1}: 4}, nil},
		"two and three without audience":   {map[flow]int{{0, nowhere, 1}: 2, {0, nowhere, 2}: 3}, map[flow]int{{0, nowhere, 1}: 9, {0, nowhere, 2}: 9}},
		"not those who say something else": {map[flow]int{{0, nowhere, 1}: 2, {0, nowhere, 3}: 3}, nil},
		"four stay as they were":           {map[flow]int{{0, in(1), 3}: 4, {0, in(1), 1}: 20}, nil},
		"six of twelve go":                 {map[flow]int{{0, in(1), 3}: 6, {0, in(1), 1}: 6}, map[flow]int{{0, in(1), 3}: 3}},
		"six of nine would leave three":    {map[flow]int{{0, in(1), 3}: 6, {0, in(1), 1}: 3}, nil},
		"all nine go":                      {map[flow]int{{0, in(1), 3}: 9}, map[flow]int{{0, in(1), 3}: 3}},
		"the smaller of two stays":         {map[flow]int{{0, in(1), 3}: 6, {0, in(1), 0}: 8, {0, in(1), 1}: 2}, map[flow]int{{0, in(1), 0}: 0}},
		"two wait beside five":             {map[flow]int{{0, nowhere, 9}: 5, {0, nowhere, 1}: 2}, map[flow]int{{0, nowhere, 9}: 9, {0, nowhere, 1}: 9}},
	} {
		if got := plan(c.would, pool).goes; fmt.Sprint(got) != fmt.Sprint(c.want) && (len(got) > 0 || len(c.want) > 0) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
