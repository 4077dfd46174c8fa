package measures

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestPeopleMoveByFives draws people who change their minds month after month, and holds every set of people that could be asked for against every
// other: of one month, and of two that follow each other.
func TestPeopleMoveByFives(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const people, competencies, classes, months = 70, 2, 7, 4
		// Classes 1 to 3 have an audience and say one thing, 4 and 5 another; 6 and 7 are theirs without it.
		pool := func(k int) int {
			switch {
			case k <= 3:
				return 6
			case k <= 5:
				return 7
			}
			return k
		}
		crowd := rapid.IntRange(1, people).Draw(rt, "people")
		is := make([][competencies]int, crowd)
		for month := range months {
			restless := rapid.IntRange(0, 100).Draw(rt, "percent that answer anew")
			want := make([][competencies]int, crowd)
			would := map[flow]int{}
			for p := range crowd {
				for c := range competencies {
					want[p][c] = is[p][c]
					if rapid.IntRange(1, 100).Draw(rt, "answers") <= restless {
						want[p][c] = rapid.SampledFrom([]int{0, 1, 1, 1, 2, 3, 4, 4, 5}).Draw(rt, "class")
					}
					would[flow{c, is[p][c], want[p][c]}]++
				}
			}
			goes := plan(would, pool)
			was := append([][competencies]int(nil), is...)
			went := map[flow]int{}
			for p := range crowd {
				for c := range competencies {
					f := flow{c, was[p][c], want[p][c]}
					if to, ok := goes[f]; ok {
						is[p][c] = to
					}
					went[flow{c, was[p][c], is[p][c]}]++
				}
			}
			if !sound(went) {
				rt.Fatalf("month %d: %v", month, went)
			}
			for c := range competencies {
				single(rt, c, sets(was, c, classes+1), sets(is, c, classes+1))
			}
		}
	})
}

// sets gathers the people of each union of classes that can be asked for: a bit for each class but outside.
func sets[T ~[2]int](is []T, c, classes int) map[int]map[int]bool {
	out := map[int]map[int]bool{}
	for union := range 1 << (classes - 1) {
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
	for name, c := range map[string]struct {
		would, want map[flow]int
	}{
		"five enter":                       {map[flow]int{{0, 0, 1}: 5}, map[flow]int{{0, 0, 1}: 1}},
		"four wait":                        {map[flow]int{{0, 0, 1}: 4}, nil},
		"two and three without audience":   {map[flow]int{{0, 0, 1}: 2, {0, 0, 2}: 3}, map[flow]int{{0, 0, 1}: 9, {0, 0, 2}: 9}},
		"not those who say something else": {map[flow]int{{0, 0, 1}: 2, {0, 0, 3}: 3}, nil},
		"four stay as they were":           {map[flow]int{{0, 1, 3}: 4, {0, 1, 1}: 20}, nil},
		"six of twelve go":                 {map[flow]int{{0, 1, 3}: 6, {0, 1, 1}: 6}, map[flow]int{{0, 1, 3}: 3}},
		"six of nine would leave three":    {map[flow]int{{0, 1, 3}: 6, {0, 1, 1}: 3}, nil},
		"all nine go":                      {map[flow]int{{0, 1, 3}: 9}, map[flow]int{{0, 1, 3}: 3}},
		"the smaller of two stays":         {map[flow]int{{0, 1, 3}: 6, {0, 1, 0}: 8, {0, 1, 1}: 2}, map[flow]int{{0, 1, 0}: 0}},
		"two wait beside five":             {map[flow]int{{0, 0, 9}: 5, {0, 0, 1}: 2}, map[flow]int{{0, 0, 9}: 9, {0, 0, 1}: 9}},
	} {
		if got := plan(c.would, pool); fmt.Sprint(got) != fmt.Sprint(c.want) && (len(got) > 0 || len(c.want) > 0) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
