package registration

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// Listed is a registration as a list for reports has it: the facts of the day it was made and how it stands.
type Listed struct {
	ID, PersonID, OfferID, OccurrenceID  id.ID
	State                                State
	PersonName, OfferKey, OfferTitle     string
	LibraryName, RoleTitle, Class, Payer string
	UnitName, Channel                    string
	Price                                money.Amount
	Minutes                              int
	CreatedAt, CompletedAt, UpdatedAt    time.Time
	// StartsAt is when the occurrence begins; zero without one.
	StartsAt time.Time
}

// Period is when registrations were made, or changed. The zero value is at any time.
type Period struct {
	// From is included, To not; zero leaves that side open.
	From, To time.Time
	// ChangedSince, where it is set, leaves out those that have stayed as they were since. The list is then in the order of the changes, and what changes while it is
	// read stands in it once more.
	ChangedSince time.Time
}

// exportChunk is how many registrations are read at once.
const exportChunk = 2000

// EachRegistration calls f for each registration, oldest first or, of those that have changed, by when: for reports. Who may ReadRosters everywhere gets all,
// unit staff those of their units. It is recorded who took the list. It is read in pieces by key, so that it costs
// little memory and holds nobody up; what is made meanwhile may be in it.
func (s *Service) EachRegistration(ctx context.Context, actor authz.Actor, c Period, f func(Listed) error) error {
	var units []id.ID
	if !actor.May(ListRegistrations, "") {
		if units = actor.Units(ListRegistrations.InUnit...); len(units) == 0 || !actor.MaySomewhere(ListRegistrations) {
			return actor.Require(ListRegistrations, "")
		}
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "registrations.exported", Kind: "registration", Detail: map[string]any{"units": units, "from": c.From, "to": c.To, "changed_since": c.ChangedSince}})
	})
	if err != nil {
		return fmt.Errorf("registration: export: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for piece := range s.pieces(ctx, units, c) {
		if piece.err != nil {
			return piece.err
		}
		for _, r := range piece.list {
			if err := f(r); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// listedPiece is a piece of the list, or why there is none.
type listedPiece struct {
	list []Listed
	err  error
}

// pieces reads the list piece by piece until its end or that of ctx: the next one while the last is being written.
func (s *Service) pieces(ctx context.Context, units []id.ID, c Period) <-chan listedPiece {
	out := make(chan listedPiece, 1)
	go func() {
		defer close(out)
		for after := (Listed{}); ; {
			list, err := s.listedWithDates(ctx, after, units, c)
			if err == nil && len(list) == 0 {
				return
			}
			select {
			case out <- listedPiece{list, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
			after = list[len(list)-1]
		}
	}()
	return out
}

func (s *Service) listedWithDates(ctx context.Context, after Listed, units []id.ID, c Period) ([]Listed, error) {
	list, err := listedAfter(ctx, s.db, after, units, c, exportChunk)
	if err != nil {
		return nil, err
	}
	dates, err := s.catalogue.Occurrences(ctx, occurrencesOf(list))
	if err != nil {
		return nil, err
	}
	for i, r := range list {
		list[i].StartsAt = dates[r.OccurrenceID].StartsAt
	}
	return list, nil
}

func occurrencesOf(list []Listed) []id.ID {
	seen, out := map[id.ID]bool{"": true}, []id.ID{}
	for _, r := range list {
		if !seen[r.OccurrenceID] {
			seen[r.OccurrenceID] = true
			out = append(out, r.OccurrenceID)
		}
	}
	return out
}
