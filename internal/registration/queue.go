package registration

import (
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// LogEntry is one change of state. No counts up within an occurrence, under the lock of the
// occurrence's row, so it is the order in which things happened.
type LogEntry struct {
	RegistrationID id.ID
	OccurrenceID   id.ID
	No             int
	From, To       State
	Reason         Reason
	// Note is what the person who did it wrote beside it.
	Note    string
	ActorID id.ID
	At      time.Time
}

// Waiting is one place in a waiting list. No is the number drawn on joining it: the lowest goes first.
type Waiting struct {
	RegistrationID id.ID
	No             int
	Since          time.Time
	// Ahead is how many go first.
	Ahead int
}

// Queue is an occurrence's waiting list as its log alone tells it.
type Queue struct {
	// Waiting is in the order in which seats will be promised; the first is next.
	Waiting []Waiting
	// Seats is how many registrations hold a seat.
	Seats int
	// Faults are sentences about entries that break a rule: a change that the state machine does
	// not know, somebody promoted before an earlier number, a newcomer seated while others waited.
	Faults []string
}

// Next returns who is promised the next seat, if anybody waits.
func (q Queue) Next() (Waiting, bool) {
	if len(q.Waiting) == 0 {
		return Waiting{}, false
	}
	return q.Waiting[0], true
}

// Place returns how many go before the registration, and whether it waits at all.
func (q Queue) Place(registration id.ID) (ahead int, waits bool) {
	i := slices.IndexFunc(q.Waiting, func(w Waiting) bool { return w.RegistrationID == registration })
	return max(i, 0), i >= 0
}

// Replay recomputes a waiting list from the log of one occurrence, given in order of No. It reads
// nothing else, so it can show that the list was fair.
func Replay(log []LogEntry) Queue {
	var q Queue
	state := map[id.ID]State{}
	fault := func(e LogEntry, format string, args ...any) {
		q.Faults = append(q.Faults, fmt.Sprintf("change %d: ", e.No)+fmt.Sprintf(format, args...))
	}
	for i, e := range log {
		if i > 0 && e.No <= log[i-1].No {
			fault(e, "it does not follow change %d", log[i-1].No)
		}
		if was := state[e.RegistrationID]; was != e.From {
			fault(e, "registration %s was %q, not %q", e.RegistrationID, was, e.From)
		}
		if !slices.ContainsFunc(Transitions, func(t Transition) bool {
			return t.From == e.From && t.To == e.To && t.Reason == e.Reason
		}) {
			fault(e, "there is no way from %q to %q by %q", e.From, e.To, e.Reason)
		}
		if e.From == "" && e.To == StateRegistered && len(q.Waiting) > 0 {
			fault(e, "registration %s took a seat while number %d was waiting", e.RegistrationID, q.Waiting[0].No)
		}
		if (e.Reason == ReasonPromoted || e.Reason == ReasonGiven) && len(q.Waiting) > 0 && q.Waiting[0].RegistrationID != e.RegistrationID {
			fault(e, "registration %s got a seat before number %d", e.RegistrationID, q.Waiting[0].No)
		}
		q.apply(e)
		state[e.RegistrationID] = e.To
	}
	for i := range q.Waiting {
		q.Waiting[i].Ahead = i
	}
	return q
}

func (q *Queue) apply(e LogEntry) {
	if e.From == StateWaitlisted {
		q.Waiting = slices.DeleteFunc(q.Waiting, func(w Waiting) bool { return w.RegistrationID == e.RegistrationID })
	}
	if e.To == StateWaitlisted {
		q.Waiting = append(q.Waiting, Waiting{RegistrationID: e.RegistrationID, No: e.No, Since: e.At})
	}
	if e.From.HoldsSeat() {
		q.Seats--
	}
	if e.To.HoldsSeat() {
		q.Seats++
	}
}

// promiseUntil returns until when a seat that is promised now is kept: promiseHours long, but
// never beyond the start.
func promiseUntil(now time.Time, promiseHours int, start time.Time) time.Time {
	until := now.Add(time.Duration(promiseHours) * time.Hour)
	if until.After(start) {
		return start
	}
	return until
}
