package assessment

import (
	"bufio"
	_ "embed" // for the cues below
	"slices"
	"strings"
	"sync"
	"unicode"

	"learningcommons.dev/commons/internal/people"
)

//go:embed content/cues.txt
var cuesFile string

// cue is a few words by which an advert asks for a competency.
type cue struct {
	words []cueWord
	// weak cues count half: two different ones are needed.
	weak bool
	// of is the place of the competency among those of the lexicon.
	of int
}

// cueWord is a folded word, or the beginning of one.
type cueWord struct {
	text   string
	prefix bool
}

// is reports whether a token of an advert is the word. A plural is its word.
func (w cueWord) is(token string) bool {
	if w.prefix {
		return strings.HasPrefix(token, w.text)
	}
	return token == w.text || token == w.text+"s" || token+"s" == w.text
}

// lexicon holds the cues of every competency, by their first word.
type lexicon struct {
	keys []CompetencyKey
	// said are the cues of each competency as they are written.
	said    [][]string
	byFirst map[string][]cue
	// prefixed are the cues whose first word is the beginning of one, by its first three letters.
	prefixed map[string][]cue
}

// CompetencyKey names a competency of the product's own frameworks.
type CompetencyKey struct{ Framework, Code string }

var cues = sync.OnceValue(func() *lexicon { return readCues(cuesFile) })

// readCues reads the lexicon: a line that names a competency, and below it its cues between semicolons.
func readCues(text string) *lexicon {
	l := &lexicon{byFirst: map[string][]cue{}, prefixed: map[string][]cue{}}
	for sc := bufio.NewScanner(strings.NewReader(text)); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if f := strings.Fields(line); len(f) == 2 && strings.HasPrefix(f[0], "lc-") {
			l.keys, l.said = append(l.keys, CompetencyKey{f[0], f[1]}), append(l.said, nil)
			continue
		}
		if words, ok := strings.CutPrefix(line, "="); ok {
			l.said[len(l.said)-1] = append(l.said[len(l.said)-1], strings.Split(words, ";")...)
			continue
		}
		for said := range strings.SplitSeq(line, ";") {
			l.add(said)
		}
	}
	return l
}

func (l *lexicon) add(said string) {
	c := cue{of: len(l.keys) - 1}
	said, c.weak = strings.CutPrefix(strings.TrimSpace(said), "~")
	l.said[c.of] = append(l.said[c.of], said)
	for _, t := range tokens(strings.ReplaceAll(said, "*", "\x01")) {
		word, prefix := strings.CutSuffix(t.text, "\x01")
		c.words = append(c.words, cueWord{word, prefix})
	}
	if len(c.words) == 0 {
		return
	}
	first := c.words[0]
	if first.prefix {
		l.prefixed[first.text[:min(3, len(first.text))]] = append(l.prefixed[first.text[:min(3, len(first.text))]], c)
		return
	}
	singular := strings.TrimSuffix(first.text, "s")
	l.byFirst[singular] = append(l.byFirst[singular], c)
}

// token is a folded word of a text with where it stands.
type token struct {
	text     string
	from, to int
}

// tokens are the words of a text, without accents and in small letters.
func tokens(text string) []token {
	var out []token
	from := -1
	end := func(to int) {
		if from >= 0 {
			if t := people.Fold(text[from:to]); t != "" {
				out = append(out, token{t, from, to})
			}
			from = -1
		}
	}
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\x01' || (r == '.' || r == '&') && from >= 0 && i+1 < len(text) && isWordByte(text[i+1]) {
			if from < 0 {
				from = i
			}
			continue
		}
		end(i)
	}
	end(len(text))
	return out
}

func isWordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// segment is a stretch of an advert that says one thing: a line, a sentence, or a part between semicolons.
type segment struct{ from, to int }

func segments(text string) []segment {
	var out []segment
	from := 0
	cut := func(to int) {
		if strings.TrimSpace(text[from:to]) != "" {
			out = append(out, segment{from, to})
		}
		from = to
	}
	for i, r := range text {
		switch r {
		case '\n', ';', '•', '·':
			cut(i)
		case '.', '?', '!':
			if rest := text[i+1:]; rest == "" || rest[0] == ' ' || rest[0] == '\n' {
				cut(i + 1)
			}
		}
	}
	cut(len(text))
	return out
}

// asides are the words of what adverts say beside the work: pay, benefits, the employer's duties, how to apply.
var asides = []string{"equal opportunity", "eoe", "eeo", "does not discriminate", "salary", "hiring range", "benefits", "vacation", "retirement", "health insurance", "401", "apply by", "to apply", "cover letter", "resume to",
	"background check", "drug screen", "open until filled", "closing date", "per hour", "pto", "medical dental", "references", "tuition", "veterans", "salaire", "remuneration", "candidature", "salario", "solicitudes", "mileage"}

// aside reports whether a segment speaks of something else than the work.
func aside(folded string) bool {
	return slices.ContainsFunc(asides, func(a string) bool { return strings.Contains(folded, a) })
}

// Match is a competency that an advert asks for, by which of its words.
type Match struct {
	CompetencyKey
	// Phrase is what the advert says, as it stands there.
	Phrase string
	// Times is in how many places it is asked for.
	Times int
}

// gapWords is how many other words may stand between two words of a cue.
const gapWords = 2

// What the words of a segment must add up to for the competency that they speak for most: to be as good as a cue, and to be half as good. Others are taken
// along when they come near it.
const (
	wordsEnough = 6.0
	wordsHalf   = 4.0
	wordsNear   = 0.85
)

// matchAdvert finds what an advert asks for, in the order in which it does: by cues, and by the words of the frameworks.
func matchAdvert(text string, b *wordbook) []Match {
	at := map[CompetencyKey]*Match{}
	score := map[CompetencyKey]float64{}
	var order []CompetencyKey
	for _, seg := range segments(text) {
		part := text[seg.from:seg.to]
		words := tokens(part)
		folded := make([]string, len(words))
		for i, w := range words {
			folded[i] = w.text
		}
		if aside(strings.Join(folded, " ")) {
			continue
		}
		for k, s := range speaksFor(words, cues(), b) {
			score[k] += s
			if at[k] == nil {
				at[k] = &Match{CompetencyKey: k, Phrase: strings.Trim(part, " \t\n-–—*>•·,;:.0123456789)")}
				order = append(order, k)
			}
			at[k].Times++
		}
	}
	var found []Match
	for _, k := range order {
		if score[k] >= 1 {
			found = append(found, *at[k])
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int { return strings.Index(text, a.Phrase) - strings.Index(text, b.Phrase) })
	return found
}

// speaksFor says what a segment asks for: 1 is enough for a competency.
func speaksFor(words []token, l *lexicon, b *wordbook) map[CompetencyKey]float64 {
	out := map[CompetencyKey]float64{}
	for of, s := range l.scores(words) {
		out[l.keys[of]] += s
	}
	byWords := b.scores(words)
	top := 0.0
	for _, s := range byWords {
		top = max(top, s)
	}
	for i, s := range byWords {
		switch {
		case s < wordsHalf || s < top*wordsNear:
		case s >= wordsEnough:
			out[b.keys[i]]++
		default:
			out[b.keys[i]] += 0.5
		}
	}
	return out
}

// scores adds up the cues of one segment, by competency.
func (l *lexicon) scores(words []token) map[int]float64 {
	out := map[int]float64{}
	for at, w := range words {
		try := l.byFirst[strings.TrimSuffix(w.text, "s")]
		if len(w.text) >= 3 {
			try = slices.Concat(try, l.prefixed[w.text[:3]])
		}
		for _, c := range try {
			if !c.words[0].is(w.text) || !follows(words[at+1:], c.words[1:]) {
				continue
			}
			if c.weak {
				out[c.of] += 0.5
			} else {
				out[c.of]++
			}
		}
	}
	return out
}

// follows reports whether the rest of a cue stands in what follows, in its order and near.
func follows(words []token, rest []cueWord) bool {
	for _, r := range rest {
		at := -1
		for i := 0; i <= gapWords && i < len(words); i++ {
			if r.is(words[i].text) {
				at = i
				break
			}
		}
		if at < 0 {
			return false
		}
		words = words[at+1:]
	}
	return true
}
