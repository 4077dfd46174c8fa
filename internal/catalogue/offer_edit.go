package catalogue

import (
	"context"
	"slices"

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

// OffersNamed returns the offers that keys or ids name, by the name, as far as the actor may see them: two queries for any 400.
func (s *Service) OffersNamed(ctx context.Context, actor authz.Actor, names []string) (map[string]Offer, error) {
	var keys, ids []any
	for _, n := range names {
		keys = append(keys, n)
		if i, ok := id.Parse(n); ok {
			ids = append(ids, i)
		}
	}
	byKey, err := offersIn(ctx, s.db, "key", keys)
	if err != nil {
		return nil, err
	}
	byID, err := offersIn(ctx, s.db, "id", ids)
	out := make(map[string]Offer, len(names))
	for _, o := range slices.Concat(byKey, byID) {
		if o.Status == StatusPublished || maySee(actor, o.UnitID) {
			out[o.Key], out[string(o.ID)] = o, o
		}
	}
	return out, err
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
