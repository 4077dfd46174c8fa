package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Alignment says that an offer teaches a competency up to a level.
type Alignment struct {
	OfferID      id.ID
	CompetencyID id.ID
	Framework    id.ID
	// Level is the code of a level of the framework; empty where that has no levels.
	Level string
	// Version is the version of the framework that was read or, of what was carried, the one that changed it.
	Version id.ID
	// By said so, at At; empty where the program itself did, see Basis.
	By    id.ID
	At    time.Time
	Basis Basis
	// Of what was carried from an earlier version of the framework: the competency that this one came from, and what had become of it.
	From   id.ID
	Became string
}

// Basis is how an alignment came to be.
type Basis string

// The bases. Nothing but ByCarrying and BySeed comes to be without a person.
const (
	ByTyping     Basis = "hand"
	BySuggestion Basis = "suggestion"
	ByFile       Basis = "file"
	ByCopy       Basis = "copy"
	ByCarrying   Basis = "carried"
	ByDecision   Basis = "decision"
	BySeed       Basis = "seed"
)

// Taught is an alignment as a card carries it.
type Taught struct {
	CompetencyID id.ID
	Level        string
}

// What a fact says.
const (
	factAligned   = "aligned"
	factWithdrawn = "withdrawn"
	factDismissed = "dismissed"
)

// alignmentFact is one thing that was said of an offer and a competency.
type alignmentFact struct {
	id   id.ID
	what string
	Alignment
}

// AlignmentsOf returns what offers teach now, by offer, each in the order of framework and competency. It is for areas that have settled who
// may know of the offers: those of drafts are among them. One query for any 500 offers.
func (s *Service) AlignmentsOf(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID][]Alignment, error) {
	return alignmentsOf(ctx, q, offers)
}
