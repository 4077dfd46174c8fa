package standards

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/id"
)

// TestTheFewestAreMoved holds the longest row against trying all of them.
func TestTheFewestAreMoved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 8).Draw(t, "n")
		places := rapid.Permutation([]int{1, 2, 3, 4, 5, 6, 7, 8}).Draw(t, "places")[:n]
		list := make([]sibling, n)
		for i, p := range places {
			list[i] = sibling{id: id.ID(rune('a' + i)), was: p, is: i}
		}
		best := 0
		for set := range 1 << n {
			var row []int
			for i := range n {
				if set&(1<<i) != 0 {
					row = append(row, places[i])
				}
			}
			if slices.IsSorted(row) {
				best = max(best, len(row))
			}
		}
		if moved := movedAmong(list); n-len(moved) != best {
			t.Fatalf("%v: %d are moved, %d could stay", places, len(moved), best)
		}
	})
}
