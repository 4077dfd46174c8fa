package ui

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func renderMarkdown(t testing.TB, source string) string {
	t.Helper()
	var b strings.Builder
	if err := Markdown(source).Render(t.Context(), &b); err != nil {
		t.Fatalf("Markdown(%.60q): %v", source, err)
	}
	return b.String()
}

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"prose", "A *b* **c** ~~d~~ `e`", "<p>A <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>\n"},
		{"link", "[x](https://example.org/a)", `<p><a href="https://example.org/a" rel="nofollow noreferrer">x</a></p>` + "\n"},
		{"bare link", "https://example.org/a", `<p><a href="https://example.org/a" rel="nofollow noreferrer">https://example.org/a</a></p>` + "\n"},
		{"own link", "[x](/offers/a)", `<p><a href="/offers/a" rel="nofollow noreferrer">x</a></p>` + "\n"},
		{"headings go under the page's", "# A\n\n## B\n", "<h3>A</h3>\n<h4>B</h4>\n"},
		{"headings keep their distance", "### A\n\n##### B\n", "<h3>A</h3>\n<h5>B</h5>\n"},
		{"picture becomes its text", "![a cat](https://tracker.example/p.gif)", "<p></p>\n"},
		{"ampersand", "R & D < Q", "<p>R &amp; D &lt; Q</p>\n"},
		{"template text stays text", "{{7*7}} {{.}} <?xml-stylesheet?>", "<p>{{7*7}} {{.}} </p>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := renderMarkdown(t, c.in); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// hostile are the content cases of the security catalogue that can reach a Markdown field.
var hostile = []string{
	`<img src=x onerror=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`,
	`<svg><foreignObject><iframe src="javascript:alert(1)"></foreignObject></svg>`,
	`<svg><use href="data:image/svg+xml,<svg id='x' onload='alert(1)'/>#x"></svg>`,
	`[x](javascript:alert(1))`,
	`[x](JaVaScRiPt:alert(1))`,
	"[x](java\tscript:alert(1))",
	`[x](&#106;avascript:alert(1))`,
	`[x](data:text/html,<script>alert(1)</script>)`,
	`[x](vbscript:msgbox)`,
	`<javascript:alert(1)>`,
	`![x](javascript:alert(1))`,
	`[x]: javascript:alert(1)` + "\n\n[x]",
	`<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<style>@import url(https://tracker.example/x);</style>`,
	`<div style="position:fixed;inset:0;background:url(https://tracker.example)">x</div>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
	`<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">`,
	`</title><script>alert(1)</script>`,
	`<a href="https://example.org" onclick="alert(1)" target=_blank ping="https://tracker.example">x</a>`,
	"```\"><img src=x onerror=alert(1)>\nx\n```",
	`[x](https://example.org "t" onmouseover="alert(1)")`,
	"| <img src=x onerror=alert(1)> |\n| --- |\n| <script>alert(1)</script> |",
	`<video><source onerror="alert(1)"></video>`,
	`<object data="javascript:alert(1)"></object><embed src="https://evil.example">`,
	`<a id="content" name="content" class="lc-skip">clobber</a>`,
	"a\x00<script>alert(1)</script>",
	"\xff\xfe<script>alert(1)</script>",
}

// allowed is what Markdown may give, element by element, with the attributes each may have.
var allowed = map[string]string{
	"p": "", "br": "", "hr": "", "blockquote": "", "em": "", "strong": "", "del": "", "code": "", "pre": "",
	"h3": "", "h4": "", "h5": "", "h6": "", "ul": "", "ol": "", "li": "", "a": "href rel",
}

// checkHarmless fails unless out holds nothing but the allowed elements and attributes
// and links to schemes that run nothing.
func checkHarmless(t *testing.T, in, out string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(out))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%q gives a comment or doctype: %q", in, out)
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			token := z.Token()
			attributes, ok := allowed[token.Data]
			if !ok {
				t.Errorf("%q gives the element %s: %q", in, token.Data, out)
			}
			for _, a := range token.Attr {
				if !strings.Contains(attributes, a.Key) {
					t.Errorf("%q gives the attribute %s: %q", in, a.Key, out)
				}
				scheme, _, found := strings.Cut(strings.ToLower(a.Val), ":")
				if a.Key == "href" && found && !strings.ContainsAny(scheme, "/?#") && scheme != "http" && scheme != "https" && scheme != "mailto" {
					t.Errorf("%q links to %q", in, a.Val)
				}
			}
		}
	}
}

func TestMarkdownHostile(t *testing.T) {
	for _, in := range hostile {
		checkHarmless(t, in, renderMarkdown(t, in))
	}
}

func TestMarkdownBlowUp(t *testing.T) {
	long := func(s string, size int) string { return strings.Repeat(s, size/len(s)+1)[:size] }
	var nested strings.Builder
	for i := range 2000 {
		nested.WriteString(strings.Repeat(" ", 2*i) + "- x\n")
	}
	for name, in := range map[string]string{
		"a million brackets":      long("[", 1_000_000),
		"brackets":                long("[", longestMarkdown),
		"links opened":            long("[a](", longestMarkdown),
		"pictures opened":         long("![", longestMarkdown),
		"5 MB of nested lists":    long(nested.String(), 5_000_000),
		"nested lists":            nested.String()[:longestMarkdown],
		"nested quotes":           long(">", longestMarkdown),
		"nested quotes on lines":  long(strings.Repeat(">", 45)+"a\n", longestMarkdown),
		"list on one line":        long("- ", longestMarkdown),
		"emphasis":                long("*a_", longestMarkdown),
		"emphasis never closed":   long("**a ", longestMarkdown),
		"backticks of all widths": long("`a``b```c````", longestMarkdown),
		"table":                   "|" + long("a|", 4000) + "\n|" + long("-|", 4000) + "\n" + long("|a\n", 8_000),
		"references":              long("[a]: b\n", longestMarkdown/2) + long("[a]", longestMarkdown/2),
		"angles":                  long("<", longestMarkdown),
		"entities":                long("&#x", longestMarkdown),
		"bare links":              long("http://a.b/(", longestMarkdown),
		"bare addresses":          long("a@b.c.", longestMarkdown),
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			out := renderMarkdown(t, in)
			if spent := time.Since(begun); spent > time.Minute {
				t.Errorf("took %v", spent)
			}
			if len(out) > 20*len(in) {
				t.Errorf("%d bytes became %d", len(in), len(out))
			}
		})
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, in := range hostile {
		f.Add(in)
	}
	f.Add(guideMarkdown)
	f.Fuzz(func(t *testing.T, in string) {
		checkHarmless(t, in, renderMarkdown(t, in))
	})
}
