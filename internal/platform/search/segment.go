package search

import (
	"slices"
	"strings"
)

// segment is an immutable index of documents, which are numbered in the order of their IDs.
type segment struct {
	store
	// docs[starts[w]:starts[w+1]] are the documents that hold word w, ascending,
	// and impacts beside them says how much it matters there.
	starts  []uint32
	docs    []uint32
	impacts []uint16
	stems   stemTable
	grams   gramTable
	values  []valueSets // by facet
	groups  groupSets
	orders  orders
}

// newSegment indexes the picked documents, which are sorted by ID, each ID once.
func newSegment(s *schema, picks []pick) *segment {
	g := &segment{store: gather(s, picks)}
	g.indexWords(s)
	g.stems = newStemTable(g.words)
	g.grams = newGramTable(g.words)
	g.values = make([]valueSets, len(s.Facets))
	for f := range g.values {
		g.values[f] = setsOf(g.facets[f])
	}
	return g
}

// indexWords makes the postings in two passes over the tokens: count, then fill.
func (g *segment) indexWords(s *schema) {
	fields := len(s.Fields)
	starts := make([]uint32, len(g.words)+1)
	seen := make([]uint32, len(g.words)) // document number + 1
	for d := range uint32(len(g.ids)) {
		for _, t := range g.tokensOf(d, fields) {
			if w := t &^ aliasBit; seen[w] != d+1 {
				seen[w] = d + 1
				starts[w+1]++
			}
		}
	}
	for w := range g.words {
		starts[w+1] += starts[w]
	}
	total := starts[len(g.words)]
	g.starts, g.docs, g.impacts = starts, make([]uint32, total), make([]uint16, total)

	fill := slices.Clone(starts)
	counts := make([]uint32, len(g.words)*fields)
	lengths := make([]uint32, fields)
	var words []uint32 // of the document at hand
	clear(seen)
	for d := range uint32(len(g.ids)) {
		words = words[:0]
		for f := range fields {
			lengths[f] = 0
			for _, t := range g.field(d, fields, f) {
				w := t &^ aliasBit
				if t&aliasBit == 0 {
					lengths[f]++
				}
				if seen[w] != d+1 {
					seen[w] = d + 1
					words = append(words, w)
				}
				counts[int(w)*fields+f]++
			}
		}
		for _, w := range words {
			c := counts[int(w)*fields:][:fields]
			g.docs[fill[w]], g.impacts[fill[w]] = d, s.impact(c, lengths)
			fill[w]++
			clear(c)
		}
	}
}

// postings returns the documents that hold a word and its impact in each.
func (g *segment) postings(word uint32) ([]uint32, []uint16) {
	from, to := g.starts[word], g.starts[word+1]
	return g.docs[from:to], g.impacts[from:to]
}

// find returns the number of the document with an ID.
func (g *segment) find(id string) (uint32, bool) {
	i, ok := slices.BinarySearch(g.ids, id)
	return uint32(i), ok
}

// word returns the number of a word of a language.
func (g *segment) word(key string) (uint32, bool) {
	i, ok := slices.BinarySearch(g.words, key)
	return uint32(i), ok
}

// prefixed returns the numbers of the words that begin with prefix: from and the one past the last.
func (g *segment) prefixed(prefix string) (from, to uint32) {
	i, _ := slices.BinarySearch(g.words, prefix)
	n, _ := slices.BinarySearchFunc(g.words[i:], prefix, func(w, p string) int {
		if strings.HasPrefix(w, p) {
			return -1
		}
		return 1
	})
	return uint32(i), uint32(i + n)
}

// stemTable groups the words that share a stem in their language.
type stemTable struct {
	keys   []string // sorted: the byte of the language, then the stem
	starts []uint32
	words  []uint32
}

func newStemTable(words []string) stemTable {
	type entry struct {
		key  string
		word uint32
	}
	entries := make([]entry, len(words))
	for w, word := range words {
		key := word
		if s := stem(word[0], word[1:]); s != word[1:] {
			key = word[:1] + s
		}
		entries[w] = entry{key, uint32(w)}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	t := stemTable{words: make([]uint32, len(words))}
	for i, e := range entries {
		if i == 0 || entries[i-1].key != e.key {
			t.keys = append(t.keys, e.key)
			t.starts = append(t.starts, uint32(i))
		}
		t.words[i] = e.word
	}
	t.keys = slices.Clip(t.keys)
	t.starts = slices.Clip(append(t.starts, uint32(len(entries))))
	return t
}

// group returns the words whose stem is key.
func (t *stemTable) group(key string) []uint32 {
	i, ok := slices.BinarySearch(t.keys, key)
	if !ok {
		return nil
	}
	return t.words[t.starts[i]:t.starts[i+1]]
}
