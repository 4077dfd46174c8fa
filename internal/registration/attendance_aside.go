package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// SourceFile is a file of attendance that was taken in.
type SourceFile struct {
	ID, OccurrenceID id.ID
	Name             string
	Source           How
	Form             Form
	// DayID is the day that a list speaks of, empty for reports and where there is one sitting.
	DayID      id.ID
	RecordedBy id.ID
	RecordedAt time.Time
	// People is of how many it says something, ByName who took it in.
	People int
	ByName string
	// Aside is when it was set aside, zero while it counts; AsideBy is who did and AsideReason why.
	Aside       time.Time
	AsideBy     string
	AsideReason string
	asideBy     id.ID
}

// Files are those of an occurrence, the latest first.
type Files struct {
	Occurrence catalogue.Occurrence
	Version    catalogue.Version
	List       []SourceFile
}

// AttendanceFiles lists the files that were taken in for an occurrence, those that were set aside among them.
// Those who may RecordAttendance.
func (s *Service) AttendanceFiles(ctx context.Context, actor authz.Actor, occurrence id.ID) (Files, error) {
	o, offer, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return Files{}, err
	}
	out := Files{Occurrence: o}
	if out.Version, err = s.catalogue.VersionByID(ctx, s.db, offer.PublishedID); err != nil {
		return Files{}, err
	}
	if out.List, err = filesIn(ctx, s.db, occurrence); err != nil {
		return Files{}, err
	}
	var ids []id.ID
	for _, f := range out.List {
		ids = append(ids, f.RecordedBy, f.asideBy)
	}
	persons, err := s.people.Persons(ctx, ids)
	for i, f := range out.List {
		out.List[i].ByName, out.List[i].AsideBy = persons[f.RecordedBy].Name, persons[f.asideBy].Name
	}
	return out, err
}

// SetFileAside takes a file back, with a reason: nothing of it is deleted, and nothing of it counts any more.
// Attendance is worked out anew, of all who have not completed it: choices that followed the file fall with it, whom nothing else shows is
// registered again, and whom a closing judged by it waits for the next one. The same file can then be taken in with other choices. Those who may RecordAttendance. Conflict when it was set aside before.
func (s *Service) SetFileAside(ctx context.Context, actor authz.Actor, file id.ID, reason string) (id.ID, error) {
	known, err := fileByID(ctx, s.db, file)
	if err != nil {
		return "", err
	}
	_, offer, err := s.requireIn(ctx, actor, RecordAttendance, known.OccurrenceID)
	if err != nil {
		return "", err
	}
	if reason == "" || len(reason) > maxNote {
		return known.OccurrenceID, errs.Bad("reason", "Say in a few words why.")
	}
	var own []id.ID
	if actor.SignedIn() {
		if own, err = s.people.IDs(ctx, actor.PersonID); err != nil {
			return known.OccurrenceID, err
		}
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), known.OccurrenceID)
		if err != nil {
			return err
		}
		known.Aside, known.asideBy, known.AsideReason = t.now, actor.PersonID, reason
		first, err := insertAside(ctx, tx, known)
		if err != nil {
			return err
		}
		if !first {
			return errs.New(errs.Conflict, "Somebody has set this file aside already.")
		}
		if err := t.askAgain(ctx); err != nil {
			return err
		}
		var last id.ID
		for {
			ids, err := spokenOfIn(ctx, tx, file, last, 500)
			if err != nil {
				return err
			}
			list, err := registrationsByIDs(ctx, tx, ids)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(list, func(r Registration) bool { return slices.Contains(own, r.PersonID) }) {
				return errs.New(errs.Forbidden, "Nobody records their own attendance. Ask somebody else of your unit.")
			}
			if err := t.attend(ctx, list, nil, ReasonSetAside, known.Name); err != nil {
				return err
			}
			if len(ids) < 500 {
				break
			}
			last = ids[len(ids)-1]
		}
		return audit.Record(ctx, tx, t.now, actor, audit.Event{Action: "attendance.set-aside", Kind: "occurrence", ID: known.OccurrenceID, Unit: offer.UnitID,
			Detail: map[string]any{"file": known.Name, "reason": reason}})
	})
	if err != nil {
		return known.OccurrenceID, fmt.Errorf("registration: set aside: %w", err)
	}
	return known.OccurrenceID, nil
}
