package catalogue

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/search"
)

// SupplyKey is a place in the catalogue by what an offer is about and how much it expects.
type SupplyKey struct {
	Area  string
	Level Level
}

// SupplyCount is how many published offers there are that can still be taken. One with dates to come that can also be begun at any time
// counts as both, and once in Offers.
type SupplyCount struct{ Offers, Upcoming, OnDemand int }

// upcomingWhen are the values of "when" of what has dates to come or under way.
var upcomingWhen = []string{"this-week", "this-month", "next-3-months", "later"}

// supplyFacets are the facets by which supply can be narrowed.
var supplyFacets = map[string]bool{"audience": true, "format": true, "unit": true}

// Supply counts what the catalogue has by content area and level, narrowed by audience, format and unit as in SearchRequest. An offer of several
// areas counts in each. Everybody may. It asks the index of this process and no database: nine times, however large the catalogue is.
func (s *Service) Supply(ctx context.Context, filter map[string][]string) (map[SupplyKey]SupplyCount, error) {
	out := map[SupplyKey]SupplyCount{}
	for _, level := range Levels {
		narrowed := map[string][]string{"level": {string(level)}}
		for name, values := range filter {
			if !supplyFacets[name] {
				return nil, errs.Bad("filter", "We cannot filter by “%s”.", name)
			}
			narrowed[name] = values
		}
		err := s.supply(ctx, narrowed, "area", func(area string, c SupplyCount) { out[SupplyKey{area, level}] = c })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// supply counts by the values of a facet of the engine.
func (s *Service) supply(ctx context.Context, filter map[string][]string, facet string, add func(value string, c SupplyCount)) error {
	if err := s.fresh(ctx); err != nil {
		return err
	}
	filter, err := s.canonical(ctx, filter)
	if err != nil {
		return err
	}
	counts := map[string]SupplyCount{}
	count := func(when []string, to func(*SupplyCount, int)) error {
		filter["when"] = when
		q := search.Query{Limit: 1, Facets: []string{facet}, Groups: map[string]search.Grouping{dayFacet: whenGroups(civil(s.clock.Now(), nil))}}
		if err := engineFilter(&q, filter); err != nil {
			return err
		}
		found, err := s.index.engine.Load().Search(q)
		if err != nil {
			return err
		}
		for _, f := range found.Facets[facet] {
			c := counts[f.Value]
			to(&c, f.Count)
			counts[f.Value] = c
		}
		return nil
	}
	if err := count(append([]string{"now"}, upcomingWhen...), func(c *SupplyCount, n int) { c.Offers = n }); err != nil {
		return err
	}
	if err := count(upcomingWhen, func(c *SupplyCount, n int) { c.Upcoming = n }); err != nil {
		return err
	}
	if err := count([]string{"now"}, func(c *SupplyCount, n int) { c.OnDemand = n }); err != nil {
		return err
	}
	for value, c := range counts {
		add(value, c)
	}
	return nil
}

// SupplyTaught counts the published offers that can still be taken by what they teach: each competency at each of its levels, and, under an empty
// level, at any. It is narrowed as Supply is. Everybody may. It asks the index once.
func (s *Service) SupplyTaught(ctx context.Context, filter map[string][]string) (map[Taught]int, error) {
	out := map[Taught]int{}
	narrowed := map[string][]string{}
	for name, values := range filter {
		if !supplyFacets[name] {
			return nil, errs.Bad("filter", "We cannot filter by “%s”.", name)
		}
		narrowed[name] = values
	}
	err := s.supply(ctx, narrowed, competencyFacet, func(value string, c SupplyCount) {
		competency, level, _ := strings.Cut(value, "@")
		out[Taught{CompetencyID: id.ID(competency), Level: level}] = c.Offers
	})
	return out, err
}
