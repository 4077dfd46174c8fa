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

// groupsMost is how many groups a grouping may have.
const groupsMost = 64

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

// groupSets remembers the documents of a segment by group, for the groupings of its facets.
type groupSets struct {
	mu   sync.Mutex
	kept map[groupsOfFacet][]bitset
}

type groupsOfFacet struct {
	facet int
	name  string
}

// groupSets returns, for each group up to the last that is there, the documents of the segment with a value in it. dict is of
// a snapshot that holds the segment.
func (g *segment) groupSets(facet int, by Grouping, dict facetDict) []bitset {
	g.groups.mu.Lock()
	defer g.groups.mu.Unlock()
	key := groupsOfFacet{facet, by.Name}
	sets, ok := g.groups.kept[key]
	if ok {
		return sets
	}
	lists, of := &g.facets[facet], dict.groupsOf(by)
	for d := range uint32(len(g.ids)) {
		for _, v := range lists.of(d) {
			for set := of[v]; set != 0; set &= set - 1 {
				n := bits.TrailingZeros64(set)
				for len(sets) <= n {
					sets = append(sets, newBitset(len(g.ids)))
				}
				sets[n].add(d)
			}
		}
	}
	if g.groups.kept == nil || len(g.groups.kept) >= groupingsKept {
		g.groups.kept = map[groupsOfFacet][]bitset{}
	}
	g.groups.kept[key] = sets
	return sets
}

// groupCounts returns the counts up to the last group that is there.
func groupCounts(counts []uint32) []int {
	var out []int
	for g, n := range counts {
		if n > 0 {
			out = append(append(out, make([]int, g-len(out))...), int(n))
		}
	}
	return out
}
