package standards

import (
	"cmp"
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// outline is a whole version in short, in the order of its tree.
type outline []glimpse

// glimpse is where a competency stands in a version, with a number that is another where anything else is said of it.
type glimpse struct {
	id, parent id.ID
	position   int
	says       uint64
}

func (o outline) byID() map[id.ID]glimpse {
	out := make(map[id.ID]glimpse, len(o))
	for _, c := range o {
		out[c.id] = c
	}
	return out
}

// apart is what differs between two versions.
type apart struct {
	// changed and gone stand in the order of the older version, moved and added in that of the newer one.
	changed, gone, moved, added outline
}

// apartOf holds a version against an older one.
func apartOf(older, newer outline) apart {
	var out apart
	was, is := older.byID(), newer.byID()
	for _, a := range older {
		b, ok := is[a.id]
		switch {
		case !ok:
			out.gone = append(out.gone, a)
		case a.says != b.says || a.parent != b.parent:
			out.changed = append(out.changed, a)
		}
	}
	var stay []sibling
	for _, b := range newer {
		a, ok := was[b.id]
		switch {
		case !ok:
			out.added = append(out.added, b)
		case a.parent == b.parent:
			stay = append(stay, sibling{b.id, b.parent, a.position, b.position})
		}
	}
	slices.SortStableFunc(stay, func(a, b sibling) int { return cmp.Compare(a.parent, b.parent) })
	for _, c := range movedAmong(stay) {
		out.moved = append(out.moved, is[c])
	}
	out.moved.sort()
	return out
}

func (o outline) sort() {
	slices.SortFunc(o, func(a, b glimpse) int { return cmp.Compare(a.position, b.position) })
}

// ids are those of up to limit competencies behind a place, with the place to go on behind, 0 at the end.
func (o outline) ids(after, limit int) (ids []id.ID, next int) {
	from, _ := slices.BinarySearchFunc(o, after+1, func(c glimpse, place int) int { return cmp.Compare(c.position, place) })
	for _, c := range o[from:] {
		if len(ids) == limit {
			return ids, next
		}
		ids, next = append(ids, c.id), c.position
	}
	return ids, 0
}
