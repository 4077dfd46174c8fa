package registration

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// MaxRegisterMany is how many people one request can register.
const MaxRegisterMany = 100

// Placed is a registration with whether it was there before.
type Placed struct {
	Registration
	Before bool
}

// MayRegisterOthers returns why the actor may not register others for the occurrence, or nil: NotFound for
// whoever may not even see its roster.
func (s *Service) MayRegisterOthers(ctx context.Context, actor authz.Actor, occurrence id.ID) error {
	_, _, err := s.requireIn(ctx, actor, ManageRosters, occurrence)
	return err
}

// RegisterMany registers people for an occurrence, in the order in which they are given: all of them, or
// nobody. Each request names its Person. Those who may ManageRosters; the rules are those of Register, and
// each gets a seat or a place in the waiting list. What is wrong with one is a field of an Invalid error,
// "people[2]". Conflict when nobody can be registered now.
func (s *Service) RegisterMany(ctx context.Context, actor authz.Actor, occurrence id.ID, list []Request) ([]Placed, error) {
	o, _, err := s.requireIn(ctx, actor, ManageRosters, occurrence)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > MaxRegisterMany {
		return nil, errs.Bad("people", "Name 1 to %d people.", MaxRegisterMany)
	}
	type one struct {
		draft Registration
		who   Who
		ids   []id.ID
	}
	var (
		all = make([]one, len(list))
		f   errs.Fields
	)
	for i, q := range list {
		q.Occurrence = occurrence
		x, err := q.clean()
		var (
			p   registrant
			who Who
		)
		if err == nil {
			p, who, err = s.registrant(ctx, actor, &x, o.OfferID)
		}
		if err == nil {
			all[i].who, all[i].ids = who, p.ids
			all[i].draft, err = s.draft(ctx, p, x, o.OfferID)
			all[i].draft.OccurrenceID = occurrence
		}
		if err := f.Row(fmt.Sprintf("people[%d]", i), err); err != nil {
			return nil, err
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	var placed []Placed
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), occurrence)
		if err != nil {
			return err
		}
		placed = make([]Placed, len(all))
		for i, x := range all {
			r, before, err := activeInOccurrence(ctx, tx, occurrence, x.ids)
			if err == nil && !before {
				r, t.who = x.draft, x.who
				err = t.seat(ctx, &r)
			}
			if err != nil {
				return err
			}
			placed[i] = Placed{r, before}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("registration: register many: %w", err)
	}
	return placed, nil
}
