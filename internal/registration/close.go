package registration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// Closing is what applying the rule came to. Undecided are those whose offer's rule leaves completion
// to a person, to the learner or to parts that are not completed, and those who have completed this date
// under another account of theirs.
type Closing struct {
	Completed, NotCompleted, NoShow, Undecided int
	// Ended is how many were still waiting for a seat or for its confirmation.
	Ended int
	// Conflicts is how many were left as they are, because sources of attendance conflict about them.
	Conflicts int
	// Presenters is how many got an entry for presenting.
	Presenters int
}

// Preview is what a closing would come to, and by name what would become of whom.
type Preview struct {
	Closing
	People []Outcome
}

// Outcome is what a closing would make of one person.
type Outcome struct {
	RegistrationID id.ID
	Name           string
	Becomes        Becomes
}

// Becomes is one of the sums of a Closing.
type Becomes string

// The sums.
const (
	BecomesCompleted    Becomes = "completed"
	BecomesNotCompleted Becomes = "not-completed"
	BecomesNoShow       Becomes = "no-show"
	BecomesUndecided    Becomes = "undecided"
	BecomesEnded        Becomes = "ended"
	StaysInConflict     Becomes = "conflict"
)

// since says which sum has grown since another, "" where none has.
func (c Closing) since(b Closing) Becomes {
	switch {
	case c.Completed > b.Completed:
		return BecomesCompleted
	case c.NotCompleted > b.NotCompleted:
		return BecomesNotCompleted
	case c.NoShow > b.NoShow:
		return BecomesNoShow
	case c.Undecided > b.Undecided:
		return BecomesUndecided
	case c.Ended > b.Ended:
		return BecomesEnded
	case c.Conflicts > b.Conflicts:
		return StaysInConflict
	}
	return ""
}

// closeChunk is how many registrations one transaction of a closing takes.
const closeChunk = 200

// CloseOccurrence applies the offer's written rule to everybody once the occurrence has ended: who
// was not there is a no-show where the rule asks for attendance, who was there has completed or has not, who waited to the end is told
// so, and the first time its presenters get their entries. Those who may RecordAttendance. It is safe to repeat:
// what is completed stays so, and attendance that came in later counts. What was cancelled after it had
// begun can be closed for those whose attendance was recorded, and for nobody else. Emits Completed,
// NotCompleted and Cancelled. Those about whom sources of attendance conflict are left as they are until
// somebody settles it: Conflicts lists them. Conflict before the end.
func (s *Service) CloseOccurrence(ctx context.Context, actor authz.Actor, occurrence id.ID) (Closing, error) {
	p, err := s.close(ctx, actor, occurrence, false)
	return p.Closing, err
}

// PreviewClosing says what CloseOccurrence would come to now, for the same people and with the same errors,
// and changes nothing: each step is taken and taken back.
func (s *Service) PreviewClosing(ctx context.Context, actor authz.Actor, occurrence id.ID) (Preview, error) {
	return s.close(ctx, actor, occurrence, true)
}

func (s *Service) close(ctx context.Context, actor authz.Actor, occurrence id.ID, dry bool) (Preview, error) {
	o, offer, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return Preview{}, err
	}
	if err := s.closable(ctx, o); err != nil {
		return Preview{}, err
	}
	c := closer{s: s, actor: actor, dry: dry, occurrence: o, courses: map[id.ID]course{}}
	if c.accounts, err = s.accountsIn(ctx, o.ID); err != nil {
		return Preview{}, err
	}
	for {
		done, err := c.chunk(ctx)
		if err != nil {
			return Preview{}, fmt.Errorf("registration: close: %w", err)
		}
		if done {
			break
		}
	}
	if err := c.finish(ctx, offer); err != nil {
		return Preview{}, fmt.Errorf("registration: close: %w", err)
	}
	slices.SortFunc(c.people, func(a, b Outcome) int { return compareNames(a.Name, b.Name, a.RegistrationID, b.RegistrationID) })
	return Preview{c.sum, c.people}, nil
}

// closable returns why an occurrence cannot be closed, or nil.
func (s *Service) closable(ctx context.Context, o catalogue.Occurrence) error {
	if o.Status == catalogue.Scheduled {
		if s.clock.Now().Before(o.EndsAt) {
			return errs.New(errs.Conflict, "This has not ended yet. Close it when it is over.")
		}
		return nil
	}
	counts, err := countsByState(ctx, s.db, o.ID)
	if err == nil && counts[StateAttended]+counts[StateNotCompleted] == 0 {
		err = errs.New(errs.Conflict, "This was cancelled, so there is nothing to close.")
	}
	return err
}

// closer goes through an occurrence's registrations by id, chunk by chunk.
type closer struct {
	s          *Service
	actor      authz.Actor
	dry        bool
	occurrence catalogue.Occurrence
	courses    map[id.ID]course
	// accounts are the ids under which one person is in the occurrence more than once.
	accounts map[id.ID][]id.ID
	// persons are all ids of those whose parts are asked about, by the id that was registered.
	persons map[id.ID][]id.ID
	last    id.ID
	sum     Closing
	// people are those of whom a preview says what becomes of them.
	people []Outcome
	// asked are those of a chunk who were there and have not completed: they too are asked what they think of it.
	asked []evaluationRequest
}

// closing are the states that a closing looks at.
var closing = []State{StateHeld, StateWaitlisted, StateRegistered, StateAttended, StateNotCompleted}

// inTx is db.InTx, taken back when nothing is to be changed.
func (c *closer) inTx(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error {
	err := c.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := f(ctx, tx); err != nil || !c.dry {
			return err
		}
		return errLooked
	})
	if errors.Is(err, errLooked) {
		return nil
	}
	return err
}

func (c *closer) chunk(ctx context.Context) (done bool, err error) {
	ids, err := idsInStates(ctx, c.s.db, c.occurrence.ID, closing, c.last, closeChunk)
	if err != nil || len(ids) == 0 {
		return true, err
	}
	if err := c.prepare(ctx, ids); err != nil {
		return false, err
	}
	var (
		sum    Closing
		people []Outcome
	)
	err = c.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sum, people, c.asked = c.sum, nil, nil
		t, err := c.s.openTurn(ctx, tx, c.actor, staffOr(c.actor), c.occurrence.ID)
		if err != nil {
			return err
		}
		list, err := registrationsByIDs(ctx, tx, ids)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(r Registration) bool { return !slices.Contains(closing, r.State) })
		facts, err := factsOf(ctx, tx, Windows(t.occurrence), ids)
		if err != nil {
			return err
		}
		for i := range list {
			before := sum
			if err := c.one(ctx, t, &list[i], facts[list[i].ID], &sum); err != nil {
				return err
			}
			if becomes := sum.since(before); c.dry && becomes != "" {
				people = append(people, Outcome{list[i].ID, list[i].PersonName, becomes})
			}
		}
		return insertRequests(ctx, tx, c.asked)
	})
	if err != nil {
		return false, err
	}
	c.sum, c.people, c.last = sum, append(c.people, people...), ids[len(ids)-1]
	return len(ids) < closeChunk, nil
}

// prepare reads, before the turn, what a turn cannot: the courses, and under which ids a person may
// have completed parts.
func (c *closer) prepare(ctx context.Context, ids []id.ID) error {
	list, err := registrationsByIDs(ctx, c.s.db, ids)
	if err != nil {
		return err
	}
	c.persons = map[id.ID][]id.ID{}
	for _, r := range list {
		crs, ok := c.courses[r.VersionID]
		if !ok {
			if crs, err = c.s.course(ctx, c.s.db, r); err != nil {
				return err
			}
			c.courses[r.VersionID] = crs
		}
		if crs.version.Completion.Rule != catalogue.ByParts {
			continue
		}
		if c.persons[r.PersonID], err = c.s.people.IDs(ctx, r.PersonID); err != nil {
			return err
		}
	}
	return nil
}

// one applies the rule to one registration.
func (c *closer) one(ctx context.Context, t *turn, r *Registration, facts []Fact, sum *Closing) error {
	if t.occurrence.Status != catalogue.Scheduled && r.State.Open() {
		return nil // it is ended with the occurrence
	}
	switch r.State {
	case StateWaitlisted:
		sum.Ended++
		return t.move(ctx, r, StateCancelled, ReasonNeverPromoted, "")
	case StateHeld:
		sum.Ended++
		return t.asProgram().move(ctx, r, StateCancelled, ReasonPromiseExpired, "")
	}
	crs := c.courses[r.VersionID]
	elsewhere := []State{StateCompleted} // under another account of the same person
	if r.State == StateRegistered {
		elsewhere = append(elsewhere, StateAttended)
	}
	twice, err := amongThem(ctx, t.tx, t.occurrence.ID, c.accounts[r.PersonID], elsewhere...)
	if err != nil {
		return err
	}
	parts := false
	if crs.version.Completion.Rule == catalogue.ByParts && !twice {
		if parts, err = c.s.partsDone(ctx, t.tx, r.OfferID, c.persons[r.PersonID]); err != nil {
			return err
		}
	}
	if asksAttendance(crs.version.Completion.Rule) && !twice && len(openConflicts(Windows(t.occurrence), facts)) > 0 {
		sum.Conflicts++
		return nil
	}
	if r.State == StateRegistered {
		switch {
		case parts:
			sum.Completed++
			return t.asProgram().complete(ctx, r, crs, ReasonPartsCompleted, "")
		case twice, !asksAttendance(crs.version.Completion.Rule):
			sum.Undecided++
			return nil
		}
		sum.NoShow++
		return t.move(ctx, r, StateNoShow, ReasonClosed, "")
	}
	windows := Windows(t.occurrence)
	p := Merge(windows, facts)
	r.Minutes = p.Minutes
	switch verdict := Judge(crs.version.Completion, Length(windows), p, parts); {
	case twice:
		sum.Undecided++
		return nil
	case verdict == Met:
		sum.Completed++
		return t.complete(ctx, r, crs, ReasonRuleMet, "")
	case verdict == NotMet:
		sum.NotCompleted++
		if r.State == StateNotCompleted {
			return nil
		}
		c.asked = append(c.asked, evaluationRequest{r.ID, AtCompletion, t.now})
		return t.move(ctx, r, StateNotCompleted, ReasonRuleNotMet, "")
	}
	if r.State == StateAttended {
		sum.Undecided++
		c.asked = append(c.asked, evaluationRequest{r.ID, AtCompletion, t.now})
	}
	return nil
}

// finish writes down that the occurrence was closed and, the first time, gives its presenters their
// entries: whoever presents the offer at a later closing may be somebody else. Nobody has presented
// the whole of what was cancelled.
func (c *closer) finish(ctx context.Context, offer catalogue.Offer) error {
	o := c.occurrence
	version, err := c.s.catalogue.VersionByID(ctx, c.s.db, offer.PublishedID)
	if err != nil {
		return err
	}
	unit, err := c.s.people.Unit(ctx, offer.UnitID)
	if err != nil {
		return err
	}
	began, ended := o.StartsAt.In(o.Location()).Format(time.DateOnly), o.EndsAt.In(o.Location()).Format(time.DateOnly)
	provider := c.s.people.NameOn(unit, ended)
	n := 0
	err = c.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		now := c.s.clock.Now()
		first, err := insertClosing(ctx, tx, o.ID, c.actor.PersonID, now)
		if err != nil {
			return err
		}
		presenters := version.Presenters
		if !first || o.Status != catalogue.Scheduled {
			presenters = nil
		}
		for _, p := range presenters {
			person, err := c.s.people.Surviving(ctx, tx, p.PersonID)
			if err != nil {
				return err
			}
			_, created, err := c.s.record.AppendTx(ctx, tx, now, record.NewEntry{
				PersonID: person, Kind: record.KindPresenting, Activity: string(offer.Kind), Title: version.Title, Provider: provider,
				UnitID: offer.UnitID, OfferID: offer.ID, VersionID: version.ID, OccurrenceID: o.ID, BeganOn: began, EndedOn: ended,
				Minutes: o.ScheduledMinutes(), Areas: version.Areas, Level: string(version.Level), Format: string(version.Format),
				Assurance: record.ByAssociation, Provenance: record.FromPresenting, SourceRef: "presenting:" + string(o.ID) + ":" + string(p.PersonID),
				Note: p.Part, RecordedBy: c.actor.PersonID,
			})
			if err != nil {
				return err
			}
			if created {
				n++
			}
		}
		return audit.Record(ctx, tx, now, c.actor, audit.Event{Action: "occurrence.closed", Kind: "occurrence", ID: o.ID, Unit: offer.UnitID, Detail: map[string]any{
			"completed": c.sum.Completed, "not_completed": c.sum.NotCompleted, "no_show": c.sum.NoShow, "undecided": c.sum.Undecided, "ended": c.sum.Ended, "conflicts": c.sum.Conflicts}})
	})
	c.sum.Presenters = n
	return err
}
