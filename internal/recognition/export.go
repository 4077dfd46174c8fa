package recognition

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// exportPage is how many awards are read at once.
const exportPage = 500

// EachAward calls f for every award that stands today, in pages, in the order of their ids; with a person only for theirs. An
// award names the person who has it now, also where it was given before two persons became one. That they were
// taken out is recorded. For the program itself alone.
func (s *Service) EachAward(ctx context.Context, actor authz.Actor, person id.ID, f func(Held) error) error {
	if !actor.IsSystem() {
		return errs.New(errs.Forbidden, "Awards are taken out by the command line alone.")
	}
	var only []id.ID
	if person != "" {
		var err error
		if only, err = s.people.IDs(ctx, person); err != nil {
			return err
		}
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "awards.exported", Kind: "record", ID: person})
	})
	if err != nil {
		return fmt.Errorf("recognition: export: %w", err)
	}
	for after := id.ID(""); ; {
		list, err := awardsAfter(ctx, s.db, only, after, exportPage)
		if err != nil {
			return fmt.Errorf("recognition: export: %w", err)
		}
		if err := s.handOver(ctx, list, f); err != nil {
			return err
		}
		if len(list) < exportPage {
			return nil
		}
		after = list[len(list)-1].ID
	}
}

// handOver gives a page of awards to f, those that stand.
func (s *Service) handOver(ctx context.Context, list []stored, f func(Held) error) error {
	held, err := s.hold(ctx, list)
	if err != nil {
		return err
	}
	ids := make([]id.ID, len(list))
	for i, a := range list {
		ids[i] = a.PersonID
	}
	known, err := s.people.Persons(ctx, ids)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.Status != Valid {
			continue
		}
		if p, ok := known[h.PersonID]; ok {
			h.PersonID = p.ID
		}
		if err := f(h); err != nil {
			return err
		}
	}
	return nil
}
