package search

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
)

// corpus makes invented documents: words by Zipf's law, 112 values in eight facets.
type corpus struct {
	rand  *rand.Rand
	words []string
	zipf  *rand.Zipf
}

var corpusFacets = []struct {
	name   string
	values int
	most   int // values of one document
}{{"area", 10, 2}, {"level", 4, 2}, {"format", 8, 1}, {"unit", 60, 2}, {"language", 3, 1}, {"price", 5, 1}, {"recognition", 6, 2}, {"audience", 16, 4}}

var corpusSchema = func() Schema {
	s := Schema{
		Fields:  []Field{{"title", 8}, {"aims", 3}, {"body", 1}},
		Sorts:   []string{"starts", "title", "price"},
		Default: "starts",
	}
	for _, f := range corpusFacets {
		s.Facets = append(s.Facets, f.name)
	}
	return s
}()

func newCorpus(vocabulary int) *corpus {
	c := &corpus{rand: rand.New(rand.NewPCG(1, 2))}
	c.zipf = rand.NewZipf(c.rand, 1.1, 8, uint64(vocabulary-1))
	syllables := strings.Fields("ba be bi bo ca ce ci co da de di do fa fe fi fo ga ge gi go la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo")
	seen := map[string]bool{}
	for len(c.words) < vocabulary {
		var w string
		for range 2 + c.rand.IntN(4) {
			w += syllables[c.rand.IntN(len(syllables))]
		}
		if w += []string{"", "s", "ing", "n", "r"}[c.rand.IntN(5)]; !seen[w] {
			seen[w] = true
			c.words = append(c.words, w)
		}
	}
	return c
}

func (c *corpus) text(words int) string {
	var b strings.Builder
	for range words/2 + c.rand.IntN(words) {
		b.WriteString(c.words[c.zipf.Uint64()])
		b.WriteByte(' ')
	}
	return b.String()
}

func (c *corpus) document(n int) Document {
	d := Document{
		ID:     fmt.Sprintf("0197a000-0000-7000-8000-%012d", n),
		Lang:   []string{"en", "en", "en", "en", "en", "en", "es", "fr"}[c.rand.IntN(8)],
		Text:   map[string]string{"title": c.text(8) + unique(n), "aims": c.text(30), "body": c.text(80)},
		Facets: map[string][]string{},
		Sorts:  map[string]int64{"title": c.rand.Int64N(1e9), "price": int64(c.rand.IntN(20)) * 1000},
	}
	if n%3 > 0 {
		d.Sorts["starts"] = c.rand.Int64N(1e15)
	}
	for _, f := range corpusFacets {
		for range 1 + c.rand.IntN(f.most) {
			d.Facets[f.name] = append(d.Facets[f.name], fmt.Sprintf("%s-%d", f.name, c.rand.IntN(f.values)))
		}
	}
	return d
}

// unique is a word of document n alone.
func unique(n int) string { return fmt.Sprintf("n%d", n) }

func (c *corpus) documents(n int) iter.Seq[Document] {
	return func(yield func(Document) bool) {
		for i := range n {
			if !yield(c.document(i)) {
				return
			}
		}
	}
}

// frequent returns a word that about n documents of the index hold.
func frequent(x *Index, n int) string {
	v := x.current.Load().views[0]
	best := slices.MinFunc(slices.Collect(func(yield func(uint32) bool) {
		for w := range uint32(len(v.words)) {
			if v.words[w][0] == inEnglish && !yield(w) {
				return
			}
		}
	}), func(a, b uint32) int {
		return abs(v.size(a)-n) - abs(v.size(b)-n)
	})
	return v.words[best][1:]
}

func abs(n int) int { return max(n, -n) }
