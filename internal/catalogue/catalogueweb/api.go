package catalogueweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// API adds the area's operations. Those that read show what is public; what else their owner may see, a token shows with the scope to read the catalogue.
func (p *Pages) API(a *web.API) {
	access := web.PublicScope(authz.ScopeCatalogueRead)
	op := func(id, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: "/api/v1" + path, Summary: summary, Tags: []string{"Catalogue"}}
	}
	web.Operation(a, op("list-offers", "/offers", "Search the catalogue"), access, p.apiOffers)
	web.Operation(a, op("show-offer", "/offers/{key}", "One offer"), access, p.apiOffer)
	web.Operation(a, op("list-occurrences", "/offers/{key}/occurrences", "The dates of an offer"), access, p.apiOccurrences)
	web.Operation(a, op("show-occurrence", "/occurrences/{id}", "One date of an offer"), access, p.apiOccurrence)
	web.Operation(a, op("list-codes", "/codes", "The codes that other operations take, with how many offers have each"), access, p.apiCodes)
	p.editAPI(a)
	p.dateAPI(a)
	p.workAPI(a)
	p.bulkAPI(a)
	p.sourceAPI(a)
	p.registerAPI(a)
	p.choiceAPI(a)
	p.tableAPI(a)
	p.alignmentAPI(a)
	p.decisionAPI(a)
	p.curriculumAPI(a)
}

// offersIn is a search: each facet is given as often as wanted, or its values separated by commas.
type offersIn struct {
	Q             string   `query:"q" maxLength:"256" doc:"Words. All must be found; quoted words stand together, a minus sign leaves a word out."`
	Area          []string `query:"area,explode" maxItems:"50" doc:"Codes of content areas."`
	When          []string `query:"when,explode" maxItems:"50" doc:"now, soon (begins within 7 days), this-week, this-month, next-3-months, later or past, by all dates to come. Days are those of UTC."`
	Seats         []string `query:"seats,explode" maxItems:"50" doc:"left (a date to come has a free seat or no limit, or it is begun at any time) or waiting (all of them are full). At most a second old."`
	Kind          []string `query:"kind,explode" maxItems:"50"`
	Format        []string `query:"format,explode" maxItems:"50"`
	Level         []string `query:"level,explode" maxItems:"50"`
	Price         []string `query:"price,explode" maxItems:"50" doc:"free (for everybody), free-for-members (what is free for everybody is among them) or paid."`
	Recognition   []string `query:"recognition,explode" maxItems:"50" doc:"certificate, ceu or badge."`
	Unit          []string `query:"unit,explode" maxItems:"50" doc:"Acronyms of today's units."`
	Audience      []string `query:"audience,explode" maxItems:"50"`
	Language      []string `query:"language,explode" maxItems:"50"`
	Accessibility []string `query:"accessibility,explode" maxItems:"50"`
	Competency    []string `query:"competency,explode" maxItems:"50" doc:"Ids of competencies that are taught."`
	Sort          string   `query:"sort" enum:"relevance,soonest,title,newest,shortest,price" doc:"By relevance or, without words, by date when left out."`
	Cursor        string   `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same q and sort."`
	Limit         int      `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (in *offersIn) filter() map[string][]string {
	out := map[string][]string{}
	for name, given := range map[string][]string{
		"area": in.Area, "when": in.When, "seats": in.Seats, "kind": in.Kind, "format": in.Format, "level": in.Level, "price": in.Price, "recognition": in.Recognition,
		"unit": in.Unit, "audience": in.Audience, "language": in.Language, "accessibility": in.Accessibility, catalogue.FilterCompetency: in.Competency,
	} {
		if values := facetValues(given); len(values) > 0 {
			out[name] = values
		}
	}
	return out
}

type offersOut struct {
	Body struct {
		Items      []apiCard             `json:"items"`
		Total      int                   `json:"total" doc:"Of all pages."`
		Next       *string               `json:"next" doc:"Cursor of the next page, null at the end."`
		Facets     map[string][]apiValue `json:"facets" doc:"Values by facet, with how many offers each would leave."`
		DidYouMean string                `json:"did_you_mean,omitempty"`
		Loose      bool                  `json:"loose,omitempty" doc:"No offer has all the words; these have some."`
	}
}

func (p *Pages) apiOffers(ctx context.Context, in *offersIn) (*offersOut, error) {
	found, err := p.catalogue.Search(ctx, catalogue.SearchRequest{
		Text: web.Clean(in.Q), Filter: in.filter(), Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit, Facets: true,
	})
	if err != nil {
		return nil, err
	}
	var out offersOut
	b := &out.Body
	b.Total, b.DidYouMean, b.Loose = found.Total, found.DidYouMean, found.Loose
	if found.Next != "" {
		b.Next = &found.Next
	}
	b.Items = make([]apiCard, len(found.Items))
	for i, c := range found.Items {
		b.Items[i] = p.cardJSON(c)
	}
	b.Facets = make(map[string][]apiValue, len(found.Facets))
	for _, f := range found.Facets {
		values := make([]apiValue, len(f.Values))
		for i, v := range f.Values {
			values[i] = apiValue{v.Value, v.Label, v.Count}
		}
		b.Facets[f.Name] = values
	}
	return &out, nil
}

type KeyIn struct {
	Key string `path:"key" maxLength:"200" doc:"Key or id of the offer."`
}

type offerOut struct {
	ETag string `header:"ETag"`
	Body apiOffer
}

func (p *Pages) apiOffer(ctx context.Context, in *KeyIn) (*offerOut, error) {
	v, err := p.catalogue.Show(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	return &offerOut{offerTag(v.Offer), p.offerJSON(v)}, nil
}

type occurrencesOut struct {
	Body struct {
		Items []apiOccurrence `json:"items"`
	}
}

func (p *Pages) apiOccurrences(ctx context.Context, in *KeyIn) (*occurrencesOut, error) {
	v, err := p.catalogue.Show(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	var out occurrencesOut
	out.Body.Items = occurrencesJSON(v.Occurrences)
	return &out, nil
}

type OccurrenceIn struct {
	ID string `path:"id" maxLength:"64"`
}

type occurrenceOut struct {
	ETag string `header:"ETag"`
	Body apiOccurrence
}

func (p *Pages) apiOccurrence(ctx context.Context, in *OccurrenceIn) (*occurrenceOut, error) {
	want, ok := id.Parse(in.ID)
	if !ok {
		return nil, errs.New(errs.NotFound, "There is no such date.")
	}
	v, o, err := p.dateOf(ctx, authz.From(ctx), want)
	if err != nil {
		return nil, err
	}
	return dateSaid(o, v.MayEdit), nil
}
