package catalogueweb

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
)

// codesOut are the codes that other operations take, each with how many offers of the catalogue have it, also those that none has.
type codesOut struct {
	Body struct {
		Areas        []apiValue `json:"areas"`
		Kinds        []apiValue `json:"kinds"`
		Levels       []apiValue `json:"levels"`
		Formats      []apiValue `json:"formats"`
		Audiences    []apiValue `json:"audiences"`
		Features     []apiValue `json:"features" doc:"For access."`
		Recognitions []apiValue `json:"recognitions"`
		Slots        []codeJSON `json:"slots" doc:"Of the programme of a conference; words of one’s own are taken too."`
		Rules        []string   `json:"rules" doc:"Of completion."`
		Classes      []string   `json:"classes" doc:"For which a price can be set; those of membership stand after member, non-member and student."`
	}
}

type codeJSON struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// counted lists a vocabulary with the counts of a facet.
func counted[T interface {
	~string
	Label() string
}](ctx context.Context, all []T, found []catalogue.Facet, facet string) []apiValue {
	out := []apiValue{}
	for _, v := range all {
		out = append(out, apiValue{string(v), i18n.T(ctx, v.Label()), countOf(found, facet, string(v))})
	}
	return out
}

func countOf(found []catalogue.Facet, facet, value string) int {
	for _, f := range found {
		if f.Name != facet {
			continue
		}
		for _, v := range f.Values {
			if v.Value == value {
				return v.Count
			}
		}
	}
	return 0
}

func (p *Pages) apiCodes(ctx context.Context, _ *struct{}) (*codesOut, error) {
	areas, err := p.catalogue.Areas(ctx)
	if err != nil {
		return nil, err
	}
	found, err := p.catalogue.Search(ctx, catalogue.SearchRequest{Limit: 1, Facets: true})
	if err != nil {
		return nil, err
	}
	out := &codesOut{}
	b, facets := &out.Body, found.Facets
	b.Areas = []apiValue{}
	for _, a := range areas {
		b.Areas = append(b.Areas, apiValue{a.Code, i18n.T(ctx, a.Title), countOf(facets, "area", a.Code)})
	}
	b.Kinds, b.Levels, b.Formats = counted(ctx, catalogue.Kinds, facets, "kind"), counted(ctx, catalogue.Levels, facets, "level"), counted(ctx, catalogue.Formats, facets, "format")
	b.Audiences, b.Features = counted(ctx, catalogue.Audiences, facets, "audience"), counted(ctx, catalogue.Features, facets, "accessibility")
	b.Recognitions = counted(ctx, catalogue.Recognitions, facets, "recognition")
	for _, s := range catalogue.SlotTypes {
		b.Slots = append(b.Slots, codeJSON{string(s), i18n.T(ctx, s.Label())})
	}
	for _, r := range catalogue.Rules {
		b.Rules = append(b.Rules, string(r))
	}
	b.Classes = catalogue.PriceClasses
	return out, nil
}
