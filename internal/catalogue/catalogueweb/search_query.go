package catalogueweb

import (
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/web"
)

// Bounds of a search by address. What goes beyond them was not made by a person.
const (
	maxWords  = 256
	maxValues = 50
	maxValue  = 100
)

// query is a search as it stands in an address.
type query struct {
	words  string
	filter map[string][]string
	sort   string
	cursor string
}

// queryOf reads a search from an address. Values of a facet are repeated or separated by commas;
// what is no facet and no known order is left out.
func queryOf(v url.Values) query {
	q := query{words: strings.TrimSpace(cut(strings.Join(strings.Fields(web.Clean(v.Get("q"))), " "), maxWords)), cursor: v.Get("cursor"), filter: map[string][]string{}}
	if s := v.Get("sort"); slices.Contains(catalogue.Sorts, s) && s != catalogue.SortRelevance {
		q.sort = s
	}
	if v.Get("sort") == catalogue.SortGaps {
		q.sort = catalogue.SortGaps
	}
	for _, name := range catalogue.FilterNames {
		if values := facetValues(v[name]); len(values) > 0 {
			q.filter[name] = values
		}
	}
	return q
}

// facetValues takes the chosen values of one facet apart.
func facetValues(given []string) []string {
	var out []string
	for _, g := range given {
		for part := range strings.SplitSeq(g, ",") {
			part = cut(web.Clean(part), maxValue)
			if part != "" && len(out) < maxValues && !slices.Contains(out, part) {
				out = append(out, part)
			}
		}
	}
	return out
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	r := []rune(s)
	return string(r[:min(most, len(r))])
}

// asked reports whether anything narrows the catalogue.
func (q query) asked() bool { return q.words != "" || len(q.filter) > 0 }

// request is the question to the catalogue.
func (q query) request() catalogue.SearchRequest {
	return catalogue.SearchRequest{Text: q.words, Filter: q.filter, Sort: q.sort, Cursor: q.cursor}
}

// href is the address of the search, always written the same way.
func (q query) href() string {
	var b strings.Builder
	add := func(name, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + url.QueryEscape(value))
	}
	add("q", q.words)
	for _, name := range catalogue.FilterNames {
		for _, v := range q.filter[name] {
			add(name, v)
		}
	}
	add("sort", q.sort)
	add("cursor", q.cursor)
	if b.Len() == 0 {
		return "/catalogue"
	}
	return "/catalogue?" + b.String()
}

// first is the same search from its beginning.
func (q query) first() query {
	q.cursor = ""
	return q
}

// after is the page of the search that follows a cursor.
func (q query) after(cursor string) query {
	q.cursor = cursor
	return q
}

// saying is the same search with other words.
func (q query) saying(words string) query {
	q.words, q.cursor = words, ""
	return q
}

// without is the search with one value of a facet less.
func (q query) without(facet, value string) query {
	q.cursor = ""
	filter := make(map[string][]string, len(q.filter))
	for name, values := range q.filter {
		for _, v := range values {
			if name != facet || v != value {
				filter[name] = append(filter[name], v)
			}
		}
	}
	q.filter = filter
	return q
}

// suggestHref leads from a search to saying what one needs, with what was asked for.
func (q query) suggestHref() string {
	v := url.Values{"from": {"catalogue"}}
	if q.words != "" {
		v.Set("words", q.words)
	}
	for _, name := range []string{"area", "level", "format", "audience"} {
		if len(q.filter[name]) == 1 {
			v.Set(name, q.filter[name][0])
		}
	}
	return "/suggest?" + v.Encode()
}
