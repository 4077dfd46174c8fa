package catalogue

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ShortlistMost is how many offers a shortlist holds. So many fit into a cookie, and nobody compares more.
const ShortlistMost = 50

// Shortlist returns the offers that the actor keeps in view, in the order in which they were put there, those of merged
// accounts among them. Some may have left the catalogue since. Only for oneself.
func (s *Service) Shortlist(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return nil, err
	}
	return shortlistOf(ctx, s.db, ids)
}

// Shortlisted is Shortlist for the marks on cards, which every page of a signed-in reader asks for: one query, and without what was kept by
// an account that was merged into this one.
func (s *Service) Shortlisted(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	person, err := actor.RequirePerson("")
	if err != nil {
		return nil, err
	}
	return shortlistOf(ctx, s.db, []id.ID{person})
}

// mine returns all ids of the person who acts, at a browser or by a program that may look after what they chose.
func (s *Service) mine(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	person, err := actor.RequirePerson(authz.ScopeChoicesManage)
	if err != nil {
		return nil, err
	}
	return s.people.IDs(ctx, person)
}

// Shortlistable keeps those of the ids that name published offers, each once and at most ShortlistMost.
func (s *Service) Shortlistable(ctx context.Context, offers []id.ID) ([]id.ID, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	var out []id.ID
	for _, c := range s.index.cardsOf(offers) {
		if !slices.Contains(out, c.OfferID) && len(out) < ShortlistMost {
			out = append(out, c.OfferID)
		}
	}
	return out, nil
}

// AddToShortlist puts published offers on the actor's own shortlist, in this order, and returns how many it had no room for. What is
// there already stays where it is; what is not in the catalogue is passed over. It is not audited: what somebody looks at is their own affair.
func (s *Service) AddToShortlist(ctx context.Context, actor authz.Actor, offers ...id.ID) (left int, err error) {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return 0, err
	}
	if offers, err = s.Shortlistable(ctx, offers); err != nil || len(offers) == 0 {
		return 0, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		have, err := shortlistOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		fresh := slices.DeleteFunc(slices.Clone(offers), func(o id.ID) bool { return slices.Contains(have, o) })
		room := max(0, ShortlistMost-len(have))
		left = max(0, len(fresh)-room)
		return insertShortlist(ctx, tx, actor.PersonID, fresh[:min(room, len(fresh))], s.clock.Now())
	})
	return left, err
}

// TakeFromShortlist takes an offer off the actor's own shortlist. One that is not there is no error.
func (s *Service) TakeFromShortlist(ctx context.Context, actor authz.Actor, offer id.ID) error {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return deleteShortlist(ctx, tx, ids, offer) })
}

// ErrShortlistFull says why an offer was not added.
func ErrShortlistFull() error {
	return errs.New(errs.Conflict, "A shortlist holds at most %d offers. Take one off it first.", ShortlistMost)
}
