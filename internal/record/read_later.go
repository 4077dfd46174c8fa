package record

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// ChainOf returns the chain that an entry belongs to, as the caller's transaction sees it; NotFound where there is no such entry. For later
// areas that write down what stands today: they decide who may see it.
func (s *Service) ChainOf(ctx context.Context, q db.Q, entry id.ID) (Chain, error) {
	c, err := chainOf(ctx, q, entry)
	if err != nil {
		return nil, fmt.Errorf("record: chain: %w", err)
	}
	if len(c) == 0 {
		return nil, errNoEntry()
	}
	return c, nil
}

// EffectiveOf returns the effective entries of a person, given by all their ids, in the order of the entries' ids and behind one of them, at
// most limit. For later areas; they decide who may see it.
func (s *Service) EffectiveOf(ctx context.Context, q db.Q, persons []id.ID, after id.ID, limit int) ([]Entry, error) {
	list, err := effectiveAfter(ctx, q, persons, after, limit)
	if err != nil {
		return nil, fmt.Errorf("record: effective: %w", err)
	}
	return list, nil
}

// CompletionsOf returns the effective entries that came of completing an offer, everybody's, in the order of their ids and behind one of
// them, at most limit. For later areas' jobs; it must never be shown as it is.
func (s *Service) CompletionsOf(ctx context.Context, q db.Q, offer, after id.ID, limit int) ([]Entry, error) {
	list, err := completionsAfter(ctx, q, offer, after, limit)
	if err != nil {
		return nil, fmt.Errorf("record: completions of an offer: %w", err)
	}
	return list, nil
}
