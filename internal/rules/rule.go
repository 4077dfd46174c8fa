package rules

// Rule is a rule with its versions, as it is written down. Compile makes it ready to be evaluated.
type Rule struct {
	Key, Name string
	// Draft marks what nobody has verified at its source.
	Draft bool
	// Binds is "person", "group" (a board together) or "organisation".
	Binds string
	// Duty is "required", "recommended" or "voluntary"; it changes no amount.
	Duty         string
	Source, Note string
	// Roles are those between which the rule tells apart; RoleBy says which decides of several: "longest" or "latest".
	Roles  []string
	RoleBy string
	// Levels puts names of levels in order, the lowest first.
	Levels   []string
	Units    []Unit
	Versions []Version
}

// Unit is a unit of the programme's own, and how entries become amounts of it.
type Unit struct {
	Name string
	// Minutes that make one; 0 when time makes none.
	Minutes int64
	// RoundTo is the step, in hundredths, to which one entry is rounded; Round is "down", "nearest" or "up".
	RoundTo int64
	Round   string
	// Steps turn the time of an entry into an amount where that does not go evenly.
	Steps []Step
	// From are other units that entries state: one of them is so many hundredths of this one.
	From []Credit
}

// Step says that an entry of at least so many minutes is worth so many hundredths of the unit.
type Step struct{ Minutes, Worth int64 }

// Amount is so many hundredths of a unit.
type Amount struct {
	Hundredths int64
	Unit       string
}

// IsZero reports whether no amount was given.
func (a Amount) IsZero() bool { return a.Unit == "" }

// The transitions: whom a version binds that came after another one.
const (
	AtOnce    = "at once"    // everybody from its first day on
	NextCycle = "next cycle" // cycles that begin on its first day or later
	Newcomers = "newcomers"  // who enrolled on its first day or later
)

// Version is what the rule demands from a day on.
type Version struct {
	Name        string
	From, Until Day
	Transition  string
	Note        string
	Cycle       *Cycle
	// FinishWithin is the time to finish, from the day of enrolling.
	FinishWithin Span
	Needs        *Need
}

// The kinds of cycles.
const (
	Rolling  = "rolling"  // each person's own, from the day of the certificate
	Fixed    = "fixed"    // the same days for everybody, from Anchor on
	Calendar = "calendar" // whole calendar years
)

// Cycle is the time in which amounts are counted, again and again.
type Cycle struct {
	Kind   string
	Length Span
	// FirstLength is how long a person's first rolling cycle is; as the others when nothing is said.
	FirstLength Span
	// Anchor is the first day of one cycle, of the fixed and of longer calendar ones.
	Anchor Day
	// Ends moves the last day: "", "end of month", "end of year", or a day of the year such as "06-30".
	Ends string
	// First says what somebody owes who comes in the middle: "whole", "by month", "by year" (what
	// has begun counts), "by full month", "by full year" or "none".
	First string
	// Leave says what a leave does: "" nothing, "reduces" the amounts in proportion to its days, "extends" the cycle by them.
	Leave string
	// EarlyCredit is how long before the first cycle something may have been done.
	EarlyCredit Span
	// Opens is how long before the end renewal may be asked for; Grace is how long after it what was missing may
	// still be made up; Reinstatement is how long after the grace one may come back.
	Opens, Grace, Reinstatement Span
	// GraceFor is "" when in the grace what was missing may be made up, or ForRenewal when one may only ask for
	// renewal in it.
	GraceFor string
	// Times is how many cycles are given at most; 0 when there is no bound.
	Times int
}

// ForRenewal is the word of Cycle.GraceFor.
const ForRenewal = "renewal"

// Kinds of needs, as they are written.
const (
	AllOf     = "all_of"
	AnyOf     = "any_of"
	NoneOf    = "none_of"
	InOrder   = "in_order"
	Choose    = "choose"
	AtLeast   = "at_least"
	HasSkill  = "competency"
	HasAward  = "award"
	HasServed = "served"
	HasExam   = "exam"
	HasPart   = "part"
	HasFolio  = "portfolio"
	HasAgreed = "agreement"
	Each      = "each"
	Together  = "together"
	// CertifiedBefore is met by a certificate of before a day: an exemption of those who hold an old one.
	CertifiedBefore = "certified_before"
	Nothing         = "nothing"
)

// Need is one node of the tree of what must be there.
type Need struct {
	Kind           string
	ID, Name, Note string
	// For limits the need to roles; others are not asked for it.
	For []string
	// Since is the first day that counts, here and in all that is inside; SinceEnrolled takes the latest day of enrolling.
	Since         Day
	SinceEnrolled bool

	// Needs are the children of all_of, any_of, none_of, in_order, choose, each and together.
	Needs []Need
	// Count is how many of the children (choose) or of the members (each) it takes; Percent the share of members, or OutOf of how many Count is.
	Count, Percent, OutOf int
	// Role limits the members of a group (each) to those who serve as this, and what they did together to what was done
	// while they served.
	Role string
	// FinishWithin is the time that each member has, from the day of enrolling or else the first day in the role.
	FinishWithin Span
	// First says what a member owes who began to serve in the middle of the group's cycle, in the words of Cycle.First; the whole when empty.
	First string

	// Amount is what at_least asks for; ByRole where that depends on the role.
	Amount Amount
	ByRole []RoleAmount
	Of     *Filter
	// Over is "cycle" or "ever", which is what facts are looked for in when it is empty; Within looks back from the day of
	// evaluation; Until is the last day.
	Over       string
	Within     Span
	Until      Day
	Categories []Category
	// Smallest is the least that one entry must have; ReportWithin is how soon after its day it must have been handed in, and
	// ReportAfterEnd how soon after the end of the cycle.
	Smallest                     Amount
	ReportWithin, ReportAfterEnd Span
	// Once lets of several entries of the same title only the first count; OnceIn lets it count again so long after it counted.
	Once   bool
	OnceIn Span
	// Largest is the most that one entry can bring; EachYear the least of every year of the cycle.
	Largest, EachYear Amount
	// CarryOver is how much of what a cycle had too much goes to the next one.
	CarryOver Amount
	// CarryOf is what of it may go there, nil for all; CarryLast lets only what was done so long before the end of the cycle.
	CarryOf   *Filter
	CarryLast Span
	// CountsAgain lets entries count here that count elsewhere in the rule.
	CountsAgain bool

	// Before is the day of certified_before.
	Before Day
	// Target is the competency, award, role, examination or part that is asked for.
	Target           string
	Level, Assurance string
	// Lasting is how long a role was served or an award held, breaks left out.
	Lasting Span
	// EvenExpired accepts an award that is not in force any more.
	EvenExpired bool
	// Ways are the ways to a part: "course", "portfolio", "agreement".
	Ways []string
}

// RoleAmount is what one role owes.
type RoleAmount struct {
	Role   string
	Amount Amount
}

// Category is a part of an amount with a least and a most.
type Category struct {
	Name            string
	Of              *Filter
	AtLeast, AtMost Amount
	// Each says of what AtMost is one by one: "provider", "title", "year" of the cycle, "day" or "member"; of all together when empty.
	Each string
	// Overlay counts its entries once more: they count in another category as well.
	Overlay bool
	// PartOf names the category with a most within which this most lies.
	PartOf string
}

// The words of Category.Each.
const (
	EachProvider = "provider"
	EachTitle    = "title"
	EachYear     = "year"
	EachDay      = "day"
	EachMember   = "member"
)

// Filter says which entries are meant: of each list one must fit, and all that is said must hold.
type Filter struct {
	Kinds, Activities, Areas, Formats, Providers, Tags, Competencies, Titles []string
	// Assurance is the weakest that will do.
	Assurance string
	// States asks that the entry states an amount of one of these units.
	States []string
	Any    []Filter
	Not    *Filter
}

// Walk hands over every requirement of a tree, each before what stands in it; nil has none.
func (n *Need) Walk(f func(*Need)) {
	if n == nil {
		return
	}
	f(n)
	for i := range n.Needs {
		n.Needs[i].Walk(f)
	}
}
