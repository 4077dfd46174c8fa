package registration

import (
	"context"
	"maps"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// Row is one line of a roster.
type Row struct {
	Registration
	// Person is who it is today: their name and address may be others than on the day of registering.
	Person   people.Person
	Presence Presence
	// Ahead is how many go first, for those who wait.
	Ahead int
}

// Roster is a page of those registered for an occurrence, with what stands above it.
type Roster struct {
	Occurrence catalogue.Occurrence
	Offer      catalogue.Offer
	Version    catalogue.Version
	// Counts are of all registrations by state, whatever the page shows.
	Counts map[State]int
	Rows   []Row
	Next   string
	// Unresolved is how many rows of attendance files wait to be resolved.
	Unresolved int
	// Conflicts is about how many people sources of attendance conflict.
	Conflicts int
	// CEUMinutes is what the CEU worksheet counts where this date is too short for it, so that nobody
	// earns CEU by it; 0 otherwise.
	CEUMinutes int
	// Closed is when the rule was first applied to everybody, or zero.
	Closed time.Time
	May    May
}

// rosterCursor is where a roster goes on.
type rosterCursor struct {
	Name string
	ID   id.ID
}

// listed are the states a roster shows when none is asked for.
var listed = []State{StateHeld, StateRegistered, StateWaitlisted, StateAttended, StateNoShow, StateCompleted, StateNotCompleted}

// Roster returns a page of an occurrence's registrations by name; states narrows it, and without
// any the cancelled ones are left out. Those who may ReadRosters in the offer's unit. The number of
// queries does not depend on how many are registered.
func (s *Service) Roster(ctx context.Context, actor authz.Actor, occurrence id.ID, states []State, p page.Request) (Roster, error) {
	return s.SearchRoster(ctx, actor, occurrence, states, "", p)
}

// SearchRoster is Roster for those whose name holds a text, or whose address it is.
func (s *Service) SearchRoster(ctx context.Context, actor authz.Actor, occurrence id.ID, states []State, text string, p page.Request) (Roster, error) {
	out, err := s.RosterHead(ctx, actor, occurrence)
	if err != nil {
		return Roster{}, err
	}
	var c rosterCursor
	if _, err := page.Decode(p.Cursor, &c); err != nil {
		return Roster{}, err
	}
	if len(states) == 0 {
		states = listed
	}
	search := rosterSearch{text: text}
	if _, ok := people.FoldEmail(text); ok {
		persons, err := s.people.IDsByEmail(ctx, []string{text})
		if err != nil {
			return Roster{}, err
		}
		for _, person := range persons {
			if search.persons, err = s.people.IDs(ctx, person); err != nil {
				return Roster{}, err
			}
		}
	}
	list, err := rosterFound(ctx, s.db, occurrence, states, search, c.Name, c.ID, p.Size()+1)
	if err != nil {
		return Roster{}, err
	}
	cut := page.Cut(list, p.Size(), func(r Registration) any { return rosterCursor{r.SortName, r.ID} })
	out.Next = cut.Next
	if out.Rows, err = s.rows(ctx, out.Occurrence, cut.Items); err != nil {
		return Roster{}, err
	}
	out.Conflicts, err = s.countConflicts(ctx, out.Occurrence)
	return out, err
}

// RosterHead is what stands above a roster, without its rows and its Conflicts. Those who may ReadRosters.
func (s *Service) RosterHead(ctx context.Context, actor authz.Actor, occurrence id.ID) (Roster, error) {
	o, offer, err := s.requireIn(ctx, actor, ReadRosters, occurrence)
	if err != nil {
		return Roster{}, err
	}
	out := Roster{Occurrence: o, Offer: offer}
	if out.Counts, err = countsByState(ctx, s.db, occurrence); err != nil {
		return Roster{}, err
	}
	if out.Unresolved, err = countUnresolved(ctx, s.db, occurrence); err != nil {
		return Roster{}, err
	}
	if out.Closed, err = closedAt(ctx, s.db, occurrence); err != nil {
		return Roster{}, err
	}
	if out.Version, err = s.catalogue.VersionByID(ctx, s.db, offer.PublishedID); err != nil {
		return Roster{}, err
	}
	if slices.Contains(offer.Earns, catalogue.CEU) {
		w, ok, err := s.catalogue.ApprovedWorksheet(ctx, s.db, offer.PublishedID)
		if err != nil {
			return Roster{}, err
		}
		if ok && tooShort(out.Version, w.CountedMinutes, Windows(o)) {
			out.CEUMinutes = w.CountedMinutes
		}
	}
	out.May = MayIn(actor, offer.UnitID)
	return out, nil
}

// FindOnRoster returns the registration of whoever has the address, any of theirs, or the name, where
// only one in the occurrence has it. Those who may RecordAttendance. Invalid on "who" when nobody does.
func (s *Service) FindOnRoster(ctx context.Context, actor authz.Actor, occurrence id.ID, who string) (id.ID, error) {
	if _, _, err := s.requireIn(ctx, actor, RecordAttendance, occurrence); err != nil {
		return "", err
	}
	if _, ok := people.FoldEmail(who); ok {
		return s.findByAddress(ctx, occurrence, who)
	}
	in, err := s.registrationsIn(ctx, occurrence)
	if err != nil {
		return "", err
	}
	persons, err := s.people.Persons(ctx, slices.Collect(maps.Keys(in)))
	if err != nil {
		return "", err
	}
	var found []id.ID
	name := tabular.Fold(who)
	for person, r := range in {
		if name != "" && (tabular.Fold(r.PersonName) == name || tabular.Fold(persons[person].Name) == name) {
			found = append(found, r.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", errs.Bad("who", "Nobody on this roster has this address or name.")
	case 1:
		return found[0], nil
	}
	return "", errs.Bad("who", "Several people on this roster have this name. Enter the address.")
}

func (s *Service) findByAddress(ctx context.Context, occurrence id.ID, address string) (id.ID, error) {
	persons, err := s.people.IDsByEmail(ctx, []string{address})
	if err != nil {
		return "", err
	}
	for _, person := range persons {
		ids, err := s.people.IDs(ctx, person)
		if err != nil {
			return "", err
		}
		if r, ok, err := activeInOccurrence(ctx, s.db, occurrence, ids); err != nil || ok {
			return r.ID, err
		}
	}
	return "", errs.Bad("who", "Nobody on this roster has this address or name.")
}

// rows adds to registrations what a roster shows of them.
func (s *Service) rows(ctx context.Context, o catalogue.Occurrence, list []Registration) ([]Row, error) {
	ids, persons := make([]id.ID, len(list)), make([]id.ID, len(list))
	var waiting []id.ID
	for i, r := range list {
		ids[i], persons[i] = r.ID, r.PersonID
		if r.State == StateWaitlisted {
			waiting = append(waiting, r.ID)
		}
	}
	windows := Windows(o)
	facts, err := factsOf(ctx, s.db, windows, ids)
	if err != nil {
		return nil, err
	}
	known, err := s.people.Persons(ctx, persons)
	if err != nil {
		return nil, err
	}
	ahead, err := places(ctx, s.db, waiting)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(list))
	for i, r := range list {
		rows[i] = Row{Registration: r, Person: known[r.PersonID], Presence: Merge(windows, facts[r.ID]), Ahead: ahead[r.ID]}
	}
	return rows, nil
}

// EachOnRoster calls f for every registration of an occurrence, the cancelled ones too, by name:
// for exports. It reads in small pieces, so a large roster costs little memory. Those who may ReadRosters.
func (s *Service) EachOnRoster(ctx context.Context, actor authz.Actor, occurrence id.ID, f func(Row) error) error {
	o, _, err := s.requireIn(ctx, actor, ReadRosters, occurrence)
	if err != nil {
		return err
	}
	var c rosterCursor
	for {
		list, err := rosterPage(ctx, s.db, occurrence, States, c.Name, c.ID, 500)
		if err != nil || len(list) == 0 {
			return err
		}
		rows, err := s.rows(ctx, o, list)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := f(r); err != nil {
				return err
			}
		}
		last := list[len(list)-1]
		c = rosterCursor{last.SortName, last.ID}
	}
}
