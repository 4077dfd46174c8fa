package search

import (
	"cmp"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"learningcommons.dev/commons/internal/platform/errs"
)

// selection is what a query allows beside its words, looked up in a snapshot.
type selection struct {
	ranges  []bounds
	filters []filter
}

type bounds struct {
	by       int
	min, max int64
}

// filter wants one of the values of a facet. Without any, as when the wanted ones
// are unknown, it allows nothing.
type filter struct {
	facet  int
	values []uint32
}

// selection checks and looks up a query's filters and ranges.
func (s *snapshot) selection(q Query) (selection, error) {
	var sel selection
	for _, r := range q.Range {
		i := slices.Index(s.schema.Sorts, r.Sort)
		if i < 0 {
			return sel, errs.Bad("range", "We cannot choose by that range.")
		}
		if r.Min == nil && r.Max == nil {
			continue
		}
		b := bounds{by: i, min: noSort + 1, max: math.MaxInt64}
		if r.Min != nil {
			b.min = max(b.min, *r.Min)
		}
		if r.Max != nil {
			b.max = *r.Max
		}
		sel.ranges = append(sel.ranges, b)
	}
	known := 0
	for f, name := range s.schema.Facets {
		wanted, ok := q.Filter[name]
		if ok {
			known++
		}
		by, grouped := q.Groups[name]
		if grouped {
			known++
		}
		groups := q.Wanted[name]
		if len(wanted) == 0 && (!grouped || groups == 0) {
			continue
		}
		choice := filter{facet: f}
		if grouped && groups != 0 {
			for id, of := range s.dicts[f].groupsOf(by) {
				if of&groups != 0 {
					choice.values = append(choice.values, uint32(id))
				}
			}
		}
		for _, value := range wanted {
			if id, ok := s.dicts[f].ids[value]; ok {
				choice.values = append(choice.values, id)
			}
		}
		sel.filters = append(sel.filters, choice)
	}
	if known < len(q.Filter)+len(q.Groups) {
		return sel, errs.Bad("filter", "We cannot filter by that.")
	}
	return sel, nil
}

// narrow applies the ranges to base and fills hits.
func (m *matcher) narrow(sel selection) {
	for _, r := range sel.ranges {
		col := m.view.sorts[r.by]
		m.base.each(func(d uint32) {
			if v := col[d]; v < r.min || v > r.max {
				m.base.remove(d)
			}
		})
	}
	n := len(m.view.ids)
	for len(m.filters) < len(sel.filters) {
		m.filters = append(m.filters, nil)
	}
	m.hits = append(m.hits[:0], m.base...)
	for i, f := range sel.filters {
		m.filters[i] = m.filters[i].resized(n)
		for _, value := range f.values {
			if b := m.view.bitmap(f.facet, value); b != nil {
				m.filters[i].addAll(b)
			}
		}
		m.hits.and(m.filters[i])
	}
}

// bitmap returns the documents with a value of a facet, or nil for none.
func (g *segment) bitmap(facet int, value uint32) *roaring.Bitmap {
	if of := g.bitmaps[facet]; int(value) < len(of) {
		return of[value]
	}
	return nil
}

// addAll adds the documents of a bitmap.
func (b bitset) addAll(set *roaring.Bitmap) {
	var room [256]uint32
	for it := set.ManyIterator(); ; {
		n := it.NextMany(room[:])
		if n == 0 {
			return
		}
		for _, d := range room[:n] {
			b.add(d)
		}
	}
}

// allowed returns the documents whose values of a facet count. The filter on that
// very facet is left out: own says that there is one, so that they are not hits.
func (m *matcher) allowed(sel selection, facet int) (set bitset, own bool) {
	if !slices.ContainsFunc(sel.filters, func(f filter) bool { return f.facet == facet }) {
		return m.hits, false
	}
	m.own = append(m.own[:0], m.base...)
	for i, f := range sel.filters {
		if f.facet != facet {
			m.own.and(m.filters[i])
		}
	}
	return m.own, true
}

// counter counts the values of facets over the views of a snapshot.
type counter struct {
	facets []int
	counts [][]uint32 // by facet asked for, then by value
}

func (s *snapshot) newCounter(names []string) (counter, error) {
	var c counter
	for _, name := range names {
		f := slices.Index(s.schema.Facets, name)
		if f < 0 {
			return c, errs.Bad("facet", "We cannot count that.")
		}
		c.facets = append(c.facets, f)
		c.counts = append(c.counts, make([]uint32, len(s.dicts[f].values)))
	}
	return c, nil
}

// countOneByOne is how many hits for each value of a facet are counted faster by
// reading the values of the hits than by intersecting the bitmaps of the values.
// It was measured with 2,000 and with 100,000 documents.
const countOneByOne = 256

// add counts the documents of one matcher.
func (c counter) add(m *matcher, sel selection) {
	var hits *roaring.Bitmap // of m.hits, once a facet needs it
	hitCount := m.hits.len()
	for i, f := range c.facets {
		set, own := m.allowed(sel, f)
		n := hitCount
		if own {
			n = set.len()
		}
		switch counts, bitmaps := c.counts[i], m.view.bitmaps[f]; {
		case n == 0:
		case n == len(m.view.ids): // Everything counts, as on a page where nothing is chosen yet.
			for v, b := range bitmaps {
				if b != nil {
					counts[v] += uint32(b.GetCardinality())
				}
			}
		case n < countOneByOne*len(bitmaps):
			lists := &m.view.facets[f]
			set.each(func(d uint32) {
				for _, v := range lists.of(d) {
					counts[v]++
				}
			})
		default:
			bitmap := hits
			if own || bitmap == nil {
				bitmap = roaring.FromDense(set, false)
			}
			if !own {
				hits = bitmap
			}
			for v, b := range bitmaps {
				if b != nil {
					counts[v] += uint32(b.AndCardinality(bitmap))
				}
			}
		}
	}
}

// result returns the counts in the order in which they are shown, those of facets with a grouping by group.
func (c counter) result(s *snapshot, groups map[string]Grouping) (map[string][]Count, map[string][]int) {
	if len(c.facets) == 0 {
		return nil, nil
	}
	all, grouped := make(map[string][]Count, len(c.facets)), make(map[string][]int, len(groups))
	for i, f := range c.facets {
		if by, ok := groups[s.schema.Facets[f]]; ok {
			grouped[s.schema.Facets[f]] = groupCounts(c.counts[i], s.dicts[f].groupsOf(by))
			continue
		}
		n := 0
		for _, count := range c.counts[i] {
			if count > 0 {
				n++
			}
		}
		list := make([]Count, 0, n)
		for v, count := range c.counts[i] {
			if count > 0 {
				list = append(list, Count{s.dicts[f].values[v], int(count)})
			}
		}
		slices.SortFunc(list, func(a, b Count) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		all[s.schema.Facets[f]] = list
	}
	return all, grouped
}
