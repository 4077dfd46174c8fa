package recognition

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
)

// AssessorFile is what an assessor asks for about one occurrence. The people stand apart, see EachAttendee.
type AssessorFile struct {
	Occurrence catalogue.Occurrence
	Offer      catalogue.Offer
	Version    catalogue.Version
	UnitName   string
	Statement  Statement
	// Worksheet is the approved calculation of the wording, nil without one; Author and Approver are the two
	// persons who stand behind it.
	Worksheet        *catalogue.Worksheet
	Author, Approver string
	Counts           map[registration.State]int
	Closed           time.Time
	Results          []registration.Results
	// Own are the answers to the offer's own questions, about all its dates; OwnHere those about this one.
	Own, OwnHere []registration.SurveyResults
	Gaps         []Gap
	Conflicts    int
	TakenAt      time.Time
}

// Attendee is one registration with its evidence and what was given for it.
type Attendee struct {
	registration.Row
	Evidence []registration.Source
	Awards   []Award
}

// AssessorFile gathers what an assessor asks for about an occurrence. Those who may ReadRosters in its
// unit, and no token; that the file was made is written to the audit log.
func (s *Service) AssessorFile(ctx context.Context, actor authz.Actor, occurrence id.ID) (AssessorFile, error) {
	if _, err := actor.RequirePerson(""); err != nil {
		return AssessorFile{}, err
	}
	roster, err := s.registration.Roster(ctx, actor, occurrence, nil, page.Request{Limit: 1})
	if err != nil {
		return AssessorFile{}, err
	}
	if roster.Offer.PublishedID == "" {
		return AssessorFile{}, errs.New(errs.Conflict, "This offer was never published, so there is nothing to show an assessor.")
	}
	view, err := s.catalogue.Show(ctx, actor, roster.Offer.Key)
	if err != nil {
		return AssessorFile{}, err
	}
	f := AssessorFile{Occurrence: roster.Occurrence, Offer: roster.Offer, Version: roster.Version, UnitName: view.Unit.Name, Worksheet: view.Worksheet, Counts: roster.Counts, Closed: roster.Closed, Conflicts: roster.Conflicts, TakenAt: s.clock.Now()}
	if f.Statement, err = statementOf(ctx, s.db, roster.Offer.ID); err != nil {
		return AssessorFile{}, err
	}
	if f.Results, err = s.registration.Results(ctx, actor, roster.Offer.ID); err != nil {
		return AssessorFile{}, err
	}
	own, err := s.registration.ReadSurveys(ctx, actor, roster.Offer.ID, occurrence)
	if err != nil {
		return AssessorFile{}, err
	}
	f.Own, f.OwnHere = own.All, own.Here
	f.Gaps = gapsOf(view, f.Statement, f.Results, f.Own)
	if f.Worksheet != nil {
		names, err := s.people.Persons(ctx, []id.ID{f.Worksheet.AuthorID, f.Worksheet.DecidedBy})
		if err != nil {
			return AssessorFile{}, err
		}
		f.Author, f.Approver = names[f.Worksheet.AuthorID].Name, names[f.Worksheet.DecidedBy].Name
	}
	return f, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, f.TakenAt, actor, audit.Event{Action: "assessor.file", Kind: "occurrence", ID: occurrence, Unit: roster.Offer.UnitID})
	})
}

// attendeeChunk is how many people are read at once.
const attendeeChunk = 200

// EachAttendee calls f for everybody on the roster of an occurrence, by name, with the evidence of their
// attendance and their awards. Those who may ReadRosters. It holds a few hundred people at a time.
func (s *Service) EachAttendee(ctx context.Context, actor authz.Actor, occurrence id.ID, f func(Attendee) error) error {
	var chunk []registration.Row
	flush := func() error {
		ids := make([]id.ID, len(chunk))
		for i, r := range chunk {
			ids[i] = r.ID
		}
		evidence, err := s.registration.Evidence(ctx, actor, occurrence, ids)
		if err != nil {
			return err
		}
		entries, err := s.record.OfRegistrations(ctx, s.db, ids)
		if err != nil {
			return err
		}
		var which []id.ID
		for _, e := range entries {
			which = append(which, e.ID)
		}
		awards := map[id.ID][]Award{}
		if len(which) > 0 {
			given, err := awardsFor(ctx, s.db, which)
			if err != nil {
				return err
			}
			for _, a := range given {
				awards[a.EntryID] = append(awards[a.EntryID], a.Award)
			}
		}
		for _, r := range chunk {
			if err := f(Attendee{Row: r, Evidence: evidence[r.ID], Awards: awards[entries[r.ID].ID]}); err != nil {
				return err
			}
		}
		chunk = chunk[:0]
		return nil
	}
	err := s.registration.EachOnRoster(ctx, actor, occurrence, func(r registration.Row) error {
		if chunk = append(chunk, r); len(chunk) < attendeeChunk {
			return nil
		}
		return flush()
	})
	if err != nil || len(chunk) == 0 {
		return err
	}
	return flush()
}
