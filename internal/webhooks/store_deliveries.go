package webhooks

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

const deliveryColumns = `d.id, d.webhook_id, d.seq, d.event, d.object, d.unit_id, d.body, d.state, d.attempts, d.next_at, d.begun_at, d.tried_at, d.status, d.answer, d.created_at`

func scanDelivery(r *sql.Rows) (d Delivery, err error) {
	err = r.Scan(&d.ID, &d.webhook, &d.seq, &d.Event, &d.object, &d.unit, &d.Body, &d.State, &d.Attempts, db.Time(&d.NextAt), db.Time(&d.begunAt), db.Time(&d.TriedAt), &d.Status, &d.Answer, db.Time(&d.CreatedAt))
	return d, err
}

// insertDeliveries writes new deliveries; those that are there already are left alone.
func insertDeliveries(ctx context.Context, q db.Q, list []Delivery) error {
	_, err := db.BulkInsert(ctx, q, "webhook_deliveries", []string{"id", "webhook_id", "seq", "event", "object", "unit_id", "body", "state", "attempts", "next_at", "begun_at", "tried_at", "status", "answer", "created_at"},
		"ON CONFLICT (id) DO NOTHING", func(yield func([]any) bool) {
			for _, d := range list {
				if !yield([]any{d.ID, d.webhook, d.seq, d.Event, d.object, d.unit, d.Body, string(d.State), d.Attempts, later(d.NextAt, d.CreatedAt), d.CreatedAt, d.TriedAt, d.Status, d.Answer, d.CreatedAt}) {
					return
				}
			}
		})
	return err
}

// heads returns the deliveries to send now: of each object the first that waits, before any event that is still in the
// outbox. An address that rests is tried with one, the one that was tried least lately.
func heads(ctx context.Context, q db.Q, h Webhook, firstEvent string, now time.Time) ([]Delivery, error) {
	order, limit, due := `d.seq`, width, now
	if h.resting() {
		order, limit, due = `COALESCE(d.tried_at, 0), d.seq`, 1, now.Add(giveUpAfter)
	}
	if firstEvent == "" {
		firstEvent = "~" // sorts after every id
	}
	rows, err := q.Query(ctx, `SELECT `+deliveryColumns+` FROM webhook_deliveries d WHERE d.webhook_id = $1 AND d.state = 'waiting' AND d.next_at <= $2 AND d.seq < $3
		AND NOT EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.object = d.object AND e.state = 'waiting' AND e.seq < d.seq)
		ORDER BY `+order+` LIMIT $4`, h.ID, due, firstEvent, limit)
	return db.Collect(rows, err, scanDelivery)
}

// nextAt returns when the first delivery that waits could be sent, and whether any waits.
func nextAt(ctx context.Context, q db.Q, h Webhook) (time.Time, bool, error) {
	var at time.Time
	err := q.QueryRow(ctx, `SELECT MIN(d.next_at) FROM webhook_deliveries d WHERE d.webhook_id = $1 AND d.state = 'waiting'
		AND NOT EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.object = d.object AND e.state = 'waiting' AND e.seq < d.seq)`, h.ID).Scan(db.Time(&at))
	if !at.IsZero() && h.resting() {
		at = h.RestUntil
	}
	return at, !at.IsZero(), err
}

// setOutcome writes what an attempt came to.
func setOutcome(ctx context.Context, q db.Q, d Delivery) error {
	_, err := q.Exec(ctx, `UPDATE webhook_deliveries SET state = $2, attempts = $3, next_at = $4, tried_at = $5, status = $6, answer = $7 WHERE id = $1 AND state = 'waiting'`,
		d.ID, string(d.State), d.Attempts, d.NextAt, d.TriedAt, d.Status, d.Answer)
	return err
}

// bringForward makes everything that waits due now.
func bringForward(ctx context.Context, q db.Q, webhook id.ID, now time.Time) error {
	_, err := q.Exec(ctx, `UPDATE webhook_deliveries SET next_at = $2 WHERE webhook_id = $1 AND state = 'waiting' AND next_at > $2`, webhook, now)
	return err
}

// bury ends what has waited since before that moment, when it was tried as often as that, and returns how much that is.
func bury(ctx context.Context, q db.Q, webhook id.ID, before time.Time, attempts int) (int64, error) {
	res, err := q.Exec(ctx, `UPDATE webhook_deliveries SET state = 'dead' WHERE webhook_id = $1 AND state = 'waiting' AND begun_at <= $2 AND attempts >= $3`, webhook, before, attempts)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// again makes deliveries that were settled wait once more, and returns how many. With a delivery it is that one, else all made since then.
func again(ctx context.Context, q db.Q, webhook, delivery id.ID, since, now time.Time) (int, error) {
	const set = `UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, next_at = $2, begun_at = $2 WHERE webhook_id = $1 AND state <> 'waiting' AND event <> $3`
	where, arg := ` AND created_at >= $4`, any(since)
	if delivery != "" {
		where, arg = ` AND id = $4`, delivery
	}
	res, err := q.Exec(ctx, set+where, webhook, now, testEvent, arg)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// counts returns how many deliveries of each webhook are in each state.
func counts(ctx context.Context, q db.Q, webhook id.ID) (map[State]int, error) {
	out := map[State]int{}
	rows, err := q.Query(ctx, `SELECT state, COUNT(*) FROM webhook_deliveries WHERE webhook_id = $1 GROUP BY state`, webhook)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var s State
		var n int
		err := r.Scan(&s, &n)
		out[s] = n
		return struct{}{}, err
	})
	return out, err
}

// waiting counts what waits for webhooks that are not paused, and returns since when the first of it does.
func waiting(ctx context.Context, q db.Q) (n int, since time.Time, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*), MIN(d.begun_at) FROM webhook_deliveries d JOIN webhooks h ON h.id = d.webhook_id WHERE d.state = 'waiting' AND NOT h.paused`).Scan(&n, db.Time(&since))
	return n, since, err
}

type deliveryKey struct {
	At time.Time
	ID id.ID
}

// listDeliveries returns a page of deliveries, the latest first; a state, when given, bounds it.
func listDeliveries(ctx context.Context, q db.Q, webhook id.ID, state State, r page.Request) (page.Page[Delivery], error) {
	var after deliveryKey
	further, err := page.Decode(r.Cursor, &after)
	if err != nil {
		return page.Page[Delivery]{}, err
	}
	where, args := `d.webhook_id = $1`, []any{webhook, r.Size() + 1}
	if state != "" {
		where += ` AND d.state = $3`
		args = append(args, string(state))
	}
	if further {
		n := strconv.Itoa(len(args) + 1)
		where += ` AND (d.created_at < $` + n + ` OR d.created_at = $` + n + ` AND d.id < $` + strconv.Itoa(len(args)+2) + `)`
		args = append(args, after.At, after.ID)
	}
	rows, err := q.Query(ctx, `SELECT `+deliveryColumns+` FROM webhook_deliveries d WHERE `+where+` ORDER BY d.created_at DESC, d.id DESC LIMIT $2`, args...)
	list, err := db.Collect(rows, err, scanDelivery)
	if err != nil {
		return page.Page[Delivery]{}, err
	}
	return page.Cut(list, r.Size(), func(d Delivery) any { return deliveryKey{d.CreatedAt, d.ID} }), nil
}

func deliveryByID(ctx context.Context, q db.Q, webhook, delivery id.ID) (Delivery, error) {
	rows, err := q.Query(ctx, `SELECT `+deliveryColumns+` FROM webhook_deliveries d WHERE d.id = $1 AND d.webhook_id = $2`, delivery, webhook)
	list, err := db.Collect(rows, err, scanDelivery)
	if err != nil {
		return Delivery{}, err
	}
	if len(list) == 0 {
		return Delivery{}, errs.New(errs.NotFound, "There is no such delivery.")
	}
	return list[0], nil
}

// forget deletes settled deliveries made before the moment, except the last so many of the webhook.
func forget(ctx context.Context, q db.Q, webhook id.ID, before time.Time, keep int) error {
	_, err := q.Exec(ctx, `DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND state <> 'waiting' AND created_at < $2
		AND id NOT IN (SELECT id FROM webhook_deliveries WHERE webhook_id = $1 ORDER BY created_at DESC, id DESC LIMIT $3)`, webhook, before, keep)
	return err
}
