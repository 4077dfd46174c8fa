package registration

import (
	"context"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
)

// ReapplyTx ends again, in a database that was restored, the address of a calendar that the log says was stopped or
// renewed after the backup. It reports false when there is nothing to end. Only restoring calls it.
func (s *Service) ReapplyTx(ctx context.Context, tx *db.Tx, e audit.Entry) (bool, error) {
	done, err := deleteFeed(ctx, tx, e.ID)
	if err != nil || !done {
		return false, err
	}
	return true, audit.Record(ctx, tx, s.clock.Now(), authz.System("restore"), audit.Event{Action: "calendar.stopped", Kind: e.Kind, ID: e.ID, Detail: map[string]any{"again": e.No}})
}
