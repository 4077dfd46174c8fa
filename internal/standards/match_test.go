package standards_test

import (
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// weeding publishes a framework about collections.
func weeding(t *testing.T, w *standardstest.World) (id.ID, map[string]id.ID) {
	t.Helper()
	v, err := w.Create(t.Context(), w.Editor, standards.About{Title: "Shelves"})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]id.ID{}
	for code, c := range map[string]standards.CompetencyDraft{
		"S-1": {Title: "Weed the shelves by a written policy", Statements: map[string][]string{"foundational": {"Pulls worn books from a list."}, "expert": {"Defends a large withdrawal before the board."}}},
		"S-2": {Title: "Choose books for children", Description: "Picture books, first readers and what older ones ask for."},
		"S-3": {Title: "Repair bindings"},
		"T-1": {Title: "Write a policy with the board"},
	} {
		c.Code = code
		out[code] = add(t, w, v.FrameworkID, "", c)
	}
	if _, err := w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	return v.FrameworkID, out
}

func TestMatchFindsWhatATextIsAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		framework, c := weeding(t, w)
		match := func(text string) []standards.Match {
			t.Helper()
			m, err := w.Match(t.Context(), standards.MatchRequest{Text: []standards.Passage{{Text: text, Language: "en", Weight: 1}}, Limit: 5})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		m := match("Weeding shelves without regret: how to write a weeding policy, and defend a withdrawal before your board")
		if len(m) == 0 || m[0].ID != c["S-1"] || m[0].Level != "expert" || !slices.Contains(m[0].Words, "weeding") || m[0].Framework != "Shelves" {
			t.Fatalf("%+v", m)
		}
		if slices.ContainsFunc(m, func(x standards.Match) bool { return x.ID == c["S-3"] }) {
			t.Error("it repairs bindings")
		}
		if m := match("How the people of your library use the library, and what would they do there"); len(m) != 0 {
			t.Errorf("a text about nothing is about %+v", m)
		}
		if m := match(""); len(m) != 0 {
			t.Errorf("no text is about %+v", m)
		}
		// What is no longer published is not proposed any more.
		if err := w.Retire(t.Context(), w.Editor, framework, ""); err != nil {
			t.Fatal(err)
		}
		if m := match("Weeding shelves by a written policy"); len(m) != 0 {
			t.Errorf("a retired framework is proposed: %+v", m)
		}
	})
}

func TestFindByWordsCodeAndFramework(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	weeding(t, w)
	codes := func(r standards.FindRequest) string {
		t.Helper()
		var out []string
		for {
			p, err := w.Find(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range p.Items {
				out = append(out, c.Code)
			}
			if r.Cursor = p.Next; r.Cursor == "" {
				return strings.Join(out, " ")
			}
		}
	}
	for words, want := range map[string]string{
		"weed": "S-1", "the policy": "S-1 T-1", "policies boa": "T-1 S-1", "book": "S-2 S-1", "s-": "S-1 S-2 S-3", "S-3": "S-3", "bind": "S-3", "nothing of the kind": "", "": "",
	} {
		got := strings.Fields(codes(standards.FindRequest{Words: words, Request: page.Request{Limit: 1}}))
		wanted := strings.Fields(want)
		if words == "the policy" || words == "s-" { // equal in rank: the order is that of the tree, which a map made
			slices.Sort(got)
		}
		if !slices.Equal(got, wanted) {
			t.Errorf("%q finds %v, want %v", words, got, wanted)
		}
	}
	if n := len(strings.Fields(codes(standards.FindRequest{Key: "shelves"}))); n != 4 {
		t.Errorf("a framework has %d", n)
	}
	if got := codes(standards.FindRequest{Key: "another", Words: "weed"}); got != "" {
		t.Errorf("another framework holds %s", got)
	}
	if _, err := w.Find(t.Context(), standards.FindRequest{Words: "x", Request: page.Request{Cursor: "x"}}); !errs.Is(err, errs.Invalid) {
		t.Errorf("a cursor of nobody's: %v", err)
	}
}
