package dutiesweb

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/shipped"
)

// constants returns the values of the string constants of a type in a file of the kernel, or of all when the type is empty.
func constants(t *testing.T, file, typ string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			name, _ := v.Type.(*ast.Ident)
			if typ != "" && (name == nil || name.Name != typ) {
				continue
			}
			for _, x := range v.Values {
				if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					s, _ := strconv.Unquote(lit.Value)
					out = append(out, s)
				}
			}
		}
	}
	return out
}

func TestEveryReasonOfTheEvaluatorIsSaidInEveryLanguage(t *testing.T) {
	all := constants(t, "../../rules/result.go", "Reason")
	if len(all) < 30 {
		t.Fatalf("only %d reasons were found", len(all))
	}
	for _, r := range all {
		said := map[string]string{}
		for _, lang := range []string{"en", "es", "fr"} {
			said[lang] = reasonWord(i18n.With(t.Context(), i18n.Locale{Lang: lang}), rules.Reason(r))
		}
		if said["es"] == said["en"] || said["fr"] == said["en"] {
			t.Errorf("%q is said as it stands in the kernel: %v", r, said)
		}
		for _, s := range said {
			if strings.Contains(s, "of kind") {
				t.Errorf("%q speaks to whoever writes entries: %s", r, s)
			}
		}
	}
}

func TestEveryKindOfRequirementHasATitle(t *testing.T) {
	all := constants(t, "../../rules/rule.go", "NeedKind")
	if len(all) < 17 {
		t.Fatalf("only %d kinds were found", len(all))
	}
	for _, kind := range all {
		if title := needTitle(t.Context(), &rules.Need{Kind: kind, Count: 2, Target: "x"}); title == "" || title == kind {
			t.Errorf("%s has the title %q", kind, title)
		}
	}
}

// TestEveryRuleThatComesAlongReadsWell says each of them in plain words: nothing is empty, and no word of the program's stands in it.
func TestEveryRuleThatComesAlongReadsWell(t *testing.T) {
	for _, p := range shipped.All() {
		rule := p.Rule()
		var walk func(n *rules.Need)
		said := 0
		walk = func(n *rules.Need) {
			lines := append([]string{needTitle(t.Context(), n)}, needWords(t.Context(), n)...)
			for _, r := range categoryRows(t.Context(), n.Categories) {
				if len(r.Cells) != 5 {
					t.Errorf("%s: a category has %d cells", rule.Key, len(r.Cells))
				}
			}
			for _, l := range lines {
				said++
				if strings.TrimSpace(l) == "" || strings.Contains(l, "_") || strings.Contains(l, "%!") {
					t.Errorf("%s: %q", rule.Key, l)
				}
			}
			for i := range n.Needs {
				walk(&n.Needs[i])
			}
		}
		for _, v := range rule.Versions {
			walk(v.Needs)
			for _, l := range cycleWords(t.Context(), v) {
				if l == "" || strings.Contains(l, "%!") {
					t.Errorf("%s: %q", rule.Key, l)
				}
			}
		}
		if said == 0 {
			t.Errorf("%s says nothing", rule.Key)
		}
	}
}

func TestHoursAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]int{"1": 60, "1.5": 90, "1,5": 90, " 2 ": 120, "0.01": 1, "": 0, "-1": 0, "NaN": 0, "Inf": 0, "1e9": 0, "two": 0} {
		got, ok := minutesOf(in)
		if got != want || ok != (want > 0) {
			t.Errorf("%q is %d minutes (%v), want %d", in, got, ok, want)
		}
	}
}

func TestWhatBelongsToACategoryReadsWell(t *testing.T) {
	for want, f := range map[string]rules.Filter{
		"in the area of technology, or marked as technology":                                                 {Any: []rules.Filter{{Areas: []string{"technology"}}, {Tags: []string{"technology"}}}},
		"in the area of library administration":                                                              {Areas: []string{"library-administration", "library administration"}},
		"in the format self-paced or self-directed, or learning as recording, open online course or reading": {Any: []rules.Filter{{Formats: []string{"self-paced", "self-directed"}}, {Kinds: []string{rules.Learning}, Activities: []string{"recording", "mooc", "reading"}}}},
		"everything except: marked as board meeting or public hearing":                                       {Not: &rules.Filter{Tags: []string{"board-meeting", "public hearing"}}},
		"presenting or service, except: offered by Infopeople":                                               {Kinds: []string{rules.Presenting, rules.Service}, Not: &rules.Filter{Providers: []string{"Infopeople"}}},
	} {
		if got := filterWord(t.Context(), &f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	rows := barsOf(t.Context(), &rules.Node{Unit: "hours", Scale: 60, Needed: 3600, Categories: []rules.CategoryNode{{Name: "reading", Needed: -1, Most: 720}}}, "Sixty hours")
	if len(rows) != 2 || rows[1].Text != "0 so far; at most 12 count" {
		t.Errorf("%+v", rows)
	}
	rows = barsOf(t.Context(), &rules.Node{Unit: "hours", Scale: 60, Needed: 3600, Categories: []rules.CategoryNode{{Name: "a conference", Needed: -1, Most: 480, Each: rules.EachTitle, Counted: 900}}}, "Sixty hours")
	if len(rows) != 2 || rows[1].Text != "15 so far; at most 8 for each title count" || rows[1].Share != 25 {
		t.Errorf("%+v", rows)
	}
}

// TestTheWordsOfBoardsAreSaid has for each further word the sentence that a page says.
func TestTheWordsOfBoardsAreSaid(t *testing.T) {
	for want, n := range map[string]rules.Need{
		"Only this is carried over: in the area of technology":                                           {Kind: rules.AtLeast, CarryOf: &rules.Filter{Areas: []string{"technology"}}},
		"Only what was done in the last 6 months of the cycle is carried over.":                          {Kind: rules.AtLeast, CarryLast: rules.Span{Months: 6}},
		"The same title counts again 3 years after it counted.":                                          {Kind: rules.AtLeast, Once: true, OnceIn: rules.Span{Months: 36}},
		"At least 2 of every 3 of them":                                                                  {Kind: rules.Each, Count: 2, OutOf: 3},
		"Who begins to serve in the middle of the cycle owes less, in proportion to what is left of it.": {Kind: rules.Each, Role: "trustee", First: "by month"},
		"Who begins to serve in the middle of the cycle owes nothing in it.":                             {Kind: rules.Each, Role: "trustee", First: "none"},
	} {
		if got := needWords(t.Context(), &n); !slices.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	rows := categoryRows(t.Context(), []rules.Category{{Name: "one trustee", AtMost: rules.Amount{Hundredths: 200, Unit: "hours"}, Each: rules.EachMember}})
	for i, want := range map[int]string{2: "2 hours for each member", 4: "All that counts here"} {
		var cell strings.Builder
		if err := rows[0].Cells[i].Render(t.Context(), &cell); err != nil || cell.String() != want {
			t.Errorf("cell %d is %q: %v", i, cell.String(), err)
		}
	}
	probation := rules.Version{Cycle: &rules.Cycle{Kind: rules.Rolling, Length: rules.Span{Months: 60}, FirstLength: rules.Span{Months: 36}}}
	if got := cycleWords(t.Context(), probation); !slices.Contains(got, "The first one lasts 3 years.") {
		t.Errorf("%q", got)
	}
}

func TestWhatIsThereOfAnAmountIsOneSentence(t *testing.T) {
	n := &rules.Node{Need: &rules.Need{}, Unit: "hours", Scale: 60, Counted: 90, Needed: 600, Carry: 30, Waived: 120}
	if got := amountSoFar(t.Context(), n); got != "1.5 of 10 hours, 0.5 carried over, 2 waived" {
		t.Error(got)
	}
}
