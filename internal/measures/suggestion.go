package measures

import (
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
)

// State is where a suggestion stands.
type State string

// The states. All but Open and Withdrawn are made by a decision.
const (
	Open      State = "open"
	Planned   State = "planned"
	There     State = "there"
	NotNow    State = "not-now"
	Joined    State = "joined"
	Withdrawn State = "withdrawn"
)

// States lists them in the order in which they are offered as a filter.
var States = []State{Open, Planned, There, NotNow, Joined, Withdrawn}

// Valid reports whether it is one of States.
func (s State) Valid() bool {
	for _, v := range States {
		if v == s {
			return true
		}
	}
	return false
}

// Label returns the English words for the state, an i18n key.
func (s State) Label() string {
	switch s {
	case Planned:
		return "Planned"
	case There:
		return "There already"
	case NotNow:
		return "Not now"
	case Joined:
		return "Joined with another"
	case Withdrawn:
		return "Taken back"
	}
	return "Open"
}

// Decision is what somebody decides on a suggestion.
type Decision string

// The decisions. DecidePassed hands it to a unit, where it is open, whatever was decided before; DecideWithdrawn is its owner's.
const (
	DecidePlanned   Decision = "planned"
	DecideThere     Decision = "there"
	DecideNotNow    Decision = "not-now"
	DecideJoined    Decision = "joined"
	DecidePassed    Decision = "passed"
	DecideWithdrawn Decision = "withdrawn"
)

// Decisions are those that staff can make, in the order in which they are offered.
var Decisions = []Decision{DecidePlanned, DecideThere, DecideNotNow, DecideJoined, DecidePassed}

// Label returns the English words for the decision, an i18n key.
func (d Decision) Label() string {
	if d == DecidePassed {
		return "Passed to a unit"
	}
	return State(d).Label()
}

// Origin is where somebody was when they said what they need.
type Origin string

// The origins.
const (
	FromCatalogue Origin = "catalogue"
	FromGap       Origin = "gap"
	FromLearning  Origin = "learning"
	FromProgram   Origin = "program"
)

// Wish is what somebody says that they need. All but the text may be left out.
type Wish struct {
	Text string
	// Words are those of the search after which it is said.
	Words      string
	From       Origin
	Area       string
	Competency id.ID
	Level      catalogue.Level
	Format     catalogue.Format
	Audience   catalogue.Audience
	// Unit is an id of a unit that is meant to decide.
	Unit id.ID
}

// Suggestion is a wish with what became of it.
type Suggestion struct {
	ID id.ID
	// PersonID is empty for what was said without a name. Whoever decides is not told who it is.
	PersonID id.ID
	SaidAt   time.Time
	Wish
	State State
	// JoinedID is the suggestion that it was joined with.
	JoinedID  id.ID
	ChangedAt time.Time
	// Joins is how many suggestions were joined with it.
	Joins int
}

// Named reports whether somebody waits for a reply.
func (s Suggestion) Named() bool { return s.PersonID != "" }

// Decided is one decision, a fact.
type Decided struct {
	ID           id.ID
	SuggestionID id.ID
	Decision     Decision
	OfferID      id.ID
	JoinedID     id.ID
	UnitID       id.ID
	// Reply is what its owner reads.
	Reply string
	By    id.ID
	At    time.Time
}

// Seen says in which state somebody has read a suggestion who now decides on it. Empty does not ask.
type Seen string

// Seen is what whoever reads the suggestion now has seen.
func (s Suggestion) Seen() Seen {
	return Seen(string(s.State) + " " + strconv.FormatInt(s.ChangedAt.UnixMicro(), 10))
}
