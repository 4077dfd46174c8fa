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
	// Wording is the one that most people registered for, with its worksheet; Others are the further ones.
	Wording
	Others   []Wording
	UnitName string
	// Statement is what was said when the date was closed, or is said now where it was not. What followed is what
	// was said of it until a later date was closed, FollowUpAt when that was written.
	Statement  Statement
	FollowUpAt time.Time
	Counts     map[registration.State]int
	Closed     time.Time
	Results    []registration.Results
	// Own are the answers to the offer's own questions, about all its dates; OwnHere those about this one.
	Own, OwnHere []registration.SurveyResults
	Gaps         []Gap
	Conflicts    int
	TakenAt      time.Time
}

// Wording is a version that people registered for.
type Wording struct {
	Version catalogue.Version
	// People is how many are registered under it.
	People int
	// Worksheet is the approved calculation of the wording, nil without one; Author and Approver are the two
	// persons who stand behind it.
	Worksheet        *catalogue.Worksheet
	Author, Approver string
}

// Attendee is one registration with its evidence and what was given for it.
type Attendee struct {
	registration.Row
	Evidence []registration.Source
	// Awards are those given for its entry and for what that was corrected to, each with where it stands today.
	Awards []Held
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
	f := AssessorFile{Occurrence: roster.Occurrence, Offer: roster.Offer, UnitName: view.Unit.Name, Counts: roster.Counts, Closed: roster.Closed, Conflicts: roster.Conflicts, TakenAt: s.clock.Now()}
	if err := s.word(ctx, actor, &f); err != nil {
		return AssessorFile{}, err
	}
	if err := s.state(ctx, actor, &f, view.Occurrences); err != nil {
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
	view.Version, view.Worksheet = f.Version, f.Worksheet
	if view.Offer.Earns, err = s.catalogue.EarnsOf(ctx, s.db, roster.Offer, f.Version.ID); err != nil {
		return AssessorFile{}, err
	}
	f.Gaps = gapsOf(view, f.Statement, f.Results, f.Own)
	return f, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, f.TakenAt, actor, audit.Event{Action: "assessor.file", Kind: "occurrence", ID: occurrence, Unit: roster.Offer.UnitID})
	})
}

// word fills in the versions that people registered for, each with its worksheet; the published one where nobody did.
func (s *Service) word(ctx context.Context, actor authz.Actor, f *AssessorFile) error {
	registered, err := s.registration.VersionCounts(ctx, actor, f.Occurrence.ID)
	if err != nil {
		return err
	}
	if len(registered) == 0 {
		registered = []registration.VersionCount{{VersionID: f.Offer.PublishedID}}
	}
	for i, r := range registered {
		w := Wording{People: r.People}
		if w.Version, err = s.catalogue.VersionByID(ctx, s.db, r.VersionID); err != nil {
			return err
		}
		sheet, ok, err := s.catalogue.ApprovedWorksheet(ctx, s.db, r.VersionID)
		if err != nil {
			return err
		}
		if ok {
			names, err := s.people.Persons(ctx, []id.ID{sheet.AuthorID, sheet.DecidedBy})
			if err != nil {
				return err
			}
			w.Worksheet, w.Author, w.Approver = &sheet, names[sheet.AuthorID].Name, names[sheet.DecidedBy].Name
		}
		if i == 0 {
			f.Wording = w
		} else {
			f.Others = append(f.Others, w)
		}
	}
	return nil
}

// state fills in what was said about the date.
func (s *Service) state(ctx context.Context, actor authz.Actor, f *AssessorFile, dates []catalogue.Occurrence) error {
	var later []id.ID
	for _, o := range dates {
		if o.StartsAt.After(f.Occurrence.StartsAt) {
			later = append(later, o.ID)
		}
	}
	closings, err := s.registration.Closings(ctx, actor, f.Offer, later)
	if err != nil {
		return err
	}
	said, next := f.TakenAt, f.TakenAt
	if !f.Closed.IsZero() {
		said = f.Closed
		for _, at := range closings {
			if at.Before(next) {
				next = at
			}
		}
		if next.Before(f.Closed) { // closed late: what followed is what was known then
			next = f.Closed
		}
	}
	if f.Statement, err = statementAt(ctx, s.db, f.Offer.ID, said); err != nil {
		return err
	}
	followed, err := statementAt(ctx, s.db, f.Offer.ID, next)
	f.Statement.FollowUp, f.FollowUpAt = followed.FollowUp, followed.UpdatedAt
	return err
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
		entries, err := s.record.ChainsOf(ctx, s.db, ids)
		if err != nil {
			return err
		}
		of := map[id.ID]id.ID{} // the registration that an entry came of
		var which []id.ID
		for _, r := range ids {
			for _, e := range entries[r] {
				of[e], which = r, append(which, e)
			}
		}
		awards := map[id.ID][]Held{}
		if len(which) > 0 {
			given, err := awardsFor(ctx, s.db, which)
			if err != nil {
				return err
			}
			held, err := s.hold(ctx, given)
			if err != nil {
				return err
			}
			for _, a := range held {
				awards[of[a.EntryID]] = append(awards[of[a.EntryID]], a)
			}
		}
		for _, r := range chunk {
			if err := f(Attendee{Row: r, Evidence: evidence[r.ID], Awards: awards[r.ID]}); err != nil {
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
