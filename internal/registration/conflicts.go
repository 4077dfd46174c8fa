package registration

import (
	"context"
	"fmt"
	"maps"
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
	Window       Window
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

// openConflicts looks only at those of whom more than one source speaks, or their own word.
func (s *Service) openConflicts(ctx context.Context, o catalogue.Occurrence) ([]Conflict, error) {
	ids, err := spokenOfTwice(ctx, s.db, o.ID)
	if err != nil {
		return nil, err
	}
	var (
		open    []Conflict
		windows = Windows(o)
	)
	for chunk := range slices.Chunk(ids, 500) {
		list, err := registrationsByIDs(ctx, s.db, chunk)
		if err != nil {
			return nil, err
		}
		facts, err := factsOf(ctx, s.db, chunk)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if !slices.Contains(settleable, r.State) {
				continue
			}
			for _, w := range openConflicts(windows, facts[r.ID]) {
				var sources []Source
				for _, reading := range Readings(windows, w, facts[r.ID]) {
					sources = append(sources, Source{Reading: reading})
				}
				open = append(open, Conflict{Registration: r, Window: w, Sources: sources})
			}
		}
	}
	slices.SortStableFunc(open, func(a, b Conflict) int { return compareNames(a.SortName, b.SortName, a.ID, b.ID) })
	return open, s.nameSources(ctx, o.ID, open)
}

// Evidence returns what each source says of these registrations of an occurrence, window by window, with
// who brought it and when. Those who may ReadRosters.
func (s *Service) Evidence(ctx context.Context, actor authz.Actor, occurrence id.ID, registrations []id.ID) (map[id.ID][]Source, error) {
	o, _, err := s.requireIn(ctx, actor, ReadRosters, occurrence)
	if err != nil {
		return nil, err
	}
	var list []Conflict
	windows := Windows(o)
	facts := map[id.ID][]Fact{}
	for chunk := range slices.Chunk(registrations, 500) {
		known, err := registrationsByIDs(ctx, s.db, chunk)
		if err != nil {
			return nil, err
		}
		some, err := factsOf(ctx, s.db, chunk)
		if err != nil {
			return nil, err
		}
		for _, r := range known {
			if r.OccurrenceID == occurrence {
				facts[r.ID] = some[r.ID]
			}
		}
	}
	for _, r := range slices.Sorted(maps.Keys(facts)) {
		for _, w := range windows {
			c := Conflict{Registration: Registration{ID: r}, Window: w}
			for _, reading := range Readings(windows, w, facts[r]) {
				c.Sources = append(c.Sources, Source{Reading: reading, Window: w})
			}
			list = append(list, c)
		}
	}
	if err := s.nameSources(ctx, occurrence, list); err != nil {
		return nil, err
	}
	out := map[id.ID][]Source{}
	for _, c := range list {
		out[c.ID] = append(out[c.ID], c.Sources...)
	}
	return out, nil
}

// nameSources fills in who everybody is.
func (s *Service) nameSources(ctx context.Context, occurrence id.ID, list []Conflict) error {
	files, err := filesOf(ctx, s.db, occurrence)
	if err != nil {
		return err
	}
	var ids []id.ID
	for _, c := range list {
		if c.PersonID != "" {
			ids = append(ids, c.PersonID)
		}
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
