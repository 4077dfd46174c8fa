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
	// Area is the code of a content area that both are in, or empty.
	Area string
	// Level is how many levels on it is: 1 is the next one up, 0 the same, -1 the one before. It is said where LevelKnown.
	Level      int
	LevelKnown bool
	// Series is what both titles begin with where one unit offers both: "Winter reading" of "Winter reading: mysteries". Empty otherwise.
	Series string
}

// relatedLooked is how many likely offers are looked at to find those that are worth a next step.
const relatedLooked = 24

// Related returns cards of offers that have most in common with an offer in the index, and says what that is. Parts of the same series
// come first, then the next level up of the same area, then what is most alike. It reads the index alone, and asks one query for the seats.
func (s *Service) Related(ctx context.Context, offer id.ID, limit int) ([]Related, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	doc, ok := s.index.documentOf(offer)
	if !ok {
		return nil, nil
	}
	of := s.index.cardsOf([]id.ID{offer})
	if len(of) == 0 {
		return nil, nil
	}
	var list []Related
	for _, c := range s.index.cardsOf(offersOf(s.index.engine.Load().Related(doc, relatedLooked))) {
		list = append(list, relation(of[0], c))
	}
	slices.SortStableFunc(list, func(a, b Related) int { return cmp.Compare(b.worth(), a.worth()) })
	list = list[:min(limit, len(list))]
	cards := make([]Card, len(list))
	for i, r := range list {
		cards[i] = r.Card
	}
	cards, err := s.withSeats(ctx, cards)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Card = cards[i]
	}
	return list, nil
}

func (r Related) worth() int {
	switch {
	case r.Series != "":
		return 2
	case r.Area != "" && r.LevelKnown && r.Level == 1:
		return 1
	}
	return 0
}

// relation says what a card has in common with another one.
func relation(of, c Card) Related {
	r := Related{Card: c}
	if i := slices.IndexFunc(c.Areas, func(a string) bool { return slices.Contains(of.Areas, a) }); i >= 0 {
		r.Area = c.Areas[i]
	}
	from, to := slices.Index(Levels, of.Level), slices.Index(Levels, c.Level)
	r.Level, r.LevelKnown = to-from, from >= 0 && to >= 0
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
