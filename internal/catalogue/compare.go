package catalogue

import (
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/id"
)

// CompareMost is how many offers stand side by side.
const CompareMost = 4

// comparedDates is how many dates to come of each are told.
const comparedDates = 3

// Compared is an offer among others to choose from.
type Compared struct {
	Card
	Version Version
	// Coming are its next dates, at most three, by start.
	Coming []Occurrence
}

// Compare returns published offers by their keys or ids, in that order, each once: at most CompareMost, and those that are not in the
// catalogue left out; what was merged is what it was merged into. Everybody may. The number of queries does not depend on how many there are.
func (s *Service) Compare(ctx context.Context, keys []string) ([]Compared, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	for i, k := range keys {
		keys[i] = strings.ToLower(k)
	}
	ids, err := offersByKeys(ctx, s.db, keys)
	if err != nil {
		return nil, err
	}
	var wanted []id.ID
	for _, k := range keys {
		if o, ok := ids[k]; ok && !slices.Contains(wanted, o) && len(wanted) < CompareMost {
			wanted = append(wanted, o)
		}
	}
	if wanted, _, err = s.GoneOffers(ctx, wanted); err != nil {
		return nil, err
	}
	cards, err := s.withSeats(ctx, s.index.cardsOf(wanted))
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	versionIDs, offerIDs := make([]id.ID, len(cards)), make([]id.ID, len(cards))
	for i, c := range cards {
		versionIDs[i], offerIDs[i] = c.VersionID, c.OfferID
	}
	versions, err := versionsByID(ctx, s.db, versionIDs)
	if err != nil {
		return nil, err
	}
	coming, err := comingOf(ctx, s.db, offerIDs, s.clock.Now(), comparedDates)
	if err != nil {
		return nil, err
	}
	out := make([]Compared, len(cards))
	for i, c := range cards {
		out[i] = Compared{Card: c, Version: versions[c.VersionID], Coming: coming[c.OfferID]}
	}
	return out, nil
}
