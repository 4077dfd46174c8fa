package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Address is one of a person's e-mail addresses.
type Address struct {
	// ID names the address where it must not be told, as in the log.
	ID id.ID
	// Key is the address folded for comparison.
	Key string
	// Address is what was typed.
	Address  string
	PersonID id.ID
	Primary  bool
	// VerifiedAt is when its owner opened a letter sent to it; zero when that has not happened.
	VerifiedAt time.Time
}

// Addresses are a person's addresses, the one for letters first, and those that wait for a letter to be opened.
type Addresses struct {
	Known   []Address
	Waiting []string
}

var errNoAddress = errs.New(errs.NotFound, "This address is not one of yours.")

// Addresses returns the person's own addresses; those who may look people up see everybody's.
func (s *Service) Addresses(ctx context.Context, actor authz.Actor, person id.ID) (Addresses, error) {
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return Addresses{}, err
	}
	if (ids[0] != actor.PersonID || !actor.HasScope(authz.ScopePeopleRead)) && !actor.May(maySeePeople, "") {
		return Addresses{}, errNoPerson
	}
	known, err := addressesOf(ctx, s.db, ids)
	if err != nil {
		return Addresses{}, err
	}
	waiting, err := waitingAddresses(ctx, s.db, ids[0], s.clock.Now())
	return Addresses{Known: known, Waiting: waiting}, err
}

// UseAddress makes one of the person's own, verified addresses the one that letters go to. The
// former one is told.
func (s *Service) UseAddress(ctx context.Context, actor authz.Actor, key string) error {
	return s.changeAddress(ctx, actor, key, func(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID, all []Address, chosen Address) error {
		if chosen.Primary {
			return nil
		}
		if chosen.VerifiedAt.IsZero() {
			return errs.New(errs.Conflict, "Confirm this address first: open the letter that was sent to it.")
		}
		if err := setPrimary(ctx, tx, ids, chosen.Key); err != nil {
			return err
		}
		if err := s.notify(ctx, tx, now, notice{PersonID: actor.PersonID, What: noticePrimary, Address: all[0].Address}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "address.primary", Kind: "person", ID: actor.PersonID})
	})
}

// RemoveAddress takes away one of the person's own addresses, which is told. The one that letters
// go to stays.
func (s *Service) RemoveAddress(ctx context.Context, actor authz.Actor, key string) error {
	return s.changeAddress(ctx, actor, key, func(ctx context.Context, tx *db.Tx, now time.Time, _ []id.ID, _ []Address, chosen Address) error {
		if chosen.Primary {
			return errs.New(errs.Conflict, "Letters go to this address. Choose another one for them first.")
		}
		if err := deleteAddress(ctx, tx, chosen.Key); err != nil {
			return err
		}
		if !chosen.VerifiedAt.IsZero() {
			if err := s.notify(ctx, tx, now, notice{PersonID: actor.PersonID, What: noticeRemoved, Address: chosen.Address}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "address.removed", Kind: "person", ID: actor.PersonID, Detail: map[string]any{"address": chosen.ID}})
	})
}

func (s *Service) changeAddress(ctx context.Context, actor authz.Actor, key string,
	change func(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID, all []Address, chosen Address) error) error {
	person, err := actor.RequirePerson("")
	if err != nil {
		return err
	}
	if err := s.proved(ctx, actor); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		all, err := addressesOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Key == key {
				return change(ctx, tx, now, ids, all, a)
			}
		}
		return errNoAddress
	})
}
