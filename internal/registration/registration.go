package registration

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// Registration is one person's place in an occurrence, or in a self-paced offer (then
// OccurrenceID is empty). The facts about the person and the offer are those of the day.
type Registration struct {
	ID           id.ID
	PersonID     id.ID
	OfferID      id.ID
	VersionID    id.ID
	OccurrenceID id.ID
	State        State
	// QueueNo is the number drawn on joining the waiting list, 0 for one who never waited.
	QueueNo int
	// HeldUntil is when a promised seat goes to the next one, if it is not confirmed.
	HeldUntil time.Time
	Facts
	Intent
	// Minutes is the time attended, 0 while nothing is recorded.
	Minutes int
	// DecidedBy and DecidedReason say who set the outcome by hand, and why.
	DecidedBy     id.ID
	DecidedReason string
	CompletedAt   time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Facts are what was true on the day of registering. They do not follow later changes.
type Facts struct {
	PersonName, SortName string
	OfferKey, OfferTitle string
	LibraryID            id.ID
	LibraryName          string
	RoleTitle            string
	// Class is the class of membership, "" for a non-member.
	Class    string
	UnitID   id.ID
	UnitName string
	Price    money.Amount
	// Payer is who is to pay: "self", "employer" or another word of the unit's.
	Payer string
	// Channel is the way in: "web", "api", "cli" or "staff", when somebody else did it.
	Channel string
}

// Intent is what the learner chose to say on registering; all of it is optional.
type Intent struct {
	// Reason is why: one of Reasons or the learner's own words.
	Reason string
	// Toward is what it is a step to, in the learner's own words.
	Toward string
	// AskLater is the consent to be asked, a year later, what the recognition was worth.
	AskLater bool
}

// Reasons are the reasons for registering that the form offers, as translation keys.
var Reasons = []string{
	"To do my present work better",
	"To prepare for another role",
	"My employer asks for it",
	"To renew a certification",
	"Out of interest",
}

// Request asks for a registration.
type Request struct {
	// Occurrence is what to register for; or Offer, to begin a self-paced one.
	Occurrence, Offer id.ID
	Intent
	// Channel is the way in, where it is not the actor's own.
	Channel string
	// Payer is "self" when empty.
	Payer string
	// LibraryName and RoleTitle replace what the profile says, for this registration.
	LibraryName, RoleTitle string
	// Person is who is to be registered, when it is somebody else; that needs a permission.
	Person id.ID
}
