package calendar

import "time"

// Status says whether an event takes place. The empty Status means Confirmed.
type Status string

// The statuses of RFC 5545, section 3.8.1.11.
const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED"
)

// Method says what the receiver shall do with a calendar (RFC 5546). The empty
// Method is a plain calendar file, such as a subscription.
type Method string

// The methods that are written; others may be read.
const (
	Publish Method = "PUBLISH" // here is something to know
	Request Method = "REQUEST" // put this into your calendar, or change it there
	Cancel  Method = "CANCEL"  // take this out of your calendar
)

// Person is an organizer or attendee. Without an Email nothing is written.
type Person struct {
	Name  string
	Email string
}

// Event is one meeting on the clock. A session of several days is several
// events, each with its own UID.
type Event struct {
	// UID names the event for good. Changing an event keeps its UID and raises
	// its Sequence, otherwise the receiver shows it twice.
	UID      string
	Sequence int

	Summary     string
	Description string // plain text with newlines
	Location    string
	URL         string // absolute http or https address; anything else is not written

	// Start and End are instants in UTC; End is never before Start. For an
	// AllDay event they are dates, carried as midnight UTC, and End is the
	// first day after the event.
	Start, End time.Time
	AllDay     bool
	// Zone is the IANA zone in which the event was planned, so that a calendar
	// keeps 9:00 at 9:00. Empty on writing means UTC; empty on reading means
	// that the file defines a zone which has no public name.
	Zone string
	// RecurrenceID is the original start of one instance of a repeating event;
	// together with UID it names the instance. Zero for a single event.
	RecurrenceID time.Time

	Status     Status
	Organizer  Person
	Attendee   Person // written with Request and Cancel only, never read
	Categories []string

	// LastModified is when the event was last changed. It is required for
	// writing, where it is also the DTSTAMP.
	LastModified time.Time
	// Alarms are reminders, each so long before Start. They are never read:
	// another calendar's reminders are not ours to set.
	Alarms []time.Duration
}

// Calendar is what Write writes.
type Calendar struct {
	Name   string
	ProdID string // "-//organisation//product//LANGUAGE"
	Method Method
	// Refresh asks a subscriber how often to fetch again; zero says nothing.
	Refresh time.Duration
	Events  []Event
}
