package assessment

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// Basis is who or what says where somebody stands.
type Basis string

// The bases. All but ByRecord are voices.
const (
	BySelf       Basis = "self"
	ByRecord     Basis = "record"
	ByPeer       Basis = "peer"
	ByMentor     Basis = "mentor"
	BySupervisor Basis = "supervisor"
)

// Voices are those that can be asked by invitation.
var Voices = []Basis{ByPeer, ByMentor, BySupervisor}

// Label is the basis in English, a translation key.
func (b Basis) Label() string {
	switch b {
	case ByRecord:
		return "Your record"
	case ByPeer:
		return "A peer"
	case ByMentor:
		return "A mentor"
	case BySupervisor:
		return "A supervisor"
	case ByReader:
		return "A reader"
	}
	return "You"
}

// Said is what an answer says.
type Said string

// What can be said of a competency.
const (
	SaidLevel   Said = "level"   // a can-do statement of a level was recognised
	SaidNone    Said = "none"    // none of them yet
	SaidSkipped Said = "skipped" // not answered
	SaidOutside Said = "outside" // no part of the work
)

// Answer is what somebody said of one competency of one person. It never changes.
type Answer struct {
	ID       id.ID
	PersonID id.ID
	// RoundID is the round in which the person said it, InvitationID the one by which another voice did; both may be empty.
	RoundID, InvitationID id.ID
	Voice                 Basis
	// By is who said it signed in; empty for whoever had the link alone.
	By id.ID
	// Competency and Version are what was shown.
	Competency, Version id.ID
	Said                Said
	// Level and Rank are of SaidLevel only.
	Level string
	Rank  int
	// Contests says that what the record proves is not how it is.
	Contests bool
	At       time.Time

	// address is the key of the address that the invitation went to.
	address string
}

// speaker is who says something: the person, or somebody whom they know by an address, as what they were asked. Whoever is asked once more by a later
// invitation is the same one, so that what they say then stands in the place of what they said before.
type speaker struct {
	voice   Basis
	address string
}

func (a Answer) speaker() speaker { return speaker{a.Voice, a.address} }

// confirmsNothing reports whether the last answer said the same of the same words, in the same round, by the same person and on the same day: only on a later
// day it is a fact that somebody says so again.
func (s *Service) confirmsNothing(a, last Answer) bool {
	return a.RoundID == last.RoundID && a.Said == last.Said && a.Level == last.Level && a.Version == last.Version && a.Contests == last.Contests && a.By == last.By && s.people.DayOf(a.At) == s.people.DayOf(last.At)
}

// Proof is what an entry of the record shows: an offer was completed that teaches a competency up to a level.
type Proof struct {
	// PersonID is whose entry it is, also while they are merged into somebody else.
	PersonID   id.ID
	Competency id.ID
	Level      string
	Rank       int
	EntryID    id.ID
	Title      string
	// On is the civil date of the completion, AddedAt when the proof came in.
	On      string
	AddedAt time.Time
}
