package search

import (
	"hash/fnv"
	"math/bits"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
)

// The scales of ranking. A document's score for a query is at most the sum over
// its words of maxImpact*maxWeight, which fits 32 bits for maxTerms words of
// maxExpansion forms each.
const (
	maxImpact = 1<<12 - 1
	maxWeight = 1<<8 - 1
)

// log2 returns the binary logarithm of n in 256ths, linear between powers of two.
// It is the same on every machine, which floating point is not.
func log2(n uint64) uint64 {
	e := uint64(bits.Len64(n)) - 1
	return e<<8 | (n << (63 - e) << 1 >> 56)
}

// impact says how much a word matters in a document where it stands counts[f]
// times in field f of lengths[f] words: BM25 in each field, weighted. The length
// is dampened by its logarithm instead of being compared with the average, so
// that the impact does not depend on other documents.
func (s *schema) impact(counts, lengths []uint32) uint16 {
	var sum uint64
	for f, n := range counts {
		if n == 0 {
			continue
		}
		// n / (n + k*norm), where k = 6/5 and norm = 1/2 + log2(1+length)/8.
		norm := 128 + log2(1+uint64(lengths[f]))/8
		n := uint64(n) * 5 * 256
		sum += uint64(s.Fields[f].Weight) * n * maxImpact / (n + 6*norm)
	}
	return uint16(max(1, sum/uint64(s.weights)))
}

// weight says how much a query word counts that df of n documents hold: rare words count for more.
func weight(df uint64, n int) uint32 {
	ratio := 256 * 2 * (uint64(n) + 1) / (2*min(df, uint64(n)) + 1) // in 256ths, at least 1
	return uint32(min(maxWeight, 8+12*(log2(ratio)-log2(256))/256))
}

// inflected is the weight of a form of a word that is not the one asked for.
func inflected(weight uint32) uint32 { return weight - weight/4 }

// order is how results are sorted.
type order struct {
	by         int // index of a sort key, or one of the constants
	descending bool
}

const (
	byID        = -1
	byRelevance = -2
)

// parseOrder reads the name of a sort key, which a minus sign may precede.
func (s *schema) parseOrder(name string) (order, bool) {
	base, descending := strings.CutPrefix(name, "-")
	for i, n := range s.Sorts {
		if n == base {
			return order{i, descending}, true
		}
	}
	return order{}, false
}

// orderOf decides the order of a query, which has words to rank by or not.
func (s *schema) orderOf(name string, words bool) (order, error) {
	switch {
	case name != "":
		o, ok := s.parseOrder(name)
		if !ok {
			return o, errs.Bad("sort", "We cannot sort by that.")
		}
		return o, nil
	case words:
		return order{by: byRelevance}, nil
	case s.Default != "":
		o, _ := s.parseOrder(s.Default)
		return o, nil
	}
	return order{by: byID}, nil
}

// key returns the sort key of a matched document: the smaller comes first.
func (o order) key(m *matcher, d uint32) uint64 {
	switch o.by {
	case byID:
		return 0
	case byRelevance:
		// More of the words come first; all documents have as many unless the match is loose.
		return ^(uint64(m.matched[d])<<32 | uint64(m.scores[d]))
	}
	return o.sortKey(m.view.segment, d)
}

// sortKey is key where it is by a sort key of the documents.
func (o order) sortKey(g *segment, d uint32) uint64 {
	v := g.sorts[o.by][d]
	if v == noSort {
		return ^uint64(0)
	}
	k := uint64(v) ^ 1<<63
	if o.descending {
		return ^k
	}
	return k
}

// hit is a document in a ranking.
type hit struct {
	less uint32 // see matcher.less
	key  uint64
	id   string
}

func (h hit) before(g hit) bool {
	if h.less != g.less {
		return h.less < g.less
	}
	return h.key < g.key || h.key == g.key && h.id < g.id
}

// top keeps the first hits of a ranking in a heap with the last of them at the root.
type top struct {
	hits  []hit
	limit int
}

// wants reports whether a hit with this key may still be among the first, without looking at its ID.
func (t *top) wants(less uint32, key uint64) bool {
	return len(t.hits) < t.limit || less < t.hits[0].less || less == t.hits[0].less && key <= t.hits[0].key
}

func (t *top) add(h hit) {
	if len(t.hits) < t.limit {
		t.hits = append(t.hits, h)
		for i := len(t.hits) - 1; i > 0 && t.hits[(i-1)/2].before(t.hits[i]); i = (i - 1) / 2 {
			t.hits[i], t.hits[(i-1)/2] = t.hits[(i-1)/2], t.hits[i]
		}
		return
	}
	if h.before(t.hits[0]) {
		t.hits[0] = h
		t.sink(len(t.hits))
	}
}

// sink restores the heap of the first n hits after its root was replaced.
func (t *top) sink(n int) {
	for i := 0; ; {
		c := 2*i + 1
		if c >= n {
			return
		}
		if c+1 < n && t.hits[c].before(t.hits[c+1]) {
			c++
		}
		if !t.hits[i].before(t.hits[c]) {
			return
		}
		t.hits[i], t.hits[c] = t.hits[c], t.hits[i]
		i = c
	}
}

// sorted empties the heap, first hit first.
func (t *top) sorted() []hit {
	for n := len(t.hits) - 1; n > 0; n-- {
		t.hits[0], t.hits[n] = t.hits[n], t.hits[0]
		t.sink(n)
	}
	return t.hits
}

const badCursor = "This page address is not one of ours. Start again from the first page."

// cursor is where a page ended, and by what measure.
type cursor struct {
	Less uint32 `json:"p,omitempty"`
	Key  uint64 `json:"k"`
	ID   string `json:"i"`
	// Weights are those of the first page's words. Later pages rank by them too, so
	// that no document is shown twice because others came or went in between.
	Weights []uint32 `json:"w,omitempty"`
	Loose   bool     `json:"l,omitempty"`
	// Sum ties the cursor to its query and tells one that was edited.
	Sum uint32 `json:"s"`
}

func (c cursor) sum(text, sort string) uint32 {
	c.Sum = 0
	h := fnv.New32a()
	h.Write([]byte(page.Encode(c) + "\x00" + text + "\x00" + sort))
	return h.Sum32()
}

func (c cursor) encode(text, sort string) string {
	c.Sum = c.sum(text, sort)
	return page.Encode(c)
}

// decodeCursor reads a cursor of the query with this text and sort; ok is false for the first page.
func decodeCursor(after, text, sort string) (c cursor, ok bool, err error) {
	ok, err = page.Decode(after, &c)
	if err == nil && ok && c.Sum != c.sum(text, sort) {
		err = errs.Bad("cursor", badCursor)
	}
	return c, ok, err
}
