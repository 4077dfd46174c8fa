package search

import (
	"cmp"
	"slices"

	"learningcommons.dev/commons/internal/platform/page"
)

const (
	// maxSignificant is how many words of a document speak for it.
	maxSignificant = 24
	// facetImpact is the impact of a shared value of a facet.
	facetImpact = maxImpact / 16
)

// Related returns the IDs of the documents that have most in common with one:
// the words that matter in it, and values of its facets; rare ones count for
// more. It returns up to limit (1 to 100; 0 means 20) of them, and none for an
// unknown ID.
func (x *Index) Related(id string, limit int) []string {
	s := x.current.Load()
	v, d := s.lookup(id)
	if v == nil {
		return nil
	}
	return x.relatedTo(s, v, d, page.Request{Limit: limit}.Size())
}

func (x *Index) relatedTo(s *snapshot, of *view, doc uint32, limit int) []string {
	slots := s.significant(of, doc)
	first := top{limit: limit}
	weights := s.valueWeights(of, doc)
	for at, v := range s.views {
		m := x.pool.Get().(*matcher)
		m.begin(v)
		for _, sl := range slots {
			for _, w := range sl.views[at].words {
				docs, impacts := v.postings(w.word)
				m.add(docs, impacts, sl.weight, 1)
			}
		}
		for f := range s.schema.Facets {
			for i, value := range of.facets[f].of(doc) {
				if b := v.bitmap(f, value); b != nil && weights[f][i] > 0 {
					for it := b.Iterator(); it.HasNext(); {
						m.addOne(it.Next(), weights[f][i]*facetImpact, 1)
					}
				}
			}
		}
		for _, d := range m.touched {
			if !v.has(d) || v == of && d == doc {
				continue
			}
			if key := ^uint64(m.scores[d]); first.wants(key) {
				first.add(hit{key, v.ids[d]})
			}
		}
		x.release([]*matcher{m})
	}
	hits := first.sorted()
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.id
	}
	return ids
}

// significant returns the words that matter most in a document, weighted by how much they do.
func (s *snapshot) significant(of *view, doc uint32) []*slot {
	var words []uint32
	for _, t := range of.tokensOf(doc, len(s.schema.Fields)) {
		words = append(words, t&^aliasBit)
	}
	slices.Sort(words)
	var slots []*slot
	for _, w := range slices.Compact(words) {
		word := of.words[w][1:]
		if isStopWord(word) || len(word) < 2 {
			continue
		}
		sl := s.meaning(word)
		if sl.df < 2 || sl.df > uint64(s.live)/2+1 {
			continue
		}
		docs, impacts := of.postings(w)
		i, _ := slices.BinarySearch(docs, doc)
		sl.weight = max(1, sl.weight*uint32(impacts[i])/maxImpact)
		slots = append(slots, &sl)
	}
	slices.SortFunc(slots, func(a, b *slot) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.word, b.word))
	})
	return slots[:min(maxSignificant, len(slots))]
}

// meaning looks up a word of a document once in the life of a snapshot; there are as many as its documents have words.
func (s *snapshot) meaning(word string) slot {
	known, ok := s.meanings.Load(word)
	if !ok {
		known, _ = s.meanings.LoadOrStore(word, s.resolve(term{word: word}))
	}
	return *known.(*slot)
}

// valueWeights weighs each value of each facet of a document; what most documents have weighs nothing.
func (s *snapshot) valueWeights(of *view, doc uint32) [][]uint32 {
	all := make([][]uint32, len(s.schema.Facets))
	for f := range all {
		for _, value := range of.facets[f].of(doc) {
			var df uint64
			for _, v := range s.views {
				if b := v.bitmap(f, value); b != nil {
					df += v.liveOf(b)
				}
			}
			w := weight(df, s.live)
			if df > uint64(s.live)/2 || slices.Contains(s.schema.Passing, s.schema.Facets[f]) {
				w = 0
			}
			all[f] = append(all[f], w)
		}
	}
	return all
}
