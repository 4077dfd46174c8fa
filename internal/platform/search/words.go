package search

import "iter"

// Word is one word of a text, as the index understands it.
type Word struct {
	// Stem is what it shares with its inflections, folded; the same for all that a query would take for this word.
	Stem string
	Span
}

// Words reads a text of a language (a tag such as "en" or "es-MX") word by word. A compound such as "open-access" is read by its parts.
// It is for those who compare texts with each other rather than search them.
func Words(text, tag string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		lang, s := languageOf(tag), scanner{text: text}
		for s.next() {
			for _, p := range s.parts {
				if !yield(Word{stem(lang, string(p)), Span{s.start, s.end}}) {
					return
				}
			}
		}
	}
}
