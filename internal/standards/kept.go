package standards

import (
	"encoding/json"

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

// orNothing is JSON that was kept, or that of nothing.
func orNothing(kept string) string {
	if kept == "" {
		return "{}"
	}
	return kept
}

// keptEdge is what an association said beyond what a place or a link has.
type keptEdge struct {
	Rest casefile.Rest `json:"rest,omitempty"`
	// Sequence is that of a link; places are counted here.
	Sequence *int `json:"sequence,omitempty"`
	// Notes are those of a place; a link has them itself.
	Notes string `json:"notes,omitempty"`
	// Origin and Target are the kinds of its ends, where they are named.
	Origin string `json:"origin,omitempty"`
	Target string `json:"target,omitempty"`
}

// keepEdge writes what is kept of an association.
func keepEdge(a casefile.Association, place bool) string {
	k := keptEdge{Rest: a.Rest, Origin: a.Origin.TargetType, Target: a.Destination.TargetType}
	if place {
		k.Notes = a.Notes
	} else if a.Ordered {
		k.Sequence = &a.Sequence
	}
	b, err := json.Marshal(k)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// giveBack puts what is kept into an association.
func giveBack(kept string, a casefile.Association) casefile.Association {
	if kept == "" || kept == "{}" {
		return a
	}
	var k keptEdge
	if json.Unmarshal([]byte(kept), &k) != nil {
		return a
	}
	a.Rest, a.Origin.TargetType, a.Destination.TargetType = k.Rest, k.Origin, k.Target
	if k.Sequence != nil {
		a.Sequence, a.Ordered = *k.Sequence, true
	}
	if k.Notes != "" {
		a.Notes = k.Notes
	}
	return a
}

// newID makes an identifier that other programs meet. The standard knows UUIDs of the versions 1 to 5 alone (CASE 1.0, data type UUID).
func newID() id.ID { return id.Named("new", string(id.New())) }

// rubricID is the identifier of the rubric of a framework, unless a file brought one.
func rubricID(framework id.ID) id.ID { return id.Named(string(framework), "rubric") }
