package registration

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Participants returns up to limit people who have a seat in an offer and have not completed it yet, those behind a person's id, in the order of their ids. For
// later areas, which check who may know.
func (s *Service) Participants(ctx context.Context, q db.Q, offer, after id.ID, limit int) ([]id.ID, error) {
	return participantsOf(ctx, q, offer, after, limit)
}
