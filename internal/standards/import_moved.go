package standards

import "learningcommons.dev/commons/internal/platform/id"

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
		numbers := make([]int, len(row))
		for i, c := range row {
			numbers[i] = before[c]
		}
		stayed := longestRise(numbers)
		for i, c := range row {
			if !stayed[i] {
				out[c] = true
			}
		}
	}
	return out
}
