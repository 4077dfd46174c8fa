package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// Edit returns an offer and what an editor goes on with: its draft, or what is published. Editors
// of its unit may.
func (s *Service) Edit(ctx context.Context, actor authz.Actor, offer id.ID) (Offer, Version, error) {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return Offer{}, Version{}, err
	}
	if err := requireOn(actor, EditOffers, o); err != nil {
		return Offer{}, Version{}, err
	}
	version := o.DraftID
	if version == "" {
		version = o.PublishedID
	}
	v, err := versionByID(ctx, s.db, version)
	return o, v, err
}

// OfferByKey returns an offer by its key to whoever may see it, without anything around it.
func (s *Service) OfferByKey(ctx context.Context, actor authz.Actor, key string) (Offer, error) {
	o, err := offerByKey(ctx, s.db, key)
	if err != nil || o.Status == StatusPublished {
		return o, err
	}
	if !maySee(actor, o.UnitID) {
		return Offer{}, notYours()
	}
	return o, nil
}
