package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// GrantTx keeps what a review granted with the version it was about. What the offer earns follows at once
// where that version is the published one, else when it is published. A later edit of a draft makes
// another version, which has no grant. Only the review in recognition calls it, as SetEarnsTx.
func (s *Service) GrantTx(ctx context.Context, tx *db.Tx, actor authz.Actor, offer, version id.ID, earns []Recognition) error {
	o, err := lockOffer(ctx, tx, offer)
	if err != nil {
		return err
	}
	clean, err := earnable(earns)
	if err != nil {
		return err
	}
	if err := insertGrant(ctx, tx, version, clean, actor.PersonID, s.clock.Now()); err != nil {
		return err
	}
	if version != o.PublishedID {
		return nil
	}
	return s.SetEarnsTx(ctx, tx, actor, offer, clean)
}

// Granted returns what a review granted the version, and false when none was asked about it.
func (s *Service) Granted(ctx context.Context, q db.Q, version id.ID) ([]Recognition, bool, error) {
	earns, _, ok, err := grantOf(ctx, q, version)
	return earns, ok, err
}

// EarnsOf returns what completing the version may earn: what a review granted it or, where none was
// asked about it, what its offer may earn now.
func (s *Service) EarnsOf(ctx context.Context, q db.Q, o Offer, version id.ID) ([]Recognition, error) {
	earns, _, ok, err := grantOf(ctx, q, version)
	if err != nil || ok {
		return earns, err
	}
	return o.Earns, nil
}
