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
