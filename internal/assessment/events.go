package assessment

import "learningcommons.dev/commons/internal/platform/id"

// Finished says that somebody finished a round of questions; SnapshotID is how they stood then.
type Finished struct {
	TargetID   id.ID `json:"target"`
	RoundID    id.ID `json:"round"`
	SnapshotID id.ID `json:"snapshot"`
}

// EventName implements events.Event.
func (Finished) EventName() string { return "assessment.finished" }

// Answered says that the person, or a voice that they invited, said something of what the person can do; what, is nobody else's business.
type Answered struct {
	PersonID id.ID `json:"person"`
}

// EventName implements events.Event.
func (Answered) EventName() string { return "assessment.answered" }
