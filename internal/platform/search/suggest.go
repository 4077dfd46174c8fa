package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of a suggestion, which is made while a person waits.
const (
	maxMisspelt = 3 // unknown words in a query that is corrected
	maxTries    = 8 // corrected queries that are tried
	maxNear     = 4 // known words that are considered for an unknown one
)

// didYouMean corrects the unknown words of a query. It returns the first
// correction, likely ones first, by which all its words are found together
// within the selection, or "".
func (x *Index) didYouMean(s *snapshot, text string, slots []*slot, sel selection) string {
	var unknown []spelling
	for _, sl := range slots {
		for _, w := range sl.spelling {
			if len(sl.spelling) == 1 && sl.df == 0 || len(sl.spelling) > 1 && s.resolve(term{word: w.word, exact: true}).df == 0 {
				unknown = append(unknown, w)
			}
		}
	}
	if len(unknown) == 0 || len(unknown) > maxMisspelt {
		return ""
	}
	near := make([][]string, len(unknown))
	for i, w := range unknown {
		if near[i] = s.near(w.word); near[i] == nil {
			return ""
		}
	}
	for try := range maxTries {
		// The digits of try, in a number system of len(near[i]) for digit i, choose the words.
		var b strings.Builder
		from, rest := 0, try
		for i, w := range unknown {
			b.WriteString(text[from:w.Start])
			b.WriteString(near[i][rest%len(near[i])])
			rest /= len(near[i])
			from = w.End
		}
		if rest > 0 {
			break
		}
		b.WriteString(text[from:])
		if corrected := strings.TrimSpace(b.String()); x.finds(s, corrected, sel) {
			return corrected
		}
	}
	return ""
}

// respaced returns the query with two of its neighbouring words written as one, or an unknown one as
// two, where that finds more: "story time" for "storytime". It returns "" where it does not.
func (x *Index) respaced(s *snapshot, text string, slots []*slot, sel selection, total int) string {
	for i, a := range slots {
		if a.exclude || len(a.spelling) != 1 {
			continue
		}
		first := a.spelling[0]
		if i+1 < len(slots) && !slots[i+1].exclude && len(slots[i+1].spelling) == 1 {
			second := slots[i+1].spelling[0]
			if second.Start > first.End && strings.TrimSpace(text[first.End:second.Start]) == "" {
				one := text[first.Start:first.End] + text[second.Start:second.End]
				if s.resolve(term{word: first.word + second.word}).df > 0 {
					if corrected := strings.TrimSpace(text[:first.Start] + one + text[second.End:]); x.count(s, corrected, sel) > total {
						return corrected
					}
				}
			}
		}
		if a.df > 0 || len(first.word) != first.End-first.Start {
			continue
		}
		for cut := minPiece; cut <= len(first.word)-minPiece; cut++ {
			if !utf8.RuneStart(first.word[cut]) || s.resolve(term{word: first.word[:cut]}).df == 0 || s.resolve(term{word: first.word[cut:]}).df == 0 {
				continue
			}
			pieces := text[first.Start:first.Start+cut] + " " + text[first.Start+cut:first.End]
			if x.count(s, text[:first.Start]+`"`+pieces+`"`+text[first.End:], sel) > 0 {
				return strings.TrimSpace(text[:first.Start] + pieces + text[first.End:])
			}
		}
	}
	return ""
}

// minPiece is the shortest piece, in bytes, of a word that is taken apart.
const minPiece = 3

// count returns how many documents have all that text asks for.
func (x *Index) count(s *snapshot, text string, sel selection) int {
	_, terms := parse(text)
	matchers, _ := x.match(s, s.resolveAll(terms), false, false)
	defer x.release(matchers)
	n := 0
	for _, m := range matchers {
		m.narrow(sel)
		m.hits.each(func(uint32) { n++ })
	}
	return n
}

// finds reports whether a document has all that text asks for.
func (x *Index) finds(s *snapshot, text string, sel selection) bool {
	_, terms := parse(text)
	matchers, _ := x.match(s, s.resolveAll(terms), false, false)
	defer x.release(matchers)
	return slices.ContainsFunc(matchers, func(m *matcher) bool {
		m.narrow(sel)
		return !m.hits.empty()
	})
}

// near returns the known words that an unknown one was most likely meant to be,
// as they are written. A word twice as frequent may be a quarter of a slip farther away.
func (s *snapshot) near(word string) []string {
	slips := 2
	switch n := utf8.RuneCountInString(word); {
	case n < 4 || n > maxWord || hasDigit(word): // nearly every word of three letters is near another, and most are initials
		return nil
	case n < 5:
		slips = 1
	}
	type guess struct {
		word, shown string
		df          uint64
		distance    int
	}
	guesses := make(map[string]*guess)
	target := []rune(word)
	var room [maxWord]rune
	for _, v := range s.views {
		v.eachAlike(word, slips, func(w uint32) {
			known, df := v.words[w][1:], v.count(w)
			if df == 0 || isStopWord(known) {
				return
			}
			g := guesses[known]
			if g == nil {
				distance := slipsBetween(target, appendRunes(room[:0], known), slips)
				if distance > slips || distance > 1 && known[0] != word[0] {
					return
				}
				g = &guess{word: known, shown: known, distance: distance}
				guesses[known] = g
			}
			g.df += uint64(df)
			if shown := v.shown[w]; shown != "" {
				g.shown = max(g.shown, shown)
			}
		})
	}
	ranked := make([]*guess, 0, len(guesses))
	for _, g := range guesses {
		ranked = append(ranked, g)
	}
	likelihood := func(g *guess) int {
		n := int(log2(g.df+1)) - 4*256*g.distance
		if g.word[0] == word[0] { // The first letter is seldom wrong.
			n += 2 * 256
		}
		return n
	}
	slices.SortFunc(ranked, func(a, b *guess) int {
		return cmp.Or(cmp.Compare(likelihood(b), likelihood(a)), cmp.Compare(a.word, b.word))
	})
	var words []string
	for _, g := range ranked[:min(maxNear, len(ranked))] {
		words = append(words, g.shown)
	}
	return words
}

func appendRunes(dst []rune, s string) []rune {
	for _, r := range s {
		dst = append(dst, r)
	}
	return dst
}

// slipsBetween returns how many slips turn a into b (a letter too many, missing
// or wrong, or two neighbours swapped), or most+1 when it takes more than most.
func slipsBetween(a, b []rune, most int) int {
	if max(len(a)-len(b), len(b)-len(a)) > most || len(b) > maxWord {
		return most + 1
	}
	var rows [3][maxWord + 1]uint8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		best := row[0]
		for j := 1; j <= len(b); j++ {
			n := last[j-1]
			if a[i-1] != b[j-1] {
				n = min(n, last[j], row[j-1]) + 1
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					n = min(n, before[j-2]+1)
				}
			}
			row[j] = n
			best = min(best, n)
		}
		if int(best) > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), most+1)
}
