package catalogue

import "slices"

// Kind is what sort of thing an offer is.
type Kind string

// The kinds of offers.
const (
	Webinar           Kind = "webinar"
	Course            Kind = "course"
	Workshop          Kind = "workshop"
	Preconference     Kind = "preconference"
	Institute         Kind = "institute"
	Conference        Kind = "conference"
	ConferenceSession Kind = "conference-session"
	MicroLesson       Kind = "micro-lesson"
	MOOC              Kind = "mooc"
	Toolkit           Kind = "toolkit"
	Publication       Kind = "publication"
	Recording         Kind = "recording"
	Outside           Kind = "outside"
)

// Level is how much an offer expects of its learners.
type Level string

// The levels.
const (
	Foundational Level = "foundational"
	Practitioner Level = "practitioner"
	Expert       Level = "expert"
)

// Format is where an offer is taken.
type Format string

// The formats.
const (
	InPerson Format = "in-person"
	Online   Format = "online"
	Blended  Format = "blended"
)

// Audience is for whom an offer is made.
type Audience string

// The audiences.
const (
	Academic     Audience = "academic"
	Public       Audience = "public"
	School       Audience = "school"
	Special      Audience = "special"
	SupportStaff Audience = "support-staff"
	Librarians   Audience = "librarians"
	Managers     Audience = "managers"
	Trustees     Audience = "trustees"
	Friends      Audience = "friends"
	Students     Audience = "students"
	Everyone     Audience = "everyone"
)

// Recognition is what completing an offer can earn.
type Recognition string

// The kinds of recognition.
const (
	Certificate Recognition = "certificate"
	CEU         Recognition = "ceu"
	Badge       Recognition = "badge"
)

// Feature is something an offer does for access, which people filter by.
type Feature string

// The features for access.
const (
	Captions         Feature = "captions"
	Transcript       Feature = "transcript"
	SignLanguage     Feature = "sign-language"
	AudioDescription Feature = "audio-description"
	ScreenReader     Feature = "screen-reader"
	Keyboard         Feature = "keyboard"
	LargePrint       Feature = "large-print"
	StepFree         Feature = "step-free"
	HearingLoop      Feature = "hearing-loop"
	PlainLanguage    Feature = "plain-language"
)

// Status is where an offer stands.
type Status string

// The statuses of an offer.
const (
	StatusDraft     Status = "draft"
	StatusPublished Status = "published"
	StatusArchived  Status = "archived"
)

// term is a value of a vocabulary with its English label, which is an i18n key.
type term struct{ value, label string }

var (
	kindTerms = []term{
		{"webinar", "Webinar"}, {"course", "Course"}, {"workshop", "Workshop"}, {"preconference", "Preconference"},
		{"institute", "Institute"}, {"conference", "Conference"}, {"conference-session", "Conference session"},
		{"micro-lesson", "Micro-lesson"}, {"mooc", "Open online course"}, {"toolkit", "Toolkit"},
		{"publication", "Publication"}, {"recording", "Recording"}, {"outside", "Outside item"},
	}
	levelTerms    = []term{{"foundational", "Foundational"}, {"practitioner", "Practitioner"}, {"expert", "Expert"}}
	formatTerms   = []term{{"in-person", "In person"}, {"online", "Online"}, {"blended", "Blended"}}
	audienceTerms = []term{
		{"academic", "Academic libraries"}, {"public", "Public libraries"}, {"school", "School libraries"},
		{"special", "Special libraries"}, {"support-staff", "Support staff"}, {"librarians", "Librarians"},
		{"managers", "Managers"}, {"trustees", "Trustees"}, {"friends", "Friends of libraries"},
		{"students", "Students"}, {"everyone", "Everyone"},
	}
	recognitionTerms = []term{{"certificate", "Certificate"}, {"ceu", "CEU"}, {"badge", "Badge"}}
	featureTerms     = []term{
		{"captions", "Captions"}, {"transcript", "Written transcript"}, {"sign-language", "Sign language"},
		{"audio-description", "Audio description"}, {"screen-reader", "Works with a screen reader"},
		{"keyboard", "Works by keyboard alone"}, {"large-print", "Large print"}, {"step-free", "Step-free access"},
		{"hearing-loop", "Hearing loop"}, {"plain-language", "Plain language"},
	}
	statusTerms = []term{{"draft", "Draft"}, {"published", "Published"}, {"archived", "Archived"}}
)

func labelOf(terms []term, value string) string {
	for _, t := range terms {
		if t.value == value {
			return t.label
		}
	}
	return value
}

func hasTerm(terms []term, value string) bool {
	return slices.ContainsFunc(terms, func(t term) bool { return t.value == value })
}

func values[T ~string](terms []term) []T {
	out := make([]T, len(terms))
	for i, t := range terms {
		out[i] = T(t.value)
	}
	return out
}

// The vocabularies in the order in which they are shown.
var (
	Kinds        = values[Kind](kindTerms)
	Levels       = values[Level](levelTerms)
	Formats      = values[Format](formatTerms)
	Audiences    = values[Audience](audienceTerms)
	Recognitions = values[Recognition](recognitionTerms)
	Features     = values[Feature](featureTerms)
	Statuses     = values[Status](statusTerms)
)

// Valid reports whether k is one of Kinds.
func (k Kind) Valid() bool { return hasTerm(kindTerms, string(k)) }

// Label returns the English name, an i18n key.
func (k Kind) Label() string { return labelOf(kindTerms, string(k)) }

// Live reports whether an offer of the kind takes place at a time, with people.
func (k Kind) Live() bool {
	switch k {
	case Webinar, Workshop, Preconference, Institute, Conference, ConferenceSession:
		return true
	}
	return false
}

// teaches reports whether an offer of the kind must say what people will be able to do.
func (k Kind) teaches() bool {
	switch k {
	case Conference, Toolkit, Publication, Recording, Outside:
		return false
	}
	return true
}

// Valid reports whether l is one of Levels.
func (l Level) Valid() bool { return hasTerm(levelTerms, string(l)) }

// Label returns the English name, an i18n key.
func (l Level) Label() string { return labelOf(levelTerms, string(l)) }

// Valid reports whether f is one of Formats.
func (f Format) Valid() bool { return hasTerm(formatTerms, string(f)) }

// Label returns the English name, an i18n key.
func (f Format) Label() string { return labelOf(formatTerms, string(f)) }

// Valid reports whether a is one of Audiences.
func (a Audience) Valid() bool { return hasTerm(audienceTerms, string(a)) }

// Label returns the English name, an i18n key.
func (a Audience) Label() string { return labelOf(audienceTerms, string(a)) }

// Valid reports whether r is one of Recognitions.
func (r Recognition) Valid() bool { return hasTerm(recognitionTerms, string(r)) }

// Label returns the English name, an i18n key.
func (r Recognition) Label() string { return labelOf(recognitionTerms, string(r)) }

// Valid reports whether f is one of Features.
func (f Feature) Valid() bool { return hasTerm(featureTerms, string(f)) }

// Label returns the English name, an i18n key.
func (f Feature) Label() string { return labelOf(featureTerms, string(f)) }

// Valid reports whether s is one of Statuses.
func (s Status) Valid() bool { return hasTerm(statusTerms, string(s)) }

// Label returns the English name, an i18n key.
func (s Status) Label() string { return labelOf(statusTerms, string(s)) }

// The price classes that are not classes of membership. A class of membership
// without a price of its own pays the price of PriceMember.
const (
	PriceMember    = "member"
	PriceNonMember = "non-member"
	PriceStudent   = "student"
)

// PriceClasses lists the classes a price can be set for, in the order shown; beside the first
// three they are the classes of membership.
var PriceClasses = []string{PriceMember, PriceNonMember, PriceStudent, "regular", "support-staff", "retired", "trustee", "organisational", "international", "life"}
