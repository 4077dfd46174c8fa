package search

import (
	"math"
	"slices"
	"strings"
)

// aliasBit marks a token that stands at the position of the token before it.
const aliasBit = 1 << 31

// noSort is the sort key of a document that has none.
const noSort = math.MinInt64

// store holds documents in columns. The text itself is not kept: tokens are all
// that phrases, related documents and merging need.
type store struct {
	ids []string
	// words is the vocabulary, each word after the byte of its language, so that
	// inflections are never mixed up between languages.
	words []string
	// shown is how a word looks with its diacritics, or "" where it has none.
	shown []string
	// tokens holds the words of one field after the other, one document after the
	// other; ends[d*fields+f] is where field f of document d begins and the next
	// entry where it ends.
	tokens []uint32
	ends   []uint32
	facets []valueLists
	sorts  [][]int64
}

// valueLists holds the values of one facet for each document, as numbers of the snapshot's facetDict.
type valueLists struct{ start, values []uint32 }

func (l valueLists) of(doc uint32) []uint32 { return l.values[l.start[doc]:l.start[doc+1]] }

func newStore(s *schema) store {
	st := store{ends: []uint32{0}, facets: make([]valueLists, len(s.Facets)), sorts: make([][]int64, len(s.Sorts))}
	for f := range st.facets {
		st.facets[f].start = []uint32{0}
	}
	return st
}

// tokensOf returns the tokens of all fields of a document.
func (st *store) tokensOf(doc uint32, fields int) []uint32 {
	return st.tokens[st.ends[int(doc)*fields]:st.ends[(int(doc)+1)*fields]]
}

// field returns the tokens of one field of a document.
func (st *store) field(doc uint32, fields, f int) []uint32 {
	i := int(doc)*fields + f
	return st.tokens[st.ends[i]:st.ends[i+1]]
}

// facetDict numbers the values of one facet. It is shared by snapshots, copied
// before it grows, and begun anew by Replace only.
type facetDict struct {
	values []string
	ids    map[string]uint32
	groups *grouped
}

// groupsOf returns the groups of each value.
func (d facetDict) groupsOf(by Grouping) []uint64 { return d.groups.of(by, d.values) }

// pick is a document that goes into a new segment.
type pick struct {
	from *store
	doc  uint32
}

func (p pick) id() string { return p.from.ids[p.doc] }

func comparePicks(a, b pick) int { return strings.Compare(a.id(), b.id()) }

// gather copies the picked documents, with a sorted vocabulary of the words that they use.
func gather(s *schema, picks []pick) store {
	st := newStore(s)
	remap := st.gatherWords(len(s.Fields), picks)
	tokens := 0
	for _, p := range picks {
		tokens += len(p.from.tokensOf(p.doc, len(s.Fields)))
	}
	st.ids = make([]string, 0, len(picks))
	st.tokens = make([]uint32, 0, tokens)
	st.ends = append(make([]uint32, 0, len(picks)*len(s.Fields)+1), 0)
	for _, p := range picks {
		st.ids = append(st.ids, p.id())
		to := remap[p.from]
		for f := range s.Fields {
			for _, t := range p.from.field(p.doc, len(s.Fields), f) {
				st.tokens = append(st.tokens, to[t&^aliasBit]|t&aliasBit)
			}
			st.ends = append(st.ends, uint32(len(st.tokens)))
		}
	}
	for f := range st.facets {
		l := valueLists{start: append(make([]uint32, 0, len(picks)+1), 0)}
		for _, p := range picks {
			l.values = append(l.values, p.from.facets[f].of(p.doc)...)
			l.start = append(l.start, uint32(len(l.values)))
		}
		l.values = slices.Clip(l.values)
		st.facets[f] = l
	}
	for i := range st.sorts {
		col := make([]int64, len(picks))
		for d, p := range picks {
			col[d] = p.from.sorts[i][p.doc]
		}
		st.sorts[i] = col
	}
	return st
}

// gatherWords fills the vocabulary and returns where each word of the sources went.
func (st *store) gatherWords(fields int, picks []pick) map[*store][]uint32 {
	remap := make(map[*store][]uint32)
	type entry struct {
		word string
		from *store
		id   uint32
	}
	var entries []entry
	for _, p := range picks {
		seen := remap[p.from]
		if seen == nil {
			seen = make([]uint32, len(p.from.words))
			remap[p.from] = seen
		}
		for _, t := range p.from.tokensOf(p.doc, fields) {
			if w := t &^ aliasBit; seen[w] == 0 {
				seen[w] = 1
				entries = append(entries, entry{p.from.words[w], p.from, w})
			}
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.word, b.word) })
	for _, e := range entries {
		if n := len(st.words); n == 0 || st.words[n-1] != e.word {
			st.words = append(st.words, e.word)
			st.shown = append(st.shown, "")
		}
		n := len(st.words) - 1
		st.shown[n] = max(st.shown[n], e.from.shown[e.id])
		remap[e.from][e.id] = uint32(n)
	}
	st.words, st.shown = slices.Clip(st.words), slices.Clip(st.shown)
	return remap
}
