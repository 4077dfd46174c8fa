package search

import (
	"cmp"
	"slices"
	"strings"
)

// maxExpansion is how many words a prefix may stand for; the most frequent are taken.
const maxExpansion = 64

// slot is a term of a query, looked up in a snapshot.
type slot struct {
	term
	weight uint32
	// df is how many documents hold it, at most: forms and languages are added up.
	df    uint64
	views []forms // beside the snapshot's
	// known holds the words of the snapshot that answer it, some more than once.
	known []string
}

// forms are the words of one segment that answer a term.
type forms struct {
	words []form
	// phrases holds, for each language, the words that answer each word of the
	// phrase. A phrase with a word that the language does not have is left out.
	phrases [][][]uint32
}

type form struct {
	word  uint32
	exact bool // the very word, not another of its stem or prefix
}

// resolve looks up a term. Words that only dead documents hold are not there.
func (s *snapshot) resolve(t term) *slot {
	sl := &slot{term: t, views: make([]forms, len(s.views))}
	switch {
	case t.prefix:
		s.expand(sl)
	case t.word != "":
		keys := wordKeys(t.word, !t.exact)
		for i, v := range s.views {
			for _, key := range keys {
				for _, w := range v.answers(key, t.exact) {
					sl.add(i, v, w)
				}
			}
		}
	}
	s.resolvePhrase(sl)
	sl.weight = weight(sl.df, s.live)
	return sl
}

// add notes that a word of a view, which is the i-th, answers the slot.
func (sl *slot) add(i int, v *view, w uint32) {
	word := v.words[w][1:]
	sl.views[i].words = append(sl.views[i].words, form{w, word == sl.word})
	sl.df += uint64(v.count(w))
	sl.known = append(sl.known, word)
}

func (s *snapshot) resolvePhrase(sl *slot) {
	if len(sl.phrase) == 0 {
		return
	}
	keys := make([][languages]string, len(sl.phrase))
	df := make([]uint64, len(sl.phrase))
	for j, word := range sl.phrase {
		keys[j] = wordKeys(word, !sl.exact)
	}
	for i, v := range s.views {
		for l := range languages {
			phrase := make([][]uint32, len(keys))
			complete := true
			for j := range keys {
				phrase[j] = v.answers(keys[j][l], sl.exact)
				complete = complete && len(phrase[j]) > 0
				for _, w := range phrase[j] {
					df[j] += uint64(v.count(w))
					sl.known = append(sl.known, v.words[w][1:])
				}
			}
			if complete {
				sl.views[i].phrases = append(sl.views[i].phrases, phrase)
			}
		}
	}
	sl.df += slices.Min(df)
}

// wordKeys returns the keys of a word, or of its stem, in each language.
func wordKeys(word string, stemmed bool) (keys [languages]string) {
	for l := range languages {
		w := word
		if stemmed {
			w = stem(l, word)
		}
		keys[l] = string([]byte{l}) + w
	}
	return keys
}

// answers returns the words of the view with a key, which is of a word or of a stem.
func (v *view) answers(key string, exact bool) []uint32 {
	if exact {
		if w, ok := v.word(key); ok && v.count(w) > 0 {
			return []uint32{w}
		}
		return nil
	}
	group := v.stems.group(key)
	if v.df == nil {
		return group
	}
	var words []uint32
	for _, w := range group {
		if v.count(w) > 0 {
			words = append(words, w)
		}
	}
	return words
}

// expand finds the most frequent words that begin with the slot's word. The
// choice is made over all segments, so that it does not depend on how documents
// are spread over them.
func (s *snapshot) expand(sl *slot) {
	type found struct {
		key  string
		df   uint32 // of the key in all views, once they are added up
		view int
		word uint32
	}
	var all []found
	for l := range languages {
		prefix := string([]byte{l}) + sl.word
		for i, v := range s.views {
			for w, to := v.prefixed(prefix); w < to; w++ {
				if df := v.count(w); df > 0 {
					all = append(all, found{v.words[w], df, i, w})
				}
			}
		}
	}
	if len(all) > maxExpansion {
		slices.SortFunc(all, func(a, b found) int { return strings.Compare(a.key, b.key) })
		for from, to := 0, 0; from < len(all); from = to {
			var df uint32
			for to = from; to < len(all) && all[to].key == all[from].key; to++ {
				df += all[to].df
			}
			for i := from; i < to; i++ {
				all[i].df = df
			}
		}
		slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(b.df, a.df), strings.Compare(a.key, b.key)) })
		words := 1
		for i := 1; i < len(all); i++ {
			if all[i].key != all[i-1].key {
				if words++; words > maxExpansion {
					all = all[:i]
					break
				}
			}
		}
	}
	for _, f := range all {
		sl.add(f.view, s.views[f.view], f.word)
	}
}

// cost is how many postings a slot reads in a view, roughly.
func (f *forms) cost(v *view) int {
	n := 0
	for _, w := range f.words {
		n += v.size(w.word)
	}
	for _, phrase := range f.phrases {
		n += 4 * v.sizeOf(phrase[v.rarest(phrase)])
	}
	return n
}

// rarest returns which word of a phrase has the fewest postings.
func (v *view) rarest(phrase [][]uint32) int {
	best := 0
	for i, words := range phrase {
		if v.sizeOf(words) < v.sizeOf(phrase[best]) {
			best = i
		}
	}
	return best
}

func (v *view) size(word uint32) int { return int(v.starts[word+1] - v.starts[word]) }

func (v *view) sizeOf(words []uint32) int {
	n := 0
	for _, w := range words {
		n += v.size(w)
	}
	return n
}
