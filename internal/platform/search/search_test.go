package search

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/errs"
)

// library returns an index of a few invented titles; the ID is the first word of each.
func library(t *testing.T) *Index {
	t.Helper()
	x := New(testSchema)
	x.Apply([]Document{
		{ID: "metadata", Lang: "en", Text: map[string]string{"title": "Metadata for beginners", "body": "Describe what your library holds."}, Facets: map[string][]string{"area": {"cataloguing"}, "level": {"basic"}}, Sorts: map[string]int64{"starts": 10}},
		{ID: "metadata2", Lang: "en", Text: map[string]string{"title": "Linked data in practice", "body": "Metadata, metadata and more metadata: metadata everywhere."}, Facets: map[string][]string{"area": {"cataloguing"}, "level": {"advanced"}}, Sorts: map[string]int64{"starts": 20}},
		{ID: "literacy", Lang: "en", Text: map[string]string{"title": "Teaching information literacy", "aims": "Plan a class on information literacy."}, Facets: map[string][]string{"area": {"teaching"}, "level": {"basic"}}, Sorts: map[string]int64{"starts": 5}},
		{ID: "information", Lang: "en", Text: map[string]string{"title": "Literacy and information", "body": "Early literacy at the public library."}, Facets: map[string][]string{"area": {"teaching"}}},
		{ID: "ebooks", Lang: "en", Text: map[string]string{"title": "Lending e-books", "body": "Licences for electronic books."}},
		{ID: "ebooks2", Lang: "en", Text: map[string]string{"title": "Ebooks and the librarian's desk"}},
		{ID: "ebooks3", Lang: "en", Text: map[string]string{"title": "Choosing e books"}},
		{ID: "access", Lang: "en", Text: map[string]string{"title": "Open-access publishing", "body": "For organisations of every size."}},
		{ID: "access2", Lang: "en", Text: map[string]string{"title": "What open access costs"}},
		{ID: "cpp", Lang: "en", Text: map[string]string{"title": "C++ and AI for ACRL members in the U.S.A."}},
		{ID: "educacion", Lang: "es", Text: map[string]string{"title": "Educación de usuarios en bibliotecas públicas"}},
		{ID: "bibliotheque", Lang: "fr", Text: map[string]string{"title": "L’accès libre à la bibliothèque numérique"}},
	}, nil)
	return x
}

func mustSearch(t *testing.T, x *Index, q Query) Result {
	t.Helper()
	r, err := x.Search(q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return r
}

func TestSearchText(t *testing.T) {
	x := library(t)
	tests := []struct {
		text  string
		want  string // IDs in order
		loose bool
	}{
		{"metadata", "metadata metadata2", false}, // a title beats any body
		{"METADATA’s", "metadata metadata2", false},
		{"libraries", "metadata information", false},
		{"information literacy", "literacy information", false},
		{`"information literacy"`, "literacy", false},
		{`literacy -"information literacy"`, "information", false},
		{`"libraries"`, "", false}, // quoted words are not stemmed
		{"e-books", "ebooks ebooks3 ebooks2", false},
		{"ebooks", "ebooks ebooks3 ebooks2", false},
		{"e books", "ebooks ebooks3 ebooks2", false},
		{"ebook", "ebooks ebooks3 ebooks2", false},
		{"open access", "access access2", false},
		{"open-access", "access access2", false},
		{"openaccess", "access", false},
		{"organization", "access", false},
		{"librarian", "ebooks2", false},
		{"librar*", "ebooks2 metadata information", false},
		{"licence", "ebooks", false},
		{"educacion biblioteca", "educacion", false},
		{"EDUCACIONES", "educacion", false},
		{"bibliotheque", "bibliotheque", false},
		{"accès", "bibliotheque", false},
		{"c++", "cpp", false},
		{"ai acrl", "cpp", false},
		{"usa", "cpp", false},
		{"metadata elephants", "metadata metadata2", true},
		{"literacy information metadata", "literacy information metadata metadata2", true}, // more of the words come first
		{"elephants", "", false},
		{"elephants giraffes", "", false},
		{"metadata -beginners", "metadata2", false},
		{"the literacy of the", "literacy information", false},
	}
	for _, tt := range tests {
		r := mustSearch(t, x, Query{Text: tt.text})
		if got := strings.Join(r.IDs, " "); got != tt.want || r.Loose != tt.loose {
			t.Errorf("%q: %s, loose %v; want %s, %v", tt.text, got, r.Loose, tt.want, tt.loose)
		}
	}
}

func TestTerms(t *testing.T) {
	x := library(t)
	for text, want := range map[string]string{
		"librar* -metadata":      "librarian library",
		"organizations":          "organisations",
		`"information literacy"`: "information literacy",
		"open-access":            "access open openaccess",
		"elephants":              "",
	} {
		if got := strings.Join(mustSearch(t, x, Query{Text: text}).Terms, " "); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestFacetsAreMultiSelect(t *testing.T) {
	r := mustSearch(t, library(t), Query{
		Filter: map[string][]string{"area": {"cataloguing"}},
		Facets: []string{"area", "level"},
	})
	want := map[string][]Count{
		"area":  {{"cataloguing", 2}, {"teaching", 2}},
		"level": {{"advanced", 1}, {"basic", 1}},
	}
	if diff := cmp.Diff(want, r.Facets); diff != "" {
		t.Error(diff)
	}
	if r.Total != 2 {
		t.Errorf("total %d, want 2", r.Total)
	}
}

// A choice by what a value says is a filter with all values that it is true of.
func TestGroups(t *testing.T) {
	x := library(t)
	asked := map[string]int{}
	by := Grouping{Name: "first letter", Of: func(v string) uint64 {
		asked[v]++
		return 1 << (v[0] - 'a')
	}}
	ask := func(wanted uint64) Result {
		return mustSearch(t, x, Query{Groups: map[string]Grouping{"area": by}, Wanted: map[string]uint64{"area": wanted}, Facets: []string{"area"}})
	}
	byList := mustSearch(t, x, Query{Filter: map[string][]string{"area": {"cataloguing", "teaching"}}, Facets: []string{"area"}})
	chosen := ask(1<<('c'-'a') | 1<<('t'-'a'))
	if diff := cmp.Diff(byList.IDs, chosen.IDs); diff != "" || chosen.Total == 0 {
		t.Errorf("%d chosen: %s", chosen.Total, diff)
	}
	want := make([]int, 26)
	for _, c := range byList.Facets["area"] {
		want[c.Value[0]-'a'] += c.Count
	}
	for len(want) > 0 && want[len(want)-1] == 0 {
		want = want[:len(want)-1]
	}
	if diff := cmp.Diff(want, chosen.Groups["area"]); diff != "" || chosen.Facets["area"] != nil {
		t.Errorf("the groups are counted otherwise than their values: %s", diff)
	}
	if none := ask(1 << 60); none.Total != 0 {
		t.Errorf("a group of nothing finds %d", none.Total)
	}
	if all := ask(0); all.Total != x.Len() {
		t.Errorf("no wish finds %d of %d", all.Total, x.Len())
	}
	x.Apply([]Document{{ID: "new", Facets: map[string][]string{"area": {"teaching", "zoology"}}}}, nil)
	if ask(1<<('z'-'a')).Total != 1 {
		t.Error("a value that came later belongs to no group")
	}
	for v, n := range asked {
		if n != 1 {
			t.Errorf("%q was asked for %d times", v, n)
		}
	}
	ungrouped := Query{Filter: map[string][]string{"area": {"teaching"}}}
	without := mustSearch(t, x, ungrouped)
	ungrouped.Wanted = map[string]uint64{"area": 1}
	if diff := cmp.Diff(without, mustSearch(t, x, ungrouped)); diff != "" {
		t.Errorf("a wish for a group without a grouping: %s", diff)
	}
	if _, err := x.Search(Query{Groups: map[string]Grouping{"colour": by}}); err == nil {
		t.Error("a facet that is not there was grouped")
	}
}

func TestSort(t *testing.T) {
	x := library(t)
	q := Query{Filter: map[string][]string{"area": {"cataloguing", "teaching"}}}
	for sort, want := range map[string]string{
		"":        "metadata2 metadata literacy information", // the schema's default, -starts
		"starts":  "literacy metadata metadata2 information",
		"-starts": "metadata2 metadata literacy information",
	} {
		q.Sort = sort
		if got := strings.Join(mustSearch(t, x, q).IDs, " "); got != want {
			t.Errorf("by %q: %s, want %s", sort, got, want)
		}
	}
}

func TestExtremeSortKeys(t *testing.T) {
	x := New(Schema{Sorts: []string{"n"}})
	x.Apply([]Document{
		{ID: "least", Sorts: map[string]int64{"n": -1 << 63}},
		{ID: "most", Sorts: map[string]int64{"n": 1<<63 - 1}},
		{ID: "a-none"},
	}, nil)
	for sort, want := range map[string]string{"n": "least most a-none", "-n": "most least a-none"} {
		if got := strings.Join(mustSearch(t, x, Query{Sort: sort}).IDs, " "); got != want {
			t.Errorf("by %s: %s, want %s", sort, got, want)
		}
	}
	least, most := int64(-1<<63), int64(1<<63-1)
	if r := mustSearch(t, x, Query{Range: []Range{{Sort: "n", Min: &least, Max: &most}}}); r.Total != 2 {
		t.Errorf("a range of everything has %d documents, want the 2 that have the key", r.Total)
	}
	if r := mustSearch(t, x, Query{Range: []Range{{Sort: "n", Max: &least}}}); r.Total != 0 {
		t.Errorf("no document is kept at the smallest key, got %v", r.IDs)
	}
}

func TestBadQueries(t *testing.T) {
	x := library(t)
	next := mustSearch(t, x, Query{Text: "literacy", Limit: 1}).Next
	if next == "" {
		t.Fatal("there is no second page")
	}
	raw, _ := base64.RawURLEncoding.DecodeString(next)
	edited := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(raw), `"w":[`, `"w":[1`, 1)))
	for name, tt := range map[string]struct {
		field string
		Query
	}{
		"sort":                {"sort", Query{Sort: "size"}},
		"range":               {"range", Query{Range: []Range{{Sort: "size"}}}},
		"filter":              {"filter", Query{Filter: map[string][]string{"colour": nil}}},
		"facet":               {"facet", Query{Facets: []string{"colour"}}},
		"cursor, garbage":     {"cursor", Query{After: "???"}},
		"cursor, edited":      {"cursor", Query{Text: "literacy", After: edited}},
		"cursor, other text":  {"cursor", Query{Text: "metadata", After: next}},
		"cursor, other order": {"cursor", Query{Text: "literacy", Sort: "starts", After: next}},
		"cursor, empty":       {"cursor", Query{Text: "literacy", After: "e30"}},
	} {
		_, err := x.Search(tt.Query)
		if e := errs.As(err); e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != tt.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	x := library(t)
	for text, want := range map[string]string{
		"metdata":                         "metadata",
		"Metadtaa":                        "metadata",
		"infromation literacy":            "information literacy",
		`"informaton literacy" -begginer`: `"information literacy" -begginer`,
		"  the litteracy of informaton ":  "the literacy of information",
		"bibliotequhe numerique":          "bibliothèque numerique",
		"lirbary":                         "library",
		"opne-access":                     "openaccess",
		"metadata":                        "",
		"metadata literacy":               "", // both are known, only not together
		"metdata literacy":                "", // "metadata literacy" finds nothing
		"zzzzzzz":                         "",
		"ax":                              "",
		"2031":                            "",
		"metdata giraffes":                "",
		"a1a b2b c3c d4d e5e":             "",
	} {
		if got := mustSearch(t, x, Query{Text: text}).DidYouMean; got != want {
			t.Errorf("%q: did you mean %q, want %q", text, got, want)
		}
	}
	// Only what the filters allow is suggested, and nothing that is gone.
	if got := mustSearch(t, x, Query{Text: "metdata", Filter: map[string][]string{"area": {"teaching"}}}).DidYouMean; got != "" {
		t.Errorf("suggested %q, which the filter hides", got)
	}
	x.Apply(nil, []string{"metadata", "metadata2"})
	if got := mustSearch(t, x, Query{Text: "metdata"}).DidYouMean; got != "" {
		t.Errorf("suggested %q, which is gone", got)
	}
}

func TestDidYouMeanOtherSpaces(t *testing.T) {
	x := New(testSchema)
	x.Apply([]Document{
		{ID: "1", Text: map[string]string{"title": "Storytime"}}, {ID: "2", Text: map[string]string{"title": "Storytime again"}},
		{ID: "3", Text: map[string]string{"title": "A story of time"}}, {ID: "4", Text: map[string]string{"title": "Our maker space"}},
		{ID: "5", Text: map[string]string{"title": "Remember over"}},
	}, nil)
	for text, want := range map[string]string{
		"story time": "storytime", "the Story  time again": "the Storytime again", "storytime": "", "makerspace": "maker space", "maker space": "",
		"december": "", "oer": "", `"story time"`: "", "story -time": "", "storyspace": "",
	} {
		if got := mustSearch(t, x, Query{Text: text}).DidYouMean; got != want {
			t.Errorf("%q: did you mean %q, want %q", text, got, want)
		}
	}
}

func TestSuggestionsPreferFrequentWords(t *testing.T) {
	x := New(testSchema)
	docs := []Document{{ID: "rare", Text: map[string]string{"title": "catalgs"}}}
	for i := range 40 {
		docs = append(docs, Document{ID: fmt.Sprint(i), Text: map[string]string{"title": "catalogs"}})
	}
	x.Apply(docs, nil)
	if got := mustSearch(t, x, Query{Text: "cataligs"}).DidYouMean; got != "catalogs" {
		t.Errorf("did you mean %q, want catalogs", got)
	}
}

func TestSlipsBetween(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"library", "library", 0}, {"library", "libary", 1}, {"library", "libraary", 1}, {"library", "lybrary", 1},
		{"library", "lirbary", 1}, {"library", "ilbrayr", 2}, {"library", "librarians", 3}, {"cat", "dog", 3}, {"", "ab", 2}, {"ab", "", 2},
	} {
		if got := slipsBetween([]rune(tt.a), []rune(tt.b), 2); got != tt.want {
			t.Errorf("%s, %s: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestPagingWhileTheIndexChanges turns pages while documents come, go and
// change: those that stay as they are are shown exactly once.
func TestPagingWhileTheIndexChanges(t *testing.T) {
	for _, sort := range []string{"", "starts", "-price"} {
		x := New(testSchema)
		doc := func(n int) Document {
			return Document{
				ID:    fmt.Sprintf("%03d", n),
				Text:  map[string]string{"title": "open access " + strings.Repeat("pad ", n%7), "body": strings.Repeat("access open ", n%5)},
				Sorts: map[string]int64{"starts": int64(n * 37 % 100), "price": int64(n % 4)},
			}
		}
		var docs []Document
		for n := range 200 {
			docs = append(docs, doc(n))
		}
		x.Replace(slices.Values(docs))
		seen := map[string]int{}
		q := Query{Text: "open access", Sort: sort, Limit: 9}
		for step := 0; ; step++ {
			r := mustSearch(t, x, q)
			for _, id := range r.IDs {
				seen[id]++
			}
			if r.Next == "" {
				break
			}
			q.After = r.Next
			var come []Document
			for i := range 11 {
				come = append(come, doc(200+step*11+i))
			}
			x.Apply(come, []string{fmt.Sprintf("%03d", step*13%200)})
		}
		for n := range 200 {
			id := fmt.Sprintf("%03d", n)
			v, _ := x.current.Load().lookup(id)
			if seen[id] > 1 || seen[id] == 0 && v != nil {
				t.Errorf("by %q: %s was shown %d times", sort, id, seen[id])
			}
		}
	}
}

func TestHostileTextIsFast(t *testing.T) {
	x := benchIndex[2_000]()
	for name, text := range map[string]string{
		"brackets":    strings.Repeat("[", 1_000_000),
		"quotes":      strings.Repeat(`"a`, 500_000),
		"stars":       strings.Repeat("ba* ", 2_500),
		"exclusions":  strings.Repeat("-ba ", 2_500),
		"compounds":   strings.Repeat("ba-be-bi ", 1_000),
		"NUL":         "\x00\x00" + x.current.Load().views[0].words[0][1:],
		"not UTF-8":   strings.Repeat("\xff\xfe", 5_000),
		"misspelling": strings.Repeat("x", 10_000),
		"operators":   "- + * \" ( ) AND OR NOT",
	} {
		start := time.Now()
		if _, err := x.Search(Query{Text: text, Facets: corpusSchema.Facets}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}
