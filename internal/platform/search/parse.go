package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// What a query may hold; the rest of it is not read.
const (
	maxRunes  = 256
	maxTerms  = 16
	minPrefix = 2 // characters before a star
)

// term is one thing that a query asks for: a word, the beginning of words, a
// phrase, or a compound, which is both a word and a phrase ("open-access").
type term struct {
	word    string
	phrase  []string
	exclude bool // preceded by a minus sign
	prefix  bool // followed by a star
	exact   bool // quoted: not stemmed
	// spelling holds the words that may be misspelt, where they stand in the text.
	spelling []spelling
}

type spelling struct {
	word string
	Span
}

func (t term) same(u term) bool {
	return t.word == u.word && t.exclude == u.exclude && t.prefix == u.prefix && t.exact == u.exact && slices.Equal(t.phrase, u.phrase)
}

// parse reads what a person typed. Nothing a person can type is an error. It
// returns the text that it read, to which the spans of the terms refer.
func parse(raw string) (text string, terms []term) {
	p := parser{text: readable(raw)}
	for from := 0; from < len(p.text); {
		open, inner := nextQuote(p.text, from)
		end, after := nextQuote(p.text, inner)
		if end == len(p.text) { // The last quote was never closed: it quotes nothing.
			p.words(from, end)
			break
		}
		p.words(from, open)
		p.quoted(open, inner, end)
		from = after
	}
	return p.text, withoutStopWords(p.terms)
}

// readable returns the part of a query that is read, with blanks for control characters and broken encoding.
func readable(raw string) string {
	var b strings.Builder
	n := 0
	for i := 0; i < len(raw) && n < maxRunes; n++ {
		r, size := utf8.DecodeRuneInString(raw[i:])
		if r < ' ' || r == 0x7F || r == utf8.RuneError {
			r = ' '
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

// nextQuote returns where the next quotation mark at or after from begins and ends.
func nextQuote(text string, from int) (start, end int) {
	for i, r := range text[from:] {
		switch r {
		case '"', '“', '”', '„', '‟', '«', '»', '＂':
			return from + i, from + i + utf8.RuneLen(r)
		}
	}
	return len(text), len(text)
}

type parser struct {
	text  string
	terms []term
}

func (p *parser) add(t term) {
	if len(p.terms) < maxTerms && !slices.ContainsFunc(p.terms, t.same) {
		p.terms = append(p.terms, t)
	}
}

// words reads the text between two quotations.
func (p *parser) words(from, to int) {
	s := scanner{text: p.text[:to], pos: from}
	for len(p.terms) < maxTerms && s.next() {
		p.addWord(&s)
	}
}

func (p *parser) addWord(s *scanner) {
	t := term{exclude: p.negated(s.start)}
	span := Span{s.start, s.end}
	star := strings.HasPrefix(p.text[s.end:], "*")
	last := string(s.parts[len(s.parts)-1])
	switch {
	case s.lead || len(s.parts) == 1:
		t.word = last
		if s.lead {
			t.word = string(s.joined)
		}
		t.prefix = star && utf8.RuneCountInString(t.word) >= minPrefix
	case s.joined == nil && len(s.parts) > maxParts, star && !t.exclude:
		for _, w := range s.parts[:len(s.parts)-1] {
			p.add(term{word: string(w), exclude: t.exclude})
		}
		t.word, t.prefix = last, star && utf8.RuneCountInString(last) >= minPrefix
		p.add(t)
		return
	default:
		t.word = string(s.joined)
		for _, w := range s.parts {
			t.phrase = append(t.phrase, string(w))
		}
	}
	if !t.exclude && !t.prefix {
		t.spelling = []spelling{{t.word, span}}
	}
	p.add(t)
}

// quoted reads the text between two quotation marks, the first of which stands at open.
func (p *parser) quoted(open, from, to int) {
	t := term{exact: true, exclude: p.negated(open)}
	s := scanner{text: p.text[:to], pos: from}
	for len(t.phrase) < maxTerms && s.next() {
		switch {
		case s.lead:
			t.phrase = append(t.phrase, string(s.joined))
		default:
			for _, w := range s.parts {
				t.phrase = append(t.phrase, string(w))
			}
		}
		if len(s.parts) == 1 && !t.exclude {
			t.spelling = append(t.spelling, spelling{string(s.parts[0]), Span{s.start, s.end}})
		}
	}
	t.phrase = t.phrase[:min(maxTerms, len(t.phrase))]
	switch len(t.phrase) {
	case 0:
		return
	case 1:
		t.word, t.phrase = t.phrase[0], nil
	}
	p.add(t)
}

// negated reports whether a minus sign that begins a word stands before at.
func (p *parser) negated(at int) bool {
	before, ok := strings.CutSuffix(p.text[:at], "-")
	if !ok {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || strings.ContainsRune(" \u00a0([{,;\"", r)
}

// withoutStopWords drops the stop words of a query that asks for anything else.
func withoutStopWords(terms []term) []term {
	skip := func(t term) bool {
		return !t.exclude && !t.prefix && !t.exact && t.phrase == nil && isStopWord(t.word)
	}
	for _, t := range terms {
		if !t.exclude && !skip(t) {
			return slices.DeleteFunc(terms, skip)
		}
	}
	return terms
}
