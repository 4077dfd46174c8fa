package record

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// exportPage is how many entries are read at once.
const exportPage = 500

// EachEntry calls f for every entry that stands today, in pages, in the order of their ids; with a person only for theirs. An entry
// names the person who has it now, also where it was recorded before two persons became one. That it was taken out
// is recorded. For the program itself: staff read a record as a transcript, with a purpose that its owner reads.
func (s *Service) EachEntry(ctx context.Context, actor authz.Actor, person id.ID, f func(Entry) error) error {
	if !actor.IsSystem() {
		return errs.New(errs.Forbidden, "Records are taken out by the command line alone.")
	}
	var only []id.ID
	if person != "" {
		var err error
		if only, err = s.people.IDs(ctx, person); err != nil {
			return err
		}
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "record.exported", Kind: "record", ID: person})
	})
	if err != nil {
		return fmt.Errorf("record: export: %w", err)
	}
	for after := id.ID(""); ; {
		list, err := effectiveAfter(ctx, s.db, only, after, exportPage)
		if err != nil {
			return fmt.Errorf("record: export: %w", err)
		}
		ids, entries := make([]id.ID, len(list)), make([]id.ID, len(list))
		for i, e := range list {
			ids[i], entries[i] = e.PersonID, e.ID
		}
		if len(list) == 0 {
			return nil
		}
		first, err := firstVersions(ctx, s.db, `e.id IN (`+db.List(1, len(entries))+`)`, db.Args(entries))
		if err != nil {
			return fmt.Errorf("record: export: %w", err)
		}
		known, err := s.people.Persons(ctx, ids)
		if err != nil {
			return err
		}
		for _, e := range list {
			if p, ok := known[e.PersonID]; ok {
				e.PersonID = p.ID
			}
			e.handedIn(first)
			if err := f(e); err != nil {
				return err
			}
			after = e.ID
		}
		if len(list) < exportPage {
			return nil
		}
	}
}
