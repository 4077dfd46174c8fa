package search

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxWord is the length in bytes at which a folded word is cut.
	maxWord = 64
	// maxParts is how many parts a compound may have before it is taken for separate words.
	maxParts = 4
)

// scanner reads words from text. It is used for documents, queries and
// highlighting alike, so that they always agree. What it yields is valid until
// the next call of next.
type scanner struct {
	text string
	pos  int

	// start and end are the bytes of the source that the word was read from.
	start, end int
	// parts are the folded words of a compound ("open-access"), or the one word.
	parts [][]byte
	// joined is the compound written as one ("openaccess"), or nil.
	joined []byte
	// lead says that joined stands for the compound and only its second part is
	// a word beside it: e-books, e books.
	lead bool
	// from and to are the bytes of a single word without elision or genitive.
	from, to int

	buf  []byte // the folded parts, one after the other
	cuts []int  // where each part ends in buf
}

// next reads the next word and reports whether there was one.
func (s *scanner) next() bool {
	s.buf, s.cuts = s.buf[:0], s.cuts[:0]
	if !s.read() {
		return false
	}
	if len(s.cuts) == 1 && string(s.buf) == "e" && s.pos < len(s.text) && s.text[s.pos] == ' ' {
		s.readLead()
	}
	s.parts, s.joined, s.lead = s.parts[:0], nil, false
	from := 0
	for _, to := range s.cuts {
		s.parts = append(s.parts, s.buf[from:to])
		from = to
	}
	if n := len(s.parts); 1 < n && n <= maxParts && len(s.buf) <= maxWord && !isNumber(s.buf) {
		s.joined = s.buf
		s.lead = n == 2 && string(s.parts[0]) == "e" && len(s.parts[1]) >= 3
	}
	return true
}

// readLead joins "e books" as if it were "e-books", and steps back where the next word is no plain word.
func (s *scanner) readLead() {
	before, length := *s, len(s.buf)
	s.pos++
	if startsWord(s.text[s.pos:]) && s.read() && len(s.cuts) == 2 && len(s.buf)-length >= 3 && !hasDigit(s.buf) {
		s.start = before.start
		return
	}
	*s = before
}

// read appends the parts of the next word to buf and cuts.
func (s *scanner) read() bool {
	first := len(s.cuts)
	for s.pos < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.pos:])
		if !isWordRune(r) || isApostrophe(r) {
			s.pos += size
			continue
		}
		s.start, s.from = s.pos, s.pos
		s.readWord(first)
		s.end = s.pos
		if len(s.cuts) > first {
			return true
		}
	}
	return false
}

// readWord reads from the first rune of a word to its end. A word that folds to nothing adds no part.
func (s *scanner) readWord(first int) {
	part := len(s.buf)
	letters := true // the part has letters only, so far
	run := 0        // runes since the part or the last initial began
	cut := func() {
		if len(s.buf) > part {
			s.cuts = append(s.cuts, len(s.buf))
			part = len(s.buf)
		}
		letters, run = true, 0
	}
	s.to = s.pos
	for s.pos < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.pos:])
		rest := s.text[s.pos+size:]
		switch {
		case isApostrophe(r):
			if !startsWord(rest) {
				cut()
				return
			}
			if (rest[0] == 's' || rest[0] == 'S') && !startsWord(rest[1:]) {
				size++
			} else if isElision(s.buf[part:]) {
				s.buf = s.buf[:part]
				s.from = s.pos + size
			}
			s.pos += size
			continue
		case isIdeograph(r):
			if len(s.buf) == part {
				s.append(part, r)
				s.pos += size
				s.to = s.pos
			}
			cut()
			return
		case isWordRune(r):
			digit := '0' <= r && r <= '9'
			if digit && letters && len(s.buf)-part >= 2 {
				cut() // MARC21 is MARC-21.
			}
			letters = letters && !digit
			s.append(part, r)
			run++
		case isInvisible(r):
		case r == '.' && run == 1 && startsWord(rest) && isInitial(rest):
			run = 0 // U.S.A. is one word.
		case isJoiner(r) && startsWord(rest):
			cut()
		case r == '#' && len(s.cuts) == first && len(s.buf)-part == 1 && letters && !startsWord(rest):
			s.buf = append(s.buf, '#')
		case r == '+' && len(s.cuts) == first && len(s.buf)-part == 1 && letters && strings.HasPrefix(rest, "+"):
			s.buf = append(s.buf, "++"...)
			size++
		default:
			cut()
			return
		}
		s.pos += size
		s.to = s.pos
	}
	cut()
}

// append adds r to the part that begins at part, unless the part is full.
func (s *scanner) append(part int, r rune) {
	n := len(s.buf)
	s.buf = appendFolded(s.buf, r)
	if len(s.buf)-part > maxWord {
		s.buf = s.buf[:n]
	}
}

// surface returns a single word as it was written, in lower case with its
// diacritics, or "" where that is its folded form.
func (s *scanner) surface() string {
	if len(s.parts) != 1 {
		return ""
	}
	for i := s.from; i < s.to; i++ {
		if s.text[i] >= utf8.RuneSelf {
			if w := norm.NFC.String(strings.ToLower(s.text[s.from:s.to])); len(w) <= 2*maxWord {
				return w
			}
		}
	}
	return ""
}

// startsWord reports whether text goes on with a word.
func startsWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return isWordRune(r) && !isApostrophe(r)
}

// isInitial reports whether text begins with one letter that no other follows.
func isInitial(text string) bool {
	_, size := utf8.DecodeRuneInString(text)
	return !startsWord(text[size:])
}

// isElision reports whether a part before an apostrophe is a French article or
// pronoun that lost its vowel. O'Brien and rock'n'roll are none.
func isElision(part []byte) bool {
	switch string(part) {
	case "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quelqu":
		return true
	}
	return false
}

func isNumber(word []byte) bool {
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func hasDigit[T string | []byte](word T) bool {
	for i := range len(word) {
		if '0' <= word[i] && word[i] <= '9' {
			return true
		}
	}
	return false
}

// Span is a piece of a text, in bytes.
type Span struct{ Start, End int }

// Highlight returns the words of text that are among terms (see Result.Terms),
// in order, so that a page can mark why a document was found.
func Highlight(text string, terms []string) []Span {
	if len(terms) == 0 {
		return nil
	}
	known := make(map[string]struct{}, len(terms))
	for _, t := range terms {
		known[t] = struct{}{}
	}
	var spans []Span
	s := scanner{text: text}
	for s.next() {
		_, hit := known[string(s.joined)]
		for _, p := range s.parts {
			if _, ok := known[string(p)]; ok {
				hit = true
			}
		}
		if hit {
			spans = append(spans, Span{s.start, s.end})
		}
	}
	return spans
}
