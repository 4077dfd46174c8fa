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
	// relatedLooks is how many documents at least are looked at for those nearest to one, where as many share something with
	// it: first all that share what is rarest, until there are so many. What is near is among them.
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
	shared := s.shared(of, doc)
	first := top{limit: limit}
	for at, v := range s.views {
		m := x.pool.Get().(*matcher)
		m.begin(s, v)
		for _, f := range shared { // those that are looked for come first
			if f.slot != nil {
				m.addWord(f.slot, at)
			} else {
				m.addValue(f)
			}
		}
		for _, d := range m.touched {
			if !v.has(d) || v == of && d == doc {
				continue
			}
			if key := ^uint64(m.scores[d]); first.wants(0, key) {
				first.add(hit{key: key, id: v.ids[d]})
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

// feature is something that a document may share with others: a word, or a value of a facet.
type feature struct {
	df     uint64 // how many live documents have it
	looked bool   // all of those are looked at
	slot   *slot  // of a word, else nil

	facet  int
	value  uint32
	weight uint32
}

// shared returns what a document may share with others, the rarest first: what is looked for, then values of facets that count
// for those looked at. A word that so many hold says too little to look it up for each. It depends on what lives in the whole snapshot alone.
func (s *snapshot) shared(of *view, doc uint32) []feature {
	all := s.values(of, doc)
	for _, sl := range s.significant(of, doc) {
		all = append(all, feature{df: sl.df, slot: sl})
	}
	slices.SortFunc(all, func(a, b feature) int {
		return cmp.Or(cmp.Compare(a.df, b.df), strings.Compare(s.nameOf(a), s.nameOf(b)))
	})
	var looks uint64
	for i := range all {
		if looks < relatedLooks {
			looks += all[i].df
			all[i].looked = true
		}
	}
	return slices.DeleteFunc(all, func(f feature) bool { return f.slot != nil && !f.looked })
}

// nameOf tells features of one document apart, on every node alike.
func (s *snapshot) nameOf(f feature) string {
	if f.slot != nil {
		return f.slot.word
	}
	return s.schema.Facets[f.facet] + "\x00" + s.dicts[f.facet].values[f.value]
}

// addWord counts a word for those that hold it.
func (m *matcher) addWord(sl *slot, at int) {
	for _, w := range sl.views[at].words {
		docs, impacts := m.view.postings(w.word)
		m.add(docs, impacts, sl.weight, 1)
	}
}

// addValue counts a value of a facet for those that have it: for all of them where they are looked at, else for those touched already.
func (m *matcher) addValue(f feature) {
	of, score := m.view.values[f.facet].of(f.value), f.weight*facetImpact
	if !f.looked && len(of) > len(m.touched) {
		lists := &m.view.facets[f.facet]
		for _, d := range m.touched {
			if slices.Contains(lists.of(d), f.value) {
				m.scores[d] += score
			}
		}
		return
	}
	for _, d := range of {
		if f.looked || m.stamp[d] != 0 {
			m.addOne(d, score, 1)
		}
	}
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

// values returns the values of the facets of a document; what most documents have weighs nothing and is left out.
func (s *snapshot) values(of *view, doc uint32) []feature {
	var all []feature
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
				all = append(all, feature{df: df, facet: f, value: value, weight: weight(df, s.live)})
			}
		}
	}
	return all
}
