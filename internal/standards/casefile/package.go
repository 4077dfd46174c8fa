package casefile

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// Package is a framework with all that belongs to it (CFPackage).
type Package struct {
	Document     Document
	Items        []Item
	Associations []Association
	// Levels are the can-do statements of its rubrics, in the file's order.
	Levels []CriterionLevel
	// Definitions are the objects of CFDefinitions, kind by kind in the file's order.
	Definitions []Definition
	// Rubric names the rubric that this program makes, or the one of a file that has exactly one.
	Rubric Rubric
	// Rubrics are those of other programs, and HasRubrics says that the file has any at all.
	Rubrics    []KeptRubric
	HasRubrics bool
	// Version is that of the standard: 1.1 where the file says so.
	Version Version
	// Rest and DefinitionsRest are the extensions of the package and of its definitions.
	Rest, DefinitionsRest Rest
	// Faults are objects of the file that cannot be used; they are not in the lists above.
	Faults []Fault
	// Notes say, in sentences for people, how the file was read as a whole, and what of it was not.
	Notes []string
}

// Fault says what is wrong with one object of a file. Message is an i18n key with Args.
type Fault struct {
	// What is the kind of object as the standard calls it, No its place among those of the kind, from 1.
	What string
	No   int
	// Identifier, Code and Title are what is known of it.
	Identifier, Code, Title string
	Field                   string
	Message                 string
	Args                    []any
}

// Rest is what an object says beyond what is known by name.
type Rest map[string]json.RawMessage

// Document says what the framework is (CFDocument).
type Document struct {
	Identifier, URI     string
	Title, Creator      string
	Description, Notes  string
	Version, Language   string
	OfficialSourceURL   string
	AdoptionStatus      string
	LastChange          time.Time
	Source, ContentArea string // from our own extension
	// Own says that the file has our own extension.
	Own bool
	// StatusEnd is the day on which the status ended, or empty.
	StatusEnd string
	Rest      Rest
}

// Item is one competency, or whatever else the framework is made of (CFItem).
type Item struct {
	// No is its place in the file, from 1.
	No int
	// URI is where the file has it; it is not given out.
	Identifier, URI               string
	FullStatement, Abbreviated    string
	HumanCodingScheme, CFItemType string
	LastChange                    time.Time
	// StatusEnd is the day from which it is no part of the framework any more, or empty.
	StatusEnd string
	Rest      Rest
}

// Node is one end of an association. TargetType says of what kind it is, where it is no object of the standard.
type Node struct{ Identifier, URI, Title, TargetType string }

// Association says how two things belong together (CFAssociation).
type Association struct {
	No                  int
	Identifier, Type    string
	Origin, Destination Node
	// Sequence orders the children of one parent; Ordered says that it was given. Between is what a file had beyond the whole number, for the
	// order alone.
	Sequence int
	Between  float64 `json:"-"`
	Ordered  bool
	Notes    string
	// LastChange is the zero time where it is that of the origin.
	LastChange time.Time
	Rest       Rest
}

// Order reads a sequence number, which tables write as 2.0. What is none says nothing of the order.
func (a *Association) Order(given string) {
	n, err := strconv.ParseFloat(given, 64)
	if err == nil && n > -1<<31 && n < 1<<31 {
		whole := math.Floor(n)
		a.Sequence, a.Between, a.Ordered = int(whole), n-whole, true
	}
}

// Types of associations with a meaning here: ChildOf makes the tree, ReplacedBy says what became of something.
const (
	ChildOf    = "isChildOf"
	ReplacedBy = "replacedBy"
)

// Rubric names a rubric.
type Rubric struct {
	Identifier, Title string
	Rest              Rest
}

// KeptRubric is a rubric that another program made, KeptCriterion one of its criteria and KeptLevel a level of that, each with all that it
// says beyond its identifier. Known here are the item that a criterion is of, where it is one of the package, and whether a level became a
// can-do statement of that.
type (
	KeptRubric struct {
		Identifier string
		Criteria   []KeptCriterion
		Rest       Rest
	}
	KeptCriterion struct {
		Identifier, Item string
		Levels           []KeptLevel
		Rest             Rest
	}
	KeptLevel struct {
		Identifier string
		Held       bool
		Rest       Rest
		// statement counts the statement that was read of it, from 1.
		statement int
	}
)

// CriterionLevel is one statement of a rubric (CFRubricCriterionLevel): of an item, or of the levels themselves where Item is empty.
type CriterionLevel struct {
	Identifier, Item string
	// Quality names the level, Score and Position order it.
	Quality     string
	Score       float64
	Position    int
	Description string
}

// LevelsCategory is the category of the criterion that describes the levels themselves.
const LevelsCategory = "levels"

// extension is the name under which the fields of ours stand in extensions, which CASE 1.1 has for that.
const extension = "learningCommons"

type ownFields struct {
	Source      string `json:"source,omitempty"`
	ContentArea string `json:"contentArea,omitempty"`
}
