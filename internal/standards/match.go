package standards

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/search"
)

// Passage is a piece of a text that is held against competencies.
type Passage struct {
	Text string
	// Language of the text, a BCP 47 tag; words of two languages do not meet.
	Language string
	// Weight says how much the passage counts against the others, 1 or more.
	Weight int
}

// MatchRequest is a text with what is known of it.
type MatchRequest struct {
	Text []Passage
	// Areas are codes of content areas that the text is in: the frameworks of these are likelier than others.
	Areas []string
	// Limit is how many matches are wanted at most.
	Limit int
}

// Match is a competency that a text may be about.
type Match struct {
	Choice
	// Words are those of the text that led to it, as they stand there, the most telling first.
	Words []string
	// Level is the code of the level whose statements the text is nearest to, or empty.
	Level string
	// Score tells matches of one text apart, the higher the nearer; it says nothing across texts.
	Score int
}

// How near a text must be to a competency to be worth a person's look.
const (
	// leastWords is how many different words must meet, where they are not the whole title.
	leastWords = 2
	// leastShare is how much of a title's weight must be met by the text.
	leastShare = 0.34
	// leastScore is what a match must score for each point of weight of the heaviest passage, so that a passing word is not taken for a subject.
	leastScore = 460
	// ownArea is how much more the words count in a framework of the text's own content area.
	ownArea = 1.6
	// wordsShown is how many words explain a match.
	wordsShown = 6
)

// idleWords are those that tell nothing about what a text is about, as stems. Words of one or two letters are idle anyway.
var idleWords = func() map[string]bool {
	out := map[string]bool{}
	for _, tag := range []string{"en", "es", "fr"} {
		for w := range search.Words(`about above after again against all also among and any are been before being between both but can could does doing down during each few for from further had has have having here how
			into its itself just more most must not now off once only other our ours out over own per same shall she should some such than that the their theirs them then there these they this those through too
			under until upon use used using very was way were what when where which while who whom why will with within without would you your yours one two three four five find finds year years month months day days library libraries librarian work working people person make makes making
			para por con los las una uno del que como sus sobre entre desde hasta más les des une dans par pour sur avec aux ses son leur leurs qui que dont est sont biblioteca bibliotecas bibliothèque bibliothèques`, tag) {
			out[w.Stem] = true
		}
	}
	return out
}()

func idle(stem string) bool { return len(stem) < 3 || idleWords[stem] }

// Match returns competencies that a text may be about, the nearest first, each with the words that led to it. What it says is a
// guess, for a person to confirm. Everybody may. It asks one query while nothing is published.
func (s *Service) Match(ctx context.Context, r MatchRequest) ([]Match, error) {
	m, err := s.matching(ctx)
	if err != nil {
		return nil, err
	}
	return m.match(r), nil
}

// met is what a text and a choice have in common.
type met struct {
	score, title float64
	words        []told
	levels       map[int8]float64
}

// told is a word that led to a match, with how much it tells.
type told struct {
	word string
	rare float64
}

// match looks all words of a text up.
func (m *matcher) match(r MatchRequest) []Match {
	found, heaviest := map[int32]*met{}, 0
	for stem, w := range wordsOf(r.Text) {
		heaviest = max(heaviest, w.weight)
		rare := m.rarity(stem)
		best, last := fieldWeight[inTitle], int32(-1)
		for _, p := range m.postings[stem] {
			f := found[p.choice]
			if f == nil {
				f = &met{levels: map[int8]float64{}}
				found[p.choice] = f
			}
			if p.field == inStatements {
				f.levels[p.level] += rare
			}
			if p.choice == last {
				continue // the field that counts most comes first
			}
			last = p.choice
			f.score += rare * rare * fieldWeight[p.field] / best * float64(w.weight)
			f.words = append(f.words, told{w.shown, rare})
			if p.field == inTitle {
				f.title += rare
			}
		}
	}
	var out []Match
	for at, f := range found {
		share := 0.0
		if m.mass[at] > 0 {
			share = f.title / m.mass[at]
		}
		if share < leastShare || len(f.words) < leastWords && share < 0.99 {
			continue
		}
		if slices.Contains(r.Areas, m.choices[at].ContentArea) {
			f.score *= ownArea
		}
		if x := m.explained(at, f, share); x.Score >= leastScore*heaviest {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Position, b.Position))
	})
	return out[:min(r.Limit, len(out))]
}

// explained makes a match of what was met.
func (m *matcher) explained(at int32, f *met, share float64) Match {
	out := Match{Choice: m.choices[at], Score: int(f.score * (0.5 + share) * 1000)}
	slices.SortFunc(f.words, func(a, b told) int { return cmp.Or(cmp.Compare(b.rare, a.rare), strings.Compare(a.word, b.word)) })
	for _, w := range f.words[:min(wordsShown, len(f.words))] {
		out.Words = append(out.Words, w.word)
	}
	levels := slices.SortedFunc(maps.Keys(f.levels), func(a, b int8) int { return cmp.Or(cmp.Compare(f.levels[b], f.levels[a]), cmp.Compare(a, b)) })
	if len(levels) > 0 && levels[0] >= 0 {
		out.Level = out.Levels[levels[0]].Code
	}
	return out
}

// spoken is a word of a text.
type spoken struct {
	shown  string
	weight int
}

// wordsOf returns the telling words of a text by stem, each with the weight of the passage in which it counts most.
func wordsOf(text []Passage) map[string]spoken {
	out := map[string]spoken{}
	for _, p := range text {
		for w := range search.Words(p.Text, p.Language) {
			if !idle(w.Stem) && p.Weight > out[w.Stem].weight {
				out[w.Stem] = spoken{strings.ToLower(p.Text[w.Start:w.End]), p.Weight}
			}
		}
	}
	return out
}
