package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/id"
)

// OfferName is the key and the title of an offer.
type OfferName struct{ Key, Title string }

// NamesOf returns the key and the title of each offer, published or not, for areas that speak of offers after they have left the catalogue. One query for
// any 400.
func (s *Service) NamesOf(ctx context.Context, offers []id.ID) (map[id.ID]OfferName, error) {
	return namesOfOffers(ctx, s.db, offers)
}
