package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Item is one registration with what its row shows.
type Item struct {
	Registration
	// Occurrence is zero for a self-paced offer.
	Occurrence catalogue.Occurrence
	// Ahead is how many go before it, for one on a waiting list.
	Ahead int
	// Question is a set of questions that is due, or "".
	Question Kind
	// EntryID is the entry in the record that stands today for its completion, or "".
	EntryID id.ID
}

// Learning is a person's registrations in three groups, as people think of them.
type Learning struct {
	// Registered is what is to come: promised seats first, then by start; waiting places among them.
	Registered []Item
	// UnderWay is what has begun and is not completed: self-paced offers, and occurrences whose
	// outcome is still open.
	UnderWay []Item
	// Past is what is completed, or was not, the newest first. Next continues it.
	Past []Item
	Next string
}

// maxOpen bounds what is listed of open registrations; nobody has so many.
const maxOpen = 300

// pastCursor is where the list of past registrations goes on.
type pastCursor struct {
	At time.Time
	ID id.ID
}

// Mine returns the actor's registrations, those of merged accounts among them. Cancelled ones are
// left out. The number of queries does not depend on how many there are.
func (s *Service) Mine(ctx context.Context, actor authz.Actor, p page.Request) (Learning, error) {
	person, err := actor.RequirePerson(authz.ScopeRegistrationsRead)
	if err != nil {
		return Learning{}, err
	}
	ids, err := s.people.IDs(ctx, person)
	if err != nil {
		return Learning{}, err
	}
	var c pastCursor
	if _, err := page.Decode(p.Cursor, &c); err != nil {
		return Learning{}, err
	}
	var open []Registration
	if p.Cursor == "" {
		open, err = byPersons(ctx, s.db, ids, []State{StateHeld, StateRegistered, StateWaitlisted, StateAttended}, time.Time{}, "", maxOpen)
		if err != nil {
			return Learning{}, err
		}
	}
	past, err := byPersons(ctx, s.db, ids, []State{StateCompleted, StateNotCompleted, StateNoShow}, c.At, c.ID, p.Size()+1)
	if err != nil {
		return Learning{}, err
	}
	cut := page.Cut(past, p.Size(), func(r Registration) any { return pastCursor{r.CreatedAt, r.ID} })
	items, err := s.items(ctx, slices.Concat(open, cut.Items))
	if err != nil {
		return Learning{}, err
	}
	l := Learning{Past: items[len(open):], Next: cut.Next}
	now := s.clock.Now()
	for _, it := range items[:len(open)] {
		if it.begun(now) {
			l.UnderWay = append(l.UnderWay, it)
		} else {
			l.Registered = append(l.Registered, it)
		}
	}
	slices.SortStableFunc(l.Registered, func(a, b Item) int {
		if (a.State == StateHeld) != (b.State == StateHeld) {
			if a.State == StateHeld {
				return -1
			}
			return 1
		}
		return a.Occurrence.StartsAt.Compare(b.Occurrence.StartsAt)
	})
	return l, nil
}

// Places returns the dates that the actor has a seat in or waits for one, those of merged accounts among them. Only for oneself.
func (s *Service) Places(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	person, err := actor.RequirePerson(authz.ScopeRegistrationsRead)
	if err != nil {
		return nil, err
	}
	ids, err := s.people.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	open, err := byPersons(ctx, s.db, ids, []State{StateHeld, StateRegistered, StateWaitlisted, StateAttended}, time.Time{}, "", maxOpen)
	var out []id.ID
	for _, r := range open {
		if r.OccurrenceID != "" {
			out = append(out, r.OccurrenceID)
		}
	}
	return out, err
}

// CountOf counts the registrations of a person, given by all their ids and whatever has become of
// them, for whoever is about to merge persons. The caller sees to who may.
func (s *Service) CountOf(ctx context.Context, ids []id.ID) (int, error) {
	n, err := countOf(ctx, s.db, ids)
	if err != nil {
		return 0, fmt.Errorf("registration: count: %w", err)
	}
	return n, nil
}

// begun reports whether learning has begun: at once for self-paced offers, else at the start for who has a seat.
func (i Item) begun(now time.Time) bool {
	return i.OccurrenceID == "" || i.State == StateAttended || i.State == StateRegistered && !now.Before(i.Occurrence.StartsAt)
}

// items adds to registrations what their rows show, in a bounded number of queries.
func (s *Service) items(ctx context.Context, list []Registration) ([]Item, error) {
	var ids, occurrences, waiting, completed []id.ID
	for _, r := range list {
		ids = append(ids, r.ID)
		if r.OccurrenceID != "" && !slices.Contains(occurrences, r.OccurrenceID) {
			occurrences = append(occurrences, r.OccurrenceID)
		}
		if r.State == StateWaitlisted {
			waiting = append(waiting, r.ID)
		}
		if r.State == StateCompleted {
			completed = append(completed, r.ID)
		}
	}
	found, err := s.catalogue.Occurrences(ctx, occurrences)
	if err != nil {
		return nil, err
	}
	ahead, err := places(ctx, s.db, waiting)
	if err != nil {
		return nil, err
	}
	questions, err := dueQuestions(ctx, s.db, ids, s.clock.Now())
	if err != nil {
		return nil, err
	}
	entries, err := s.record.OfRegistrations(ctx, s.db, completed)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(list))
	for i, r := range list {
		items[i] = Item{Registration: r, Occurrence: found[r.OccurrenceID], Ahead: ahead[r.ID], EntryID: entries[r.ID].ID}
		if r.State.wasThere() { // who turned out not to have been there is asked nothing
			items[i].Question = questions[r.ID]
		}
	}
	return items, nil
}

// Item returns a registration that the caller has read with what its row shows.
func (s *Service) Item(ctx context.Context, r Registration) (Item, error) {
	items, err := s.items(ctx, []Registration{r})
	if err != nil {
		return Item{}, err
	}
	return items[0], nil
}

// View is one registration with all that its page shows.
type View struct {
	Item
	Version catalogue.Version
	// Presence is what is recorded of the attendance, Sources what each source says of it, window by window.
	Presence Presence
	Sources  []Source
	// Differing says that sources differ, and nobody has settled it.
	Differing bool
	// Log is what happened to it, the first thing first.
	Log []LogEntry
	// Closed is when the outcome was settled for everybody, or zero.
	Closed time.Time
	// MayCancel, MayDeclare and CodeWord say what the person can do now.
	MayCancel, MayDeclare, CodeWord bool
}

// Show returns the actor's own registration. NotFound for anybody else's.
func (s *Service) Show(ctx context.Context, actor authz.Actor, registration id.ID) (View, error) {
	r, err := s.own(ctx, actor, authz.ScopeRegistrationsRead, registration)
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, r)
}

// Own returns the actor's own registration as it stands. NotFound for anybody else's.
func (s *Service) Own(ctx context.Context, actor authz.Actor, registration id.ID) (Registration, error) {
	return s.own(ctx, actor, authz.ScopeRegistrationsWrite, registration)
}

// Look returns somebody's registration, and what the actor may do with it. Those who may
// ReadRosters in the offer's unit; NotFound for everybody else.
func (s *Service) Look(ctx context.Context, actor authz.Actor, registration id.ID) (View, May, error) {
	r, err := s.managed(ctx, actor, ReadRosters, registration)
	if err != nil {
		return View{}, May{}, err
	}
	v, err := s.view(ctx, r)
	if err != nil {
		return View{}, May{}, err
	}
	return v, MayIn(actor, r.UnitID), nil
}

func (s *Service) view(ctx context.Context, r Registration) (View, error) {
	item, err := s.Item(ctx, r)
	if err != nil {
		return View{}, err
	}
	v := View{Item: item}
	if v.Version, err = s.catalogue.VersionByID(ctx, s.db, r.VersionID); err != nil {
		return View{}, err
	}
	if v.Log, err = logOfRegistration(ctx, s.db, r.ID); err != nil {
		return View{}, err
	}
	now := s.clock.Now()
	self := v.Version.Completion.Rule == catalogue.BySelf && (r.State == StateRegistered || r.State == StateAttended)
	if r.OccurrenceID == "" {
		v.MayCancel, v.MayDeclare = r.State.Open(), self
		return v, nil
	}
	windows := Windows(v.Occurrence)
	facts, err := factsOf(ctx, s.db, windows, []id.ID{r.ID})
	if err != nil {
		return View{}, err
	}
	v.Presence = Merge(windows, facts[r.ID])
	if len(facts[r.ID]) > 0 {
		list := make([]Conflict, len(windows))
		for i, w := range windows {
			list[i] = conflictIn(r, windows, w, facts[r.ID])
		}
		if err := s.nameSources(ctx, r.OccurrenceID, list); err != nil {
			return View{}, err
		}
		for _, c := range list {
			v.Sources = append(v.Sources, c.Sources...)
			v.Differing = v.Differing || slices.Contains(settleable, r.State) && c.Settleable()
		}
	}
	if v.Closed, err = closedAt(ctx, s.db, r.OccurrenceID); err != nil {
		return View{}, err
	}
	v.MayCancel = r.State.Open() && (r.State != StateRegistered || now.Before(CancelBefore(v.Occurrence)))
	v.MayDeclare = self && !now.Before(v.Occurrence.StartsAt)
	v.CodeWord = (r.State == StateRegistered || r.State == StateAttended) && codeWordAsked(v.Occurrence, facts[r.ID], now)
	return v, nil
}

// Existing returns the actor's registration in an occurrence, or in a self-paced offer, that is not
// cancelled, if there is one; for the page that asks whether to register.
func (s *Service) Existing(ctx context.Context, actor authz.Actor, occurrence, offer id.ID) (Registration, bool, error) {
	if !actor.SignedIn() {
		return Registration{}, false, nil
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return Registration{}, false, err
	}
	if occurrence != "" {
		return activeInOccurrence(ctx, s.db, occurrence, ids)
	}
	return activeInOffer(ctx, s.db, offer, ids)
}
