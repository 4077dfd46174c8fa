package rules

// Kinds of entries. The first five are things done, which amounts can be counted of; the others are facts.
const (
	Learning   = "learning"   // took part as a learner
	Presenting = "presenting" // taught, presented, led
	Work       = "work"       // hours of work, paid or not
	Service    = "service"    // committee, board, mentoring
	Document   = "document"   // a plan or policy that an organisation has made

	HeldAward   = "award"      // holds Name from Day; Until is its last day
	HeldRole    = "role"       // serves as Name from Day; Until is the last day
	Competency  = "competency" // said on Day to have Name at a level; Until is the last day on which whoever said so had not said less
	Portfolio   = "portfolio"  // a portfolio for Name was accepted
	Agreement   = "agreement"  // an agreement recognises Name
	Leave       = "leave"      // on leave from Day to Until
	Enrolled    = "enrolled"   // began the programme
	Certified   = "certified"  // the certificate, or its renewal, is of this day
	Examination = "exam"       // passed the examination Name
	Extended    = "extended"   // a decision of Day about the rule Name: its last day is Until
	Waived      = "waived"     // a decision of Day about the rule Name: Credits are so much less, of what Covers names or of each amount
)

// Done lists the kinds that amounts are counted of.
var Done = []string{Learning, Presenting, Work, Service, Document}

// Held lists the kinds that are facts.
var Held = []string{HeldAward, HeldRole, Competency, Portfolio, Agreement, Leave, Enrolled, Certified, Examination, Extended, Waived}

// Assurances says who stands behind an entry, the weakest first.
var Assurances = []string{"person", "third-party", "association"}

// assuranceRank is 1 for a person's own claim up to 3, and 0 for what is none of them.
func assuranceRank(s string) int {
	for i, a := range Assurances {
		if a == s {
			return i + 1
		}
	}
	return 0
}

// Credit is an amount of a programme's own unit in hundredths: 150 of "LEU" are one and a half.
type Credit struct {
	Unit       string
	Hundredths int64
}

// Level is a competency that an entry shows, at a level: a number, or a name that the rule puts in order.
type Level struct{ Name, Level string }

// Entry is what the evaluator knows of one thing in the record. Only ID, Kind and Day are always there.
type Entry struct {
	ID, Kind string
	// Who is the member of a group whose entry it is; NewPerson sets it.
	Who string
	// Title is for people and decides nothing.
	Title string
	// Name is what a fact is about: the award, the role, the part of a programme.
	Name string
	// Day is when it ended or was given; Until is the last day of what lasts; Reported is when it was handed in.
	Day, Until, Reported Day
	// Minutes of contact, and credit in tenths of a CEU.
	Minutes, CEUTenths int64
	Credits            []Credit
	Activity, Format   string
	Provider           string
	Assurance          string
	Areas, Tags        []string
	Competencies       []Level
	// Covers names the parts of a programme that it covers: "technology", or "technology 1/2" for the first of two pieces. Of a waiver
	// it names the requirements and categories that it is about, by their ids or names.
	Covers []string
	// WhatIf marks what somebody only thinks of doing.
	WhatIf bool
}

// isDone reports whether amounts can be counted of the entry.
func (e *Entry) isDone() bool {
	switch e.Kind {
	case Learning, Presenting, Work, Service, Document:
		return true
	}
	return false
}

// Facts is what the record says of a person, or of a group or an organisation with its members.
type Facts struct {
	// Who names whom the facts are about, for the explanation only.
	Who     string
	Entries []Entry
	Members []Facts
	// Changed says what became of competencies in later versions of their framework, by the old name in small letters
	// or whatever else rules and entries name them by, such as an id. It may be shared between people: nobody changes it.
	Changed map[string]Change
	// Meant says what a version of the rule means by the names of competencies that it uses, by its first day and the name in small letters:
	// a name may have been given to another competency between two versions. What it does not hold means itself.
	Meant map[Day]map[string]string
}
