package standards

import (
	"encoding/json"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// Kept is what an exchange file said of a framework beyond what is known here, given back as it was.
type Kept struct {
	Document casefile.Rest `json:"document,omitempty"`
	// Package and Definitions are the extensions of the package and of its definitions.
	Package     casefile.Rest `json:"package,omitempty"`
	Definitions casefile.Rest `json:"definitionsRest,omitempty"`
	// Rubric is what its rubric says of itself; the title is empty where it is the framework's.
	RubricTitle string        `json:"rubricTitle,omitempty"`
	Rubric      casefile.Rest `json:"rubric,omitempty"`
}

// text is for comparing.
func (k Kept) text() string {
	b, err := json.Marshal(k)
	if err != nil {
		return ""
	}
	return string(b)
}

// keptOf writes what an object said beyond what is known; nothing is {}.
func keptOf(r casefile.Rest) string {
	if len(r) == 0 {
		return "{}"
	}
	b, err := json.Marshal(r)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// restOf is keptOf backwards.
func restOf(kept string) casefile.Rest {
	var r casefile.Rest
	if json.Unmarshal([]byte(kept), &r) != nil || len(r) == 0 {
		return nil
	}
	return r
}

// Ended is the day on which a competency ended where it comes from, as a file says it (statusEndDate), in UTC; the zero time where none does.
func (c Competency) Ended() time.Time {
	day, err := time.Parse(time.DateOnly, restOf(c.kept).Text("statusEndDate"))
	if err != nil {
		return time.Time{}
	}
	return day
}

// orNothing is JSON that was kept, or that of nothing.
func orNothing(kept string) string {
	if kept == "" {
		return "{}"
	}
	return kept
}

// newID makes an identifier that other programs meet. The standard knows UUIDs of the versions 1 to 5 alone (CASE 1.0, data type UUID).
func newID() id.ID { return id.Named("new", string(id.New())) }

// rubricID is the identifier of the rubric of a framework, unless a file brought one.
func rubricID(framework id.ID) id.ID { return id.Named(string(framework), "rubric") }
