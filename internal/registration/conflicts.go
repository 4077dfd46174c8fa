package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Conflict is one registration in one window about which sources say different things.
type Conflict struct {
	Registration
	Person  people.Person
	Window  Window
	Sources []Source
}

// Source is a reading with the names of who brought it and of the file it stands in.
type Source struct {
	Reading
	ByName, File string
	Form         Form
}

// Conflicts are those of an occurrence that are open.
type Conflicts struct {
	Occurrence catalogue.Occurrence
	Offer      catalogue.Offer
	Version    catalogue.Version
	Open       []Conflict
	Closed     time.Time
}

// settleable are the states in which attendance still decides something.
var settleable = []State{StateRegistered, StateAttended, StateNoShow, StateNotCompleted}

// Conflicts lists where sources of attendance conflict, by name. Those who may RecordAttendance. The
// actor's own is listed and cannot be settled by them.
func (s *Service) Conflicts(ctx context.Context, actor authz.Actor, occurrence id.ID) (Conflicts, error) {
	o, offer, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return Conflicts{}, err
	}
	out := Conflicts{Occurrence: o, Offer: offer}
	if out.Version, err = s.catalogue.VersionByID(ctx, s.db, offer.PublishedID); err != nil {
		return out, err
	}
	if out.Closed, err = closedAt(ctx, s.db, occurrence); err != nil {
		return out, err
	}
	out.Open, err = s.openConflicts(ctx, o)
	return out, err
}

func (s *Service) openConflicts(ctx context.Context, o catalogue.Occurrence) ([]Conflict, error) {
	var (
		open    []Conflict
		windows = Windows(o)
		c       rosterCursor
	)
	for {
		list, err := rosterPage(ctx, s.db, o.ID, settleable, c.Name, c.ID, 500)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return open, s.nameSources(ctx, o.ID, open)
		}
		last := list[len(list)-1]
		c = rosterCursor{last.SortName, last.ID}
		ids := make([]id.ID, len(list))
		for i, r := range list {
			ids[i] = r.ID
		}
		facts, err := factsOf(ctx, s.db, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			for _, w := range openConflicts(windows, facts[r.ID]) {
				var sources []Source
				for _, reading := range Readings(windows, w, facts[r.ID]) {
					sources = append(sources, Source{Reading: reading})
				}
				open = append(open, Conflict{Registration: r, Window: w, Sources: sources})
			}
		}
	}
}

// nameSources fills in who everybody is.
func (s *Service) nameSources(ctx context.Context, occurrence id.ID, list []Conflict) error {
	files, err := filesOf(ctx, s.db, occurrence)
	if err != nil {
		return err
	}
	var ids []id.ID
	for _, c := range list {
		ids = append(ids, c.PersonID)
		for _, source := range c.Sources {
			if source.By != "" {
				ids = append(ids, source.By)
			}
		}
	}
	persons, err := s.people.Persons(ctx, ids)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Person = persons[list[i].PersonID]
		for j := range list[i].Sources {
			source := &list[i].Sources[j]
			source.ByName, source.File, source.Form = persons[source.By].Name, files[source.FileID].Name, files[source.FileID].Form
		}
	}
	return nil
}

// Settlement settles a conflict: it follows the reading of one source, or says what was so.
type Settlement struct {
	// DayID is the window that it is about, empty for an occurrence of one sitting.
	DayID id.ID
	// Follow is the source whose reading is right. Empty where Present and Minutes say it.
	Follow  How
	Present bool
	// Minutes is how long; 0 means the whole.
	Minutes int
	// Reason is why, and must be given where no source is followed.
	Reason string
}

// SettleConflict writes down, as a further fact, which of the sources is right about a registration. Those
// who may RecordAttendance, never for themselves. It overrules what had come in until then. Conflict where
// there is none any more, because somebody has settled it or the registration is completed.
func (s *Service) SettleConflict(ctx context.Context, actor authz.Actor, registration id.ID, c Settlement) (Registration, error) {
	known, err := s.managed(ctx, actor, RecordAttendance, registration)
	if err != nil {
		return Registration{}, err
	}
	if known.OccurrenceID == "" {
		return Registration{}, errNoRegistration
	}
	owner, err := s.people.Surviving(ctx, s.db, known.PersonID)
	if err != nil {
		return Registration{}, err
	}
	if actor.SignedIn() && owner == actor.PersonID {
		return Registration{}, errs.New(errs.Forbidden, "Nobody records their own attendance. Ask somebody else of your unit.")
	}
	var r Registration
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, now, err := s.turnFor(ctx, tx, actor, staffOr(actor), known)
		if err != nil {
			return err
		}
		r = now
		windows := Windows(t.occurrence)
		i := slices.IndexFunc(windows, func(w Window) bool { return w.DayID == c.DayID })
		if i < 0 {
			return errs.Bad("day", "Choose one of the days.")
		}
		facts, err := factsOf(ctx, tx, []id.ID{r.ID})
		if err != nil {
			return err
		}
		readings := Readings(windows, windows[i], facts[r.ID])
		if !slices.Contains(settleable, r.State) || !Conflicting(readings) {
			return errs.New(errs.Conflict, "There is no conflict here any more. Somebody may have settled it, so nothing was changed.")
		}
		fact, err := c.fact(windows[i], readings)
		if err != nil {
			return err
		}
		fact.RegistrationID, fact.RecordedBy, fact.RecordedAt = r.ID, actor.PersonID, t.now
		list := []Registration{r}
		err = t.attend(ctx, list, []Fact{fact}, ReasonByChoice, c.Reason)
		r = list[0]
		return err
	})
	if err != nil {
		return Registration{}, fmt.Errorf("registration: settle: %w", err)
	}
	return r, nil
}

// fact is the choice as a fact, from the readings that it is among.
func (c Settlement) fact(w Window, readings []Reading) (Fact, error) {
	f := Fact{How: HowChoice, DayID: w.DayID, Present: c.Present, Minutes: c.Minutes, Chosen: c.Follow, Reason: c.Reason}
	var bad errs.Fields
	bad.Check(len(c.Reason) <= maxNote, "reason", "Please use fewer words.")
	if c.Follow != "" {
		i := slices.IndexFunc(readings, func(r Reading) bool { return r.How == c.Follow })
		bad.Check(i >= 0, "follow", "Choose one of the sources, or say what was so.")
		if i >= 0 {
			f.Present, f.Minutes = readings[i].Present, readings[i].Minutes
		}
		return f, bad.Err()
	}
	bad.Check(c.Reason != "", "reason", "Say in a few words how you know.")
	bad.Check(c.Minutes >= 0 && c.Minutes <= w.Minutes(), "minutes", "Enter whole minutes, at most %d.", w.Minutes())
	if f.Present && f.Minutes == 0 {
		f.Minutes = w.Minutes()
	}
	if !f.Present {
		f.Minutes = 0
	}
	return f, bad.Err()
}
