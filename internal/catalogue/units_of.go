package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// UnitsOf returns the unit of each offer, for areas that must know whose it is. Empty ids and offers that do not exist are left out.
func (s *Service) UnitsOf(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID]id.ID, error) {
	return unitsOf(ctx, q, offers)
}
