package search

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewRefusesContradictions(t *testing.T) {
	for name, s := range map[string]Schema{
		"no weight":     {Fields: []Field{{"title", 0}}},
		"field twice":   {Fields: []Field{{"title", 1}, {"title", 2}}},
		"facet unnamed": {Facets: []string{""}},
		"sort twice":    {Sorts: []string{"a", "b", "a"}},
		"no default":    {Sorts: []string{"a"}, Default: "-b"},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			New(s)
		}()
	}
}

func TestEmptyIndex(t *testing.T) {
	x := New(testSchema)
	for _, text := range []string{"", "anything", `"any thing" -x y*`} {
		r := mustSearch(t, x, Query{Text: text, Facets: testSchema.Facets})
		if r.Total != 0 || len(r.IDs) != 0 || r.Next != "" || len(r.Facets) != len(testSchema.Facets) {
			t.Errorf("%q: %+v", text, r)
		}
	}
	if got := x.Related("nobody", 5); got != nil {
		t.Errorf("related: %v", got)
	}
	x.Apply(nil, []string{"nobody"})
	x.Replace(func(func(Document) bool) {})
	if x.Len() != 0 {
		t.Errorf("Len() = %d", x.Len())
	}
}

// TestSegments edits an index for long and looks at its shape.
func TestSegments(t *testing.T) {
	x := New(testSchema)
	doc := func(n, edition int) Document {
		return Document{ID: fmt.Sprintf("%05d", n), Text: map[string]string{"title": fmt.Sprintf("number %d edition %d", n, edition)}}
	}
	var docs []Document
	for n := range 1000 {
		docs = append(docs, doc(n, 0))
	}
	x.Replace(slices.Values(docs))
	for edition := 1; edition <= 3; edition++ {
		for n := range 1000 {
			x.Apply([]Document{doc(n, edition)}, nil)
			s := x.current.Load()
			stored := 0
			for _, v := range s.views {
				stored += len(v.ids)
			}
			if s.live != 1000 || stored > 2*s.live || len(s.views) > 6 {
				t.Fatalf("%d live documents, %d stored, in %d segments", s.live, stored, len(s.views))
			}
		}
		if r := mustSearch(t, x, Query{Text: fmt.Sprintf(`"edition %d"`, edition)}); r.Total != 1000 {
			t.Fatalf("edition %d: %d found", edition, r.Total)
		}
		if r := mustSearch(t, x, Query{Text: fmt.Sprintf(`"edition %d"`, edition-1)}); r.Total != 0 {
			t.Fatalf("edition %d is still found %d times", edition-1, r.Total)
		}
	}
	x.Apply([]Document{doc(7, 9), doc(7, 10)}, []string{"00007", "00008"})
	if r := mustSearch(t, x, Query{Text: "number 7"}); x.Len() != 999 || len(r.IDs) == 0 || r.IDs[0] != "00007" {
		t.Errorf("%d documents; number 7: %v", x.Len(), r.IDs)
	}
	if r := mustSearch(t, x, Query{Text: `"edition 9"`}); r.Total != 0 {
		t.Error("of two documents with one ID, the first was kept")
	}
}

// TestConcurrency searches while documents come and go in pairs: no search ever
// sees half a pair, and each Apply is seen by whoever searches after it.
func TestConcurrency(t *testing.T) {
	x := New(testSchema)
	doc := func(n int, half string) Document {
		return Document{
			ID:     fmt.Sprintf("%04d-%s", n, half),
			Lang:   "en",
			Text:   map[string]string{"title": fmt.Sprintf("pair unique%d", n), "body": strings.Repeat("words for testing ", n%5)},
			Facets: map[string][]string{"area": {half}, "level": {fmt.Sprint(n)}},
		}
	}
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for r := range 8 {
		readers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				got, err := x.Search(Query{Text: []string{"pair", "pairs -nothing", "", `"pair unique3"`, "piar"}[(n+r)%5], Facets: testSchema.Facets, Sort: "starts"})
				if err != nil || got.Total%2 != 0 {
					t.Errorf("%d hits, %v", got.Total, err)
					return
				}
				if c := got.Facets["area"]; len(c) > 0 && (len(c) != 2 || c[0].Count != c[1].Count) {
					t.Errorf("half a pair: %v", c)
					return
				}
				x.Related(fmt.Sprintf("%04d-left", n%100), 3)
			}
		})
	}
	for w := range 2 {
		writers.Go(func() {
			for n := w; n < 300; n += 2 {
				x.Apply([]Document{doc(n, "left"), doc(n, "right")}, nil)
				if r, err := x.Search(Query{Text: fmt.Sprintf(`"unique%d"`, n)}); err != nil || r.Total != 2 {
					t.Errorf("pair %d is not visible: %d, %v", n, r.Total, err)
				}
				if n%3 == 0 {
					x.Apply(nil, []string{fmt.Sprintf("%04d-left", n), fmt.Sprintf("%04d-right", n)})
				}
			}
		})
	}
	writers.Wait()
	x.Replace(slices.Values([]Document{doc(1, "left"), doc(1, "right")}))
	close(done)
	readers.Wait()
	if x.Len() != 2 {
		t.Errorf("Len() = %d", x.Len())
	}
}

func TestRelated(t *testing.T) {
	x := library(t)
	for id, want := range map[string]string{
		"literacy":     "information metadata",
		"metadata":     "metadata2",
		"ebooks":       "ebooks3 ebooks2",
		"bibliotheque": "",
		"nobody":       "",
	} {
		got := x.Related(id, 2)
		if want == "" && len(got) > 0 || want != "" && !slices.Contains([]string{got[0], strings.Join(got, " ")}, want) {
			t.Errorf("related to %s: %v, want %s", id, got, want)
		}
	}
}

// TestRelatedAmongMany has more documents with something in common than are looked at.
func TestRelatedAmongMany(t *testing.T) {
	docs := slices.Collect(newCorpus(2_000).documents(4 * relatedLooks))
	twin := docs[17]
	twin.ID = "twin"
	docs = append(docs, twin)
	whole, grown := New(corpusSchema), New(corpusSchema)
	whole.Replace(slices.Values(docs))
	for chunk := range slices.Chunk(docs, 1_500) {
		grown.Apply(chunk, nil)
	}
	for _, d := range []int{17, 1, 2_000, len(docs) - 1} {
		got := whole.Related(docs[d].ID, 50)
		if diff := cmp.Diff(got, grown.Related(docs[d].ID, 50)); diff != "" {
			t.Errorf("related to %s depends on how the index came to be:\n%s", docs[d].ID, diff)
		}
		if len(got) != 50 || slices.Contains(got, docs[d].ID) {
			t.Errorf("related to %s: %v", docs[d].ID, got)
		}
	}
	if got := whole.Related(docs[17].ID, 1); got[0] != "twin" {
		t.Errorf("nearest is %s, not the twin", got[0])
	}
}

// TestRelatedIsNotCutShort has a word that few share beside one that many do, and asks for more than share the rare one.
func TestRelatedIsNotCutShort(t *testing.T) {
	x := New(testSchema)
	var docs []Document
	for i := range 4 * relatedLooks {
		title := "Gardening"
		if i < 2*relatedLooks-1 {
			title = "Reading for beginners"
		}
		if i < 3 {
			title = "Zotero for beginners"
		}
		docs = append(docs, Document{ID: fmt.Sprintf("%05d", i), Lang: "en", Text: map[string]string{"title": title}})
	}
	x.Replace(slices.Values(docs))
	got := x.Related("00000", 24)
	if len(got) != 24 || got[0] != "00001" || got[1] != "00002" {
		t.Errorf("%d are related, first %v", len(got), got[:min(3, len(got))])
	}
}

func TestFacetValues(t *testing.T) {
	x := New(testSchema)
	x.Apply([]Document{{ID: "1", Facets: map[string][]string{"area": {"a", "", "a"}, "colour": {"red"}}}}, nil)
	x.Apply([]Document{{ID: "2", Facets: map[string][]string{"area": {"b", "a"}}}}, nil)
	r := mustSearch(t, x, Query{Facets: []string{"area"}})
	if diff := cmp.Diff(map[string][]Count{"area": {{"a", 2}, {"b", 1}}}, r.Facets); diff != "" {
		t.Error(diff)
	}
}
