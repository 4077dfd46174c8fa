package recognition

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// Kind is what sort of award it is.
type Kind string

// AttendanceCertificate states that somebody took part in something and met its rule.
const AttendanceCertificate Kind = "attendance-certificate"

// Label is the kind's English name, an i18n key.
func (k Kind) Label() string {
	if k == AttendanceCertificate {
		return "Certificate of attendance"
	}
	return string(k)
}

// Award is what was given for an entry. It states the facts of the day it was issued.
type Award struct {
	ID       id.ID
	Kind     Kind
	PersonID id.ID
	EntryID  id.ID
	// Code opens the public page; whoever has it can verify the award.
	Code          string
	RecipientName string
	Title         string
	// Issuer is the unit's name of that day.
	Issuer string
	// BeganOn and EndedOn are civil dates; BeganOn may be empty.
	BeganOn, EndedOn string
	// Minutes of contact.
	Minutes   int
	CEUTenths int
	IssuedAt  time.Time
}

// Status says whether an award stands.
type Status string

// The statuses.
const (
	Valid Status = "valid"
	// Corrected: its entry was corrected, and a newer award says what is true.
	Corrected Status = "corrected"
	// Withdrawn: its entry was taken back.
	Withdrawn Status = "withdrawn"
	// Revoked: the award itself was taken back.
	Revoked Status = "revoked"
)

// Standing is what has become of an award.
type Standing struct {
	Status Status
	// Since is when it ceased to stand; zero while it does.
	Since time.Time
	// Reason is for its owner, never for the public.
	Reason string
}

// Held is an award with its standing of today.
type Held struct {
	Award
	Standing
}

// revocation is a row of award_revocations; zero where there is none.
type revocation struct {
	Reason string
	At     time.Time
}

// stored is an award as it is read, with its revocation.
type stored struct {
	Award
	revocation revocation
}

// standing works out what has become of an award; newest is the entry that stands today in the
// place of the one it was given for.
func (a stored) standing(newest record.Entry) Standing {
	switch {
	case !a.revocation.At.IsZero():
		return Standing{Revoked, a.revocation.At, a.revocation.Reason}
	case newest.ID == a.EntryID:
		return Standing{Status: Valid}
	case newest.Withdrawn:
		return Standing{Withdrawn, newest.RecordedAt, newest.Reason}
	}
	return Standing{Corrected, newest.RecordedAt, newest.Reason}
}
