package web

import (
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"
)

// keepText makes text of what an address holds, in the values of its path and its query. PostgreSQL
// takes neither a NUL nor broken UTF-8; each becomes U+FFFD, which is found nowhere, so that the page
// itself says that there is nothing.
func keepText(r *http.Request, rt *Route) {
	if !isText(r.URL.Path) {
		for _, m := range wildcard.FindAllStringSubmatch(rt.Pattern, -1) {
			r.SetPathValue(m[1], asText(r.PathValue(m[1])))
		}
	}
	if isText(r.URL.RawQuery) && !strings.Contains(r.URL.RawQuery, "%") {
		return
	}
	q, broken := r.URL.Query(), false
	for _, vs := range q {
		for i, v := range vs {
			if !isText(v) {
				vs[i], broken = asText(v), true
			}
		}
	}
	if broken {
		u := *r.URL
		u.RawQuery = q.Encode()
		r.URL = &u
	}
}

var wildcard = regexp.MustCompile(`\{(\w+)(?:\.\.\.)?\}`)

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func asText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, string(utf8.RuneError)), "\x00", string(utf8.RuneError))
}
