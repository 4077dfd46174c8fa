package standards

import (
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Status is where a version stands.
type Status string

// The statuses. A version only goes on, from draft to published to retired.
const (
	Draft     Status = "draft"
	Published Status = "published"
	Retired   Status = "retired"
)

// Version is one version of a framework.
type Version struct {
	ID          id.ID
	FrameworkID id.ID
	// Key is the framework's, which stands in addresses.
	Key    string
	Number int
	About
	// Unverified says that nobody looked up what stands here.
	Unverified bool
	Status     Status
	// Kept is filled in only where it is given back or copied.
	Kept        Kept
	CreatedAt   time.Time
	UpdatedAt   time.Time
	PublishedAt time.Time
	RetiredAt   time.Time
	// Competencies counts them.
	Competencies int
}

// Selectable reports whether people may choose from it.
func (v Version) Selectable() bool { return v.Status == Published && !v.Unverified }

// About is what a version says of itself.
type About struct {
	// Label is what its owner calls the version, such as 2014.
	Label, Title, Description string
	// Owner wrote it, Source is where it was found, Note is what readers must know.
	Owner, Source, Note string
	// Language of its texts, a BCP 47 tag.
	Language string
	// ContentArea is the code of the content area that it is about, or empty.
	ContentArea string
}

// Level is one of a version's levels, the lowest first.
type Level struct {
	// Code is made of the title and does not change within the version.
	Code               string
	Rank               int
	Title, Description string
}

// Indicator is a can-do statement.
type Indicator struct {
	ID    id.ID
	Level string
	Text  string
}

// Link says what a competency maps to.
type Link struct {
	ID id.ID
	// Kind is a type of association of CASE: isRelatedTo, exactMatchOf.
	Kind string
	// TargetID is the competency that is meant, where it has an identifier; TargetURI its address, where it is not here.
	TargetID  string
	TargetURI string
	Title     string
	Note      string
	// Here is the competency in a framework of this site that is not a draft, or nil.
	Here *Place
	kept string
	// document says that a framework of this site is meant, and no competency.
	document bool
}

// Place names a competency within its framework, for links.
type Place struct {
	Key, Framework, Code, Title string
	ID                          id.ID
}

// Competency is what a version says of one.
type Competency struct {
	ID       id.ID
	ParentID id.ID
	// Position counts through the whole tree, Depth from the top; both from 1.
	Position, Depth int
	Code, Kind      string
	Title           string
	Description     string
	UpdatedAt       time.Time
	Indicators      []Indicator
	Links           []Link
	place           id.ID
	// What an exchange file said of it and of its place beyond what is known here, as JSON.
	kept, placeKept string
}

// Translation is a text in another language. Object is the id of a competency or an indicator, the code of a level, or empty for the framework.
type Translation struct {
	Object, Language   string
	Title, Description string
}

// Sizes that are taken, in characters.
const (
	maxTitle  = 300
	maxText   = 20_000
	maxCode   = 100
	maxLevels = 12
)

// clean brings typed texts into order. What somebody writes here without saying the language is in English.
func (a *About) clean() {
	for _, s := range []*string{&a.Label, &a.Title, &a.Description, &a.Owner, &a.Source, &a.Note, &a.Language, &a.ContentArea} {
		*s = strings.TrimSpace(*s)
	}
	if a.Language == "" {
		a.Language = "en"
	}
}

// check says what is wrong with it, field by field.
func (a About) check(f *errs.Fields) {
	f.Check(a.Title != "", "title", "Give the framework a title.")
	f.Check(len([]rune(a.Title)) <= maxTitle, "title", "Keep it under %d characters.", maxTitle)
	f.Check(len([]rune(a.Label)) <= maxCode, "label", "Keep it under %d characters.", maxCode)
	f.Check(len([]rune(a.Owner)) <= maxTitle, "owner", "Keep it under %d characters.", maxTitle)
	f.Check(len([]rune(a.Source)) <= maxText, "source", "Keep it under %d characters.", maxText)
	f.Check(len([]rune(a.Note)) <= maxText, "note", "Keep it under %d characters.", maxText)
	f.Check(len([]rune(a.Description)) <= maxText, "description", "Keep it under %d characters.", maxText)
	f.Check(len(a.Language) <= 35 && !strings.ContainsAny(a.Language, " \t\n"), "language", "Write the language as a code, such as en or pt-BR.")
}

func (a About) sortTitle() string { return people.Fold(a.Title) }
