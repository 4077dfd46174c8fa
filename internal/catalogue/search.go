package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/search"
)

// The sort orders of the catalogue. By relevance means by date where no words were asked for.
const (
	SortRelevance = "relevance"
	SortSoonest   = "soonest"
	SortByTitle   = "title"
	SortNewest    = "newest"
	SortShortest  = "shortest"
	SortPrice     = "price"
	// SortGaps puts first what closes most of SearchRequest.Wants and is not over, and orders what closes as much as SortRelevance does. It is not among
	// Sorts: it is offered where somebody's wants are known.
	SortGaps = "gaps"
)

// Sorts lists the orders as they are offered.
var Sorts = []string{SortRelevance, SortSoonest, SortByTitle, SortNewest, SortShortest, SortPrice}

var engineSorts = map[string]string{
	"": "", SortRelevance: "", SortSoonest: "start", SortByTitle: "title", SortNewest: "-published", SortShortest: "minutes", SortPrice: "price", SortGaps: "",
}

// SearchRequest is a question to the public catalogue. The zero value asks for everything.
type SearchRequest struct {
	// Text is what a person typed, see search.Query.
	Text string
	// Filter holds the wanted values by name of facet: one of them must be there, in each facet that has any. A
	// value may be written as its label too, in any case, and a unit by a name that it had once. FilterCompetency is no facet, and narrows
	// all the same: to what teaches a competency of these ids.
	Filter map[string][]string
	// Sort is one of Sorts or SortGaps, or empty for SortRelevance.
	Sort string
	// Wants are what the reader wants to be able to do, for SortGaps; the first 1,000 count.
	Wants []Want
	// Cursor is SearchResult.Next of the page before; Text and Sort must be the same, and the wants of SortGaps.
	Cursor string
	// Limit is the size of the page, 1 to 100; 0 means 20.
	Limit int
	// Facets asks for the values of all facets with their counts.
	Facets bool
	// Location is where the reader's days begin, for the facet "when"; nil means UTC.
	Location *time.Location
}

// SearchResult is one page of the catalogue.
type SearchResult struct {
	Items []Card
	Total int // of all pages
	// Facets in the order of FacetNames, each with the values that are there at least once or were chosen.
	Facets []Facet
	// Next is the cursor of the next page; empty at the end.
	Next string
	// Loose says that no offer has all the words, and that these have some.
	Loose bool
	// DidYouMean is a corrected query that finds something, or empty.
	DidYouMean string
	// Terms are the folded words that were found, for search.Highlight.
	Terms []string
}

// Search asks the in-process index. Everybody may; drafts, archived and expired offers are not in it. It
// costs at most one query, for the seats of the page, which may be a second old. Invalid for a sort, facet or
// cursor that is not ours.
func (s *Service) Search(ctx context.Context, r SearchRequest) (SearchResult, error) {
	if err := s.fresh(ctx); err != nil {
		return SearchResult{}, err
	}
	sort, ok := engineSorts[r.Sort]
	if !ok {
		return SearchResult{}, errs.Bad("sort", "We cannot sort by that.")
	}
	q := search.Query{Text: r.Text, Sort: sort, After: r.Cursor, Limit: r.Limit}
	if r.Sort == SortGaps {
		q.Prefer = preferenceOf(r.Wants)
	}
	q.Groups = map[string]search.Grouping{dayFacet: whenGroups(civil(s.clock.Now(), r.Location))}
	var err error
	if r.Filter, err = s.canonical(ctx, r.Filter); err != nil {
		return SearchResult{}, err
	}
	if err := engineFilter(&q, r.Filter); err != nil {
		return SearchResult{}, err
	}
	if r.Facets {
		q.Facets = engineFacets
	}
	found, err := s.index.engine.Load().Search(q)
	if err != nil {
		return SearchResult{}, err
	}
	items, err := s.withSeats(ctx, s.index.cardsOf(offersOf(found.IDs)))
	if err != nil {
		return SearchResult{}, err
	}
	result := SearchResult{
		Items: items, Total: found.Total, Next: found.Next, Loose: found.Loose, DidYouMean: found.DidYouMean, Terms: found.Terms,
	}
	if r.Facets {
		if result.Facets, err = s.facets(ctx, found, r.Filter); err != nil {
			return SearchResult{}, err
		}
	}
	return result, nil
}

// offersOf takes the offers out of the ids of documents, see documentID.
func offersOf(docs []string) []id.ID {
	out := make([]id.ID, len(docs))
	for i, d := range docs {
		out[i] = id.ID(d[max(0, len(d)-36):])
	}
	return out
}

// civil returns the day of a moment in a location, as midnight UTC.
func civil(t time.Time, loc *time.Location) time.Time {
	if loc != nil {
		t = t.In(loc)
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
