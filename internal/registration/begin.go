package registration

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
)

// begin registers a person for a self-paced offer, which has no seats and no queue.
func (s *Service) begin(ctx context.Context, actor authz.Actor, q Request) (r Registration, before bool, err error) {
	p, who, err := s.registrant(ctx, actor, &q, q.Offer)
	if err != nil {
		return Registration{}, false, err
	}
	if r, ok, err := activeInOffer(ctx, s.db, q.Offer, p.ids); err != nil || ok {
		return r, ok, err
	}
	o, v, err := s.catalogue.ByID(ctx, s.db, q.Offer)
	if err != nil {
		return Registration{}, false, err
	}
	if !catalogue.SelfPaced(o.Kind, v) {
		return Registration{}, false, errDated()
	}
	draft, err := s.draft(ctx, p, q, q.Offer)
	if err != nil {
		return Registration{}, false, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r = draft
		t := &turn{s: s, tx: tx, now: s.clock.Now(), actor: actor, who: who}
		added, err := t.add(ctx, &r, StateRegistered, ReasonBegun)
		if err != nil || added {
			return err
		}
		// Somebody asked twice at the same moment: the unique index let the first one through.
		r, before, err = activeInOffer(ctx, tx, q.Offer, p.ids)
		return err
	})
	if err != nil {
		return Registration{}, false, fmt.Errorf("registration: begin: %w", err)
	}
	return r, before, nil
}
