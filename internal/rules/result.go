package rules

// Status says where somebody stands with a requirement.
type Status string

// The statuses.
const (
	Met          Status = "met"
	Partly       Status = "partly"
	NotYet       Status = "not yet"
	Expired      Status = "expired"
	DoesNotApply Status = "does not apply"
)

// rank puts the statuses in order: more is better.
func (s Status) rank() int {
	switch s {
	case Met, DoesNotApply:
		return 3
	case Partly:
		return 2
	case NotYet:
		return 1
	}
	return 0
}

// Result is where somebody stands with a rule on a day.
type Result struct {
	Rule, Name, Version string
	Draft               bool
	Duty                string
	Status              Status
	AsOf                Day
	Role                string
	// CycleFrom and CycleTo bound the cycle that was looked at; Early is the first day from which anything counts.
	CycleFrom, CycleTo, Early Day
	// Due is the last day, 0 when nothing falls due; of what can be met no more, the day on which it expired. Opens is the first
	// on which renewal may be asked for; GraceUntil and ReinstateUntil are the last days of grace and of reinstatement.
	Due, Opens, GraceUntil, ReinstateUntil Day
	// GivenUntil is the last day that a decision gave, 0 where none did; a grace runs after it.
	GivenUntil Day
	// ExpiredOn is the last day on which what has expired was in time, where the whole has.
	ExpiredOn Day
	// MakeUpUntil is the last day on which what is missing can still be made up, 0 where nothing is missing or nothing can be.
	MakeUpUntil Day
	// InGrace says that the cycle has ended and its grace has not; ForRenewal that in its grace one may ask for renewal only.
	InGrace, ForRenewal bool
	// Waits says that an open leave moves the last day, or the one of the grace, on with each day.
	Waits bool
	// Notes are sentences about the whole.
	Notes []Reason
	Tree  Node
}

// Node is where somebody stands with one requirement.
type Node struct {
	Need   *Need
	Path   string
	Name   string
	Status Status
	// Unit counts what follows, in parts of which Scale make one.
	Unit                            string
	Scale                           int64
	Needed, Counted, Missing, Carry int64
	// Waived is how much less is needed by decisions.
	Waived int64
	Due    Day
	// MetOn is the first day on which the requirement was met, in its cycle; of more than a single fact only with
	// Explain, and 0 where it is not known.
	MetOn  Day
	Reason Reason
	// Detail goes with the reason: the names of what a competency was split into.
	Detail     string
	Categories []CategoryNode
	// Years are the years of the cycle, where each must have as much; Name is the first day of one.
	Years    []CategoryNode
	Uses     []Use
	Refused  []Refusal
	Children []Node

	out *outcome
	fr  *frame
	run *run
}

// CategoryNode is where somebody stands with a category of an amount. Needed and Most are -1 where there is none. Counted is
// what counts for the whole and is shown in the category: each part in one, the least that it fills or else the first that it
// fits. Of a category with a most it is all that uses the most; of an overlay, what counts and fits it.
type CategoryNode struct {
	Name string
	// Each says of what Most is one by one, as Category does; Counted is then all that uses any of these mosts.
	Each                           string
	Needed, Most, Counted, Missing int64
	// Waived is how much less is needed by decisions.
	Waived int64
}

// Use says that so many parts of an entry counted, and in which category; of a waiver, that so many less are needed by it.
type Use struct {
	Entry    *Entry
	Parts    int64
	Category string
}

// Refusal says that an entry, or so many parts of it, did not count, and why.
type Refusal struct {
	Entry  *Entry
	Parts  int64
	Reason Reason
	Detail string
}

// Reason is a sentence in English, a translation key; Detail where there is one names the category.
type Reason string

// The reasons.
const (
	BeforeTime     Reason = "It lies before the time in which something counts."
	AfterTime      Reason = "It lies after the time in which something counts."
	AfterAsOf      Reason = "It lies after the day that was asked about."
	DoesNotFit     Reason = "It is not of the kind that is asked for."
	TooSmall       Reason = "It is smaller than the least that one activity must have."
	TooLarge       Reason = "One activity brings no more than that."
	ReportedLate   Reason = "It was reported too late."
	SameTitle      Reason = "Another of the same title counts."
	HasNoneOf      Reason = "It states nothing that can be counted in this unit."
	OverMost       Reason = "The most of its category is reached."
	UsedElsewhere  Reason = "It counts for another requirement."
	UsedBefore     Reason = "It counts for an earlier step."
	TooWeak        Reason = "Nobody strong enough stands behind it."
	NoLevel        Reason = "It says no level that the rule knows."
	TooLow         Reason = "Its level is lower than asked for."
	WasSplit       Reason = "The competency was split in a later version of its framework: the rule must say which of the new ones it means."
	WasRetired     Reason = "The competency was retired in a later version of its framework: the rule must say what takes its place."
	OneByNow       Reason = "It is one competency with another one of this choice by now, and counts once."
	RanOut         Reason = "It was held, and is not in force any more."
	NotHeld        Reason = "Nothing in the record shows it."
	Forbidden      Reason = "Something is there that must not be."
	NotLongEnough  Reason = "It has not lasted long enough."
	YearMissed     Reason = "A year of the cycle has ended with less than each must have."
	NoMembers      Reason = "Nobody is known who belongs to the group."
	StepBefore     Reason = "An earlier step is not met yet."
	NoStart        Reason = "The day of the certificate is not known, so nothing falls due and the time up to now that a cycle is long was looked at: add an entry of kind certified."
	NoEnrolment    Reason = "The day of enrolling is not known, so no time to finish runs: add an entry of kind enrolled."
	NotInForceYet  Reason = "The rule is not in force yet on that day."
	NotInForceNow  Reason = "The rule is not in force any more on that day."
	RoleOfItsTime  Reason = "The cycle that is shown has ended, and is judged by the role that the record has in it, not by the one that was asked for."
	OtherRole      Reason = "It does not bind this role."
	NotBegun       Reason = "The first cycle has not begun on that day."
	DraftOnly      Reason = "This rule is a draft: nobody has verified it at its source."
	NoMoreCycles   Reason = "No further cycle is given."
	MissedBefore   Reason = "An earlier cycle ended without what it asked for."
	StaysMet       Reason = "It was met in its time, and stays so."
	NothingOwed    Reason = "Nothing is owed in the first cycle."
	CameLater      Reason = "They began to serve in the middle of the cycle, and owe less."
	FirstProrated  Reason = "The first cycle is shorter, and so less is owed."
	LeaveCounted   Reason = "A leave was taken into account."
	MadeUpInGrace  Reason = "What was done up to the day on which the cycle before was made up in its grace belongs to that cycle."
	NotAllListed   Reason = "There is so much that not all is listed of what counted and what did not."
	TooMuch        Reason = "The rule asks for more than can be worked out with these entries, so nothing counts: make it smaller."
	WasWaived      Reason = "It was waived."
	PartWaived     Reason = "Less is needed, because a part was waived."
	MoreTime       Reason = "A decision gave more time."
	NoMoreTime     Reason = "A decision about more time moves no last day: none that it is about runs on its day, or it comes later anyhow."
	WaivesNothing  Reason = "A waiver changes nothing: the rule asks for nothing of that name, or has no such amount in that unit."
	WaivedLate     Reason = "A waiver changes nothing: what is done on its day does not count in the time that is shown."
	NothingPending Reason = "There is nothing to do."
)
