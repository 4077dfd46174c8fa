package search

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Preference puts those documents first that fulfil most of some wishes; among equals the order is the usual one. It leaves no document out.
type Preference struct {
	// Facet holds the values that are wished for.
	Facet  string
	Wishes []Wish
}

// Wish is fulfilled by a document that has one of its values, and counts as much as its weight, 1 or more. All weights together stay below 2³².
type Wish struct {
	Values []string
	Weight uint32
}

// preferred is a Preference, looked up in a snapshot.
type preferred struct {
	facet  int
	wishes []wishOf
}

type wishOf struct {
	values []uint32
	weight uint32
}

// prefers looks a preference up. Wishes that no document can fulfil stay, so that the next page is ordered like the first.
func (s *snapshot) prefers(p Preference) (preferred, error) {
	if len(p.Wishes) == 0 {
		return preferred{}, nil
	}
	f := slices.Index(s.schema.Facets, p.Facet)
	if f < 0 {
		return preferred{}, errs.Bad("sort", "We cannot sort by that.")
	}
	out := preferred{facet: f}
	for _, w := range p.Wishes {
		x := wishOf{weight: w.Weight}
		for _, v := range w.Values {
			if id, ok := s.dicts[f].ids[v]; ok {
				x.values = append(x.values, id)
			}
		}
		out.wishes = append(out.wishes, x)
	}
	return out, nil
}

// sum tells preferences apart, for the cursor; it is empty for none.
func (p Preference) sum() string {
	if len(p.Wishes) == 0 {
		return ""
	}
	h := fnv.New64a()
	for _, w := range p.Wishes {
		fmt.Fprintf(h, "%q %d ", w.Values, w.Weight)
	}
	return "\x00" + p.Facet + "\x00" + strconv.FormatUint(h.Sum64(), 36)
}

// prefer adds up what each document of the view fulfils. Without wishes nothing is kept.
func (m *matcher) prefer(p preferred) {
	m.worth = m.worth[:0]
	if len(p.wishes) == 0 {
		return
	}
	m.worth = slices.Grow(m.worth, len(m.view.ids))[:len(m.view.ids)]
	clear(m.worth)
	for _, w := range p.wishes {
		m.own = m.own.resized(len(m.view.ids))
		for _, v := range w.values {
			m.view.values[p.facet].addTo(m.own, v)
		}
		m.own.each(func(d uint32) { m.worth[d] += w.weight })
	}
}

// less returns how much a document lacks of what is preferred: the smaller comes first.
func (m *matcher) less(d uint32) uint32 {
	if len(m.worth) == 0 {
		return 0
	}
	return ^m.worth[d]
}
