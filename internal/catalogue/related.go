package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/id"
)

// Related is an offer that is near to another one, with what the two have in common.
type Related struct {
	Card
	Common
}

// Common is what an offer has in common with another one.
type Common struct {
	// Area is the code of a content area that both are in, or empty.
	Area string
	// LevelsOn is how many levels on it is: 1 is the next one up, 0 the same, -1 the one before. It is said where LevelKnown.
	LevelsOn   int
	LevelKnown bool
	// Series is what both titles begin with where one unit offers both: "Winter reading" of "Winter reading: mysteries". Empty otherwise.
	Series string
}

// relatedLooked is how many likely offers are looked at to find those that are worth a next step.
const relatedLooked = 24

// nextSteps is what is remembered of an offer's next steps: which offers they are, each with what it has in common with the first.
type nextSteps struct {
	offers []id.ID
	common []Common
}

// nextStepsMost is of how many offers the next steps are remembered, a quarter of a kilobyte each.
const nextStepsMost = 4096

// Related returns cards of offers that have most in common with an offer in the index, and says what that is. Parts of the same series
// come first, then the next level up of the same area, then what is most alike, and what is over last; limit is at most relatedLooked. It reads the index alone,
// and asks one query for the seats.
func (s *Service) Related(ctx context.Context, offer id.ID, limit int) ([]Related, error) {
	generation, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	n, ok := s.steps.get(likeness{offer, limit}, generation)
	if !ok {
		n = s.nearest(offer, limit)
		s.steps.add(likeness{offer, limit}, generation, n)
	}
	cards, err := s.withSeats(ctx, s.index.cardsOf(n.offers))
	if err != nil {
		return nil, err
	}
	list := make([]Related, len(cards))
	for i, c := range cards {
		list[i] = Related{c, n.common[slices.Index(n.offers, c.OfferID)]}
	}
	return list, nil
}

// likeness is a question for next steps.
type likeness struct {
	of    id.ID
	limit int
}

// nearest looks for the next steps of an offer in the index.
func (s *Service) nearest(offer id.ID, limit int) (n nextSteps) {
	doc, ok := s.index.documentOf(offer)
	of := s.index.cardsOf([]id.ID{offer})
	if !ok || len(of) == 0 {
		return n
	}
	cards := s.index.cardsOf(offersOf(s.index.engine.Load().Related(doc, relatedLooked)))
	common := make([]Common, len(cards))
	order := make([]int, len(cards))
	for i := range cards {
		common[i], order[i] = inCommon(&of[0], &cards[i]), i
	}
	// What is over leads nowhere: it comes last, however alike it is.
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(cards[a].over(), cards[b].over()), cmp.Compare(common[b].worth(), common[a].worth()))
	})
	for _, i := range order[:min(limit, len(order))] {
		n.offers, n.common = append(n.offers, cards[i].OfferID), append(n.common, common[i])
	}
	return n
}

func (c *Common) worth() int {
	switch {
	case c.Series != "":
		return 2
	case c.Area != "" && c.LevelKnown && c.LevelsOn == 1:
		return 1
	}
	return 0
}

// inCommon says what a card has in common with another one.
func inCommon(of, c *Card) (r Common) {
	if i := slices.IndexFunc(c.Areas, func(a string) bool { return slices.Contains(of.Areas, a) }); i >= 0 {
		r.Area = c.Areas[i]
	}
	from, to := slices.Index(Levels, of.Level), slices.Index(Levels, c.Level)
	r.LevelsOn, r.LevelKnown = to-from, from >= 0 && to >= 0
	if name := seriesOf(c.Title); name != "" && c.UnitID == of.UnitID && strings.EqualFold(name, seriesOf(of.Title)) {
		r.Series = name
	}
	return r
}

// seriesOf returns what stands before the colon of a title.
func seriesOf(title string) string {
	name, rest, ok := strings.Cut(title, ": ")
	if !ok || strings.TrimSpace(rest) == "" {
		return ""
	}
	return strings.TrimSpace(name)
}
