package search

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

var testSchema = Schema{
	Fields:  []Field{{"title", 8}, {"aims", 3}, {"body", 1}},
	Facets:  []string{"area", "level", "format"},
	Sorts:   []string{"starts", "price"},
	Default: "-starts",
}

// model is the search engine written without any cleverness: it looks at every
// document for every question.
type model struct {
	schema *schema
	docs   map[string]Document
	memo   map[string]map[string]uint32 // impacts by ID, while documents do not change; may be nil
}

// positions returns the words at each position of each field.
func (m model) positions(d Document) [][][]string {
	all := make([][][]string, len(m.schema.Fields))
	for f, field := range m.schema.Fields {
		b := newBuilder(m.schema, newDicts(m.schema))
		b.addText(d.Text[field.Name])
		for _, t := range b.tokens {
			word := b.words[t&^aliasBit][1:]
			if n := len(all[f]); t&aliasBit != 0 {
				all[f][n-1] = append(all[f][n-1], word)
			} else {
				all[f] = append(all[f], []string{word})
			}
		}
	}
	return all
}

// impacts returns the impact of each word of a document.
func (m model) impacts(d Document) map[string]uint32 {
	if known, ok := m.memo[d.ID]; ok {
		return known
	}
	counts := map[string][]uint32{}
	lengths := make([]uint32, len(m.schema.Fields))
	for f, field := range m.positions(d) {
		lengths[f] = uint32(len(field))
		for _, words := range field {
			for _, w := range words {
				if counts[w] == nil {
					counts[w] = make([]uint32, len(lengths))
				}
				counts[w][f]++
			}
		}
	}
	impacts := map[string]uint32{}
	for w, c := range counts {
		impacts[w] = uint32(m.schema.impact(c, lengths))
	}
	if m.memo != nil {
		m.memo[d.ID] = impacts
	}
	return impacts
}

func answers(t term, asked, word string, lang language) bool {
	switch {
	case t.prefix:
		return strings.HasPrefix(word, asked)
	case t.exact:
		return word == asked
	}
	return stem(lang, word) == stem(lang, asked)
}

// weigh returns the weight of a term.
func (m model) weigh(t term) uint32 {
	count := func(asked string) (df uint64) {
		for _, d := range m.docs {
			for w := range m.impacts(d) {
				if answers(t, asked, w, languageOf(d.Lang)) {
					df++
				}
			}
		}
		return df
	}
	var df uint64
	if t.word != "" {
		df = count(t.word)
	}
	if t.phrase != nil {
		least := uint64(math.MaxUint64)
		for _, w := range t.phrase {
			least = min(least, count(w))
		}
		df += least
	}
	return weight(df, len(m.docs))
}

// score returns what a term finds in a document; 0 for nothing.
func (m model) score(t term, w uint32, d Document) (score uint32) {
	lang := languageOf(d.Lang)
	impacts := m.impacts(d)
	if t.word != "" {
		for word, impact := range impacts {
			if answers(t, t.word, word, lang) {
				if word == t.word {
					score += w * impact
				} else {
					score += inflected(w) * impact
				}
			}
		}
	}
	if t.phrase == nil || !m.hasPhrase(t, d) {
		return score
	}
	for _, asked := range t.phrase {
		for word, impact := range impacts {
			if answers(t, asked, word, lang) {
				score += w * impact
			}
		}
	}
	return score
}

func (m model) hasPhrase(t term, d Document) bool {
	for _, field := range m.positions(d) {
		for i := range field {
			if i+len(t.phrase) > len(field) {
				break
			}
			all := true
			for j, asked := range t.phrase {
				all = all && slices.ContainsFunc(field[i+j], func(w string) bool { return answers(t, asked, w, languageOf(d.Lang)) })
			}
			if all {
				return true
			}
		}
	}
	return false
}

type scored struct {
	doc   Document
	terms int
	score uint32
}

// search returns all hits in order, the facet counts, and whether the match was loose.
func (m model) search(q Query) (ids []string, facets map[string][]Count, loose bool) {
	_, terms := parse(q.Text)
	var found []scored
	wanted := 0
	weights := make([]uint32, len(terms))
	for i, t := range terms {
		if weights[i] = m.weigh(t); !t.exclude {
			wanted++
		}
	}
	match := func(least int) {
		for _, d := range m.docs {
			s := scored{doc: d}
			for i, t := range terms {
				switch n := m.score(t, weights[i], d); {
				case n > 0 && t.exclude:
					s.terms = math.MinInt
				case n > 0:
					s.terms++
					s.score += n
				}
			}
			if s.terms >= least {
				found = append(found, s)
			}
		}
	}
	if match(wanted); len(found) == 0 && wanted > 1 {
		match(1)
		loose = len(found) > 0
	}
	found = slices.DeleteFunc(found, func(s scored) bool {
		for _, r := range q.Range {
			if r.Min == nil && r.Max == nil {
				continue
			}
			v, ok := s.doc.Sorts[r.Sort]
			if !ok || r.Min != nil && v < *r.Min || r.Max != nil && v > *r.Max {
				return true
			}
		}
		return false
	})
	allowed := func(d Document, but string) bool {
		for f, wanted := range q.Filter {
			if f != but && len(wanted) > 0 && !slices.ContainsFunc(d.Facets[f], func(v string) bool { return slices.Contains(wanted, v) }) {
				return false
			}
		}
		return true
	}
	facets = map[string][]Count{}
	for _, f := range q.Facets {
		counts := map[string]int{}
		for _, s := range found {
			if allowed(s.doc, f) {
				values := slices.Clone(s.doc.Facets[f])
				slices.Sort(values)
				for _, v := range slices.Compact(values) {
					counts[v]++
				}
			}
		}
		facets[f] = []Count{}
		for _, v := range slices.Sorted(maps.Keys(counts)) {
			facets[f] = append(facets[f], Count{v, counts[v]})
		}
		slices.SortStableFunc(facets[f], func(a, b Count) int { return cmp.Compare(b.Count, a.Count) })
	}
	found = slices.DeleteFunc(found, func(s scored) bool { return !allowed(s.doc, "") })
	m.sort(found, q.Sort, wanted > 0)
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(fulfilled(b.doc, q.Prefer), fulfilled(a.doc, q.Prefer)) })
	ids = []string{}
	for _, s := range found {
		ids = append(ids, s.doc.ID)
	}
	return ids, facets, loose
}

func (m model) sort(found []scored, by string, words bool) {
	if by == "" && !words {
		by = m.schema.Default
	}
	name, descending := strings.CutPrefix(by, "-")
	slices.SortFunc(found, func(a, b scored) int {
		if by == "" {
			return cmp.Or(cmp.Compare(b.terms, a.terms), cmp.Compare(b.score, a.score), cmp.Compare(a.doc.ID, b.doc.ID))
		}
		va, oka := a.doc.Sorts[name]
		vb, okb := b.doc.Sorts[name]
		order := 0
		switch {
		case oka && okb && descending:
			order = cmp.Compare(vb, va)
		case oka && okb:
			order = cmp.Compare(va, vb)
		case oka:
			order = -1
		case okb:
			order = 1
		}
		return cmp.Or(order, cmp.Compare(a.doc.ID, b.doc.ID))
	})
}

// fulfilled adds up what a document fulfils of a preference.
func fulfilled(d Document, p Preference) (sum int) {
	for _, w := range p.Wishes {
		if slices.ContainsFunc(w.Values, func(v string) bool { return slices.Contains(d.Facets[p.Facet], v) }) {
			sum += int(w.Weight)
		}
	}
	return sum
}
