package duties

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
)

// ReapplyTx ends again, in a database that was restored, what the log says was ended after the backup: an agreement that was taken
// back, the address of a calendar that was stopped or renewed. It reports false when there is nothing to end. Only restoring calls it.
func (s *Service) ReapplyTx(ctx context.Context, tx *db.Tx, e audit.Entry) (bool, error) {
	end, action := deleteOneFeed, "duty-calendar.stopped"
	switch {
	case strings.HasPrefix(e.Action, "duties."):
		end, action = endConsentAt(e), "duties.unshared"
	case strings.HasPrefix(e.Action, "organisation-calendar."):
		end, action = deleteOrganisationFeed, "organisation-calendar.stopped"
	}
	done, err := end(ctx, tx, e.ID)
	if err != nil || !done {
		return false, err
	}
	return true, audit.Record(ctx, tx, s.clock.Now(), authz.System("restore"), audit.Event{Action: action, Kind: e.Kind, ID: e.ID, Detail: map[string]any{"again": e.No}})
}
