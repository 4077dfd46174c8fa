package recognition

import (
	"context"
	"encoding/json"
	"fmt"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
)

// ReapplyTx revokes again, in a database that was restored, an award that the log says was revoked
// after the backup. It reports false when there is nothing to revoke. Only restoring calls it.
func (s *Service) ReapplyTx(ctx context.Context, tx *db.Tx, e audit.Entry) (bool, error) {
	var d struct {
		Reason string `json:"reason"`
	}
	if err := json.Unmarshal(e.Detail, &d); err != nil {
		return false, fmt.Errorf("recognition: %s: %w", e.Action, err)
	}
	n, err := count(ctx, tx, knownAward, e.ID)
	if err != nil || n == 0 {
		return false, err // issued after the backup, and gone with it
	}
	added, err := insertRevocation(ctx, tx, e.ID, e.Actor, revocation{d.Reason, e.At})
	if err != nil || !added {
		return false, err
	}
	return true, audit.Record(ctx, tx, s.clock.Now(), authz.System("restore"), audit.Event{Action: e.Action, Kind: e.Kind, ID: e.ID,
		Detail: map[string]any{"reason": d.Reason, "again": e.No}})
}
