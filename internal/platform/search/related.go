package search

import (
	"cmp"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/page"
)

const (
	// maxSignificant is how many words of a document speak for it.
	maxSignificant = 24
	// facetImpact is the impact of a shared value of a facet.
	facetImpact = maxImpact / 16
	// relatedLooks is about how many documents are looked at for those nearest to one, however many there are. The words
	// that matter most in a document are its rare ones, so that what is near is found among the first.
	relatedLooks = 512
)

// Related returns the IDs of the documents that have most in common with one:
// the words that matter in it, and values of its facets; rare ones count for
// more. It returns up to limit (1 to 100; 0 means 20) of them, and none for an
// unknown ID. Where many have something in common with it, those are looked at
// that share what is rare.
func (x *Index) Related(id string, limit int) []string {
	s := x.current.Load()
	v, d := s.lookup(id)
	if v == nil {
		return nil
	}
	return x.relatedTo(s, v, d, page.Request{Limit: limit}.Size())
}

func (x *Index) relatedTo(s *snapshot, of *view, doc uint32, limit int) []string {
	slots, values := s.sources(of, doc)
	first := top{limit: limit}
	for at, v := range s.views {
		m := x.pool.Get().(*matcher)
		m.begin(s, v)
		for _, sl := range slots {
			for _, w := range sl.views[at].words {
				docs, impacts := v.postings(w.word)
				m.add(docs, impacts, sl.weight, 1)
			}
		}
		for _, value := range values {
			m.addValue(value)
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

// addValue counts a value of a facet for those of the touched documents that have it; a value that is looked for touches all of its own.
func (m *matcher) addValue(value facetValue) {
	of, score := m.view.values[value.facet].of(value.id), value.weight*facetImpact
	if !value.looked && len(of) > len(m.touched) {
		lists := &m.view.facets[value.facet]
		for _, d := range m.touched {
			if slices.Contains(lists.of(d), value.id) {
				m.scores[d] += score
			}
		}
		return
	}
	for _, d := range of {
		if value.looked || m.stamp[d] != 0 {
			m.addOne(d, score, 1)
		}
	}
}

// facetValue is a value of a facet of the document at hand.
type facetValue struct {
	facet  int
	id     uint32
	weight uint32
	df     uint64 // how many live documents have it
	looked bool   // whether all of those are looked at
}

// sources returns what a document may share with others: its words that are looked for, and the values of its facets. It
// depends on what lives in the whole snapshot alone.
func (s *snapshot) sources(of *view, doc uint32) ([]*slot, []facetValue) {
	var looks uint64
	slots := s.significant(of, doc)
	for i, sl := range slots {
		if looks += sl.df; looks > relatedLooks && i > 0 {
			slots, looks = slots[:i], relatedLooks
			break
		}
	}
	values := s.values(of, doc)
	for i := range values {
		if looks += values[i].df; looks > relatedLooks && len(slots)+i > 0 {
			break
		}
		values[i].looked = true
	}
	return slots, values
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

// values returns the values of the facets of a document, the rarest first; what most documents have weighs nothing and is left out.
func (s *snapshot) values(of *view, doc uint32) []facetValue {
	var all []facetValue
	for f, name := range s.schema.Facets {
		if slices.Contains(s.schema.Passing, name) {
			continue
		}
		for _, value := range of.facets[f].of(doc) {
			var df uint64
			for _, v := range s.views {
				df += v.liveOf(f, value)
			}
			if df <= uint64(s.live)/2 {
				all = append(all, facetValue{facet: f, id: value, weight: weight(df, s.live), df: df})
			}
		}
	}
	slices.SortFunc(all, func(a, b facetValue) int {
		return cmp.Or(cmp.Compare(a.df, b.df), cmp.Compare(a.facet, b.facet), strings.Compare(s.dicts[a.facet].values[a.id], s.dicts[b.facet].values[b.id]))
	})
	return all
}
