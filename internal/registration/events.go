package registration

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// Subject is what every event of this area is about. OccurrenceID is empty for self-paced offers.
type Subject struct {
	RegistrationID id.ID
	PersonID       id.ID
	OfferID        id.ID
	OccurrenceID   id.ID
}

func (r Registration) subject() Subject {
	return Subject{RegistrationID: r.ID, PersonID: r.PersonID, OfferID: r.OfferID, OccurrenceID: r.OccurrenceID}
}

// Registered says that somebody has a seat, by registering or by confirming a promised one, or
// has begun a self-paced offer.
type Registered struct{ Subject }

// EventName implements events.Event.
func (Registered) EventName() string { return "registration.registered" }

// Waitlisted says that somebody joined a waiting list.
type Waitlisted struct{ Subject }

// EventName implements events.Event.
func (Waitlisted) EventName() string { return "registration.waitlisted" }

// Promoted says that a seat is held for somebody from the waiting list.
type Promoted struct{ Subject }

// EventName implements events.Event.
func (Promoted) EventName() string { return "registration.promoted" }

// Cancelled says that a registration was cancelled, by whom and why Reason tells. Was is its state before.
type Cancelled struct {
	Subject
	Was    State
	Reason Reason
}

// EventName implements events.Event.
func (Cancelled) EventName() string { return "registration.cancelled" }

// NotCompleted says that somebody was there and did not meet the offer's rule.
type NotCompleted struct{ Subject }

// EventName implements events.Event.
func (NotCompleted) EventName() string { return "registration.not-completed" }

// Completed says that somebody met an offer's rule and that EntryID stands in their record.
type Completed struct {
	RegistrationID id.ID
	EntryID        id.ID
	PersonID       id.ID
	OfferID        id.ID
	OccurrenceID   id.ID
	// At is when; zero in what was told before it was kept.
	At time.Time
}

// EventName implements events.Event.
func (Completed) EventName() string { return "registration.completed" }
