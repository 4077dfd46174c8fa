package catalogue

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// The statuses of an occurrence.
const (
	Scheduled = "scheduled"
	Cancelled = "cancelled"
)

// Occurrence is a time and place of an offer.
type Occurrence struct {
	ID      id.ID
	OfferID id.ID
	// ParentID names the conference that this occurrence is a session of.
	ParentID id.ID
	// Label tells this occurrence from the offer's others, where a date is not enough.
	Label  string
	Status string
	// Zone is the IANA zone in which it was planned; the times are UTC.
	Zone     string
	StartsAt time.Time
	EndsAt   time.Time
	Place    string
	Room     string
	Slot     string
	// Platform and PlatformLink say where it is online. The link is for those who registered.
	Platform     string
	PlatformLink string
	// Capacity is how many seats there are; 0 means no limit. Taken is how many are taken.
	Capacity int
	Taken    int
	// OpensAt and ClosesAt bound registration and CancelUntil cancelling; zero leaves that side open.
	OpensAt     time.Time
	ClosesAt    time.Time
	CancelUntil time.Time
	// PromiseHours is how long a promoted person has to confirm.
	PromiseHours int
	// CodeWord is said aloud in the session, so that attendance can be told.
	CodeWord string
	// Sequence rises with every change, for calendars.
	Sequence  int
	SourceKey string
	CreatedBy id.ID
	CreatedAt time.Time
	UpdatedAt time.Time
	Days      []Day
}

// Day is one sitting of an occurrence that has several.
type Day struct {
	ID       id.ID
	Position int
	Title    string
	StartsAt time.Time
	EndsAt   time.Time
}

// SeatsLeft returns how many seats are free, and false when there is no limit.
func (o Occurrence) SeatsLeft() (int, bool) {
	if o.Capacity == 0 {
		return 0, false
	}
	return o.Capacity - o.Taken, true
}

// Full reports whether there is a limit and it is reached.
func (o Occurrence) Full() bool { return o.Capacity > 0 && o.Taken >= o.Capacity }

// OpenForRegistration reports whether people can register, or join the waiting list, at the
// moment: it is scheduled, inside its window and, where no end of registration is set, has not ended.
func (o Occurrence) OpenForRegistration(now time.Time) bool {
	closes := o.ClosesAt
	if closes.IsZero() {
		closes = o.EndsAt
	}
	return o.Status == Scheduled && !now.Before(o.OpensAt) && now.Before(closes)
}

// ScheduledMinutes returns the minutes of its days, or of the occurrence when it is one sitting.
func (o Occurrence) ScheduledMinutes() int {
	if len(o.Days) == 0 {
		return int(o.EndsAt.Sub(o.StartsAt) / time.Minute)
	}
	n := 0
	for _, d := range o.Days {
		n += int(d.EndsAt.Sub(d.StartsAt) / time.Minute)
	}
	return n
}

// Location returns the zone as a location; a zone that this machine does not know is UTC.
func (o Occurrence) Location() *time.Location {
	loc, err := loadZone(o.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}
