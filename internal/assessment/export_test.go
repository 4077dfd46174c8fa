package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// FollowTx is followTx for tests.
func (s *Service) FollowTx(ctx context.Context, tx *db.Tx, person, entry id.ID) error {
	return s.followTx(ctx, tx, person, entry)
}

// LookTx is lookTx for tests.
func (s *Service) LookTx(ctx context.Context, tx *db.Tx, actor authz.Actor, r Received, ids []id.ID) (Shown, error) {
	return s.lookTx(ctx, tx, actor, r, ids, 0)
}

// Count is the job that counts a finished round, for tests.
func (s *Service) Count(ctx context.Context, e Finished) error { return s.count(ctx, e) }

// ShareOf is shareOf for tests.
var ShareOf = shareOf
