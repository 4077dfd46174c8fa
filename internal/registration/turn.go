package registration

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// seats is what registration asks of an occurrence's row. The catalogue keeps it; the test that
// shows what the cap is worth puts another one in its place.
type seats interface {
	TakeSeatTx(ctx context.Context, tx *db.Tx, occurrence id.ID) (bool, error)
	ReleaseSeatTx(ctx context.Context, tx *db.Tx, occurrence id.ID) error
	NextNoTx(ctx context.Context, tx *db.Tx, occurrence id.ID) (int, error)
}

// turn is one actor's turn at an occurrence: its row is locked until the commit, so whatever is
// decided in a turn stands on what all earlier turns left, on either database. Every change of
// state happens in a turn and carries the turn's next number. Locking the occurrence before
// anything else is also what keeps turns from waiting for each other in a circle.
type turn struct {
	s          *Service
	tx         *db.Tx
	now        time.Time
	actor      authz.Actor
	who        Who
	occurrence catalogue.Occurrence
	// drawn is a number that was drawn by locking the row and is not used yet.
	drawn int
}

// openTurn locks the occurrence and reads it as it then is. The time of the turn is that of its
// beginning, not of the wait for it: whether a promise has run out is decided in the order of the log.
func (s *Service) openTurn(ctx context.Context, tx *db.Tx, actor authz.Actor, who Who, occurrence id.ID) (*turn, error) {
	t := &turn{s: s, tx: tx, actor: actor, who: who}
	var err error
	if t.drawn, err = s.seats.NextNoTx(ctx, tx, occurrence); err != nil {
		return nil, err
	}
	t.now = s.clock.Now()
	t.occurrence, err = s.catalogue.Occurrence(ctx, tx, occurrence)
	return t, err
}

// turnFor opens the turn at which a registration can be changed, and reads the registration as it then is.
func (s *Service) turnFor(ctx context.Context, tx *db.Tx, actor authz.Actor, who Who, known Registration) (*turn, Registration, error) {
	if known.OccurrenceID == "" {
		r, err := lockRegistration(ctx, tx, known.ID)
		return &turn{s: s, tx: tx, now: s.clock.Now(), actor: actor, who: who}, r, err
	}
	t, err := s.openTurn(ctx, tx, actor, who, known.OccurrenceID)
	if err != nil {
		return nil, Registration{}, err
	}
	r, err := registrationByID(ctx, tx, known.ID)
	return t, r, err
}

// asProgram is the turn for what only the program does. It takes over the number that was drawn.
func (t *turn) asProgram() *turn {
	program := *t
	program.who, t.drawn = Program, 0
	return &program
}

// number draws the number of the next change.
func (t *turn) number(ctx context.Context, r Registration) (int, error) {
	if r.OccurrenceID == "" {
		n, err := lastNo(ctx, t.tx, r.ID)
		return n + 1, err
	}
	if n := t.drawn; n > 0 {
		t.drawn = 0
		return n, nil
	}
	return t.s.seats.NextNoTx(ctx, t.tx, r.OccurrenceID)
}

// add makes a registration in its first state and writes the log. It reports false when the person has one already.
func (t *turn) add(ctx context.Context, r *Registration, to State, reason Reason) (bool, error) {
	if !Allowed("", to, reason, t.who) {
		return false, errState("", to)
	}
	no, err := t.number(ctx, *r)
	if err != nil {
		return false, err
	}
	r.State, r.CreatedAt, r.UpdatedAt = to, t.now, t.now
	if to == StateWaitlisted {
		r.QueueNo = no
	}
	if ok, err := insertRegistration(ctx, t.tx, *r); err != nil || !ok {
		return false, err
	}
	return true, t.write(ctx, *r, "", reason, "", no)
}

// move changes the state of r, gives back the seat that the new state does not hold, and writes
// the log and the audit. Other fields of r that a change of state sets are saved with it. A seat that
// the new state needs must have been taken before.
func (t *turn) move(ctx context.Context, r *Registration, to State, reason Reason, note string) error {
	was := r.State
	if !Allowed(was, to, reason, t.who) {
		return errState(was, to)
	}
	no, err := t.number(ctx, *r)
	if err != nil {
		return err
	}
	r.State, r.UpdatedAt = to, t.now
	if to != StateHeld {
		r.HeldUntil = time.Time{}
	}
	if to == StateCompleted {
		r.CompletedAt = t.now
	}
	if err := updateState(ctx, t.tx, *r, was); err != nil {
		return err
	}
	if r.OccurrenceID != "" && was.HoldsSeat() && !to.HoldsSeat() {
		if err := t.s.seats.ReleaseSeatTx(ctx, t.tx, r.OccurrenceID); err != nil {
			return err
		}
	}
	return t.write(ctx, *r, was, reason, note, no)
}

// write adds what every change leaves behind: a line of the log, an audit record and, where
// anybody reacts, an event.
func (t *turn) write(ctx context.Context, r Registration, was State, reason Reason, note string, no int) error {
	e := LogEntry{RegistrationID: r.ID, OccurrenceID: r.OccurrenceID, No: no, From: was, To: r.State, Reason: reason, Note: note, ActorID: t.actor.PersonID, At: t.now}
	if err := insertLog(ctx, t.tx, e); err != nil {
		return fmt.Errorf("registration: log: %w", err)
	}
	detail := map[string]any{"from": was, "to": r.State, "reason": reason, "occurrence": r.OccurrenceID}
	if note != "" {
		detail["note"] = note
	}
	err := audit.Record(ctx, t.tx, t.now, t.actor, audit.Event{Action: "registration." + string(r.State), Kind: "registration", ID: r.ID, Unit: r.UnitID, Detail: detail})
	if err != nil {
		return err
	}
	switch r.State {
	case StateRegistered:
		if reason == ReasonSetAside {
			return nil // nobody registered
		}
		return events.Publish(ctx, t.tx, t.now, Registered{r.subject()})
	case StateWaitlisted:
		return events.Publish(ctx, t.tx, t.now, Waitlisted{r.subject()})
	case StateHeld:
		return events.Publish(ctx, t.tx, t.now, Promoted{r.subject()})
	case StateCancelled:
		return events.Publish(ctx, t.tx, t.now, Cancelled{Subject: r.subject(), Was: was, Reason: reason})
	case StateNotCompleted:
		return events.Publish(ctx, t.tx, t.now, NotCompleted{r.subject()})
	}
	return nil
}
