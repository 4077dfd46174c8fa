package assessment

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// Kind says what a target was made from.
type Kind string

// The kinds of targets.
const (
	FromProfile   Kind = "profile"
	FromFramework Kind = "framework" // a certification, or a framework as a whole
	FromAdvert    Kind = "advert"
)

// Item is one competency that a target asks for.
type Item struct {
	Competency id.ID
	// Framework and Version are where it was chosen from.
	Framework, Version id.ID
	// Level is the code of the level that is asked for, Rank its place among the levels of the version, from 1.
	Level string
	Rank  int
	// Weight is 1 to 3: at 3 the work stands or falls with it.
	Weight int
	// Why says in a sentence what it is asked for, or the words of an advert.
	Why      string
	Position int
	// SplitFrom is the competency that was split into this one and others, where the target asked for that.
	SplitFrom id.ID
}

// Target is what one person wants to reach. It never changes: another wish is another target.
type Target struct {
	ID       id.ID
	PersonID id.ID
	Kind     Kind
	Title    string
	// ProfileVersion is set for a target made from a profile, FrameworkVersion for one made from a framework.
	ProfileVersion, FrameworkVersion id.ID
	// ProfileKey is the profile's, for addresses.
	ProfileKey string
	MadeAt     time.Time
	// EndedAt is when the person put it away; zero while it is of use.
	EndedAt time.Time
}

// Round is one time through the questions of a target.
type Round struct {
	ID       id.ID
	TargetID id.ID
	Number   int
	// Most is how many questions it asks at most.
	Most       int
	BegunAt    time.Time
	FinishedAt time.Time
}

// Finished reports whether all was asked, or the person said that it is enough.
func (r Round) Finished() bool { return !r.FinishedAt.IsZero() }

// Thorough reports whether the person wanted to be asked more than a round asks by itself: then what is only estimated is asked too.
func (r Round) Thorough() bool { return r.Most > FirstQuestions }

// further is the round with more to ask, for whoever asked that much in it already.
func (r Round) further(asked int) Round {
	r.Most, r.FinishedAt = min(max(r.Most, asked)+MoreQuestions, maxQuestions), time.Time{}
	return r
}

// How many questions a round asks: so many at first, so many more each time the person wants that, and how many there can be in all.
const (
	FirstQuestions = 12
	MoreQuestions  = 10
	maxQuestions   = 400
)
