package record

import "learningcommons.dev/commons/internal/platform/id"

// EntryAppended says that an entry came into the record from outside of it.
type EntryAppended struct {
	EntryID    id.ID      `json:"entry"`
	PersonID   id.ID      `json:"person"`
	SourceRef  string     `json:"source"`
	Provenance Provenance `json:"provenance"`
}

// EventName implements events.Event.
func (EntryAppended) EventName() string { return "record.entry-appended" }

// EntryCorrected says that EntryID replaces CorrectsID or, when Withdrawn, takes it back.
type EntryCorrected struct {
	EntryID    id.ID `json:"entry"`
	CorrectsID id.ID `json:"corrects"`
	PersonID   id.ID `json:"person"`
	Withdrawn  bool  `json:"withdrawn"`
}

// EventName implements events.Event.
func (EntryCorrected) EventName() string { return "record.entry-corrected" }
