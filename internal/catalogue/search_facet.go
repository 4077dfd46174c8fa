package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/search"
)

// FacetNames lists the facets of the catalogue in the order shown.
var FacetNames = []string{"area", "when", "kind", "format", "level", "price", "recognition", "unit", "audience", "language", "accessibility"}

// facetLabels are the headings of the facets, i18n keys.
var facetLabels = map[string]string{
	"area": "Content area", "when": "When", "kind": "Kind", "format": "Format", "level": "Level", "price": "Price",
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

// Values of the facets "price" and "when", with their labels. What is free for everybody is free for members too.
var (
	priceTerms = []term{{"free", "Free for everybody"}, {"free-for-members", "Free for members"}, {"paid", "Paid"}}
	whenTerms  = []term{
		{"now", "Start any time"}, {"this-week", "This week"}, {"this-month", "This month"}, {"next-3-months", "In the next three months"},
		{"later", "Later"}, {"past", "Past"},
	}
)

// facetTerms are the facets whose values are a vocabulary of ours.
var facetTerms = map[string][]term{
	"when": whenTerms, "kind": kindTerms, "format": formatTerms, "level": levelTerms, "price": priceTerms,
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
		"this-week":     until(today.AddDate(0, 0, (7-int(today.Weekday()))%7)), // to Sunday
		"this-month":    until(time.Date(today.Year(), today.Month()+1, 0, 0, 0, 0, 0, time.UTC)),
		"next-3-months": until(quarter),
		"later":         {from: quarter.AddDate(0, 0, 1).Format(time.DateOnly)},
	}
}

// whenGroups says to which values of "when", as places in whenTerms, a value of dayFacet belongs on a day. What is under way is on this
// week, and at any time from now on until it ends.
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
					in = w.to != ""
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
		case !slices.Contains(FacetNames, name):
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
	units, err := s.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	areaTerms, unitTerms := make([]term, 0, len(areas)), make([]term, 0, len(units))
	for _, a := range areas {
		areaTerms = append(areaTerms, term{a.Code, a.Title})
	}
	for _, u := range units {
		unitTerms = append(unitTerms, term{u.Acronym, u.Name})
	}
	out := make([]Facet, 0, len(FacetNames))
	for _, name := range FacetNames {
		counts := make(map[string]int, len(found.Facets[name]))
		for _, c := range found.Facets[name] {
			counts[c.Value] = c.Count
		}
		terms, ordered := facetTerms[name], true
		switch name {
		case "area":
			terms = areaTerms
		case "unit":
			terms, ordered = unitTerms, false
		case "language":
			terms, ordered = languageTerms(counts), false
		case "when":
			for i, n := range found.Groups[dayFacet] {
				counts[whenTerms[i].value] = n
			}
		}
		f := Facet{Name: name, Label: facetLabels[name], Values: make([]FacetValue, 0, len(counts)+len(chosen[name]))}
		for _, t := range terms {
			is := slices.Contains(chosen[name], t.value)
			if counts[t.value] > 0 || is {
				f.Values = append(f.Values, FacetValue{Value: t.value, Label: t.label, Count: counts[t.value], Chosen: is})
			}
		}
		if !ordered {
			slices.SortStableFunc(f.Values, func(a, b FacetValue) int {
				return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label))
			})
		}
		out = append(out, f)
	}
	return out, nil
}

// languageTerms names the languages that were counted, each in itself: "español".
func languageTerms(counts map[string]int) []term {
	terms := make([]term, 0, len(counts))
	for code := range counts {
		terms = append(terms, term{code, LanguageName(code)})
	}
	return terms
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

// LanguageName returns the name of a language in itself, or the code where it has none.
func LanguageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	if name := display.Self.Name(tag); name != "" {
		return name
	}
	return code
}
