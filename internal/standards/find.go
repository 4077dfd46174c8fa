package standards

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/search"
)

// FindRequest asks for competencies that can be chosen.
type FindRequest struct {
	// Words must all stand in what a competency says, the last one as a beginning; or they are the beginning of its code. None finds all of a framework.
	Words string
	// Key narrows to one framework.
	Key string
	page.Request
}

// findKey is the place of a competency in what was found.
type findKey struct {
	Weight, Choice int
}

// Find returns competencies that can be chosen, those first whose titles hold the words. With neither words nor a framework it finds nothing. Everybody
// may. It asks one query while nothing is published. Errors: Invalid for a cursor that is not ours.
func (s *Service) Find(ctx context.Context, r FindRequest) (page.Page[Choice], error) {
	var after findKey
	further, err := page.Decode(r.Cursor, &after)
	if err != nil {
		return page.Page[Choice]{}, err
	}
	m, err := s.matching(ctx)
	if err != nil {
		return page.Page[Choice]{}, err
	}
	found := m.find(strings.TrimSpace(r.Words), r.Key)
	if further {
		from, same := slices.BinarySearchFunc(found, after, compareFound)
		if same {
			from++
		}
		found = found[from:]
	}
	cut := page.Cut(found[:min(len(found), r.Size()+1)], r.Size(), func(k findKey) any { return k })
	out := page.Page[Choice]{Next: cut.Next, Items: make([]Choice, len(cut.Items))}
	for i, k := range cut.Items {
		out.Items[i] = m.choices[k.Choice]
	}
	return out, nil
}

// compareFound puts what weighs more first.
func compareFound(a, b findKey) int {
	return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Choice, b.Choice))
}

// find returns the places of choices that hold all words, in order.
func (m *matcher) find(words, key string) []findKey {
	if words == "" && key == "" {
		return nil
	}
	var out []findKey
	weights := m.holding(words)
	for i, c := range m.choices {
		if key != "" && c.Key != key {
			continue
		}
		w := weights[int32(i)]
		if words != "" && c.Code != "" && len(c.Code) >= len(words) && strings.EqualFold(c.Code[:len(words)], words) {
			w += 1000
		}
		if w > 0 || words == "" {
			out = append(out, findKey{w, i})
		}
	}
	slices.SortFunc(out, compareFound)
	return out
}

// holding weighs the choices that hold all words. A word has another stem in each language; they stand in the same order.
func (m *matcher) holding(words string) map[int32]int {
	var stems [][]string
	for i, tag := range m.languages() {
		n := 0
		for w := range search.Words(words, tag) {
			if i == 0 {
				stems = append(stems, nil)
			}
			stems[n] = append(stems[n], w.Stem)
			n++
		}
	}
	var out map[int32]int
	for i, of := range stems {
		last := i == len(stems)-1
		if !last && slices.ContainsFunc(of, idle) {
			continue // it tells nothing, so it asks for nothing
		}
		set := map[int32]int{}
		for _, stem := range of {
			m.weighInto(set, stem, last)
		}
		if out == nil {
			out = set
			continue
		}
		for c := range out {
			if set[c] == 0 {
				delete(out, c)
			} else {
				out[c] += set[c]
			}
		}
	}
	return out
}

// languages are those of the versions, each once.
func (m *matcher) languages() []string {
	var out []string
	for _, v := range m.versions {
		if !slices.Contains(out, v.language) {
			out = append(out, v.language)
		}
	}
	return out
}

// weighInto adds what a stem, or all that begin with it, weigh in the choices that hold it.
func (m *matcher) weighInto(set map[int32]int, stem string, beginning bool) {
	add := func(list []posting) {
		for _, p := range list {
			set[p.choice] = max(set[p.choice], int(fieldWeight[p.field]))
		}
	}
	add(m.postings[stem])
	if !beginning {
		return
	}
	for other, list := range m.postings {
		if strings.HasPrefix(other, stem) {
			add(list)
		}
	}
}
