package registration

import (
	"context"

	"learningcommons.dev/commons/internal/platform/id"
)

// Seats is what registration asks of an occurrence's row.
type Seats = seats

// WithSeats puts another keeper of seats in the place of the catalogue, for the test that shows
// what its cap is worth.
func (s *Service) WithSeats(k Seats) { s.seats = k }

// CheckOccurrence is Check of one occurrence.
func (s *Service) CheckOccurrence(ctx context.Context, occurrence id.ID) ([]string, error) {
	return s.checkOccurrence(ctx, s.db, occurrence)
}

// Expire ends a promise whose time is over.
func (s *Service) Expire(ctx context.Context, registration id.ID) error {
	return s.expire(ctx, registration)
}
