package measures

import "learningcommons.dev/commons/internal/platform/id"

// SuggestionDecided says that somebody decided on a suggestion.
type SuggestionDecided struct {
	SuggestionID id.ID
	DecisionID   id.ID
	Decision     Decision
}

// EventName implements events.Event.
func (SuggestionDecided) EventName() string { return "measures.suggestion-decided" }
