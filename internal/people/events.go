package people

import "learningcommons.dev/commons/internal/platform/id"

// Merged says that a person became an alias of another one.
type Merged struct {
	PersonID id.ID `json:"person"`
	AliasID  id.ID `json:"alias"`
}

// EventName implements events.Event.
func (Merged) EventName() string { return "people.merged" }

// Parted says that an alias of a person is a person of its own again.
type Parted struct {
	PersonID id.ID `json:"person"`
	AliasID  id.ID `json:"alias"`
}

// EventName implements events.Event.
func (Parted) EventName() string { return "people.parted" }
