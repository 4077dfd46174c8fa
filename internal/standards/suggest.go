package standards

import (
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Why says what speaks for a suggestion.
type Why string

// What can speak for one. A file that says so speaks loudest.
const (
	WhySaid    Why = "said"    // the competency itself maps to it with replacedBy
	WhyCode    Why = "code"    // it has the same code
	WhySimilar Why = "similar" // its title has the same words
	WhyBeside  Why = "beside"  // as WhySimilar, and it stood beside it before
)

// Suggestion is what may have become of a competency. It is only that: a person confirms it.
type Suggestion struct {
	Became Became
	To     []Named
	Why    Why
}

// Bounds of suggesting: how many new competencies are looked through, and how many suggestions one competency gets.
const (
	maxCandidates  = 2000
	maxSuggestions = 4
)

// similarEnough is the share of words, of all in two titles, that both must have.
const similarEnough = 0.5

// suggest says what may have become of competencies of the version before: what a file said, what is new in the draft with the same code or
// a similar title, or into which similar one beside it it may have been merged.
func suggest(ctx context.Context, q db.Q, before, draft id.ID, open []Competency) ([]Open, error) {
	added, err := addedIn(ctx, q, before, draft, maxCandidates)
	if err != nil {
		return nil, err
	}
	var ends, parents []id.ID
	for _, c := range open {
		for _, l := range c.Links {
			if l.Kind == replacedByKind {
				ends = append(ends, id.ID(l.TargetID))
			}
		}
		parents = append(parents, c.ParentID)
	}
	said, err := namedIn(ctx, q, draft, ends)
	if err != nil {
		return nil, err
	}
	beside, err := keptBeside(ctx, q, before, draft, parents)
	if err != nil {
		return nil, err
	}
	news := make([]titled, len(added))
	for i, n := range added {
		news[i] = titled{n, titleWords(n.Title)}
	}
	file, err := saidByFile(ctx, q, draft, open)
	if err != nil {
		return nil, err
	}
	out := make([]Open, len(open))
	for i, c := range open {
		list := suggestFor(c, said, news, beside[c.ParentID])
		if first, ok := file[c.ID]; ok {
			list = append([]Suggestion{first}, slices.DeleteFunc(list, func(s Suggestion) bool { return s.Became == first.Became && slices.Equal(s.To, first.To) })...)
		}
		out[i] = Open{Competency: c, Suggestions: list[:min(len(list), maxSuggestions+1)]}
	}
	return out, nil
}

// titled is a competency with the words of its title.
type titled struct {
	Named
	words []string
}

// suggestFor puts together the suggestions for one competency, the strongest first.
func suggestFor(c Competency, said map[id.ID]Named, added []titled, beside []Named) []Suggestion {
	var out []Suggestion
	had := map[id.ID]bool{}
	add := func(became Became, n Named, why Why) {
		if !had[n.ID] && len(out) < maxSuggestions {
			had[n.ID] = true
			out = append(out, Suggestion{became, []Named{n}, why})
		}
	}
	for _, l := range c.Links {
		if n, ok := said[id.ID(l.TargetID)]; ok && l.Kind == replacedByKind {
			add(BecameReplaced, n, WhySaid)
		}
	}
	for _, n := range added {
		if c.Code != "" && n.Code == c.Code {
			add(BecameReplaced, n.Named, WhyCode)
		}
	}
	words := titleWords(c.Title)
	var parts []Named
	for _, n := range bySimilarity(words, added) {
		add(BecameReplaced, n, WhySimilar)
		parts = append(parts, n)
	}
	// A code with something behind it is how parts are often named: ADV-04a, ADV-04b.
	if c.Code != "" {
		for _, n := range added {
			if len(n.Code) > len(c.Code) && strings.HasPrefix(n.Code, c.Code) && !slices.ContainsFunc(parts, func(p Named) bool { return p.ID == n.ID }) {
				parts = append(parts, n.Named)
			}
		}
	}
	if len(parts) > 1 {
		out = append(out, Suggestion{BecameSplit, parts[:min(len(parts), 6)], WhySimilar})
	}
	for _, n := range beside {
		if similarity(words, titleWords(n.Title)) >= similarEnough {
			add(BecameMerged, n, WhyBeside)
		}
	}
	return out
}

// bySimilarity returns those that are similar enough, the most similar first.
func bySimilarity(words []string, list []titled) []Named {
	type scored struct {
		Named
		score float64
	}
	var found []scored
	for _, n := range list {
		if s := similarity(words, n.words); s >= similarEnough {
			found = append(found, scored{n.Named, s})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	var out []Named
	for _, s := range found {
		out = append(out, s.Named)
	}
	return out
}

// titleWords returns the words of a text that say something, each once, in order.
func titleWords(text string) []string {
	var out []string
	for _, w := range strings.Fields(people.Fold(text)) {
		if len(w) > 3 || strings.ContainsAny(w, "0123456789") {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// similarity is the share of words that both lists have among all in the two, from 0 to 1. Both are in order.
func similarity(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}
