package standards

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// sibling is a competency that stands under the same in two versions, with its places there.
type sibling struct {
	id, parent id.ID
	was, is    int
}

// movedAmong returns the fewest competencies that stand in another order among those under the same: what is left when the longest row that kept
// its order is taken out. The list goes by parent, and by the newer place.
func movedAmong(list []sibling) []id.ID {
	var out []id.ID
	for len(list) > 0 {
		n := slices.IndexFunc(list, func(s sibling) bool { return s.parent != list[0].parent })
		if n < 0 {
			n = len(list)
		}
		was := make([]int, n)
		for i, s := range list[:n] {
			was[i] = s.was
		}
		kept := longestRise(was)
		for i, s := range list[:n] {
			if !kept[i] {
				out = append(out, s.id)
			}
		}
		list = list[n:]
	}
	return out
}

// longestRise marks the longest part of a row of numbers that rises. It is the usual way with piles: the top of each is the end of the lowest part of its length.
func longestRise(row []int) []bool {
	tops, before := []int{}, make([]int, len(row))
	for i, n := range row {
		at, _ := slices.BinarySearchFunc(tops, n, func(top, n int) int { return row[top] - n })
		before[i] = -1
		if at > 0 {
			before[i] = tops[at-1]
		}
		if at == len(tops) {
			tops = append(tops, i)
		} else {
			tops[at] = i
		}
	}
	kept := make([]bool, len(row))
	if len(tops) > 0 {
		for i := tops[len(tops)-1]; i >= 0; i = before[i] {
			kept[i] = true
		}
	}
	return kept
}
