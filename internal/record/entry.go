package record

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// Kind is what a person did that became an entry.
type Kind string

// The kinds of entries.
const (
	KindLearning   Kind = "learning"   // took part as a learner
	KindPresenting Kind = "presenting" // taught, presented, led
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k == KindLearning || k == KindPresenting }

// Label is the kind's English name, a translation key.
func (k Kind) Label() string {
	if k == KindPresenting {
		return "Presenting"
	}
	return "Learning"
}

// Assurance says who stands behind an entry.
type Assurance string

// The assurances, the strongest first.
const (
	ByAssociation Assurance = "association"
	ByThirdParty  Assurance = "third-party"
	ByPerson      Assurance = "person"
)

// Assurances lists them in the order in which they are shown.
var Assurances = []Assurance{ByAssociation, ByThirdParty, ByPerson}

// Valid reports whether a is one of the assurances.
func (a Assurance) Valid() bool { return a == ByAssociation || a == ByThirdParty || a == ByPerson }

// Label is the sentence that is shown wherever an entry is, a translation key.
func (a Assurance) Label() string {
	switch a {
	case ByAssociation:
		return "Verified by the association"
	case ByThirdParty:
		return "Verified by a third party"
	}
	return "Claimed by the person"
}

// Provenance says how an entry came into the record.
type Provenance string

// The provenances.
const (
	FromCompletion Provenance = "completion" // an offer here was completed
	FromPresenting Provenance = "presenting" // an occurrence here was presented
	FromOutside    Provenance = "outside"    // the person added learning from elsewhere
	FromImport     Provenance = "import"     // taken over from an earlier system
)

// Valid reports whether p is one of the provenances.
func (p Provenance) Valid() bool {
	switch p {
	case FromCompletion, FromPresenting, FromOutside, FromImport:
		return true
	}
	return false
}

// Label says in words how the entry came in, a translation key.
func (p Provenance) Label() string {
	switch p {
	case FromCompletion:
		return "Recorded when it was completed here"
	case FromPresenting:
		return "Recorded when it was presented here"
	case FromImport:
		return "Taken over from an earlier system"
	}
	return "Added by the person"
}

// Credit is what a provider states in a unit of its own. It is kept as it was written and never
// converted: the same word means different things to different providers.
type Credit struct {
	Amount string `json:"amount"`
	Unit   string `json:"unit"`
}

// IsZero reports whether nothing was stated.
func (c Credit) IsZero() bool { return c.Amount == "" && c.Unit == "" }

// String writes the statement as it was made: "1 CEU".
func (c Credit) String() string {
	switch {
	case c.Unit == "":
		return c.Amount
	case c.Amount == "":
		return c.Unit
	}
	return c.Amount + " " + c.Unit
}

// CompletionSource is the SourceRef of the entry for completing a registration.
func CompletionSource(registration id.ID) string { return "completion:" + string(registration) }

// NewEntry is what an entry says. Title, Provider and the other texts are those of the day.
type NewEntry struct {
	PersonID id.ID
	Kind     Kind
	// Activity is the kind of offer ("webinar", "course"), empty where unknown.
	Activity string
	Title    string
	// Provider is the name of who offered it, on that day.
	Provider                                                 string
	UnitID, OfferID, VersionID, OccurrenceID, RegistrationID id.ID
	// BeganOn and EndedOn are civil dates; BeganOn may be empty. An entry belongs to the period that holds EndedOn.
	BeganOn, EndedOn string
	// Minutes of contact.
	Minutes int
	// CEUTenths is credit in tenths of a continuing education unit; none where only the person vouches.
	CEUTenths int
	// Claimed is credit stated by the provider in a unit of its own.
	Claimed    Credit
	Areas      []string
	Level      string
	Format     string
	Assurance  Assurance
	Provenance Provenance
	// SourceRef names what the entry came from: "completion:<registration>". It is unique.
	SourceRef string
	// Why and Toward are the learner's intent, where given.
	Why, Toward string
	Note, Link  string
	// RecordedBy is who recorded it; empty for the program itself.
	RecordedBy id.ID
}

// Entry is one entry of the record.
type Entry struct {
	ID id.ID
	NewEntry
	// CorrectsID is the entry that this one replaces or, when Withdrawn, takes back; Reason says why.
	CorrectsID id.ID
	Withdrawn  bool
	Reason     string
	RecordedAt time.Time
	// HandedInAt is when the first version of a corrected entry came, or of one that ended on an earlier day the first that says its day of today. EachOf fills it in, and of what corrects nothing it is RecordedAt.
	HandedInAt time.Time
}
