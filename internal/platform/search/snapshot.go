package search

import (
	"cmp"
	"slices"
	"sync"
)

// sizeRatio is how many times larger a segment is than the next smaller one, at
// least: an index of n documents has at most log n segments of that base, and a
// document is merged about as often.
const sizeRatio = 4

// snapshot is the content of an index at one moment. It is never changed once it is published.
type snapshot struct {
	schema *schema
	views  []*view // largest first
	dicts  []facetDict
	live   int

	meanings sync.Map // word -> *slot
}

// view is a segment with the marks of its documents that have been removed since.
type view struct {
	*segment
	alive bitset // nil while all documents live
	live  int
	// df is how many live documents hold each word; nil while all documents live.
	df []uint32
}

// push adds a segment to a snapshot that is being made.
func (s *snapshot) push(g *segment) {
	if n := len(g.ids); n > 0 {
		s.views = append(s.views, &view{segment: g, live: n})
		s.live += n
	}
}

// count returns how many live documents hold a word.
func (v *view) count(word uint32) uint32 {
	if v.df != nil {
		return v.df[word]
	}
	return v.starts[word+1] - v.starts[word]
}

// liveOf returns how many live documents have a value of a facet.
func (v *view) liveOf(facet int, value uint32) uint64 {
	if v.alive == nil {
		return uint64(len(v.values[facet].of(value)))
	}
	return uint64(v.values[facet].common(value, v.alive))
}

func (v *view) has(doc uint32) bool { return v.alive == nil || v.alive.has(doc) }

// lookup returns the number of the live document with an ID.
func (v *view) lookup(id string) (uint32, bool) {
	d, ok := v.find(id)
	return d, ok && v.has(d)
}

// lookup returns where the live document with an ID is; the view is nil for none.
func (s *snapshot) lookup(id string) (*view, uint32) {
	for _, v := range s.views {
		if d, ok := v.lookup(id); ok {
			return v, d
		}
	}
	return nil, 0
}

// without returns the view less the documents with these IDs, which need not be in it.
func (v *view) without(ids []string, fields int) *view {
	w := v
	var words []uint32
	for _, id := range ids {
		d, ok := w.lookup(id)
		if !ok {
			continue
		}
		if w == v {
			w = v.mutable()
		}
		w.alive.remove(d)
		w.live--
		words = words[:0]
		for _, t := range w.tokensOf(d, fields) {
			words = append(words, t&^aliasBit)
		}
		slices.Sort(words)
		for _, t := range slices.Compact(words) {
			w.df[t]--
		}
	}
	return w
}

// mutable returns a copy whose marks may be changed.
func (v *view) mutable() *view {
	w := &view{segment: v.segment, alive: slices.Clone(v.alive), live: v.live, df: slices.Clone(v.df)}
	if w.alive == nil {
		w.alive = newBitset(len(v.ids))
		w.alive.fill(len(v.ids))
		w.df = make([]uint32, len(v.words))
		for i := range w.df {
			w.df[i] = v.count(uint32(i))
		}
	}
	return w
}

// compact merges segments that have become too many or too hollow.
func (s *snapshot) compact() {
	for {
		slices.SortStableFunc(s.views, func(a, b *view) int { return cmp.Compare(b.live, a.live) })
		n := len(s.views)
		i := n - 2
		for i >= 0 && s.views[i].live >= sizeRatio*s.views[i+1].live {
			i--
		}
		if i < 0 {
			break
		}
		s.views = append(s.views[:i], merge(s.schema, s.views[i:]...))
	}
	for i, v := range s.views {
		if dead := len(v.ids) - v.live; dead > v.live {
			s.views[i] = merge(s.schema, v)
		}
	}
}

// merge makes one segment of the live documents of several.
func merge(s *schema, views ...*view) *view {
	var picks []pick
	for _, v := range views {
		for d := range uint32(len(v.ids)) {
			if v.has(d) {
				picks = append(picks, pick{&v.store, d})
			}
		}
	}
	slices.SortFunc(picks, comparePicks)
	return &view{segment: newSegment(s, picks), live: len(picks)}
}
