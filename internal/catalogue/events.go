package catalogue

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// OfferPublished says that a version of an offer has been published.
type OfferPublished struct {
	OfferID   id.ID
	VersionID id.ID
	UnitID    id.ID
	// First says that the offer was never published before.
	First bool
}

// EventName implements events.Event.
func (OfferPublished) EventName() string { return "catalogue.offer-published" }

// OfferArchived says that an offer is no longer offered.
type OfferArchived struct {
	OfferID id.ID
	UnitID  id.ID
}

// EventName implements events.Event.
func (OfferArchived) EventName() string { return "catalogue.offer-archived" }

// AlignmentsChanged says that an offer teaches other competencies than before, or others up to another level.
type AlignmentsChanged struct{ OfferID id.ID }

// EventName implements events.Event.
func (AlignmentsChanged) EventName() string { return "catalogue.alignments-changed" }

// OccurrenceAdded says that a published offer has another date. The dates that an offer has when it is first published are not
// told one by one: OfferPublished stands for them.
type OccurrenceAdded struct {
	OccurrenceID id.ID
	OfferID      id.ID
	StartsAt     time.Time
	Capacity     int
}

// EventName implements events.Event.
func (OccurrenceAdded) EventName() string { return "catalogue.occurrence-added" }

// OccurrenceChanged says what changed about an occurrence of a published offer. Fields that did
// not change are the same before and after.
type OccurrenceChanged struct {
	OccurrenceID id.ID
	OfferID      id.ID
	Sequence     int
	// Changed names what is new: "time", "place", "online", "capacity", "registration", "days", "label", "code word"; "status" when what was
	// cancelled takes place again.
	Changed        []string
	StartsBefore   time.Time
	StartsAt       time.Time
	CapacityBefore int
	Capacity       int
	// Gone are the sittings that no longer take place: days that were taken away, or the whole, without an
	// id, of what was a single sitting and now has days. Calendars that hold them must be told.
	Gone []Day
}

// EventName implements events.Event.
func (OccurrenceChanged) EventName() string { return "catalogue.occurrence-changed" }

// SeatsAdded reports whether there are more seats than before.
func (e OccurrenceChanged) SeatsAdded() bool {
	return e.CapacityBefore > 0 && (e.Capacity == 0 || e.Capacity > e.CapacityBefore)
}

// OccurrenceCancelled says that an occurrence does not take place.
type OccurrenceCancelled struct {
	OccurrenceID id.ID
	OfferID      id.ID
	Sequence     int
	Reason       string
}

// EventName implements events.Event.
func (OccurrenceCancelled) EventName() string { return "catalogue.occurrence-cancelled" }
