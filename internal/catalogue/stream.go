package catalogue

import (
	"slices"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Stream is an ordered, named cluster of offers that lead somewhere together. What it says stands in versions.
type Stream struct {
	ID     id.ID
	Key    string
	Status Status
	// LatestID is what is worked on, PublishedID what everybody reads; they may be the same.
	LatestID, PublishedID id.ID
	CreatedAt, UpdatedAt  time.Time
	PublishedAt           time.Time
	StreamVersion
}

// Changed reports whether what is worked on is not what everybody reads.
func (s Stream) Changed() bool { return s.PublishedID != "" && s.LatestID != s.PublishedID }

// StreamVersion is what a stream says. It never changes: each saving makes another one.
type StreamVersion struct {
	VersionID id.ID
	Number    int
	StreamDraft
	SavedBy id.ID
	SavedAt time.Time
}

// StreamDraft is what an editor writes of a stream.
type StreamDraft struct {
	Title, Summary string
	Objectives     []string
	// Area is the code of a content area, or empty for what crosses them; Level is empty for all levels.
	Area  string
	Level Level
	// UnitID is the unit that owns it; empty is the association.
	UnitID id.ID
	// Minimums are what recognition takes in the stream, at most one for each kind.
	Minimums []Minimum
	// Offers are in their order.
	Offers []StreamOffer
	// Goals are the competencies that the stream is to cover, each up to a level.
	Goals []Goal
}

// Minimum is what one kind of recognition takes in a stream; the same for all units.
type Minimum struct {
	Recognition Recognition `json:"recognition"`
	// Offers is how many of the offers must be completed, beside those that are required; Minutes how much contact time they must have together. 0 asks for none.
	Offers  int `json:"offers"`
	Minutes int `json:"minutes"`
	// Shown says what a learner must show beside completing offers, or is empty.
	Shown string `json:"shown"`
}

// StreamOffer is an offer in a stream.
type StreamOffer struct {
	OfferID  id.ID
	Required bool
}

// Goal is a competency that a stream is to cover.
type Goal struct {
	CompetencyID id.ID
	Level        string
}

// Sizes of a stream's lists.
const (
	streamOffersMost = 60
	streamGoalsMost  = 60
	streamLinesMost  = 20
)

// SeenStream says which state of a stream somebody has read who now acts on it. Empty, which is a program's, does not ask.
type SeenStream string

// Seen is what whoever reads the stream now has seen.
func (s Stream) Seen() SeenStream {
	return SeenStream(string(s.LatestID) + " " + string(s.Status) + " " + string(s.PublishedID) + " " + strconv.FormatInt(s.UpdatedAt.UnixMicro(), 36))
}

// clean brings typed texts into order.
func (d StreamDraft) clean() StreamDraft {
	d.Title, d.Summary = line(d.Title), block(d.Summary)
	d.Objectives = list(d.Objectives)
	var minimums []Minimum
	for _, m := range d.Minimums {
		m.Shown = line(m.Shown)
		if m.Offers != 0 || m.Minutes != 0 || m.Shown != "" {
			minimums = append(minimums, m)
		}
	}
	d.Minimums = minimums
	return d
}

// check says what is wrong with a draft by itself, field by field.
func (d StreamDraft) check(areas []Area) errs.Fields {
	var f errs.Fields
	f.Check(d.Title != "", "title", "Give the stream a title.")
	f.Check(len([]rune(d.Title)) <= 200, "title", "Keep it under %d characters.", 200)
	f.Check(len([]rune(d.Summary)) <= 2000, "summary", "Keep it under %d characters.", 2000)
	f.Check(len(d.Objectives) <= streamLinesMost, "objectives", "List at most %d.", streamLinesMost)
	f.Check(d.Area == "" || slices.ContainsFunc(areas, func(a Area) bool { return a.Code == d.Area }), "area", "Choose a content area.")
	f.Check(d.Level == "" || d.Level.Valid(), "level", "Choose a level.")
	f.Check(len(d.Offers) <= streamOffersMost, "offers", "List at most %d.", streamOffersMost)
	f.Check(len(d.Goals) <= streamGoalsMost, "goals", "List at most %d.", streamGoalsMost)
	seen := map[id.ID]bool{}
	for _, o := range d.Offers {
		f.Check(!seen[o.OfferID], "offers", "An offer stands in a stream once.")
		seen[o.OfferID] = true
	}
	for _, g := range d.Goals {
		f.Check(!seen[g.CompetencyID], "goals", "A competency stands in a stream once.")
		seen[g.CompetencyID] = true
	}
	kinds := map[Recognition]bool{}
	for _, m := range d.Minimums {
		f.Check(!kinds[m.Recognition], "minimum-"+string(m.Recognition), "Say once what a kind of recognition takes.")
		kinds[m.Recognition] = true
		name := "minimum-" + string(m.Recognition)
		f.Check(m.Recognition.Valid(), name, "Choose a kind of recognition.")
		f.Check(m.Offers >= 0 && m.Offers <= len(d.Offers), name, "It cannot take more offers than the stream has.")
		f.Check(m.Minutes >= 0 && m.Minutes <= maxMinutes, name, "Enter minutes between 0 and %d.", maxMinutes)
	}
	return f
}
