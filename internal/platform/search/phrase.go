package search

import "slices"

// eachPhrase calls do for the documents, among those that try allows, that hold
// the words of a phrase one after the other in one field. A document that holds
// several forms of a word is tried for each.
func (v *view) eachPhrase(f *forms, try func(uint32) bool, do func(d, impact uint32)) {
	for _, phrase := range f.phrases {
		for _, w := range phrase[v.rarest(phrase)] {
			impacts := v.read(phrase)
			docs, _ := v.postings(w)
			for _, d := range docs {
				if !try(d) {
					continue
				}
				if impact, ok := impacts.of(d); ok && v.adjacent(phrase, d) {
					do(d, impact)
				}
			}
		}
	}
}

// phraseReader reads the postings of the words of a phrase side by side.
type phraseReader [][]postingReader

func (v *view) read(phrase [][]uint32) phraseReader {
	readers := make(phraseReader, len(phrase))
	for i, words := range phrase {
		for _, w := range words {
			docs, impacts := v.postings(w)
			readers[i] = append(readers[i], postingReader{docs, impacts})
		}
	}
	return readers
}

// of adds up the impacts of the words in a document, which must hold all of
// them. Documents must be asked for in ascending order.
func (r phraseReader) of(d uint32) (sum uint32, ok bool) {
	for _, readers := range r {
		var impact uint32
		for i := range readers {
			impact += readers[i].seek(d)
		}
		if impact == 0 {
			return 0, false
		}
		sum += impact
	}
	return sum, true
}

type postingReader struct {
	docs    []uint32
	impacts []uint16
}

// seek moves forward to document d and returns its impact, or 0 if it is not there.
func (r *postingReader) seek(d uint32) uint32 {
	far := 1
	for far < len(r.docs) && r.docs[far] < d {
		far *= 2
	}
	near := far / 2
	i, found := slices.BinarySearch(r.docs[near:min(far+1, len(r.docs))], d)
	r.docs, r.impacts = r.docs[near+i:], r.impacts[near+i:]
	if !found {
		return 0
	}
	return uint32(r.impacts[0])
}

// adjacent reports whether a field of the document has the phrase.
func (v *view) adjacent(phrase [][]uint32, d uint32) bool {
	fields := (len(v.ends) - 1) / len(v.ids)
	for f := range fields {
		tokens := v.field(d, fields, f)
		for i, t := range tokens {
			if among(phrase[0], t) && follows(tokens, i, phrase[1:]) {
				return true
			}
		}
	}
	return false
}

// follows reports whether the positions after that of token i hold the words one after the other.
func follows(tokens []uint32, i int, phrase [][]uint32) bool {
	for _, words := range phrase {
		i++
		for i < len(tokens) && tokens[i]&aliasBit != 0 {
			i++
		}
		found := false
		for j := i; j < len(tokens) && (j == i || tokens[j]&aliasBit != 0); j++ {
			found = found || among(words, tokens[j])
		}
		if !found {
			return false
		}
	}
	return true
}

func among(words []uint32, token uint32) bool {
	for _, w := range words {
		if w == token&^aliasBit {
			return true
		}
	}
	return false
}
