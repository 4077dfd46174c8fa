package catalogue

import (
	"cmp"
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
}

// The most that Closers looks for at once.
const (
	wantsMost   = 1000
	perWantMost = 50
)

// Closers returns, by competency, up to perWant published offers that teach what is wanted: those with a date to come first, the
// soonest before the others, then what can be begun at any time, and what is over last. Everybody may. It asks the index, and one query for the seats of all. It looks at the
// first 1,000 wants, and perWant is at most 50.
func (s *Service) Closers(ctx context.Context, _ authz.Actor, wants []Want, perWant int) (map[id.ID][]Card, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	found := make(map[id.ID][]id.ID, len(wants))
	var all []id.ID
	for competency, values := range taughtValues(wants[:min(len(wants), wantsMost)]) {
		r, err := s.index.engine.Load().Search(search.Query{Filter: map[string][]string{competencyFacet: values}, Sort: engineSorts[SortSoonest], Limit: 100})
		if err != nil {
			return nil, err
		}
		cards := s.index.cardsOf(offersOf(r.IDs))
		slices.SortStableFunc(cards, func(a, b Card) int { return cmp.Compare(a.over(), b.over()) })
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

// competencyFacet is the facet of the engine that holds what an offer teaches: each competency, and each with its level.
const competencyFacet = "competency"

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

// taughtValues returns the values of which an offer must have one, by competency.
func taughtValues(wants []Want) map[id.ID][]string {
	out := make(map[id.ID][]string, len(wants))
	for _, w := range wants {
		if len(w.Levels) == 0 {
			out[w.Competency] = append(out[w.Competency], string(w.Competency))
		}
		for _, l := range w.Levels {
			out[w.Competency] = append(out[w.Competency], taughtValue(w.Competency, l))
		}
	}
	return out
}
