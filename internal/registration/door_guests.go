package registration

import (
	"context"
	"slices"
	"sync"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// doorman knows who the scanned tickets let in.
type doorman struct {
	// here are the occurrence's own registrations by ticket, guests those whom a ticket of its conference brings.
	here   map[string][]id.ID
	guests map[string]guest
	// own are the ids of who scans.
	own []id.ID
}

// guest is somebody with a ticket of the conference at the door of one of its sessions.
type guest struct {
	ids []id.ID
	// draft is the registration that they would get for the session, refused why they get none.
	draft   Registration
	refused error
}

// doorman reads, before the turn, what a turn cannot.
func (s *Service) doorman(ctx context.Context, o catalogue.Occurrence, scans []Scan) (doorman, error) {
	var codes []string
	for _, scan := range scans {
		if code, ok := ReadTicket(scan.Code); ok {
			codes = append(codes, code)
		}
	}
	d := doorman{guests: map[string]guest{}}
	var err error
	if d.here, err = s.tickets.find(ctx, s.db, o.ID, codes); err != nil || o.ParentID == "" {
		return d, err
	}
	codes = slices.DeleteFunc(codes, func(code string) bool { return len(d.here[code]) > 0 })
	of, err := s.tickets.find(ctx, s.db, o.ParentID, codes)
	if err != nil {
		return d, err
	}
	for code, ids := range of {
		whole, err := registrationByID(ctx, s.db, ids[0])
		if err != nil {
			return d, err
		}
		if len(ids) > 1 || whole.State == StateCancelled || whole.State == StateWaitlisted || whole.State == StateHeld {
			continue
		}
		p := registrant{}
		if p.Person, err = s.people.Person(ctx, whole.PersonID); err != nil {
			return d, err
		}
		if p.ids, err = s.people.IDs(ctx, p.ID); err != nil {
			return d, err
		}
		g := guest{ids: p.ids}
		g.draft, g.refused = s.draft(ctx, p, Request{Occurrence: o.ID, Channel: "door", Payer: Payers[0]}, o.OfferID)
		g.draft.OccurrenceID = o.ID
		switch {
		case g.refused != nil && errs.As(g.refused) == nil:
			return d, g.refused
		case g.refused == nil && !g.draft.Price.IsZero():
			g.refused = errs.New(errs.Conflict, "This session is paid for apart from the conference. Register the person for it first.")
		}
		d.guests[code] = g
	}
	return d, nil
}

// ofTicket returns whose ticket it is. known says that they are registered here; otherwise they are a guest.
func (t *turn) ofTicket(ctx context.Context, here []id.ID, g guest) (r Registration, known bool, err error) {
	if len(here) == 0 {
		r, known, err = activeInOccurrence(ctx, t.tx, t.occurrence.ID, g.ids)
		if err == nil && !known {
			r = g.draft
		}
		return r, known, err
	}
	list, err := registrationsByIDs(ctx, t.tx, here)
	if err != nil {
		return r, false, err
	}
	return list[0], true, nil
}

// letIn registers a guest for the session, and is a Conflict where they get no seat.
func (t *turn) letIn(ctx context.Context, r *Registration, g guest) error {
	if g.refused != nil {
		return errs.New(errs.Conflict, errs.As(g.refused).Message, errs.As(g.refused).Args...)
	}
	if err := registrable(t.occurrence, t.now, t.who); err != nil {
		return err
	}
	waiting, err := anyWaiting(ctx, t.tx, t.occurrence.ID)
	if err != nil {
		return err
	}
	if !waiting {
		taken, err := t.s.seats.TakeSeatTx(ctx, t.tx, t.occurrence.ID)
		if err != nil {
			return err
		}
		if taken {
			_, err = t.add(ctx, r, StateRegistered, ReasonSeatFree)
			return err
		}
	}
	return errs.New(errs.Conflict, "All seats of this session are taken, or others wait for one.")
}

// ticketBooks is of how many occurrences the tickets are remembered.
const ticketBooks = 32

// ticketBook remembers whose a ticket is: that never changes, and working it out for a whole roster takes a while.
type ticketBook struct {
	mu sync.Mutex
	of map[id.ID]map[string][]id.ID
}

// find returns the registrations of an occurrence by these codes. A code that is not known has the roster read again.
func (b *ticketBook) find(ctx context.Context, q db.Q, occurrence id.ID, codes []string) (map[string][]id.ID, error) {
	b.mu.Lock()
	book := b.of[occurrence]
	b.mu.Unlock()
	if slices.ContainsFunc(codes, func(code string) bool { return len(book[code]) == 0 }) {
		var err error
		if book, err = ticketsOf(ctx, q, occurrence); err != nil {
			return nil, err
		}
		b.mu.Lock()
		if b.of == nil || len(b.of) >= ticketBooks {
			b.of = map[id.ID]map[string][]id.ID{}
		}
		b.of[occurrence] = book
		b.mu.Unlock()
	}
	out := map[string][]id.ID{}
	for _, code := range codes {
		if len(book[code]) > 0 {
			out[code] = book[code]
		}
	}
	return out, nil
}

// ticketsOf returns the registrations of an occurrence by the codes of their tickets.
func ticketsOf(ctx context.Context, q db.Q, occurrence id.ID) (map[string][]id.ID, error) {
	out := map[string][]id.ID{}
	var last id.ID
	for {
		ids, err := idsInStates(ctx, q, occurrence, States, last, 1000)
		if err != nil || len(ids) == 0 {
			return out, err
		}
		for _, r := range ids {
			code := TicketCode(r)
			out[code] = append(out[code], r)
		}
		last = ids[len(ids)-1]
	}
}
