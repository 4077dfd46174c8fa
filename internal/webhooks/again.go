package webhooks

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// How long settled deliveries are kept, beside the last ones of each webhook.
const (
	keptFor  = 7 * 24 * time.Hour
	keptLast = 100
)

// SendAgain sends one delivery again, under its own webhook-id. Those who may ManageWebhooks. Conflict when it waits anyway, or was a test.
func (s *Service) SendAgain(ctx context.Context, actor authz.Actor, webhook, delivery id.ID) (Delivery, error) {
	d, err := s.Delivery(ctx, actor, webhook, delivery)
	if err != nil {
		return d, err
	}
	n, err := s.sendAgain(ctx, actor, webhook, delivery, time.Time{})
	if err != nil {
		return d, err
	}
	if n == 0 {
		return d, errs.New(errs.Conflict, "This delivery waits to be sent, or was a test.")
	}
	return s.Delivery(ctx, actor, webhook, delivery)
}

// SendAgainSince sends everything again that was made since a moment and is settled, and returns how much that is. Those
// who may ManageWebhooks. Deliveries are kept for a week.
func (s *Service) SendAgainSince(ctx context.Context, actor authz.Actor, webhook id.ID, since time.Time) (int, error) {
	if since.IsZero() || since.After(s.clock.Now()) {
		return 0, errs.Bad("since", "Enter a moment that has passed.")
	}
	return s.sendAgain(ctx, actor, webhook, "", since)
}

func (s *Service) sendAgain(ctx context.Context, actor authz.Actor, webhook, delivery id.ID, since time.Time) (int, error) {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return 0, err
	}
	n, now := 0, s.clock.Now()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		h, err := webhookForUpdate(ctx, tx, webhook)
		if err != nil {
			return err
		}
		if n, err = again(ctx, tx, webhook, delivery, since, now); err != nil || n == 0 {
			return err
		}
		if !h.Paused {
			if err := s.wake(ctx, tx, h, now, now); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, actor, "webhook.sent-again", h, map[string]any{"deliveries": n})
	})
	return n, err
}

// Try sends a test to a webhook at once, also to one that is paused, and returns it with its answer. It is sent once.
// Those who may ManageWebhooks.
func (s *Service) Try(ctx context.Context, actor authz.Actor, webhook id.ID) (Delivery, error) {
	h, _, err := s.Webhook(ctx, actor, webhook)
	if err != nil {
		return Delivery{}, err
	}
	now := s.clock.Now()
	d := Delivery{ID: id.New(), webhook: h.ID, seq: string(id.New()), Event: testEvent, object: "test", unit: h.UnitID, State: Dead, CreatedAt: now}
	if d.Body, err = body(testEvent, now, struct{}{}); err != nil {
		return d, err
	}
	s.call(ctx, h, &d)
	if d.Status >= 200 && d.Status < 300 {
		d.State = Delivered
	}
	return d, s.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		if err := insertDeliveries(ctx, tx, []Delivery{d}); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "webhook.tried", h, map[string]any{"status": d.Status})
	})
}

// sweep ends what could not even be tried for a week, and forgets old deliveries.
func (s *Service) sweep(ctx context.Context) error {
	all, err := allWebhooks(ctx, s.db)
	if err != nil {
		return err
	}
	before := s.clock.Now().Add(-keptFor)
	for _, h := range all {
		var buried int64
		if err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			if buried, err = bury(ctx, tx, h.ID, before, 0); err != nil {
				return err
			}
			return forget(ctx, tx, h.ID, before, keptLast)
		}); err != nil {
			return err
		}
		s.tally.dead.Add(buried)
	}
	return nil
}
