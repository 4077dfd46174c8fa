package ui

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"learningcommons.dev/commons/internal/platform/i18n"
)

func render(t testing.TB, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements parses a page and returns its elements in order.
func elements(t testing.TB, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// find returns the first element of the name whose attribute has the value.
func find(all []*html.Node, name, key, value string) *html.Node {
	for _, n := range all {
		if v, ok := attr(n, key); ok && n.Data == name && v == value {
			return n
		}
	}
	return nil
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

var viewers = map[string]Viewer{
	"stranger": {Path: "/styleguide"},
	"learner":  {SignedIn: true, Name: "Priya Raman", Member: true, Path: "/my?x=1", Association: "An Association", Badge: map[string]int{"record": 2}},
	"staff":    {SignedIn: true, Name: "Ines Okafor", Staff: true, Demo: true, Theme: "dark", Path: "/work", Badge: map[string]int{"work": 1204}},
}

// TestStyleGuideIsSound renders every component in every language and checks what
// the content security policy and the accessibility of a page ask of its markup.
func TestStyleGuideIsSound(t *testing.T) {
	for name, v := range viewers {
		for _, l := range i18n.Languages() {
			t.Run(name+" "+l.Code, func(t *testing.T) {
				ctx := WithViewer(i18n.With(t.Context(), i18n.Locale{Lang: l.Code}), v)
				all := elements(t, render(t, ctx, StyleGuide()))
				checkPolicy(t, all)
				checkReferences(t, all)
				headings := 0
				for _, n := range all {
					if n.Data == "h1" {
						headings++
					}
				}
				if headings != 1 {
					t.Errorf("%d h1", headings)
				}
			})
		}
	}
}

// checkPolicy fails on what a policy without unsafe-inline would block.
func checkPolicy(t *testing.T, all []*html.Node) {
	t.Helper()
	for _, n := range all {
		if n.Data == "style" {
			t.Error("a style element")
		}
		if src, _ := attr(n, "src"); n.Data == "script" && !strings.HasPrefix(src, StaticPath) {
			t.Errorf("a script from %q", src)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
}

// checkReferences fails when an id is given twice or named without being given.
func checkReferences(t *testing.T, all []*html.Node) {
	t.Helper()
	ids := map[string]bool{}
	for _, n := range all {
		if id, ok := attr(n, "id"); ok {
			if ids[id] {
				t.Errorf("the id %q is given twice", id)
			}
			ids[id] = true
		}
	}
	for _, n := range all {
		for _, key := range []string{"for", "aria-describedby", "aria-labelledby"} {
			v, _ := attr(n, key)
			for id := range strings.FieldsSeq(v) {
				if !ids[id] {
					t.Errorf("<%s %s=%q> names no element", n.Data, key, v)
				}
			}
		}
		if href, _ := attr(n, "href"); n.Data == "a" && len(href) > 1 && href[0] == '#' && !ids[href[1:]] {
			t.Errorf("the link %q leads nowhere", href)
		}
	}
}

func page(t *testing.T, v Viewer, p Page) []*html.Node {
	t.Helper()
	ctx := WithViewer(i18n.With(t.Context(), i18n.Locale{Lang: "en"}), v)
	return elements(t, render(t, ctx, Layout(p)))
}

func TestLayoutForViewers(t *testing.T) {
	stranger := page(t, viewers["stranger"], Page{Title: "T", Section: SectionFind})
	if find(stranger, "a", "href", "/sign-in?next=%2Fstyleguide") == nil {
		t.Error("the way to sign in does not lead back")
	}
	if find(stranger, "a", "href", "/work") != nil || find(stranger, "form", "action", "/sign-out") != nil {
		t.Error("a stranger is shown what is not for strangers")
	}
	here := find(stranger, "a", "aria-current", "true")
	if here == nil || words(here) != "Find learning" {
		t.Error("the section is not marked")
	}

	learner := page(t, viewers["learner"], Page{})
	if find(learner, "form", "action", "/sign-out") == nil || find(learner, "a", "href", "/my/profile") == nil {
		t.Error("the menu of a learner lacks something")
	}
	if find(learner, "a", "href", "/work") != nil {
		t.Error("a learner is shown the workspace")
	}
	if next := find(learner, "input", "name", "next"); next == nil {
		t.Error("preferences do not lead back")
	} else if v, _ := attr(next, "value"); v != "/my?x=1" {
		t.Errorf("preferences lead to %q", v)
	}

	staff := page(t, viewers["staff"], Page{})
	if work := find(staff, "a", "href", "/work"); work == nil || words(work) != "Workspace 1,204 waiting for you" {
		t.Error("staff are not shown what waits for them")
	}
	if find(staff, "a", "href", "/demo") == nil || find(learner, "a", "href", "/demo") != nil {
		t.Error("the demonstration is not told from the real thing")
	}
}

func TestLayoutSignInDoesNotLoop(t *testing.T) {
	if find(page(t, Viewer{Path: "/sign-in?next=%2Fmy"}, Page{}), "a", "href", "/sign-in") == nil {
		t.Error("signing in leads back to signing in")
	}
}

func TestLayoutThemes(t *testing.T) {
	for theme, want := range map[string][3]string{
		"":      {"light", "screen and (prefers-color-scheme: dark)", "light dark"},
		"light": {"light", "not all", "light"},
		"dark":  {"dark", "screen", "dark"},
	} {
		all := page(t, Viewer{Theme: theme}, Page{})
		bs, _ := attr(find(all, "html", "lang", "en"), "data-bs-theme")
		media, _ := attr(find(all, "link", "href", Asset("dark.css")), "media")
		scheme, _ := attr(find(all, "meta", "name", "color-scheme"), "content")
		if got := [3]string{bs, media, scheme}; got != want {
			t.Errorf("theme %q: %v, want %v", theme, got, want)
		}
	}
}

func TestLayoutHead(t *testing.T) {
	all := page(t, Viewer{Association: "An Association"}, Page{
		Title: "</title><script>alert(1)</script>", Description: "D", NoIndex: true, Canonical: "https://commons.example/offers/a",
		Head: templ.Raw(`<link rel="alternate" href="/offers/a.ics">`),
	})
	for _, want := range [][3]string{
		{"meta", "content", "D"}, {"meta", "content", "noindex"},
		{"link", "href", "https://commons.example/offers/a"}, {"link", "href", "/offers/a.ics"},
	} {
		if find(all, want[0], want[1], want[2]) == nil {
			t.Errorf("no %v", want)
		}
	}
	for _, n := range all {
		if n.Data == "title" && n.Namespace == "" && words(n) != "</title><script>alert(1)</script> · Learning Commons · An Association" {
			t.Errorf("title %q", words(n))
		}
	}
	checkPolicy(t, all)
}

func TestLayoutRightToLeft(t *testing.T) {
	all := elements(t, render(t, i18n.With(t.Context(), i18n.Locale{Lang: "ar", Zone: time.UTC}), Layout(Page{})))
	if dir, _ := attr(find(all, "html", "lang", "ar"), "dir"); dir != "rtl" {
		t.Errorf("dir %q", dir)
	}
}

// TestSheetsHaveNoSides holds the style sheets to directions that turn with the script: start and
// end, never left and right.
func TestSheetsHaveNoSides(t *testing.T) {
	sheets, err := filepath.Glob("static/commons/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatalf("no style sheets: %v", err)
	}
	sides := regexp.MustCompile(`(?m)^.*(-(left|right)|[\s;{](left|right))\s*:.*$|^.*(text-align|float)\s*:\s*(left|right).*$`)
	for _, name := range sheets {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range sides.FindAllString(string(b), -1) {
			t.Errorf("%s: %s", name, line)
		}
	}
}

func TestSearchText(t *testing.T) {
	for path, want := range map[string]string{"/catalogue?q=story+time&area=literacy": "story time", "/my?q=x": "", "": "", "%": ""} {
		if got := searchText(Viewer{Path: path}); got != want {
			t.Errorf("searchText(%q) = %q, want %q", path, got, want)
		}
	}
}

// TestTextsAreTranslated holds every text that the components themselves say to the languages on offer.
func TestTextsAreTranslated(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if fun, ok := call.Fun.(*ast.SelectorExpr); ok && (fun.Sel.Name == "T" || fun.Sel.Name == "N") {
				for _, arg := range call.Args {
					if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						key, err := strconv.Unquote(lit.Value)
						if err != nil {
							t.Fatal(err)
						}
						keys = append(keys, key)
						break // of N, the first text is the key
					}
				}
			}
			return true
		})
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if len(keys) < 40 {
		t.Errorf("only %d texts found", len(keys))
	}
	for _, l := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.Translated(l.Code, key) {
				t.Errorf("%s has no text for %q", l.Code, key)
			}
		}
	}
}
