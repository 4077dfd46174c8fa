package catalogue

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/search"
)

// Want is what somebody wants to be able to do.
type Want struct {
	Competency id.ID
	// Levels are the codes of the levels of which each would do; none takes any.
	Levels []string
	// Weight says how much it matters beside the other wants, 1 to 1,000; 0 counts as 1. Only SortGaps asks.
	Weight int
}

// The most that Closers looks for at once.
const (
	wantsMost   = 1000
	perWantMost = 50
)

// Closers returns, by competency, up to perWant published offers that teach what is wanted: those with seats on a date to come first, the soonest before the
// others, with them what can be begun at any time; then what is full; then what has no date, or none that can be registered for. What is over closes nothing.
// Everybody may. It asks the index, and one query for the seats of all. It looks at the first 1,000 wants, and perWant is at most 50.
func (s *Service) Closers(ctx context.Context, _ authz.Actor, wants []Want, perWant int) (map[id.ID][]Card, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	found := make(map[id.ID][]id.ID, len(wants))
	var all []id.ID
	for competency, values := range taughtValues(wants[:min(len(wants), wantsMost)]) {
		r, err := s.index.engine.Load().Search(search.Query{Filter: map[string][]string{competencyFacet: values}, Prefer: seatsFirst, Sort: engineSorts[SortSoonest], Limit: 100})
		if err != nil {
			return nil, err
		}
		cards := s.index.cardsOf(offersOf(r.IDs))
		cards = slices.DeleteFunc(cards, func(c Card) bool { return c.over() == 1 })
		for _, c := range cards[:min(len(cards), perWant, perWantMost)] {
			found[competency] = append(found[competency], c.OfferID)
		}
		all = append(all, found[competency]...)
	}
	slices.Sort(all)
	cards, err := s.Cards(ctx, slices.Compact(all))
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID][]Card, len(found))
	for competency, offers := range found {
		for _, o := range offers {
			if c, ok := cards[o]; ok {
				out[competency] = append(out[competency], c)
			}
		}
	}
	return out, nil
}

// seatsFirst puts what has seats before what is full, and that before what cannot be registered for.
var seatsFirst = search.Preference{Facet: "seats", Wishes: []search.Wish{{Values: []string{seatsLeft}, Weight: 2}, {Values: []string{seatsWaiting}, Weight: 1}}}

// FilterCompetency is the name by which a search is narrowed to what teaches a competency, see SearchRequest.Filter.
const FilterCompetency = competencyFacet

// FilterNames are the names by which a search can be narrowed, in the order shown.
var FilterNames = append(slices.Clone(FacetNames), FilterCompetency)

// competencyFacet is the facet of the engine that holds what an offer teaches: each competency, and each with its level.
const competencyFacet = "competency"

// closingFacet is competencyFacet of what is not over, by which SortGaps orders.
const closingFacet = "closing"

// closing are the values of closingFacet of an offer.
func (c *Card) closing() []string {
	if c.over() == 1 {
		return nil
	}
	return taughtFacets(c.Teaches)
}

// taughtValue is the value of competencyFacet of a competency at a level.
func taughtValue(competency id.ID, level string) string { return string(competency) + "@" + level }

// taughtFacets are the values of competencyFacet of an offer.
func taughtFacets(teaches []Taught) []string {
	out := make([]string, 0, 2*len(teaches))
	for _, t := range teaches {
		out = append(out, string(t.CompetencyID), taughtValue(t.CompetencyID, t.Level))
	}
	return out
}

// values are those of competencyFacet of which each would do.
func (w Want) values() []string {
	if len(w.Levels) == 0 {
		return []string{string(w.Competency)}
	}
	out := make([]string, len(w.Levels))
	for i, l := range w.Levels {
		out[i] = taughtValue(w.Competency, l)
	}
	return out
}

// preferenceOf makes wants the order of a search.
func preferenceOf(wants []Want) search.Preference {
	p := search.Preference{Facet: closingFacet}
	for _, w := range wants[:min(len(wants), wantsMost)] {
		p.Wishes = append(p.Wishes, search.Wish{Values: w.values(), Weight: uint32(min(max(w.Weight, 1), 1000))})
	}
	return p
}

// Closes returns which of the wants a card's offer closes, as places in wants.
func (c *Card) Closes(wants []Want) []int {
	var out []int
	for i, w := range wants {
		if slices.ContainsFunc(c.Teaches, func(t Taught) bool {
			return t.CompetencyID == w.Competency && (len(w.Levels) == 0 || slices.Contains(w.Levels, t.Level))
		}) {
			out = append(out, i)
		}
	}
	return out
}

// taughtValues returns the values of which an offer must have one, by competency.
func taughtValues(wants []Want) map[id.ID][]string {
	out := make(map[id.ID][]string, len(wants))
	for _, w := range wants {
		out[w.Competency] = append(out[w.Competency], w.values()...)
	}
	return out
}
