package webhooks

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

var errNoWebhook = errs.New(errs.NotFound, "There is no such webhook.")

const webhookColumns = `id, name, address, events, unit_id, owner_id, secret, old_secret, old_until, paused, failures, failing_since, rest_until, wake_at, created_at, updated_at`

func scanWebhook(r *sql.Rows) (h Webhook, err error) {
	err = r.Scan(&h.ID, &h.Name, &h.Address, db.JSON(&h.Events), &h.UnitID, &h.OwnerID, &h.secret, &h.oldSecret, db.Time(&h.OldUntil), &h.Paused, &h.Failures,
		db.Time(&h.FailingSince), db.Time(&h.RestUntil), db.Time(&h.wakeAt), db.Time(&h.CreatedAt), db.Time(&h.UpdatedAt))
	return h, err
}

// webhooksMost bounds the register: it is kept by hand.
const webhooksMost = 500

// allWebhooks returns every webhook by name.
func allWebhooks(ctx context.Context, q db.Q) ([]Webhook, error) {
	rows, err := q.Query(ctx, `SELECT `+webhookColumns+` FROM webhooks ORDER BY name, id LIMIT 500`)
	return db.Collect(rows, err, scanWebhook)
}

func oneWebhook(ctx context.Context, q db.Q, webhook id.ID, suffix string) (Webhook, error) {
	rows, err := q.Query(ctx, `SELECT `+webhookColumns+` FROM webhooks WHERE id = $1`+suffix, webhook)
	list, err := db.Collect(rows, err, scanWebhook)
	if err != nil {
		return Webhook{}, fmt.Errorf("webhooks: %w", err)
	}
	if len(list) == 0 {
		return Webhook{}, errNoWebhook
	}
	return list[0], nil
}

func webhookByID(ctx context.Context, q db.Q, webhook id.ID) (Webhook, error) {
	return oneWebhook(ctx, q, webhook, "")
}

func webhookForUpdate(ctx context.Context, tx *db.Tx, webhook id.ID) (Webhook, error) {
	return oneWebhook(ctx, tx, webhook, tx.Dialect().ForUpdate())
}

func insertWebhook(ctx context.Context, q db.Q, h Webhook) error {
	_, err := q.Exec(ctx, `INSERT INTO webhooks (id, name, address, events, unit_id, owner_id, secret, paused, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`, h.ID, h.Name, h.Address, db.JSON(h.Events), h.UnitID, h.OwnerID, h.secret, h.Paused, h.CreatedAt)
	return err
}

// saveWebhook writes what people change.
func saveWebhook(ctx context.Context, q db.Q, h Webhook) error {
	_, err := q.Exec(ctx, `UPDATE webhooks SET name = $2, address = $3, events = $4, unit_id = $5, secret = $6, old_secret = $7, old_until = $8, paused = $9,
		failures = $10, failing_since = $11, rest_until = $12, updated_at = $13 WHERE id = $1`,
		h.ID, h.Name, h.Address, db.JSON(h.Events), h.UnitID, h.secret, h.oldSecret, h.OldUntil, h.Paused, h.Failures, h.FailingSince, h.RestUntil, h.UpdatedAt)
	return err
}

// setHealth writes what attempts said of the address.
func setHealth(ctx context.Context, q db.Q, h Webhook) error {
	_, err := q.Exec(ctx, `UPDATE webhooks SET paused = $2, failures = $3, failing_since = $4, rest_until = $5 WHERE id = $1`, h.ID, h.Paused, h.Failures, h.FailingSince, h.RestUntil)
	return err
}

func deleteWebhook(ctx context.Context, q db.Q, webhook id.ID) error {
	_, err := q.Exec(ctx, `DELETE FROM webhooks WHERE id = $1`, webhook)
	return err
}

func setWake(ctx context.Context, q db.Q, webhook id.ID, at time.Time) error {
	_, err := q.Exec(ctx, `UPDATE webhooks SET wake_at = $2 WHERE id = $1`, webhook, at)
	return err
}

// takeLease reports whether the run of that lease alone sends to the webhook until then.
func takeLease(ctx context.Context, q db.Q, webhook id.ID, lease string, now, until time.Time) (bool, error) {
	res, err := q.Exec(ctx, `UPDATE webhooks SET lease = $2, leased_until = $4 WHERE id = $1 AND (leased_until IS NULL OR leased_until <= $3)`, webhook, lease, now, until)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func endLease(ctx context.Context, q db.Q, webhook id.ID, lease string) error {
	_, err := q.Exec(ctx, `UPDATE webhooks SET lease = '', leased_until = NULL WHERE id = $1 AND lease = $2`, webhook, lease)
	return err
}

// overdue returns webhooks to which nobody sends although a run of theirs was planned for before that moment and something waits.
func overdue(ctx context.Context, q db.Q, now, before time.Time) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT h.id FROM webhooks h WHERE NOT h.paused AND h.wake_at <= $2 AND (h.leased_until IS NULL OR h.leased_until <= $1)
		AND EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = h.id AND d.state = 'waiting' AND d.next_at <= $1) ORDER BY h.id LIMIT 500`, now, before)
	return db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
}

// down counts the webhooks whose address is taken to be down.
func down(ctx context.Context, q db.Q) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM webhooks WHERE NOT paused AND failures >= $1`, restAfter).Scan(&n)
	return n, err
}
