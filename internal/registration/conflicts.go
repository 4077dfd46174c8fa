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
	"learningcommons.dev/commons/internal/platform/page"
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
	Window       Window
}

// Conflicts are those of an occurrence that are open.
type Conflicts struct {
	Occurrence catalogue.Occurrence
	Offer      catalogue.Offer
	Version    catalogue.Version
	Open       []Conflict
	// Completed are those who had completed it before something came in that says otherwise. Their entry stands
	// until it is corrected in the record. They stand behind those of Open.
	Completed []Conflict
	// Next is where Open goes on and Completed behind it, empty at the end.
	Next   string
	Closed time.Time
}

// Settleable reports whether the sources differ about the window, so that somebody can say which is right.
func (c Conflict) Settleable() bool {
	readings := make([]Reading, len(c.Sources))
	for i, s := range c.Sources {
		readings[i] = s.Reading
	}
	return Conflicting(readings)
}

// settleable are the states in which attendance still decides something.
var settleable = []State{StateRegistered, StateAttended, StateNoShow, StateNotCompleted}

// conflictCursor is where a list of conflicts goes on: among those that are open, or those who have completed it.
type conflictCursor struct {
	rosterCursor
	Completed bool `json:",omitempty"`
}

// Conflicts lists where sources of attendance conflict, by name, so many people a page, and behind them those who have completed it. Those who
// may RecordAttendance. The actor's own is listed and cannot be settled by them.
func (s *Service) Conflicts(ctx context.Context, actor authz.Actor, occurrence id.ID, p page.Request) (Conflicts, error) {
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
	var last conflictCursor
	if _, err := page.Decode(p.Cursor, &last); err != nil {
		return out, err
	}
	people := 0
	take := func(about []Conflict) bool {
		if people++; people > p.Size() {
			out.Next = page.Encode(last)
			return false
		}
		last.rosterCursor = rosterCursor{about[0].SortName, about[0].ID}
		if last.Completed {
			out.Completed = append(out.Completed, about...)
		} else {
			out.Open = append(out.Open, about...)
		}
		return true
	}
	if !last.Completed {
		if err = s.conflictsIn(ctx, o, last.rosterCursor, take); err != nil {
			return out, err
		}
	}
	if out.Next == "" {
		after := last.rosterCursor
		if !last.Completed {
			after = rosterCursor{}
		}
		err = s.contradictionsIn(ctx, o, after, func(about []Conflict) bool {
			if people < p.Size() {
				last.Completed = true
			}
			return take(about)
		})
		if err != nil {
			return out, err
		}
	}
	if err := s.nameSources(ctx, occurrence, out.Open); err != nil {
		return out, err
	}
	return out, s.nameSources(ctx, occurrence, out.Completed)
}

// inChunks reads people by name, some hundred at a time, after one of them, and calls f for them until it returns false or there is nobody left.
func inChunks(after rosterCursor, some func(after rosterCursor, limit int) ([]Registration, error), f func([]Registration, []id.ID) (bool, error)) error {
	const chunk = 200
	for {
		list, err := some(after, chunk)
		if err != nil || len(list) == 0 {
			return err
		}
		ids := make([]id.ID, len(list))
		for i, r := range list {
			ids[i] = r.ID
		}
		if on, err := f(list, ids); err != nil || !on || len(list) < chunk {
			return err
		}
		after = rosterCursor{list[chunk-1].SortName, list[chunk-1].ID}
	}
}

// conflictsIn calls f for each person by name about whom sources differ, after one of them, until it returns false. It looks only at those of
// whom more than one source speaks, or their own word. Nobody is named yet.
func (s *Service) conflictsIn(ctx context.Context, o catalogue.Occurrence, after rosterCursor, f func([]Conflict) bool) error {
	windows := Windows(o)
	some := func(after rosterCursor, limit int) ([]Registration, error) {
		return spokenOfTwice(ctx, s.db, o.ID, after, limit)
	}
	return inChunks(after, some, func(list []Registration, ids []id.ID) (bool, error) {
		facts, err := factsOf(ctx, s.db, windows, ids)
		if err != nil {
			return false, err
		}
		for _, r := range list {
			var about []Conflict
			for _, w := range openConflicts(windows, facts[r.ID]) {
				about = append(about, conflictIn(r, windows, w, facts[r.ID]))
			}
			if len(about) > 0 && !f(about) {
				return false, nil
			}
		}
		return true, nil
	})
}

// conflictCount is about how many people sources differ in a date as it is with its sequence, after the turn with the number.
type conflictCount struct{ no, sequence, people int }

// countConflicts is about how many people sources differ. Facts and states change in turns alone, so it is counted anew after one.
func (s *Service) countConflicts(ctx context.Context, o catalogue.Occurrence) (int, error) {
	no, err := s.catalogue.LastNo(ctx, s.db, o.ID)
	if err != nil {
		return 0, err
	}
	if c, ok := s.counted.Get(o.ID); ok && c.no == no && c.sequence == o.Sequence {
		return c.people, nil
	}
	n := 0
	if err := s.conflictsIn(ctx, o, rosterCursor{}, func([]Conflict) bool { n++; return true }); err != nil {
		return 0, err
	}
	s.counted.Add(o.ID, conflictCount{no, o.Sequence, n})
	return n, nil
}

// eachSpokenOf reads these registrations with all facts of them that are kept, some hundred at a time.
func (s *Service) eachSpokenOf(ctx context.Context, ids []id.ID, f func(Registration, []Fact) error) error {
	for chunk := range slices.Chunk(ids, 500) {
		list, err := registrationsByIDs(ctx, s.db, chunk)
		if err != nil {
			return err
		}
		facts, err := factsKept(ctx, s.db, chunk)
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := f(r, facts[r.ID]); err != nil {
				return err
			}
		}
	}
	return nil
}

// conflictIn is what each source says of a registration in a window.
func conflictIn(r Registration, windows []Window, w Window, facts []Fact) Conflict {
	c := Conflict{Registration: r, Window: w}
	for _, reading := range Readings(windows, w, facts) {
		c.Sources = append(c.Sources, Source{Reading: reading, Window: w})
	}
	return c
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
	err = s.eachSpokenOf(ctx, registrations, func(r Registration, all []Fact) error {
		facts := counting(windows, all, time.Time{})
		for _, w := range windows {
			if r.OccurrenceID == occurrence {
				list = append(list, conflictIn(r, windows, w, facts))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
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
	files, err := fileNames(ctx, s.db, occurrence)
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
			source.ByName, source.File = persons[source.By].Name, files[source.FileID].Name
			if source.Form == "" {
				source.Form = files[source.FileID].Form
			}
		}
	}
	return nil
}

// Settlement settles a conflict: it follows the reading of one source, or says what was so.
type Settlement struct {
	// DayID is the window that it is about, empty for an occurrence of one sitting.
	DayID id.ID
	// Follow is the Key of the reading that is right; "file" alone does where one platform speaks. Empty where Present and Minutes say it.
	Follow  string
	Present bool
	// Minutes is how long; 0 means the whole.
	Minutes int
	// Reason is why, and must be given where no source is followed.
	Reason string
}

// SettleConflict writes down, as a further fact, which of the sources is right about a registration. Those
// who may RecordAttendance, never for themselves. It overrules what had come in until then; of whoever has
// completed it, it is kept beside that. Conflict where there is none any more, because somebody has settled it.
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
		facts, err := factsOf(ctx, tx, Windows(t.occurrence), []id.ID{r.ID})
		if err != nil {
			return err
		}
		fact, err := t.choice(r, facts[r.ID], c)
		if err != nil {
			return err
		}
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

// choice is the settlement of a conflict about a registration, as a fact. Conflict where there is none.
func (t *turn) choice(r Registration, facts []Fact, c Settlement) (Fact, error) {
	windows := Windows(t.occurrence)
	i := slices.IndexFunc(windows, func(w Window) bool { return w.DayID == c.DayID })
	if i < 0 {
		return Fact{}, errs.Bad("day", "Choose one of the days.")
	}
	readings := Readings(windows, windows[i], facts)
	if r.State != StateCompleted && !slices.Contains(settleable, r.State) || !Conflicting(readings) {
		return Fact{}, errs.New(errs.Conflict, "There is no conflict here any more. Somebody may have settled it, so nothing was changed.")
	}
	fact, err := c.fact(windows[i], readings)
	fact.RegistrationID, fact.RecordedBy, fact.RecordedAt = r.ID, t.actor.PersonID, t.now
	return fact, err
}

// fact is the choice as a fact, from the readings that it is among.
func (c Settlement) fact(w Window, readings []Reading) (Fact, error) {
	f := Fact{How: HowChoice, DayID: w.DayID, Present: c.Present, Minutes: c.Minutes, Chosen: c.Follow, Reason: c.Reason}
	var bad errs.Fields
	bad.Check(len(c.Reason) <= maxNote, "reason", "Please use fewer words.")
	if c.Follow != "" {
		found := slices.DeleteFunc(slices.Clone(readings), func(r Reading) bool { return c.Follow != r.Key() && c.Follow != string(r.How) })
		bad.Check(len(found) == 1, "follow", "Choose one of the sources, or say what was so.")
		if len(found) == 1 {
			f.Present, f.Minutes, f.Chosen = found[0].Present, found[0].Minutes, found[0].Key()
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
