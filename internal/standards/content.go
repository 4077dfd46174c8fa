package standards

import (
	"slices"
	"strconv"

	"learningcommons.dev/commons/internal/platform/id"
)

// content is a whole version: how seeds and files come in.
type content struct {
	About
	Unverified   bool
	Kept         Kept
	Levels       []Level
	Competencies []Competency
	Translations []Translation
	parts        []part
	rubrics      []rubricRow
}

// levelCode makes the code of a level from its title; taken are those of the other levels.
func levelCode(title string, taken []Level) string {
	base := id.Slug(title, 40)
	if base == "" {
		base = "level"
	}
	code := base
	for n := 2; slices.ContainsFunc(taken, func(l Level) bool { return l.Code == code }); n++ {
		code = base + "-" + strconv.Itoa(n)
	}
	return code
}

// arrange puts competencies into the order of the tree, keeping the order among the children of each: position, depth and place are
// set. What stands under itself, or under something that is not there, is returned apart.
func arrange(framework id.ID, list []Competency) (tree, lost []Competency) {
	children := make(map[id.ID][]int, len(list)/4)
	for i, c := range list {
		children[c.ParentID] = append(children[c.ParentID], i)
	}
	tree = make([]Competency, 0, len(list))
	placed := make([]bool, len(list))
	type step struct{ index, depth int }
	var stack []step
	push := func(parent id.ID, depth int) {
		for _, i := range slices.Backward(children[parent]) {
			stack = append(stack, step{i, depth})
		}
	}
	push("", 1)
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		c := list[s.index]
		placed[s.index] = true
		c.Position, c.Depth = len(tree)+1, s.depth
		if c.place == "" {
			c.place = placeID(framework, c.ID, c.ParentID)
		}
		c.kept, c.placeKept = orNothing(c.kept), orNothing(c.placeKept)
		tree = append(tree, c)
		push(c.ID, s.depth+1)
	}
	for i, ok := range placed {
		if !ok {
			lost = append(lost, list[i])
		}
	}
	return tree, lost
}

// placeID is the identifier of a competency's place under its parent.
func placeID(framework, competency, parent id.ID) id.ID {
	return id.Named(string(framework), string(competency), string(parent), "place")
}
