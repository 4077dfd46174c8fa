package record

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
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Correction says what an entry should have said, in full: begin with CorrectionOf and change what was wrong.
type Correction struct {
	Title, Provider    string
	BeganOn, EndedOn   string
	Minutes, CEUTenths int
	Claimed            Credit
	Why, Toward        string
	Note, Link         string
	// Withdraw takes the entry back; nothing but Reason counts then.
	Withdraw bool
	// Reason is what the owner of the record reads beside the correction. It is required.
	Reason string
}

// CorrectionOf returns the correction that would change nothing.
func CorrectionOf(e Entry) Correction {
	return Correction{
		Title: e.Title, Provider: e.Provider, BeganOn: e.BeganOn, EndedOn: e.EndedOn, Minutes: e.Minutes, CEUTenths: e.CEUTenths,
		Claimed: e.Claimed, Why: e.Why, Toward: e.Toward, Note: e.Note, Link: e.Link,
	}
}

// Correct is CorrectTx in a transaction of its own.
func (s *Service) Correct(ctx context.Context, actor authz.Actor, entry id.ID, c Correction) (Entry, error) {
	var out Entry
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		out, err = s.CorrectTx(ctx, tx, s.clock.Now(), actor, entry, c)
		return err
	})
	return out, err
}

// CorrectTx adds a new entry that replaces or withdraws the given one, which stays as it was, and
// publishes EntryCorrected. Who may: for entries that the association or a third party vouches
// for, those with CorrectEntries and the program itself; for what a person claims, that person.
// Everybody else is told that there is no such entry. Errors: Invalid by field, Conflict when the
// entry has been corrected before. Repeating a correction is such a Conflict.
func (s *Service) CorrectTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, entry id.ID, c Correction) (Entry, error) {
	old, err := entryByID(ctx, tx, entry)
	if err != nil {
		return Entry{}, err
	}
	if err := s.mayCorrect(ctx, actor, old); err != nil {
		return Entry{}, err
	}
	if err := c.check(old, now); err != nil {
		return Entry{}, err
	}
	e := old
	e.ID, e.CorrectsID, e.Withdrawn, e.Reason = id.New(), old.ID, c.Withdraw, c.Reason
	e.SourceRef, e.RecordedBy, e.RecordedAt = "correction:"+string(old.ID), actor.PersonID, now
	e.Areas = slices.Clone(old.Areas)
	if !c.Withdraw {
		e.Title, e.Provider, e.BeganOn, e.EndedOn, e.Minutes, e.CEUTenths = c.Title, c.Provider, c.BeganOn, c.EndedOn, c.Minutes, c.CEUTenths
		e.Claimed, e.Why, e.Toward, e.Note, e.Link = c.Claimed, c.Why, c.Toward, c.Note, c.Link
	}
	added, err := insertEntry(ctx, tx, e)
	if err != nil && !db.IsUnique(err) {
		return Entry{}, fmt.Errorf("record: correct %s: %w", old.ID, err)
	}
	if !added {
		// Two corrections at the same moment meet at either unique column.
		return Entry{}, errs.New(errs.Conflict, "This entry has been corrected already. Correct its newest version instead.")
	}
	action := "entry.corrected"
	if c.Withdraw {
		action = "entry.withdrawn"
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "entry", ID: e.ID, Unit: e.UnitID, Detail: map[string]any{"corrects": old.ID, "reason": c.Reason}})
	if err != nil {
		return Entry{}, err
	}
	return e, events.Publish(ctx, tx, now, EntryCorrected{e.ID, old.ID, e.PersonID, e.Withdrawn})
}

// mayCorrect applies who may correct which entry.
func (s *Service) mayCorrect(ctx context.Context, actor authz.Actor, e Entry) error {
	if e.Assurance != ByPerson {
		if actor.May(CorrectEntries, "") {
			return nil
		}
		ids, err := s.idsOf(ctx, actor)
		if err == nil && slices.Contains(ids, e.PersonID) {
			return errs.New(errs.Forbidden, "Only the association's staff can correct what the association has verified. Write to them and say what is wrong.")
		}
		if err != nil {
			return err
		}
		return errNoEntry()
	}
	if actor.IsSystem() {
		return nil
	}
	if _, err := actor.RequirePerson(authz.ScopeRecordWrite); err != nil {
		return err
	}
	ids, err := s.idsOf(ctx, actor)
	if err != nil {
		return err
	}
	if !slices.Contains(ids, e.PersonID) {
		return errNoEntry()
	}
	return nil
}

// check finds what is wrong with the correction of old.
func (c Correction) check(old Entry, now time.Time) error {
	var f errs.Fields
	f.Check(c.Reason != "", "reason", "Say why, in a few words. It stays beside the entry.")
	f.Check(len(c.Reason) <= maxText, "reason", "This is too long.")
	if c.Withdraw {
		if old.Withdrawn {
			f.Add("reason", "This entry has been withdrawn already.")
		}
		return f.Err()
	}
	o := OutsideLearning{Title: c.Title, Provider: c.Provider, BeganOn: c.BeganOn, EndedOn: c.EndedOn, Minutes: c.Minutes, Claimed: c.Claimed, Why: c.Why, Toward: c.Toward, Note: c.Note, Link: c.Link}
	o.check(&f, now)
	// Credit is all or nothing: it stays, goes, or is what the corrected minutes come to.
	f.Check(c.CEUTenths == 0 || c.CEUTenths == old.CEUTenths || c.CEUTenths == catalogue.CEUTenths(c.Minutes), "ceu",
		"The credit must be none, what it was, or what these minutes come to (%d tenths).", catalogue.CEUTenths(c.Minutes))
	f.Check(c.CEUTenths == 0 || old.Assurance != ByPerson, "ceu", "What is claimed by a person carries no CEU.")
	f.Check(c.CEUTenths == 0 || c.Minutes > 0, "hours", "Credit needs contact time.")
	if c.equal(CorrectionOf(old)) && !old.Withdrawn {
		f.Add("title", "Nothing was changed.")
	}
	return f.Err()
}

// equal compares what two corrections say of the entry.
func (c Correction) equal(d Correction) bool {
	c.Reason, d.Reason = "", ""
	return c == d
}
