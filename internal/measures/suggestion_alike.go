package measures

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
)

// Bounds of looking for the like.
const (
	poolMost = 1000
	maxAlike = 10
)

// likeness is what is compared of a suggestion.
type likeness struct {
	ID         id.ID
	Competency id.ID
	words      []string // sorted, each once
}

// idle are English words that say nothing of what somebody wants to learn.
var idle = map[string]bool{
	"about": true, "all": true, "also": true, "and": true, "any": true, "are": true, "but": true, "can": true, "class": true, "course": true, "could": true, "for": true,
	"from": true, "have": true, "how": true, "into": true, "learn": true, "learning": true, "library": true, "librarie": true, "like": true, "more": true, "need": true, "not": true,
	"please": true, "should": true, "some": true, "something": true, "that": true, "the": true, "their": true, "them": true, "there": true, "thi": true, "training": true,
	"want": true, "webinar": true, "what": true, "when": true, "with": true, "workshop": true, "who": true, "will": true, "would": true, "you": true, "your": true, "has": true, "ha": true, "use": true, "our": true, "small": true, "do": true, "doe": true, "where": true, "begin": true, "beginner": true, "branch": true, "people": true, "staff": true,
}

// wordsOf returns the words of a text that say what it is about: folded, without an English plural's s, sorted, each once.
func wordsOf(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(people.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if utf8.RuneCountInString(w) > 3 {
			w = strings.TrimSuffix(w, "s")
		}
		if utf8.RuneCountInString(w) >= 3 && !idle[w] {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func likenessOf(v Suggestion) likeness {
	return likeness{v.ID, v.Competency, wordsOf(v.Text)}
}

// alikeIn returns the ids of at most so many others in the pool that say much the same, the nearest first. Two texts do when they share two
// words or more, and at least a third of the words of the shorter one. The same competency counts as one more word that is shared.
func alikeIn(pool []likeness, v Suggestion, most int) []id.ID {
	type near struct {
		of    id.ID
		share int // in hundredths
	}
	own := likenessOf(v)
	var found []near
	for _, other := range pool {
		if other.ID == v.ID {
			continue
		}
		shared := common(own.words, other.words)
		if own.Competency != "" && own.Competency == other.Competency {
			shared++
		}
		shorter := min(len(own.words), len(other.words))
		if shared >= 2 && 3*shared >= shorter {
			found = append(found, near{other.ID, 100 * shared / max(1, shorter)})
		}
	}
	slices.SortFunc(found, func(a, b near) int { return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.of, b.of)) })
	var out []id.ID
	for _, n := range found[:min(most, len(found))] {
		out = append(out, n.of)
	}
	return out
}

// common counts what two sorted lists share.
func common(a, b []string) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch cmp.Compare(a[0], b[0]) {
		case 0:
			n, a, b = n+1, a[1:], b[1:]
		case -1:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return n
}
