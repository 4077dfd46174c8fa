package catalogue

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/search"
)

// FacetNames lists the facets of the catalogue in the order shown.
var FacetNames = []string{"area", "when", "seats", "kind", "format", "level", "price", "recognition", "unit", "audience", "language", "accessibility"}

// facetLabels are the headings of the facets, i18n keys.
var facetLabels = map[string]string{
	"area": "Content area", "when": "When", "seats": "Seats", "kind": "Kind", "format": "Format", "level": "Level", "price": "Price",
	"recognition": "Earns", "unit": "Offered by", "audience": "For", "language": "Language", "accessibility": "Accessibility",
}

// dayFacet is the facet of the engine behind "when". An offer has one value of it: all that its dates have to say, joined by blanks,
// so that no offer is counted twice. A date to come is the civil date, where it takes place, on which it begins: that does not
// become wrong overnight, as "this week" would.
const dayFacet = "day"

// What a value of dayFacet holds beside dates.
const (
	daySelfPaced = "self-paced"
	dayUnderWay  = "under-way"
	dayPast      = "past"
)

// engineFacets are the facets of the engine.
var engineFacets = func() []string {
	names := slices.Clone(FacetNames)
	names[slices.Index(names, "when")] = dayFacet
	return names
}()

// What a value of "when" that is not only a stretch of days is called.
const whenSoon = "soon"

// SoonDays is for how many days before it begins a date begins soon.
const SoonDays = 7

// Values of the facets "price", "seats" and "when", with their labels. What is free for everybody is free for members too.
var (
	priceTerms = []term{{"free", "Free for everybody"}, {"free-for-members", "Free for members"}, {"paid", "Paid"}}
	seatsTerms = []term{{seatsLeft, "Seats left, or no limit"}, {seatsWaiting, "Full: waiting list"}}
	whenTerms  = []term{
		{"now", "Start any time"}, {whenSoon, "Starts soon, within 7 days"}, {"this-week", "This week"}, {"this-month", "This month"}, {"next-3-months", "In the next three months"},
		{"later", "Later"}, {"past", "Past"},
	}
)

// facetTerms are the facets whose values are a vocabulary of ours.
var facetTerms = map[string][]term{
	"when": whenTerms, "seats": seatsTerms, "kind": kindTerms, "format": formatTerms, "level": levelTerms, "price": priceTerms,
	"recognition": recognitionTerms, "audience": audienceTerms, "accessibility": featureTerms,
}

// Facet is one way to narrow the catalogue.
type Facet struct {
	Name   string
	Label  string // an i18n key
	Values []FacetValue
}

// FacetValue is one value of a facet. Label is an i18n key, or the name of a unit or area.
type FacetValue struct {
	Value  string
	Label  string
	Count  int
	Chosen bool
}

// window is a stretch of days, both ends included; a last day that is empty is no end.
type window struct{ from, to string }

// windows are the days of the values of "when" that have some.
func windows(today time.Time) map[string]window {
	quarter := today.AddDate(0, 3, 0)
	until := func(last time.Time) window { return window{today.Format(time.DateOnly), last.Format(time.DateOnly)} }
	return map[string]window{
		whenSoon:        until(today.AddDate(0, 0, SoonDays)),
		"this-week":     until(today.AddDate(0, 0, (7-int(today.Weekday()))%7)), // to Sunday
		"this-month":    until(time.Date(today.Year(), today.Month()+1, 0, 0, 0, 0, 0, time.UTC)),
		"next-3-months": until(quarter),
		"later":         {from: quarter.AddDate(0, 0, 1).Format(time.DateOnly)},
	}
}

// whenGroups says to which values of "when", as places in whenTerms, a value of dayFacet belongs on a day. What is under way is on this
// week, and at any time from now on until it ends; but it does not start soon.
func whenGroups(today time.Time) search.Grouping {
	bounds := sync.OnceValue(func() map[string]window { return windows(today) })
	return search.Grouping{Name: today.Format(time.DateOnly), Of: func(days string) (set uint64) {
		for i, t := range whenTerms {
			w, bounded := bounds()[t.value]
			for day := range strings.SplitSeq(days, " ") {
				in := false
				switch day {
				case daySelfPaced:
					in = t.value == "now"
				case dayPast:
					in = t.value == "past"
				case dayUnderWay:
					in = w.to != "" && t.value != whenSoon
				default:
					in = bounded && day >= w.from && (w.to == "" || day <= w.to)
				}
				if in {
					set |= 1 << i
				}
			}
		}
		return set
	}}
}

// canonical returns a filter with its values as they are counted. What is no value stays, and finds nothing.
func (s *Service) canonical(ctx context.Context, wanted map[string][]string) (map[string][]string, error) {
	out := make(map[string][]string, len(wanted))
	for name, values := range wanted {
		terms := facetTerms[name]
		if name == "area" {
			areas, err := s.Areas(ctx)
			if err != nil {
				return nil, err
			}
			for _, a := range areas {
				terms = append(terms, term{a.Code, a.Title})
			}
		}
		for _, v := range values {
			if known, ok := word(terms, v); ok {
				v = known
			}
			switch name {
			case "unit":
				u, ok, err := s.people.UnitNamed(ctx, v)
				if err == nil && ok {
					u, err = s.people.CurrentUnit(ctx, u.ID)
					v = u.Acronym
				}
				if err != nil {
					return nil, err
				}
			case "language":
				v = baseLanguage(v)
			}
			if !slices.Contains(out[name], v) {
				out[name] = append(out[name], v)
			}
		}
	}
	return out, nil
}

// engineFilter sets what a query of the engine chooses; the values of "when" are groups of days.
func engineFilter(q *search.Query, wanted map[string][]string) error {
	q.Filter, q.Wanted = make(map[string][]string, len(wanted)), map[string]uint64{}
	for name, values := range wanted {
		switch {
		case !slices.Contains(FilterNames, name):
			return errs.Bad("filter", "We cannot filter by “%s”.", name)
		case name != "when":
			q.Filter[name] = values
		case len(values) > 0:
			set := uint64(nothingOf) // so that a value that is none finds nothing
			for i, t := range whenTerms {
				if slices.Contains(values, t.value) {
					set |= 1 << i
				}
			}
			q.Wanted[dayFacet] = set
		}
	}
	return nil
}

// nothingOf is a group to which no day belongs.
const nothingOf = 1 << 63

// facets names the values that the engine has counted.
func (s *Service) facets(ctx context.Context, found search.Result, chosen map[string][]string) ([]Facet, error) {
	areas, err := s.Areas(ctx)
	if err != nil {
		return nil, err
	}
	units, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Facet, 0, len(FacetNames))
	for _, name := range FacetNames {
		f := Facet{Name: name, Label: facetLabels[name]}
		counts, wanted := found.Facets[name], chosen[name]
		switch name {
		case "unit":
			f.Values = byCount(counts, wanted, units)
		case "language":
			f.Values = byCount(counts, wanted, endonymsOf(counts))
		case "when":
			f.Values = termsCounted(whenTerms, wanted, func(i int, _ string) int {
				if groups := found.Groups[dayFacet]; i < len(groups) {
					return groups[i]
				}
				return 0
			})
		case "area":
			terms := make([]term, len(areas))
			for i, a := range areas {
				terms[i] = term{a.Code, a.Title}
			}
			f.Values = termsCounted(terms, wanted, countOf(counts))
		default:
			f.Values = termsCounted(facetTerms[name], wanted, countOf(counts))
		}
		out = append(out, f)
	}
	return out, nil
}

// termsCounted returns the terms that were counted or chosen, in their own order.
func termsCounted(terms []term, wanted []string, count func(i int, value string) int) []FacetValue {
	out := make([]FacetValue, 0, len(terms))
	for i, t := range terms {
		n, is := count(i, t.value), slices.Contains(wanted, t.value)
		if n > 0 || is {
			out = append(out, FacetValue{Value: t.value, Label: t.label, Count: n, Chosen: is})
		}
	}
	return out
}

// countOf looks a value up among a dozen counts.
func countOf(counts []search.Count) func(int, string) int {
	return func(_ int, value string) int {
		for _, c := range counts {
			if c.Value == value {
				return c.Count
			}
		}
		return 0
	}
}

// byCount returns what the engine has counted, the most frequent first, then what was chosen and is not there. What has no label is left out.
func byCount(counts []search.Count, wanted []string, labels map[string]string) []FacetValue {
	out := make([]FacetValue, 0, len(counts)+len(wanted))
	for _, c := range counts {
		if l := labels[c.Value]; l != "" {
			out = append(out, FacetValue{Value: c.Value, Label: l, Count: c.Count, Chosen: slices.Contains(wanted, c.Value)})
		}
	}
	for _, w := range wanted {
		if l := labels[w]; l != "" && !slices.ContainsFunc(counts, func(c search.Count) bool { return c.Value == w }) {
			out = append(out, FacetValue{Value: w, Label: l, Chosen: true})
		}
	}
	return out
}

// endonymsOf names the languages that were counted, each in itself: "español".
func endonymsOf(counts []search.Count) map[string]string {
	names := make(map[string]string, len(counts))
	for _, c := range counts {
		names[c.Value] = LanguageName(c.Value)
	}
	return names
}

// namedUnits are the names of units by acronym, made of one reading of the directory.
type namedUnits struct {
	of    *people.Unit // the directory's first
	names map[string]string
}

// unitNames returns the names of units by acronym; they are gathered anew when the directory is another.
func (s *Service) unitNames(ctx context.Context) (map[string]string, error) {
	units, err := s.people.Units(ctx)
	if err != nil || len(units) == 0 {
		return nil, err
	}
	if kept := s.index.unitNames.Load(); kept != nil && kept.of == &units[0] {
		return kept.names, nil
	}
	names := make(map[string]string, len(units))
	for _, u := range units {
		names[u.Acronym] = u.Name
	}
	s.index.unitNames.Store(&namedUnits{&units[0], names})
	return names, nil
}

// baseLanguage returns the language of a tag without its region: "en" of "en-US", "EN" and "eng". What is no tag stays as it is.
func baseLanguage(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return strings.ToLower(tag)
	}
	base, _ := t.Base()
	return base.String()
}

// endonyms remembers what LanguageName has found, some microseconds each.
var endonyms, _ = lru.New[string, string](256)

// LanguageName returns the name of a language in itself, or the code where it has none.
func LanguageName(code string) string {
	if name, ok := endonyms.Get(code); ok {
		return name
	}
	name := code
	if tag, err := language.Parse(code); err == nil {
		if own := display.Self.Name(tag); own != "" {
			name = own
		}
	}
	if len(code) <= 35 { // longer than any tag of a language, and perhaps very long
		endonyms.Add(code, name)
	}
	return name
}
