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
// accounts among them. Some may have left the catalogue since: they take no room, see GoneOffers and ForgetGone. Only for oneself.
func (s *Service) Shortlist(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return nil, err
	}
	return shortlistOf(ctx, s.db, ids)
}

// GoneOffer is an offer that has left the catalogue. Key and Title are those of one that was public once, and else empty.
type GoneOffer struct {
	ID         id.ID
	Key, Title string
}

// GoneOffers tells apart what a shortlist holds: what is in the catalogue, at most ShortlistMost, each once and what was merged as what it
// was merged into; and what has left it. Everybody may: the title of what was never published is not said.
func (s *Service) GoneOffers(ctx context.Context, offers []id.ID) (here []id.ID, gone []GoneOffer, err error) {
	followed, err := s.followed(ctx, offers)
	if err != nil {
		return nil, nil, err
	}
	var left []id.ID
	for _, o := range followed {
		switch _, ok := s.index.documentOf(o); {
		case !ok && !slices.Contains(left, o):
			left = append(left, o)
		case ok && !slices.Contains(here, o) && len(here) < ShortlistMost:
			here = append(here, o)
		}
	}
	gone, err = goneOffers(ctx, s.db, left)
	return here, gone, err
}

// followed returns the offers with those that were merged replaced by what they were merged into, directly or by steps. It asks a query
// only where some have left the catalogue.
func (s *Service) followed(ctx context.Context, offers []id.ID) ([]id.ID, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	out := slices.Clone(offers)
	for range mergeSteps {
		var left []id.ID
		for _, o := range out {
			if _, ok := s.index.documentOf(o); !ok {
				left = append(left, o)
			}
		}
		into, err := mergedOffers(ctx, s.db, left)
		if err != nil || len(into) == 0 {
			return out, err
		}
		for i, o := range out {
			if to, ok := into[o]; ok {
				out[i] = to
			}
		}
	}
	return out, nil
}

// ForgetGone takes off the actor's own shortlist what has left the catalogue.
func (s *Service) ForgetGone(ctx context.Context, actor authz.Actor) error {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return err
	}
	have, err := shortlistOf(ctx, s.db, ids)
	if err != nil {
		return err
	}
	_, gone, err := s.GoneOffers(ctx, have)
	if err != nil || len(gone) == 0 {
		return err
	}
	offers := make([]id.ID, len(gone))
	for i, g := range gone {
		offers[i] = g.ID
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return deleteShortlist(ctx, tx, ids, offers...) })
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

// Shortlistable keeps those of the ids that name published offers, each once and at most ShortlistMost. What was merged becomes what it
// was merged into.
func (s *Service) Shortlistable(ctx context.Context, offers []id.ID) ([]id.ID, error) {
	here, _, err := s.GoneOffers(ctx, offers)
	return here, err
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
		have = slices.DeleteFunc(have, func(o id.ID) bool { _, ok := s.index.documentOf(o); return !ok })
		room := max(0, ShortlistMost-len(have))
		left = max(0, len(fresh)-room)
		return insertShortlist(ctx, tx, actor.PersonID, fresh[:min(room, len(fresh))], s.clock.Now())
	})
	return left, err
}

// TakeFromShortlist takes an offer off the actor's own shortlist, with all that were merged into it and are still kept under their own names. One that is not there is no error.
func (s *Service) TakeFromShortlist(ctx context.Context, actor authz.Actor, offer id.ID) error {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return err
	}
	have, err := shortlistOf(ctx, s.db, ids)
	if err != nil {
		return err
	}
	shown, err := s.followed(ctx, append(slices.Clone(have), offer))
	if err != nil {
		return err
	}
	var off []id.ID
	for i, o := range have {
		if shown[i] == shown[len(have)] {
			off = append(off, o)
		}
	}
	if len(off) == 0 {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return deleteShortlist(ctx, tx, ids, off...) })
}

// ErrShortlistFull says why an offer was not added.
func ErrShortlistFull() error {
	return errs.New(errs.Conflict, "A shortlist holds at most %d offers. Take one off it first.", ShortlistMost)
}
