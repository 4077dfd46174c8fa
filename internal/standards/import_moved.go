package standards

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// places counts competencies among those under the same, from 1. They stand in the order of the tree.
func places(list []Competency) map[id.ID]int {
	out, n := make(map[id.ID]int, len(list)), map[id.ID]int{}
	for _, c := range list {
		n[c.ParentID]++
		out[c.ID] = n[c.ParentID]
	}
	return out
}

// moved returns the competencies that somebody moved among those under the same. What only has a new neighbour was not moved: of each row of
// siblings as many as possible are taken to have stayed.
func moved(was, now []Competency) map[id.ID]bool {
	before, parent := places(was), make(map[id.ID]id.ID, len(was))
	for _, c := range was {
		parent[c.ID] = c.ParentID
	}
	rows := map[id.ID][]id.ID{}
	for _, c := range now {
		if p, ok := parent[c.ID]; ok && p == c.ParentID {
			rows[p] = append(rows[p], c.ID)
		}
	}
	out := map[id.ID]bool{}
	for _, row := range rows {
		stayed := rising(row, before)
		for i, c := range row {
			if !stayed[i] {
				out[c] = true
			}
		}
	}
	return out
}

// rising marks a longest part of a row whose numbers rise.
func rising(row []id.ID, number map[id.ID]int) []bool {
	var tails []int // the last place of the best part of each length
	before := make([]int, len(row))
	for i, c := range row {
		at, _ := slices.BinarySearchFunc(tails, number[c], func(t, n int) int { return number[row[t]] - n })
		before[i] = -1
		if at > 0 {
			before[i] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, i)
		} else {
			tails[at] = i
		}
	}
	out := make([]bool, len(row))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			out[i] = true
		}
	}
	return out
}
