package webhooks

import (
	"context"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
)

// ReapplyTx makes sure, in a database that was restored, that nothing goes to where the log says nothing should go any
// more: a webhook that was removed after the backup is removed again, one that was changed, paused or got another secret is paused, and somebody looks. It
// reports false when there is nothing to end. Only restoring calls it.
func (s *Service) ReapplyTx(ctx context.Context, tx *db.Tx, e audit.Entry) (bool, error) {
	h, err := webhookForUpdate(ctx, tx, e.ID)
	switch {
	case errs.Is(err, errs.NotFound):
		return false, nil // it came after the backup
	case err != nil:
		return false, err
	case e.Action == "webhook.removed":
		err = deleteWebhook(ctx, tx, h.ID)
	case h.Paused:
		return false, nil
	default:
		h.Paused = true
		err = saveWebhook(ctx, tx, h)
	}
	if err != nil {
		return false, err
	}
	action := e.Action
	if action == "webhook.changed" || action == "webhook.secret-changed" {
		action = "webhook.paused"
	}
	return true, s.record(ctx, tx, authz.System("restore"), action, h, map[string]any{"again": e.No})
}
