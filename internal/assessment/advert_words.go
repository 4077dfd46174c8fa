package assessment

import (
	"math"
	"slices"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Described is a competency with the words of its framework, to be found in adverts.
type Described struct {
	CompetencyKey
	Title, Description string
	Statements         []string
}

// wordbook knows how much each word speaks for each competency: by its title, its cues, what it means and its can-do statements.
type wordbook struct {
	keys   []CompetencyKey
	weight map[string]map[int]float64
}

// plain are words that say nothing of the work.
var plain = strings.Fields(`a an and are as at be been by can do does for from had has have he her his how if in into is it its more most no not of on or our out she so some than that the their them then there
	they this those to up us was we were what when where which who whom whose why will with would you your all any each other such own also both may must should could about over under between new good well make makes
	library librarian librarians libraries work works working use uses used using one two three year years day days week time position job ability experience required preferred including related within through across`)

// stemmed returns the stems of a text that say something, each once.
func stemmed(words []token) []string {
	var out []string
	for _, w := range words {
		if len(w.text) < 3 || slices.Contains(plain, w.text) {
			continue
		}
		env := snowballstem.NewEnv(w.text)
		english.Stem(env)
		out = append(out, env.Current())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// newWordbook reads what competencies are called and what is said of them.
func newWordbook(list []Described, l *lexicon) *wordbook {
	b := &wordbook{weight: map[string]map[int]float64{}}
	said := map[CompetencyKey][]string{}
	for i, k := range l.keys {
		said[k] = l.said[i]
	}
	for i, d := range list {
		b.keys = append(b.keys, d.CompetencyKey)
		add := func(text string, weight float64) {
			for _, s := range stemmed(tokens(text)) {
				if b.weight[s] == nil {
					b.weight[s] = map[int]float64{}
				}
				b.weight[s][i] = max(b.weight[s][i], weight)
			}
		}
		add(d.Title, 1)
		add(d.Description, 0.7)
		for _, s := range d.Statements {
			add(s, 0.5)
		}
		for _, s := range said[d.CompetencyKey] {
			add(strings.ReplaceAll(s, "*", ""), 0.8)
		}
	}
	// A word of many competencies speaks little for each.
	for _, of := range b.weight {
		rare := math.Log(float64(1+len(list)) / float64(len(of)))
		for i := range of {
			of[i] *= rare
		}
	}
	return b
}

// scores says how much a segment speaks for each competency.
func (b *wordbook) scores(words []token) map[int]float64 {
	out := map[int]float64{}
	for _, s := range stemmed(words) {
		for i, w := range b.weight[s] {
			out[i] += w
		}
	}
	return out
}
