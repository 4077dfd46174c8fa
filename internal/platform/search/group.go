package search

import (
	"math/bits"
	"sync"
)

// Grouping gathers the values of a facet into groups, such as dates into "this week" and "later".
type Grouping struct {
	// Name tells groupings of a facet apart: two of one Name are the same, so that each value is asked for once.
	Name string
	// Of says to which groups a value belongs: bit n of what it returns is set for group n.
	Of func(value string) uint64
}

// groupingsKept is how many groupings of a facet are remembered.
const groupingsKept = 8

// grouped remembers to which groups the values of one facet belong. Values only join a facet's
// dictionary, so that what was learned of one number stays true; snapshots share it.
type grouped struct {
	mu    sync.Mutex
	names map[string][]uint64 // by grouping, then by number of value
}

// of returns the groups of each value.
func (g *grouped) of(by Grouping, values []string) []uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	known := g.names[by.Name]
	if len(known) < len(values) {
		for _, v := range values[len(known):] {
			known = append(known, by.Of(v))
		}
		if g.names == nil || len(g.names) >= groupingsKept {
			g.names = map[string][]uint64{}
		}
		g.names[by.Name] = known
	}
	return known[:len(values):len(values)]
}

// groupCounts adds the counts of values up by their groups.
func groupCounts(counts []uint32, groups []uint64) []int {
	var sums [64]int
	last := 0
	for v, n := range counts {
		if n == 0 {
			continue
		}
		for set := groups[v]; set != 0; set &= set - 1 {
			g := bits.TrailingZeros64(set)
			sums[g] += int(n)
			last = max(last, g+1)
		}
	}
	return append([]int(nil), sums[:last]...)
}
