package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// FollowTx is followTx for tests.
func (s *Service) FollowTx(ctx context.Context, tx *db.Tx, entry id.ID) error {
	return s.followTx(ctx, tx, entry)
}
