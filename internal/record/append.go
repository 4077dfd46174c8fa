package record

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// AppendTx adds an entry in the caller's transaction and publishes EntryAppended. It is safe to
// repeat: where an entry from the same source exists, that one is returned and created is false.
// It is for later areas and imports, which have decided what the entry says; an entry that
// contradicts itself is a fault of theirs and an internal error.
func (s *Service) AppendTx(ctx context.Context, tx *db.Tx, now time.Time, n NewEntry) (e Entry, created bool, err error) {
	if err := n.check(); err != nil {
		return Entry{}, false, fmt.Errorf("record: append %s: %w", n.SourceRef, err)
	}
	n.Areas = slices.Clone(n.Areas)
	e = Entry{ID: id.New(), NewEntry: n, RecordedAt: now}
	created, err = insertEntry(ctx, tx, e)
	if err != nil {
		return Entry{}, false, fmt.Errorf("record: append %s: %w", n.SourceRef, err)
	}
	if !created {
		if e, err = entryBySource(ctx, tx, n.SourceRef); err != nil {
			return Entry{}, false, fmt.Errorf("record: append %s: %w", n.SourceRef, err)
		}
		return e, false, nil
	}
	return e, true, events.Publish(ctx, tx, now, EntryAppended{e.ID, e.PersonID, e.SourceRef, e.Provenance})
}

// check finds what no entry may be.
func (n NewEntry) check() error {
	switch {
	case n.PersonID == "":
		return fmt.Errorf("it belongs to nobody")
	case !n.Kind.Valid():
		return fmt.Errorf("%q is no kind", n.Kind)
	case !n.Assurance.Valid():
		return fmt.Errorf("%q is no assurance", n.Assurance)
	case !n.Provenance.Valid():
		return fmt.Errorf("%q is no provenance", n.Provenance)
	case n.Provenance == FromOutside && n.Assurance == ByAssociation:
		return fmt.Errorf("the association did not see what was learned elsewhere")
	case n.SourceRef == "":
		return fmt.Errorf("it has no source")
	case n.Title == "":
		return fmt.Errorf("it has no title")
	case n.Minutes < 0 || n.CEUTenths < 0:
		return fmt.Errorf("minutes or credit are negative")
	case n.CEUTenths > 0 && n.Assurance == ByPerson:
		return fmt.Errorf("nobody vouches for its credit")
	case n.CEUTenths > 0 && n.Minutes == 0:
		return fmt.Errorf("it has credit without contact")
	case !validDate(n.EndedOn) || n.BeganOn != "" && (!validDate(n.BeganOn) || n.BeganOn > n.EndedOn):
		return fmt.Errorf("%q to %q are no dates of a thing that was done", n.BeganOn, n.EndedOn)
	}
	return nil
}

// validDate reports whether s is a civil date that exists.
func validDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
