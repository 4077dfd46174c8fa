package app

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// soundHTML reports attributes that stand twice on an element, or have the names of words of the template language: what a
// browser forgives in silence, and what then looks like something else.
func soundHTML(t testing.TB, where, page string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			seen := map[string]bool{}
			for _, a := range z.Token().Attr {
				if seen[a.Key] || a.Key == "else" || a.Key == "if" || a.Key == "for" && a.Val == "" {
					t.Errorf("%s: an element has the attribute %q twice, or by mistake", where, a.Key)
				}
				seen[a.Key] = true
			}
		}
	}
}
