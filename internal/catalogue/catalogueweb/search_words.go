package catalogueweb

import (
	"cmp"
	"context"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/standards"
)

// searchTitle names the search in the window and in a list of results.
func searchTitle(ctx context.Context, p searchPage) string {
	if p.words == "" {
		return i18n.T(ctx, "Find learning")
	}
	return i18n.T(ctx, "“%s” in the catalogue", p.words)
}

func totalWords(ctx context.Context, p searchPage) string {
	if p.Total == 0 {
		return i18n.T(ctx, "No offers found")
	}
	if !p.asked() {
		return i18n.N(ctx, p.Total, "%d offer", "%d offers")
	}
	return i18n.N(ctx, p.Total, "%d offer found", "%d offers found")
}

func facetOptions(ctx context.Context, f catalogue.Facet) []ui.FacetOption {
	out := make([]ui.FacetOption, len(f.Values))
	for i, v := range f.Values {
		out[i] = ui.FacetOption{Value: v.Value, Label: i18n.T(ctx, v.Label), Count: v.Count, Selected: v.Chosen}
	}
	return out
}

// chip is one chosen filter and the search without it.
type chip struct{ Label, Href string }

// chips are the chosen filters in the order of the facets. A value that is none of ours is shown
// as it was given, so that it can be taken away.
func chips(ctx context.Context, p searchPage) []chip {
	var out []chip
	for _, name := range catalogue.FilterNames {
		for _, value := range p.filter[name] {
			out = append(out, chip{cmp.Or(p.competencies[value], facetLabel(ctx, p.Facets, name, value)), p.without(name, value).href()})
		}
	}
	return out
}

func facetLabel(ctx context.Context, facets []catalogue.Facet, name, value string) string {
	for _, f := range facets {
		if f.Name != name {
			continue
		}
		i := slices.IndexFunc(f.Values, func(v catalogue.FacetValue) bool { return v.Value == value })
		if i >= 0 {
			return i18n.T(ctx, f.Values[i].Label)
		}
	}
	return value
}

func nextHref(p searchPage) string {
	if p.Next == "" {
		return ""
	}
	return p.after(p.Next).href()
}

func firstHref(p searchPage) string {
	if p.cursor == "" {
		return ""
	}
	return p.first().href()
}

// competencyNames are the titles of competencies, for what a search is narrowed by.
func (p *Pages) competencyNames(ctx context.Context, given []string) (map[string]string, error) {
	if len(given) == 0 {
		return nil, nil
	}
	var ids []id.ID
	for _, g := range given {
		if c, ok := id.Parse(g); ok {
			ids = append(ids, c)
		}
	}
	found, err := p.standards.PlacesNow(ctx, ids)
	out := make(map[string]string, len(found))
	for c, at := range found {
		out[string(c)] = placeName(at)
	}
	return out, err
}

func placeName(p standards.Place) string { return competencyName(p.Code, p.Title) }
