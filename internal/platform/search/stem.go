package search

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/spanish"
)

// language is how a document's words are stemmed.
type language = byte

const (
	noLanguage language = iota
	inEnglish
	inSpanish
	inFrench
	languages // how many there are
)

// languageOf reads a language tag; only its primary part counts ("es-MX" is Spanish).
func languageOf(tag string) language {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	switch strings.ToLower(tag) {
	case "en":
		return inEnglish
	case "es":
		return inSpanish
	case "fr":
		return inFrench
	}
	return noLanguage
}

// stem returns what a folded word shares with its inflections. Short words,
// numbers and words with other than the 26 letters are their own stems.
func stem(lang language, word string) string {
	if lang == noLanguage || len(word) <= 3 {
		return word
	}
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return word
		}
	}
	switch lang {
	case inEnglish:
		env := snowballstem.NewEnv(respell(word))
		english.Stem(env)
		return env.Current()
	case inSpanish:
		env := snowballstem.NewEnv(accentuate(word))
		spanish.Stem(env)
		return string(foldWord(env.Current()))
	default:
		env := snowballstem.NewEnv(word)
		french.Stem(env)
		return env.Current()
	}
}

func foldWord(word string) (folded []byte) {
	for _, r := range word {
		folded = appendFolded(folded, r)
	}
	return folded
}

// spanishAccents gives back the accents that the Spanish stemmer looks for.
// Spelling rules make them certain in these endings.
var spanishAccents = []struct{ folded, written string }{
	{"cion", "ción"}, {"sion", "sión"}, {"logia", "logía"}, {"logias", "logías"},
}

func accentuate(word string) string {
	for _, a := range spanishAccents {
		if base, ok := strings.CutSuffix(word, a.folded); ok {
			return base + a.written
		}
	}
	return word
}

// englishSpellings brings the British endings to the American ones, so that
// "organisation" finds "organization". Only stems are compared, so it does no
// harm that "exercise" turns into something nobody writes. The number is the
// shortest base that an ending is changed after: "hour" and "four" are to stay.
var englishSpellings = []struct {
	from, to string
	base     int
}{
	{"isation", "ization", 2}, {"isations", "izations", 2}, {"isational", "izational", 2},
	{"ise", "ize", 3}, {"ised", "ized", 3}, {"ises", "izes", 3}, {"iser", "izer", 3}, {"isers", "izers", 3}, {"ising", "izing", 3},
	{"yse", "yze", 3}, {"ysed", "yzed", 3}, {"yses", "yzes", 3}, {"ysing", "yzing", 3},
	{"ogue", "og", 2}, {"ogues", "ogs", 2}, {"ogued", "oged", 2}, {"oguer", "oger", 2}, {"oguers", "ogers", 2}, {"oguing", "oging", 2},
	{"our", "or", 3}, {"ours", "ors", 3}, {"oured", "ored", 3}, {"ouring", "oring", 3}, {"oural", "oral", 3}, {"ourite", "orite", 3},
	{"gramme", "gram", 3}, {"grammes", "grams", 3},
	{"tre", "ter", 2}, {"tres", "ters", 2},
	{"icence", "icense", 1}, {"icences", "icenses", 1},
}

// respell leaves words in "-vise" alone, which have no American "-vize" and
// would lose their kin ("supervise", "supervision").
func respell(word string) string {
	for _, s := range englishSpellings {
		if base, ok := strings.CutSuffix(word, s.from); ok && len(base) >= s.base && base[len(base)-1] != 'v' {
			return base + s.to
		}
	}
	return word
}

// stopWords say too little to be asked for, unless nothing else is. The lists are
// short on purpose: a word that is common in one language may be a subject in
// another ("AI" is French for "have").
var stopWords = func() map[string]struct{} {
	m := make(map[string]struct{})
	for _, w := range strings.Fields(`
		a about an and are as at be by can do does for from has have how i in into is it its me my of on or our that the their this to was we what when where which who will with you your
		al con de del e el en la las lo los o para por que se su sus un una unas unos y
		au aux avec ce ces cette dans des du est et le les par pour qu qui sur une`) {
		m[w] = struct{}{}
	}
	return m
}()

func isStopWord(word string) bool {
	_, ok := stopWords[word]
	return ok
}
