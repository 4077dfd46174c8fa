package duties

import (
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// Kind is what a statement is about.
type Kind string

// The kinds of statements.
const (
	KindBound     Kind = "bound"     // the rule binds them, from Day until Until
	KindCertified Kind = "certified" // the certificate of the rule, or its renewal, is of Day
	KindEnrolled  Kind = "enrolled"  // began the programme of the rule on Day
	KindRole      Kind = "role"      // serves as Name from Day until Until
	KindLeave     Kind = "leave"     // was on leave from Day until Until
	KindAward     Kind = "award"     // holds Name from Day until Until
	KindExam      Kind = "exam"      // passed the examination Name on Day
	KindPortfolio Kind = "portfolio" // a portfolio for Name was accepted on Day
	KindAgreement Kind = "agreement" // an agreement recognises Name since Day
	KindWork      Kind = "work"      // worked so many minutes from Day until Until
	KindCourse    Kind = "course"    // completed a course that covers the part Name on Day
	KindDocument  Kind = "document"  // an organisation made the document Name on Day
	KindActivity  Kind = "activity"  // an organisation or a group learned together for so many minutes on Day
	KindExtended  Kind = "extended"  // it was decided on Day that the last day is Until
	KindWaived    Kind = "waived"    // it was decided on Day that so much less is asked for: of what is called Name, or of each amount
)

// ofPersons and ofOrganisations say who says which kinds, beside KindBound.
var (
	ofPersons       = []Kind{KindCertified, KindEnrolled, KindRole, KindLeave, KindAward, KindExam, KindPortfolio, KindAgreement, KindWork, KindCourse, KindExtended, KindWaived}
	ofOrganisations = []Kind{KindCertified, KindAward, KindAgreement, KindDocument, KindActivity, KindExtended, KindWaived}
	named           = []Kind{KindRole, KindAward, KindExam, KindPortfolio, KindAgreement, KindCourse, KindDocument}
	lasting         = []Kind{KindBound, KindRole, KindLeave, KindAward, KindWork}
	timed           = []Kind{KindWork, KindActivity}
	// binding say since when a rule binds somebody, and as what.
	binding = []Kind{KindBound, KindCertified, KindEnrolled, KindRole}
)

// Named reports whether the kind needs a name: what role, what award.
func (k Kind) Named() bool { return slices.Contains(named, k) }

// Lasting reports whether the kind has a last day.
func (k Kind) Lasting() bool { return slices.Contains(lasting, k) }

// Timed reports whether the kind states how long it took.
func (k Kind) Timed() bool { return slices.Contains(timed, k) }

// Statement is what somebody said. It is never changed: CorrectsID is the statement in whose place it stands.
type Statement struct {
	ID id.ID
	// PersonID or OrganisationID is whom it is about.
	PersonID, OrganisationID id.ID
	Said
	CorrectsID id.ID
	Withdrawn  bool
	SaidBy     id.ID
	SaidAt     time.Time
}

// Said is the content of a statement. Day and Until are civil dates, Until is empty for what goes on.
type Said struct {
	Kind Kind
	// Rule is the key of the rule that it is about; empty where it is about all.
	Rule       string
	Name       string
	Day, Until string
	Minutes    int
	// Amount is how much was waived, in hundredths of Unit; 0 for all of what Name says.
	Amount int64
	Unit   string
}

// maxName is how long a name of a statement may be, in characters.
const maxName = 200

// mostTime is how long after a decision the new last day may be: what is later is a slip of the year, and would end a duty for good.
var mostTime = rules.Span{Months: 120}

// check says what is wrong with what somebody says today, field by field; prefix stands before the names of fields.
func (x Said) check(f *errs.Fields, prefix string, today rules.Day) {
	day, ok := rules.ParseDay(x.Day)
	switch {
	case x.Day == "" && x.Kind == KindBound:
	case x.Day == "":
		f.Add(prefix+"day", "Enter the day.")
	case !ok:
		f.Add(prefix+"day", "Enter a date that exists, such as 2026-03-12.")
	case day > today && x.Kind != KindLeave:
		f.Add(prefix+"day", "This day is still to come. Enter a day up to today.")
	case day < rules.Date(1900, 1, 1):
		f.Add(prefix+"day", "This day is too long ago. Enter the year with four digits.")
	}
	if x.Until != "" {
		until, ok := rules.ParseDay(x.Until)
		f.Check(ok, prefix+"until", "Enter a date that exists, such as 2026-03-12.")
		if x.Kind == KindExtended {
			f.Check(!ok || until >= day, prefix+"until", "The new last day comes before the day of the decision.")
			f.Check(!ok || day == 0 || until <= mostTime.After(day), prefix+"until", "This is more than ten years after the decision. Enter the year with four digits.")
		} else {
			f.Check(!ok || until >= day, prefix+"until", "The last day comes before the first one.")
		}
		f.Check(x.Kind != KindBound || until <= today, prefix+"until", "This day is still to come. Enter a day up to today.")
		f.Check(x.Kind.Lasting() || x.Kind == KindExtended, prefix+"until", "This has no last day.")
	}
	f.Check(x.Kind != KindExtended || x.Until != "", prefix+"until", "Enter the new last day.")
	f.Check(x.Kind == KindWaived || x.Amount == 0 && x.Unit == "", prefix+"amount", "This has no amount that is waived.")
	f.Check(!x.Kind.Named() || x.Name != "", prefix+"name", "Say what it is.")
	f.Check(len([]rune(x.Name)) <= maxName, prefix+"name", "This is too long; %d characters fit.", maxName)
	f.Check(!x.Kind.Timed() || x.Minutes > 0, prefix+"hours", "Enter how many hours it was.")
	f.Check(x.Minutes < 60*100_000, prefix+"hours", "These are more hours than fit into a life of work.")
}

// entry is the statement as rules read it. What says only that somebody is bound is none.
func (x Statement) entry() (rules.Entry, bool) {
	day, _ := rules.ParseDay(x.Day)
	until, _ := rules.ParseDay(x.Until)
	e := rules.Entry{ID: string(x.ID), Name: x.Name, Day: day, Until: until, Assurance: "person"}
	switch x.Kind {
	case KindCertified, KindEnrolled:
		e.Kind, e.Name = string(x.Kind), x.Rule
	case KindRole:
		e.Kind = rules.HeldRole
	case KindLeave:
		e.Kind = rules.Leave
	case KindAward:
		e.Kind = rules.HeldAward
	case KindExam:
		e.Kind = rules.Examination
	case KindPortfolio:
		e.Kind = rules.Portfolio
	case KindAgreement:
		e.Kind = rules.Agreement
	case KindWork:
		// Amounts stand on the day on which they were complete.
		e.Kind, e.Minutes, e.Day, e.Until = rules.Work, int64(x.Minutes), max(day, until), 0
	case KindCourse:
		e.Kind, e.Title, e.Covers = rules.Learning, x.Name, []string{x.Name}
	case KindDocument:
		e.Kind, e.Title, e.Tags = rules.Document, x.Name, []string{x.Name}
	case KindActivity:
		e.Kind, e.Title, e.Minutes = rules.Learning, x.Name, int64(x.Minutes)
	case KindExtended:
		e.Kind, e.Name = rules.Extended, x.Rule
	case KindWaived:
		e.Kind, e.Name = rules.Waived, x.Rule
		if x.Name != "" {
			e.Covers = []string{x.Name}
		}
		if x.Amount > 0 {
			e.Credits = []rules.Credit{{Unit: x.Unit, Hundredths: x.Amount}}
		}
	default:
		return e, false
	}
	return e, true
}

// isFor reports whether the statement counts for the rule.
func (x Said) isFor(rule string) bool { return x.Rule == "" || x.Rule == rule }

// effective returns the statements that stand: not withdrawn, and nothing stands in their place.
func effective(all []Statement) []Statement {
	replaced := map[id.ID]bool{}
	for _, x := range all {
		if x.CorrectsID != "" {
			replaced[x.CorrectsID] = true
		}
	}
	var out []Statement
	for _, x := range all {
		if !x.Withdrawn && !replaced[x.ID] {
			out = append(out, x)
		}
	}
	return out
}

// boundBy returns the keys of the rules that bind on the day, each once, with the statement that says so.
func boundBy(standing []Statement, on rules.Day) map[string]Statement {
	out := map[string]Statement{}
	for _, x := range standing {
		until, ended := rules.ParseDay(x.Until)
		if x.Kind == KindBound && (!ended || until > on) {
			if was, twice := out[x.Rule]; !twice || x.SaidAt.Before(was.SaidAt) {
				out[x.Rule] = x
			}
		}
	}
	return out
}
