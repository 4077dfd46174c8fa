package duties

import "learningcommons.dev/commons/internal/platform/id"

// Stated says that something new was said of a person or an organisation; what, is nobody else's business.
type Stated struct {
	PersonID       id.ID `json:"person,omitempty"`
	OrganisationID id.ID `json:"organisation,omitempty"`
}

// EventName implements events.Event.
func (Stated) EventName() string { return "duties.stated" }

// RulePublished says that a text of one of the association's own rules holds from now on.
type RulePublished struct {
	Key    string `json:"key"`
	Number int    `json:"number"`
}

// EventName implements events.Event.
func (RulePublished) EventName() string { return "duties.rule-published" }
