package record

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
)

// ReapplyTx ends again, in a database that was restored, a link to a transcript that the log says was
// ended after the backup. It reports false when there is nothing to end. Only restoring calls it.
func (s *Service) ReapplyTx(ctx context.Context, tx *db.Tx, e audit.Entry) (bool, error) {
	done, err := endAnyShare(ctx, tx, e.ID, e.At)
	if err != nil || !done {
		return false, err
	}
	err = audit.Record(ctx, tx, s.clock.Now(), authz.System("restore"), audit.Event{Action: e.Action, Kind: e.Kind, ID: e.ID, Detail: map[string]any{"again": e.No}})
	if err != nil {
		return false, fmt.Errorf("record: end share again: %w", err)
	}
	return true, nil
}
