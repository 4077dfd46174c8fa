package record

import (
	"cmp"
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
	Title     string `json:"title,omitempty"`
	Provider  string `json:"provider,omitempty"`
	BeganOn   string `json:"began_on,omitempty"`
	EndedOn   string `json:"ended_on,omitempty"`
	Minutes   int    `json:"minutes,omitempty"`
	CEUTenths int    `json:"ceu_tenths,omitempty"`
	Claimed   Credit `json:"claimed,omitzero"`
	// Why, Toward, Note and Link are the learner's own words. Only the learner changes them.
	Why    string `json:"-"`
	Toward string `json:"-"`
	Note   string `json:"-"`
	Link   string `json:"-"`
	// Withdraw takes the entry back; nothing but Reason counts then.
	Withdraw bool `json:"withdraw,omitempty"`
	// Reason is what the owner of the record reads beside the correction. It is required.
	Reason string `json:"-"`
}

// CorrectionOf returns the correction that would change nothing.
func CorrectionOf(e Entry) Correction {
	return Correction{
		Title: e.Title, Provider: e.Provider, BeganOn: e.BeganOn, EndedOn: e.EndedOn, Minutes: e.Minutes, CEUTenths: e.CEUTenths,
		Claimed: e.Claimed, Why: e.Why, Toward: e.Toward, Note: e.Note, Link: e.Link,
	}
}

// Correct corrects what a person claims, for that person alone; scope record:write. Everybody else
// is told that there is no such entry, and an owner that the association's staff correct what
// others vouch for. Errors: Invalid by field, Conflict when the entry has been corrected before.
func (s *Service) Correct(ctx context.Context, actor authz.Actor, entry id.ID, c Correction) (Entry, error) {
	var out Entry
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		old, err := entryByID(ctx, tx, entry)
		if err != nil {
			return err
		}
		if err := s.mayCorrectClaim(ctx, tx, actor, old); err != nil {
			return err
		}
		out, err = s.correct(ctx, tx, s.clock.Now(), actor, old, c, nil)
		return err
	})
	return out, err
}

// CorrectTx is for the program itself, when the facts that an entry rests on have changed. Errors
// are those of Correct; people correct what others vouch for in twos, see CorrectAgreedTx.
func (s *Service) CorrectTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, entry id.ID, c Correction) (Entry, error) {
	if !actor.IsSystem() {
		return Entry{}, errs.New(errs.Forbidden, "Only the program itself corrects an entry alone.")
	}
	old, err := entryByID(ctx, tx, entry)
	if err != nil {
		return Entry{}, err
	}
	return s.correct(ctx, tx, now, actor, old, c, nil)
}

// CheckCorrection reports whether the actor may propose, or stand behind, this correction of an
// entry that others vouch for, and returns the entry. Needs CorrectEntries; nobody corrects their
// own record. Errors: NotFound, Forbidden, Invalid by field, Conflict when it has been corrected before.
func (s *Service) CheckCorrection(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, entry id.ID, c Correction) (Entry, error) {
	old, err := s.correctable(ctx, tx, actor, entry)
	if err != nil {
		return Entry{}, err
	}
	if newer, err := isCorrected(ctx, tx, old.ID); err != nil || newer {
		return Entry{}, cmp.Or(err, errCorrected())
	}
	return old, c.ofOthers(old).check(old, now)
}

// CorrectAgreedTx corrects an entry that others vouch for: what one person proposed and the actor,
// who is another, confirms. Both need CorrectEntries, and it is the record of neither; that the
// proposer had it when proposing is the caller's to see to, with CheckCorrection.
func (s *Service) CorrectAgreedTx(ctx context.Context, tx *db.Tx, now time.Time, proposer id.ID, actor authz.Actor, entry id.ID, c Correction) (Entry, error) {
	old, err := s.correctable(ctx, tx, actor, entry)
	if err != nil {
		return Entry{}, err
	}
	first, err := s.people.Surviving(ctx, tx, proposer)
	if err != nil {
		return Entry{}, err
	}
	if first == "" || first == actor.PersonID {
		return Entry{}, errs.New(errs.Forbidden, "A correction needs two people. Ask a colleague to confirm it.")
	}
	return s.correct(ctx, tx, now, actor, old, c.ofOthers(old), map[string]any{"proposed_by": proposer})
}

// correctable returns an entry that others vouch for, to those who may take part in correcting it.
func (s *Service) correctable(ctx context.Context, tx *db.Tx, actor authz.Actor, entry id.ID) (Entry, error) {
	if err := actor.Require(CorrectEntries, ""); err != nil {
		return Entry{}, err
	}
	if _, err := actor.RequirePerson(""); err != nil {
		return Entry{}, err
	}
	old, err := entryByID(ctx, tx, entry)
	if err != nil {
		return Entry{}, err
	}
	owner, err := s.people.Surviving(ctx, tx, old.PersonID)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case owner == actor.PersonID:
		return Entry{}, errs.New(errs.Forbidden, "Nobody corrects their own record. Ask a colleague.")
	case old.Assurance == ByPerson:
		return Entry{}, errNoEntry()
	}
	return old, nil
}

// ofOthers leaves the learner's own words as they are.
func (c Correction) ofOthers(old Entry) Correction {
	c.Why, c.Toward, c.Note, c.Link = old.Why, old.Toward, old.Note, old.Link
	return c
}

// correct adds a new entry that replaces or withdraws the old one, which stays as it was, and
// publishes EntryCorrected. Its callers have decided who may.
func (s *Service) correct(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, old Entry, c Correction, detail map[string]any) (Entry, error) {
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
		return Entry{}, errCorrected()
	}
	if detail == nil {
		detail = map[string]any{}
	}
	detail["corrects"], detail["reason"] = old.ID, c.Reason
	action := "entry.corrected"
	if c.Withdraw {
		action = "entry.withdrawn"
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "entry", ID: e.ID, Unit: e.UnitID, Detail: detail})
	if err != nil {
		return Entry{}, err
	}
	return e, events.Publish(ctx, tx, now, EntryCorrected{e.ID, old.ID, e.PersonID, e.Withdrawn})
}

func errCorrected() error {
	return errs.New(errs.Conflict, "This entry has been corrected already. Correct its newest version instead.")
}

// mayCorrectClaim lets a person correct what they claim themselves.
func (s *Service) mayCorrectClaim(ctx context.Context, q db.Q, actor authz.Actor, e Entry) error {
	if e.Assurance == ByPerson {
		if _, err := actor.RequirePerson(authz.ScopeRecordWrite); err != nil {
			return err
		}
	}
	owner, err := s.people.Surviving(ctx, q, e.PersonID)
	switch {
	case err != nil:
		return err
	case actor.PersonID == "" || owner != actor.PersonID:
		return errNoEntry()
	case e.Assurance != ByPerson:
		return errs.New(errs.Forbidden, "Only the association's staff can correct what the association has verified. Write to them and say what is wrong.")
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
