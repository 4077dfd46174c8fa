package search

import (
	"maps"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	someWords = strings.Fields(`library libraries librarian librarian's open access open-access openaccess e-books ebooks e books
		metadata data the of to bibliothèque bibliothèques l'accès educación educaciones educacion C++ MARC21 MARC 21 2026 U.S.A. page pages paga once`)
	someValues = []string{"a", "b", "c", "d"}
)

func drawText(t *rapid.T, most int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(someWords), 0, most).Draw(t, "words"), " ")
}

func drawDocument(t *rapid.T) Document {
	d := Document{
		ID:     rapid.StringMatching(`[a-f][0-4]`).Draw(t, "id"),
		Lang:   rapid.SampledFrom([]string{"en", "en", "es", "fr", "de"}).Draw(t, "lang"),
		Text:   map[string]string{"title": drawText(t, 3), "aims": drawText(t, 5), "body": drawText(t, 8)},
		Facets: map[string][]string{},
		Sorts:  map[string]int64{},
	}
	for _, f := range testSchema.Facets {
		d.Facets[f] = rapid.SliceOfN(rapid.SampledFrom(someValues), 0, 3).Draw(t, f)
	}
	for _, s := range testSchema.Sorts {
		if rapid.Bool().Draw(t, "has "+s) {
			d.Sorts[s] = rapid.Int64Range(-2, 3).Draw(t, s)
		}
	}
	return d
}

func drawQuery(t *rapid.T) Query {
	q := Query{Filter: map[string][]string{}, Facets: testSchema.Facets, Limit: rapid.IntRange(1, 7).Draw(t, "limit")}
	for range rapid.IntRange(0, 3).Draw(t, "terms") {
		w := rapid.SampledFrom(someWords).Draw(t, "term")
		switch rapid.IntRange(0, 9).Draw(t, "form") {
		case 0:
			w = "-" + w
		case 1:
			w = w[:min(3, len(w))] + "*"
		case 2, 3:
			w = `"` + w + " " + rapid.SampledFrom(someWords).Draw(t, "second") + `"`
		case 4:
			w = `-"` + w + " " + rapid.SampledFrom(someWords).Draw(t, "second") + `"`
		case 5:
			w = "nowhere"
		}
		q.Text += w + " "
	}
	for _, f := range testSchema.Facets {
		if rapid.IntRange(0, 2).Draw(t, "filter") == 0 {
			q.Filter[f] = rapid.SliceOfN(rapid.SampledFrom(append(someValues, "unknown")), 0, 2).Draw(t, f)
		}
	}
	for _, s := range testSchema.Sorts {
		if rapid.IntRange(0, 3).Draw(t, "range") == 0 {
			r := Range{Sort: s}
			if v := rapid.Int64Range(-2, 3).Draw(t, "bound"); rapid.Bool().Draw(t, "min") {
				r.Min = &v
			}
			if v := rapid.Int64Range(-2, 3).Draw(t, "bound"); rapid.Bool().Draw(t, "max") {
				r.Max = &v
			}
			q.Range = append(q.Range, r)
		}
	}
	for range rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "wishes") {
		q.Prefer.Facet = "area"
		q.Prefer.Wishes = append(q.Prefer.Wishes, Wish{rapid.SliceOfN(rapid.SampledFrom(append(someValues, "unknown")), 0, 2).Draw(t, "wished"), rapid.Uint32Range(1, 3).Draw(t, "weight")})
	}
	q.Sort = rapid.SampledFrom([]string{"", "", "starts", "-starts", "price", "-price"}).Draw(t, "sort")
	return q
}

// pages follows the cursors from the first page to the last.
func pages(t rapid.TB, x *Index, q Query) (first Result, ids []string) {
	ids = []string{}
	for n := 0; ; n++ {
		r, err := x.Search(q)
		if err != nil {
			t.Fatalf("page %d: %v", n, err)
		}
		if n == 0 {
			first = r
		} else if r.Total != first.Total || r.Loose != first.Loose {
			t.Fatalf("page %d: total %d, loose %v; the first said %d, %v", n, r.Total, r.Loose, first.Total, first.Loose)
		}
		if r.Next != "" && len(r.IDs) != q.Limit {
			t.Fatalf("page %d has %d of %d", n, len(r.IDs), q.Limit)
		}
		if ids = append(ids, r.IDs...); r.Next == "" {
			return first, ids
		}
		q.After = r.Next
	}
}

// TestManyAgainstModel asks of so many documents that the ways to be quick about them are taken.
func TestManyAgainstModel(t *testing.T) {
	x := New(corpusSchema)
	m := model{schema: x.schema, docs: map[string]Document{}, memo: map[string]map[string]uint32{}}
	c := newCorpus(600)
	var docs []Document
	for i := range 3000 {
		d := c.document(i)
		d.Lang = "" // Stems are tried elsewhere, and slow in the model.
		for f, words := range map[string]int{"title": 3, "aims": 8, "body": 12} {
			d.Text[f] = c.text(words)
		}
		docs = append(docs, d)
		m.docs[d.ID] = d
	}
	x.Replace(slices.Values(docs[:2000]))
	for i := 2000; i < len(docs); i += 100 {
		x.Apply(append(docs[i:i+100:i+100], docs[i-1500]), nil)
	}
	common, rare := c.words[0], c.words[590]
	most := []string{"format-0", "format-1", "format-2", "format-3", "format-4"}
	for _, q := range []Query{
		{},
		{Filter: map[string][]string{"format": most}, Sort: "-title"},
		{Filter: map[string][]string{"format": most, "level": {"level-1", "level-2"}}, Sort: "price"},
		{Filter: map[string][]string{"format": most}, Sort: "-title", Prefer: Preference{"level", []Wish{{[]string{"level-1"}, 2}, {[]string{"level-2", "level-1"}, 1}}}},
		{Text: common},
		{Text: common + " " + rare},
		{Text: rare + " " + common + " -" + c.words[5]},
		{Text: `"` + common + " " + c.words[1] + `"`},
		{Text: `"` + c.words[1] + " " + common + `" ` + c.words[2]},
		{Text: common[:2] + "* " + c.words[3]},
		{Text: rare + " " + c.words[591] + " " + c.words[592] + " " + c.words[593]},
	} {
		q.Facets, q.Limit = corpusSchema.Facets, 100
		first, ids := pages(t, x, q)
		wantIDs, wantFacets, wantLoose := m.search(q)
		if diff := gocmp.Diff(wantIDs, ids); diff != "" || first.Loose != wantLoose || first.Total != len(wantIDs) {
			t.Errorf("%q %v: loose %v, total %d\n%s", q.Text, q.Filter, first.Loose, first.Total, diff)
		}
		if diff := gocmp.Diff(wantFacets, first.Facets); diff != "" {
			t.Errorf("%q %v: facets\n%s", q.Text, q.Filter, diff)
		}
	}
}

// TestAgainstModel changes an index at random and asks it and the model the same questions.
func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := New(testSchema)
		m := model{schema: x.schema, docs: map[string]Document{}}
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			docs := rapid.SliceOfN(rapid.Custom(drawDocument), 0, 12).Draw(t, "documents")
			if rapid.IntRange(0, 5).Draw(t, "kind of change") == 0 {
				x.Replace(slices.Values(docs))
				clear(m.docs)
			} else {
				gone := rapid.SliceOfN(rapid.StringMatching(`[a-f][0-4]`), 0, 8).Draw(t, "deletes")
				x.Apply(docs, gone)
				for _, id := range gone {
					delete(m.docs, id)
				}
			}
			for _, d := range docs {
				m.docs[d.ID] = d
			}
		}
		if x.Len() != len(m.docs) {
			t.Fatalf("Len() = %d, want %d", x.Len(), len(m.docs))
		}
		fresh := New(testSchema)
		fresh.Replace(maps.Values(m.docs))
		for range 4 {
			q := drawQuery(t)
			first, ids := pages(t, x, q)
			wantIDs, wantFacets, wantLoose := m.search(q)
			if diff := gocmp.Diff(wantIDs, ids); diff != "" {
				t.Fatalf("%+v: hits\n%s", q, diff)
			}
			if first.Total != len(wantIDs) || first.Loose != wantLoose {
				t.Fatalf("%+v: total %d, loose %v; want %d, %v", q, first.Total, first.Loose, len(wantIDs), wantLoose)
			}
			if diff := gocmp.Diff(wantFacets, first.Facets); diff != "" {
				t.Fatalf("%+v: facets\n%s", q, diff)
			}
			again, err := fresh.Search(q)
			if diff := gocmp.Diff(first, again); diff != "" || err != nil {
				t.Fatalf("%+v: a fresh index differs: %v\n%s", q, err, diff)
			}
			if first.DidYouMean != "" {
				q.Text = first.DidYouMean
				if r, err := x.Search(q); err != nil || r.Total == 0 || r.Loose {
					t.Fatalf("did you mean %q: %+v, %v", q.Text, r, err)
				}
			}
		}
		for id := range m.docs {
			related := x.Related(id, 100)
			if diff := gocmp.Diff(fresh.Related(id, 100), related); diff != "" {
				t.Fatalf("related to %s: a fresh index differs\n%s", id, diff)
			}
			if slices.Contains(related, id) {
				t.Fatalf("%s is related to itself", id)
			}
		}
	})
}
