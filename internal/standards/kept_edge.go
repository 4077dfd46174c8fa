package standards

import (
	"encoding/json"
	"math"
	"time"

	"learningcommons.dev/commons/internal/standards/casefile"
)

// keptEdge is what an association said beyond what a place or a link has.
type keptEdge struct {
	Rest casefile.Rest `json:"rest,omitempty"`
	// Sequence is that of a link; of a place it is kept where it is not the next number, see nextPlace.
	Sequence *int `json:"sequence,omitempty"`
	// Notes are those of a place; a link has them itself.
	Notes string `json:"notes,omitempty"`
	// Origin and Target are the kinds of its ends, where they are named.
	Origin string `json:"origin,omitempty"`
	Target string `json:"target,omitempty"`
	// Changed is when the association changed last, in microseconds, where its origin did at another time: at Of. It holds as long as
	// the origin stays as it was.
	Changed int64 `json:"changed,omitempty"`
	Of      int64 `json:"of,omitempty"`
}

// keepEdge writes what is kept of an association whose origin was changed last at a moment, which may be unknown; sequence may be nil.
func keepEdge(a casefile.Association, sequence *int, of time.Time) keptEdge {
	k := keptEdge{Rest: a.Rest, Sequence: sequence, Origin: a.Origin.TargetType, Target: a.Destination.TargetType}
	if !a.LastChange.IsZero() && !of.IsZero() && a.LastChange.UnixMicro() != of.UnixMicro() {
		k.Changed, k.Of = a.LastChange.UnixMicro(), of.UnixMicro()
	}
	return k
}

// text is how it is stored; nothing is {}.
func (k keptEdge) text() string {
	b, err := json.Marshal(k)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// edgeOf is text backwards.
func edgeOf(kept string) (k keptEdge) {
	if kept == "" || kept == "{}" || json.Unmarshal([]byte(kept), &k) != nil {
		return keptEdge{}
	}
	return k
}

// said is what is kept, for comparing: without its dates, and for a place without its number, for neither makes a competency another one.
func (k keptEdge) said(place bool) string {
	k.Changed, k.Of = 0, 0
	if place {
		k.Sequence = nil
	}
	return k.text()
}

// giveBack puts what is kept into an association whose origin was changed last at a moment.
func giveBack(kept string, of time.Time, a casefile.Association) casefile.Association {
	if kept == "" || kept == "{}" {
		return a
	}
	k := edgeOf(kept)
	a.Rest, a.Origin.TargetType, a.Destination.TargetType = k.Rest, k.Origin, k.Target
	if k.Sequence != nil {
		a.Sequence, a.Ordered = *k.Sequence, true
	}
	if k.Notes != "" {
		a.Notes = k.Notes
	}
	if k.Changed != 0 && k.Of == of.UnixMicro() {
		a.LastChange = time.UnixMicro(k.Changed).UTC()
	}
	return a
}

// noPlace is the number before the first one under a parent, and mostPlace bounds what is kept of a file.
const (
	noPlace   = math.MinInt32
	mostPlace = 1 << 30
)

// nextPlace is the number of a place behind one: that of the file that it came from, where that is greater, else the next one. So the
// order of the tree is always that of the numbers, also after somebody moved something.
func nextPlace(last int, given *int) int {
	if given != nil && *given > last && *given < mostPlace {
		return *given
	}
	return max(last, 0) + 1
}
