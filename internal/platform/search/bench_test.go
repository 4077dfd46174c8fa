package search

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
)

var benchSizes = []int{2_000, 100_000}

// benchIndex builds each index once for all benchmarks.
var benchIndex = map[int]func() *Index{
	2_000:   sync.OnceValue(func() *Index { return buildIndex(2_000) }),
	100_000: sync.OnceValue(func() *Index { return buildIndex(100_000) }),
}

func buildIndex(docs int) *Index {
	x := New(corpusSchema)
	x.Replace(newCorpus(docs/2 + 10_000).documents(docs))
	return x
}

func BenchmarkSearch(b *testing.B) {
	for _, docs := range benchSizes {
		x := benchIndex[docs]()
		rare, some, often := unique(docs/2), frequent(x, docs/20), frequent(x, docs/4)
		second := frequent(x, docs/6)
		zero := int64(0)
		all := corpusSchema.Facets
		queries := []struct {
			name string
			Query
		}{
			{"everything", Query{Facets: all}},
			{"one-hit", Query{Text: rare, Facets: all}},
			{"some-hits", Query{Text: some, Facets: all}},
			{"many-hits", Query{Text: often, Facets: all}},
			{"many-hits-two-words", Query{Text: often + " " + second, Facets: all}},
			{"many-hits-three-filters", Query{Text: often, Facets: all, Filter: map[string][]string{"area": {"area-1", "area-2", "area-3"}, "level": {"level-1", "level-2"}, "audience": {"audience-1", "audience-7"}}}},
			{"filters-and-range", Query{Facets: all, Filter: map[string][]string{"area": {"area-1", "area-2"}}, Range: []Range{{Sort: "starts", Min: &zero}}, Sort: "-title"}},
			{"phrase", Query{Text: `"` + often + " " + second + `"`, Facets: all}},
			{"prefix", Query{Text: often[:3] + "*", Facets: all}},
			{"wide-prefix", Query{Text: often[:2] + "*", Facets: all}},
			{"misspelt", Query{Text: some + "xq", Facets: all}},
			{"exclusion", Query{Text: often + " -" + some, Facets: all}},
			{"loose-eight-words", Query{Text: often + " " + second + " " + some + " " + rare + " nowhere neither nothing noone", Facets: all}},
		}
		for _, q := range queries {
			b.Run(fmt.Sprintf("docs=%d/values=112/%s", docs, q.name), func(b *testing.B) {
				b.ReportAllocs()
				var r Result
				for b.Loop() {
					r, _ = x.Search(q.Query)
				}
				b.ReportMetric(float64(r.Total), "hits")
			})
		}
	}
}

func BenchmarkRelated(b *testing.B) {
	for _, docs := range benchSizes {
		x := benchIndex[docs]()
		id := x.current.Load().views[0].ids[docs/2]
		b.Run(fmt.Sprintf("docs=%d", docs), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Related(id, 6)
			}
		})
	}
}

// BenchmarkApply edits one document after the other, each time another one.
func BenchmarkApply(b *testing.B) {
	for _, docs := range benchSizes {
		x := New(corpusSchema)
		x.current.Store(benchIndex[docs]().current.Load())
		c := newCorpus(10_000)
		b.Run(fmt.Sprintf("docs=%d/edits=1", docs), func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				x.Apply([]Document{c.document(n * 7 % docs)}, nil)
			}
		})
	}
}

func BenchmarkReplace(b *testing.B) {
	for _, docs := range benchSizes {
		documents := slices.Collect(newCorpus(docs/2 + 10_000).documents(docs))
		b.Run(fmt.Sprintf("docs=%d", docs), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x := New(corpusSchema)
				x.Replace(slices.Values(documents))
				b.StopTimer()
				b.ReportMetric(heldBy(x)/1e6, "MB-held")
				b.StartTimer()
			}
		})
	}
}

// heldBy returns the bytes that are freed when the index lets go of its content.
func heldBy(x *Index) float64 {
	var with, without runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&with)
	x.current.Store(nil)
	runtime.GC()
	runtime.ReadMemStats(&without)
	return float64(with.HeapAlloc) - float64(without.HeapAlloc)
}
