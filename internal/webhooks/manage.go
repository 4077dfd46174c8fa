package webhooks

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Create makes a webhook and returns its secret, which is told this once. Those who may ManageWebhooks, and may know
// of every event that is asked for. Invalid, field by field, also for an address that must not be called.
func (s *Service) Create(ctx context.Context, actor authz.Actor, to Settings) (Webhook, string, error) {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return Webhook{}, "", err
	}
	if !actor.SignedIn() {
		return Webhook{}, "", errs.New(errs.Unauthenticated, "Sign in to go on.")
	}
	if err := s.checkSettings(ctx, actor, nil, &to); err != nil {
		return Webhook{}, "", err
	}
	now := s.clock.Now()
	h := Webhook{Settings: to, ID: id.New(), OwnerID: actor.PersonID, secret: newSecret(), CreatedAt: now, UpdatedAt: now}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := allWebhooks(ctx, tx)
		if err != nil {
			return err
		}
		if len(all) >= webhooksMost {
			return errs.New(errs.Conflict, "There are as many webhooks as there can be.")
		}
		if err := insertWebhook(ctx, tx, h); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "webhook.created", h, nil)
	})
	return h, h.secret, err
}

// Change replaces the settings of a webhook. Those who may ManageWebhooks; events that they may not know of themselves can stay
// but not be added. What already waits goes to the new address. Conflict when it was changed since seen; a zero seen asks nothing.
func (s *Service) Change(ctx context.Context, actor authz.Actor, webhook id.ID, to Settings, seen time.Time) (Webhook, error) {
	return s.edit(ctx, actor, webhook, seen, "webhook.changed", func(h *Webhook) error {
		if err := s.checkSettings(ctx, actor, h.Events, &to); err != nil {
			return err
		}
		if to.Address != h.Address {
			h.Failures, h.FailingSince, h.RestUntil = 0, time.Time{}, time.Time{}
		}
		h.Settings = to
		return nil
	})
}

// Pause stops sending, or goes on. Those who may ManageWebhooks. What happens meanwhile waits, for at most a week.
func (s *Service) Pause(ctx context.Context, actor authz.Actor, webhook id.ID, pause bool) (Webhook, error) {
	action := "webhook.resumed"
	if pause {
		action = "webhook.paused"
	}
	return s.edit(ctx, actor, webhook, time.Time{}, action, func(h *Webhook) error {
		h.Paused, h.Failures, h.FailingSince, h.RestUntil = pause, 0, time.Time{}, time.Time{}
		return nil
	})
}

// Rotate gives a webhook a new secret, which is told this once. The one before signs as well for a day. Those who may ManageWebhooks.
func (s *Service) Rotate(ctx context.Context, actor authz.Actor, webhook id.ID) (Webhook, string, error) {
	h, err := s.edit(ctx, actor, webhook, time.Time{}, "webhook.secret-changed", func(h *Webhook) error {
		h.oldSecret, h.OldUntil, h.secret = h.secret, s.clock.Now().Add(oldSecretFor), newSecret()
		return nil
	})
	return h, h.secret, err
}

// Remove deletes a webhook with its deliveries. Those who may ManageWebhooks.
func (s *Service) Remove(ctx context.Context, actor authz.Actor, webhook id.ID) error {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		h, err := webhookForUpdate(ctx, tx, webhook)
		if err != nil {
			return err
		}
		if err := deleteWebhook(ctx, tx, webhook); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "webhook.removed", h, nil)
	})
}

// edit changes a webhook in one transaction with its line in the log, and wakes it.
func (s *Service) edit(ctx context.Context, actor authz.Actor, webhook id.ID, seen time.Time, action string, f func(h *Webhook) error) (Webhook, error) {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return Webhook{}, err
	}
	var h Webhook
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if h, err = webhookForUpdate(ctx, tx, webhook); err != nil {
			return err
		}
		if !seen.IsZero() && !seen.Equal(h.UpdatedAt) {
			return errs.New(errs.Conflict, "Somebody else changed this in the meantime. Look at it again.")
		}
		if err := f(&h); err != nil {
			return err
		}
		now := s.clock.Now()
		h.UpdatedAt = now
		if err := saveWebhook(ctx, tx, h); err != nil {
			return err
		}
		if !h.Paused {
			if err := s.wake(ctx, tx, h, now, now); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, actor, action, h, nil)
	})
	return h, err
}

func (s *Service) record(ctx context.Context, tx *db.Tx, actor authz.Actor, action string, h Webhook, more map[string]any) error {
	detail := map[string]any{"name": h.Name, "address": h.Address, "events": h.Events}
	for k, v := range more {
		detail[k] = v
	}
	return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: action, Kind: "webhook", ID: h.ID, Unit: h.UnitID, Detail: detail})
}

// nameMost is how long the name of a webhook may be, in characters.
const nameMost = 120

// checkSettings tidies settings and finds what is wrong with them. Events that the webhook has already need no new right.
func (s *Service) checkSettings(ctx context.Context, actor authz.Actor, had []string, to *Settings) error {
	to.Name, to.Address = strings.Join(strings.Fields(to.Name), " "), strings.TrimSpace(to.Address)
	slices.Sort(to.Events)
	to.Events = slices.Compact(to.Events)
	var f errs.Fields
	f.Check(to.Name != "" && len([]rune(to.Name)) <= nameMost, "name", "Give it a name of at most %d characters.", nameMost)
	if u, err := s.calls.Parse(to.Address); err != nil {
		e := errs.As(err)
		f.Add("address", e.Message, e.Args...)
	} else {
		f.Check(len(to.Address) <= 2000 && u.Fragment == "", "address", "“%s” is not a web address.", beginning(to.Address))
	}
	f.Check(len(to.Events) > 0, "events", "Choose at least one event.")
	for _, e := range to.Events {
		k, ok := kindOf(e)
		f.Check(ok, "events", "There is no event called %s.", beginning(e))
		f.Check(!ok || slices.Contains(had, e) || actor.May(k.needs, to.UnitID), "events", "You may not hear of this yourself: %s.", e)
	}
	if to.UnitID != "" {
		if _, err := s.people.Unit(ctx, to.UnitID); errs.Is(err, errs.NotFound) {
			f.Add("unit", "There is no such unit.")
		} else if err != nil {
			return err
		}
	}
	return f.Err()
}
