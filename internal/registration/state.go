package registration

import (
	"fmt"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// State is where a registration stands. The empty State is that of one that does not exist yet.
type State string

// The states. All but Waitlisted and Cancelled hold a seat.
const (
	StateHeld         State = "held"          // a promised seat, to be confirmed before held_until
	StateRegistered   State = "registered"    // a seat, or a self-paced offer that was begun
	StateWaitlisted   State = "waitlisted"    // in the queue for a seat
	StateAttended     State = "attended"      // was there; the completion rule has not been applied
	StateNoShow       State = "no-show"       // had a seat and was not there
	StateCompleted    State = "completed"     // met the rule; the entry is in the record
	StateNotCompleted State = "not-completed" // was there and did not meet the rule
	StateCancelled    State = "cancelled"     // ended; registering again makes a new registration
)

// States lists every state in the order in which a registration usually passes them.
var States = []State{StateWaitlisted, StateHeld, StateRegistered, StateAttended, StateNoShow, StateCompleted, StateNotCompleted, StateCancelled}

// HoldsSeat reports whether a registration in this state is counted in its occurrence's taken seats.
func (s State) HoldsSeat() bool { return s != "" && s != StateWaitlisted && s != StateCancelled }

// Open reports whether the registration waits for its occurrence and may still be cancelled.
func (s State) Open() bool { return s == StateHeld || s == StateRegistered || s == StateWaitlisted }

// Reason says why a registration changed its state. It is stable: it stands in the log and in the API.
type Reason string

// The reasons.
const (
	ReasonSeatFree            Reason = "seat-free"
	ReasonBegun               Reason = "begun"
	ReasonFull                Reason = "full"
	ReasonOthersWait          Reason = "others-wait"
	ReasonPromoted            Reason = "promoted"
	ReasonGiven               Reason = "given"
	ReasonConfirmed           Reason = "confirmed"
	ReasonPromiseExpired      Reason = "promise-expired"
	ReasonByLearner           Reason = "by-learner"
	ReasonByStaff             Reason = "by-staff"
	ReasonOccurrenceCancelled Reason = "occurrence-cancelled"
	ReasonNeverPromoted       Reason = "never-promoted"
	ReasonByHand              Reason = "by-hand"
	ReasonByCodeWord          Reason = "code-word"
	ReasonByFile              Reason = "file"
	ReasonByPresenter         Reason = "presenter"
	ReasonAtDoor              Reason = "door"
	ReasonByChoice            Reason = "choice"
	ReasonClosed              Reason = "closed"
	ReasonRuleMet             Reason = "rule-met"
	ReasonSetAside            Reason = "set-aside"
	ReasonRuleNotMet          Reason = "rule-not-met"
	ReasonSelfDeclared        Reason = "self-declared"
	ReasonPartsCompleted      Reason = "parts-completed"
)

// Who is the kind of actor that a change of state belongs to.
type Who string

// The kinds of actor. The program itself may also do what staff may: a seed or the operator's command line.
const (
	Learner Who = "learner"
	Staff   Who = "staff"
	Program Who = "program"
)

// Transition is one row of the state machine.
type Transition struct {
	From, To State
	Reason   Reason
	Who      []Who
}

// Transitions is the whole state machine. What is not in it cannot happen.
var Transitions = slices.Concat(
	from(to(StateRegistered, ReasonSeatFree, Learner, Staff), ""),
	from(to(StateRegistered, ReasonBegun, Learner, Staff), ""),
	from(to(StateWaitlisted, ReasonFull, Learner, Staff), ""),
	from(to(StateWaitlisted, ReasonOthersWait, Learner, Staff), ""),
	from(to(StateHeld, ReasonPromoted, Program), StateWaitlisted),
	from(to(StateRegistered, ReasonGiven, Staff), StateWaitlisted),
	from(to(StateRegistered, ReasonConfirmed, Learner, Staff), StateHeld),
	from(to(StateCancelled, ReasonPromiseExpired, Program), StateHeld),
	from(to(StateCancelled, ReasonByLearner, Learner), StateWaitlisted, StateHeld, StateRegistered),
	from(to(StateCancelled, ReasonByStaff, Staff), StateWaitlisted, StateHeld, StateRegistered),
	from(to(StateCancelled, ReasonOccurrenceCancelled, Program), StateWaitlisted, StateHeld, StateRegistered),
	from(to(StateCancelled, ReasonNeverPromoted, Staff), StateWaitlisted),
	from(to(StateAttended, ReasonByHand, Staff), StateRegistered, StateNoShow),
	from(to(StateAttended, ReasonByFile, Staff), StateRegistered, StateNoShow),
	from(to(StateAttended, ReasonByCodeWord, Learner), StateRegistered),
	from(to(StateAttended, ReasonByPresenter, Staff), StateRegistered, StateNoShow),
	from(to(StateAttended, ReasonAtDoor, Staff), StateRegistered, StateNoShow),
	from(to(StateAttended, ReasonByChoice, Staff), StateRegistered, StateNoShow),
	from(to(StateAttended, ReasonSetAside, Staff), StateRegistered, StateNoShow, StateNotCompleted),
	from(to(StateRegistered, ReasonSetAside, Staff), StateAttended, StateNoShow, StateNotCompleted),
	from(to(StateNoShow, ReasonSetAside, Staff), StateAttended, StateNotCompleted),
	from(to(StateNoShow, ReasonByHand, Staff), StateRegistered, StateAttended),
	from(to(StateNoShow, ReasonByChoice, Staff), StateRegistered, StateAttended),
	from(to(StateNoShow, ReasonClosed, Staff), StateRegistered),
	from(to(StateCompleted, ReasonRuleMet, Staff), StateAttended, StateNotCompleted),
	from(to(StateCompleted, ReasonByHand, Staff), StateRegistered, StateAttended, StateNoShow, StateNotCompleted),
	from(to(StateCompleted, ReasonSelfDeclared, Learner), StateRegistered, StateAttended),
	from(to(StateCompleted, ReasonPartsCompleted, Program), StateRegistered, StateAttended, StateNotCompleted),
	from(to(StateNotCompleted, ReasonRuleNotMet, Staff), StateAttended),
	from(to(StateNotCompleted, ReasonByHand, Staff), StateRegistered, StateAttended),
)

func to(s State, r Reason, who ...Who) Transition { return Transition{To: s, Reason: r, Who: who} }

func from(t Transition, states ...State) []Transition {
	var out []Transition
	for _, s := range states {
		t.From = s
		out = append(out, t)
	}
	return out
}

// Allowed reports whether the state machine has the transition for this kind of actor.
func Allowed(from, to State, reason Reason, who Who) bool {
	return slices.ContainsFunc(Transitions, func(t Transition) bool {
		return t.From == from && t.To == to && t.Reason == reason &&
			(slices.Contains(t.Who, who) || who == Program && slices.Contains(t.Who, Staff))
	})
}

// errState is the Conflict that a person reads when the machine has no such transition.
func errState(from, to State) error {
	switch {
	case from == StateCancelled:
		return errs.New(errs.Conflict, "This registration was cancelled. Register again if you want to come.")
	case from == StateCompleted:
		return errs.New(errs.Conflict, "This is completed and stands in the record. A correction is made there.")
	case to == StateCancelled:
		return errs.New(errs.Conflict, "This cannot be cancelled any more, because attendance has been recorded.")
	case from == StateWaitlisted || from == StateHeld:
		return errs.New(errs.Conflict, "This person has no confirmed seat, so nothing was changed.")
	}
	return errs.New(errs.Conflict, "What stands there now does not allow this, so nothing was changed.")
}

// Table writes the state machine as text, for the documentation of this package.
func Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-13s %-13s %-21s %s\n", "from", "to", "reason", "who")
	for _, t := range Transitions {
		f := string(t.From)
		if f == "" {
			f = "(new)"
		}
		who := make([]string, len(t.Who))
		for i, w := range t.Who {
			who[i] = string(w)
		}
		fmt.Fprintf(&b, "%-13s %-13s %-21s %s\n", f, t.To, t.Reason, strings.Join(who, ", "))
	}
	return b.String()
}
