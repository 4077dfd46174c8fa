package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Duplicate makes a new draft with the content of an offer: its draft if it has one, else what is
// published. What it teaches is taken along, dates, earns, worksheets and where it was imported from are not. Editors of its unit may.
func (s *Service) Duplicate(ctx context.Context, actor authz.Actor, offer id.ID) (Offer, error) {
	from, v, err := s.Edit(ctx, actor, offer)
	if err != nil {
		return Offer{}, err
	}
	d := DraftOf(from, v)
	d.OwnerID, d.ReviewBy, d.ExpiresOn, d.Peer.ReviewedBy, d.Peer.ReviewedOn = "", "", "", "", ""
	// A unit that has been merged since offers under its new name.
	today, err := s.people.CurrentUnit(ctx, from.UnitID)
	if err != nil {
		return Offer{}, err
	}
	p, err := s.prepare(ctx, actor, today.ID, d)
	if err != nil {
		return Offer{}, err
	}
	var o Offer
	err = s.creating(ctx, func(ctx context.Context, tx *db.Tx) error {
		parts, err := partsOf(ctx, tx, offer)
		if err != nil {
			return err
		}
		if o, _, err = s.createTx(ctx, tx, actor, p); err != nil {
			return err
		}
		if err := replaceParts(ctx, tx, o.ID, parts); err != nil {
			return err
		}
		return s.copyAlignments(ctx, tx, actor, from, o)
	})
	return o, err
}
