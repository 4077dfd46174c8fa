package webhooks

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
)

// relay makes deliveries of the events that leave the outbox, in the transaction that takes them out, and wakes
// the webhooks that have something to send. An event that cannot be read is left out and logged: whatever is wrong with it must
// not keep everybody's letters in the outbox.
func (s *Service) relay(ctx context.Context, tx *db.Tx, taken []jobs.Taken) error {
	hooks, err := allWebhooks(ctx, tx) // the paused too: what happens meanwhile waits
	if err != nil || len(hooks) == 0 {
		return err
	}
	type told struct {
		jobs.Taken
		facts
		body string
	}
	var all []told
	var offers []id.ID
	for _, t := range taken {
		k, ok := kindOf(t.Event)
		if !ok || !slices.ContainsFunc(hooks, func(h Webhook) bool { return h.wants(t.Event) }) {
			continue
		}
		f, err := k.read(t.Payload)
		if err == nil {
			var b string
			if b, err = body(t.Event, t.At, f.data); err == nil {
				all = append(all, told{t, f, b})
				offers = append(offers, f.offer)
				continue
			}
		}
		s.log.Error("an event could not be read for webhooks", "event", t.Event, "id", t.ID, "error", err)
	}
	if len(all) == 0 {
		return nil
	}
	units, err := s.catalogue.UnitsOf(ctx, tx, offers)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	var made []Delivery
	for _, h := range hooks {
		before := len(made)
		for _, t := range all {
			if unit := units[t.offer]; h.wants(t.Event) && (h.UnitID == "" || h.UnitID == unit) {
				made = append(made, Delivery{ID: id.Named("webhook", string(h.ID), t.ID), webhook: h.ID, seq: t.ID, Event: t.Event, object: t.object, unit: unit, Body: t.body, State: Waiting, CreatedAt: now})
			}
		}
		if len(made) > before && !h.Paused {
			if err := s.wake(ctx, tx, h, now, now); err != nil {
				return err
			}
		}
	}
	return insertDeliveries(ctx, tx, made)
}
