package webhooks

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// All lists the webhooks by name. Those who may ManageWebhooks.
func (s *Service) All(ctx context.Context, actor authz.Actor) ([]Webhook, error) {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return nil, err
	}
	return allWebhooks(ctx, s.db)
}

// Webhook returns one webhook with how many deliveries are in each state. Those who may ManageWebhooks.
func (s *Service) Webhook(ctx context.Context, actor authz.Actor, webhook id.ID) (Webhook, map[State]int, error) {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return Webhook{}, nil, err
	}
	h, err := webhookByID(ctx, s.db, webhook)
	if err != nil {
		return h, nil, err
	}
	n, err := counts(ctx, s.db, webhook)
	return h, n, err
}

// Deliveries lists what was made for a webhook, the latest first; a state, when given, bounds it. Those who may ManageWebhooks.
func (s *Service) Deliveries(ctx context.Context, actor authz.Actor, webhook id.ID, state State, r page.Request) (page.Page[Delivery], error) {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return page.Page[Delivery]{}, err
	}
	if _, err := webhookByID(ctx, s.db, webhook); err != nil {
		return page.Page[Delivery]{}, err
	}
	return listDeliveries(ctx, s.db, webhook, state, r)
}

// Delivery returns one delivery of a webhook. Those who may ManageWebhooks.
func (s *Service) Delivery(ctx context.Context, actor authz.Actor, webhook, delivery id.ID) (Delivery, error) {
	if err := actor.Require(ManageWebhooks, ""); err != nil {
		return Delivery{}, err
	}
	return deliveryByID(ctx, s.db, webhook, delivery)
}
