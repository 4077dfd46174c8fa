package calendar

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"time"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Options bound a reading and say what the file may leave open. The zero value
// reads with the defaults.
type Options struct {
	// Zone is the IANA zone of times that name none, unless the file itself
	// says one (X-WR-TIMEZONE). Without either such events are problems.
	Zone string
	// From and To bound the instances of repeating events: those that start in
	// [From, To) are returned. A zero time leaves that side open. Single
	// events are always returned.
	From, To time.Time
	// EndlessFrom and EndlessTo bound in the same way, and beside From and To, the events that repeat without an end, or by more than
	// MaxInstances. A note of the event says so.
	EndlessFrom, EndlessTo time.Time
	// RulesAlone says that the start of a repeating event is one of its instances only where its rules say so. In iCalendar it always is.
	RulesAlone bool
	// Budget is shared by the readings that belong together; nil is one of its own.
	Budget *Budget

	MaxBytes     int64 // of the whole file; default 16 MiB
	MaxEvents    int   // VEVENTs in the file; default 20,000
	MaxLine      int   // octets of one unfolded line, the rest is cut; default 256 KiB
	MaxInstances int   // of one repeating event; default 500
}

func (o Options) withDefaults() Options {
	if o.MaxBytes <= 0 {
		o.MaxBytes = 16 << 20
	}
	if o.MaxEvents <= 0 {
		o.MaxEvents = 20_000
	}
	if o.MaxLine <= 0 {
		o.MaxLine = 256 << 10
	}
	if o.MaxInstances <= 0 {
		o.MaxInstances = 500
	}
	if o.Budget == nil {
		o.Budget = NewBudget()
	}
	return o
}

// maxTotalInstances bounds what all repeating events of one file come to.
const maxTotalInstances = 50_000

// Remark is something to tell about a line of the file: an i18n key with Args.
type Remark struct {
	Line    int // 1 is the first; 0 when it concerns the whole file
	Message string
	Args    []any
}

// String returns the English sentence.
func (r Remark) String() string {
	if len(r.Args) == 0 {
		return r.Message
	}
	return fmt.Sprintf(r.Message, r.Args...)
}

func remark(line int, message string, args ...any) Remark {
	return Remark{Line: line, Message: message, Args: args}
}

// Problem is why an event, or one instance of it, was not taken. UID and
// Summary are empty where the file has none.
type Problem struct {
	Remark
	UID     string
	Summary string
	Private bool // as of Found
}

// Found is an event as it was found in a file.
type Found struct {
	Event
	Line    int  // of its BEGIN:VEVENT
	Repeats bool // it is one instance of a repeating event
	// Private says that its calendar means it for its owner or for few, and not for everybody who has the file.
	Private bool
	// Related are the UIDs of the events that it names as its parent or its siblings.
	Related []string
	// Notes say what had to be assumed or was passed over.
	Notes []Remark
}

// Feed is what a file holds. The events stand in the order of the file, the
// instances of a repeating event in order of time.
type Feed struct {
	Name     string
	Method   Method
	Zone     string // IANA name that the file gives for the whole calendar, or ""
	Events   []Found
	Problems []Problem
}

// Read reads a calendar: iCalendar text (RFC 5545), or the same as XML (xCal, RFC 6321) or JSON (jCal, RFC 7265). Among events of one UID (and RECURRENCE-ID) the
// highest SEQUENCE counts. A cancelled event (STATUS:CANCELLED, or any event of
// METHOD:CANCEL) is returned as Cancelled and may lack a start.
//
// It fails only as a whole: with Invalid when the input is no calendar or over
// a limit of the Options, with an internal error when reading r fails or
// Options.Zone does not exist. Everything else is a Problem.
func Read(r io.Reader, o Options) (Feed, error) {
	o = o.withDefaults()
	zones, err := newZones(o.Zone, o.Budget)
	if err != nil {
		return Feed{}, fmt.Errorf("calendar: read: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(r, o.MaxBytes+1))
	if err != nil {
		return Feed{}, fmt.Errorf("calendar: read: %w", err)
	}
	if int64(len(data)) > o.MaxBytes {
		return Feed{}, errs.Bad("file", "This calendar file is too large: at most %d bytes are read.", o.MaxBytes)
	}
	// A byte order mark says UTF-8 or UTF-16; without one the bytes stay as they are.
	if decoded, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data); err == nil {
		data = decoded
	}
	doc, err := parse(data, o)
	if err != nil {
		return Feed{}, err
	}
	rd := reader{opts: o, zones: zones, budget: zones.budget, instancesLeft: maxTotalInstances}
	rd.feed.Problems = doc.problems
	rd.calendars(doc)
	for _, e := range rd.newest(rd.events(doc)) {
		rd.emit(e)
	}
	slices.SortStableFunc(rd.feed.Problems, func(a, b Problem) int { return a.Line - b.Line })
	return rd.feed, nil
}

// looksLikeCalendar is what makes a file worth reading at all.
func looksLikeCalendar(data []byte) bool {
	return Looks(data) || bytes.Contains(bytes.ToUpper(data), []byte("BEGIN:VEVENT"))
}
