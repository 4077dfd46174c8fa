package search

import (
	"cmp"
	"slices"
	"sync"
)

// orders remembers in which order the documents of a segment come by its sort keys, once somebody has asked.
type orders struct {
	mu   sync.Mutex
	kept map[order][]uint32
}

// sorted returns the documents of the segment in an order that depends on no query.
func (g *segment) sorted(o order) []uint32 {
	g.orders.mu.Lock()
	defer g.orders.mu.Unlock()
	if docs, ok := g.orders.kept[o]; ok {
		return docs
	}
	docs := make([]uint32, len(g.ids))
	for d := range docs {
		docs[d] = uint32(d)
	}
	if o.by >= 0 {
		slices.SortFunc(docs, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(o.sortKey(g, a), o.sortKey(g, b)), cmp.Compare(a, b)) // as their IDs
		})
	}
	if g.orders.kept == nil {
		g.orders.kept = map[order][]uint32{}
	}
	g.orders.kept[o] = docs
	return docs
}

// walks reports whether hits are put in order faster by walking through all documents in that order than by looking at each
// hit: a walk to the end of a page passes one document in as many as are no hits.
func walks(hits, limit, docs int) bool { return hits*hits > limit*docs }

// first adds a matcher's hits after the cursor to the first of a page, as far as they may be among them, and returns how many
// there are, or more than fit where there are more.
func (o order) first(m *matcher, first *top, after cursor, further bool) (following int) {
	before := func(key uint64, d uint32) bool {
		if less := m.less(d); !further || less != after.Less {
			return further && less < after.Less
		}
		return key < after.Key || key == after.Key && m.view.ids[d] <= after.ID
	}
	if o.by == byRelevance || len(m.worth) > 0 || !walks(m.hits.len(), first.limit, len(m.view.ids)) {
		m.hits.each(func(d uint32) {
			key := o.key(m, d)
			if before(key, d) {
				return
			}
			following++
			if less := m.less(d); first.wants(less, key) {
				first.add(hit{less, key, m.view.ids[d]})
			}
		})
		return following
	}
	docs, from := m.view.sorted(o), 0
	if further {
		from, _ = slices.BinarySearchFunc(docs, after, func(d uint32, _ cursor) int {
			if before(o.key(m, d), d) {
				return -1
			}
			return 1
		})
	}
	for _, d := range docs[from:] {
		if !m.hits.has(d) {
			continue
		}
		if following++; following > first.limit {
			break
		}
		key := o.key(m, d)
		if !first.wants(0, key) {
			continue
		}
		first.add(hit{0, key, m.view.ids[d]})
	}
	return following
}
