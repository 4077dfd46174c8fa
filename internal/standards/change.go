package standards

import "learningcommons.dev/commons/internal/platform/id"

// Became says what became of a competency from one version to the next.
type Became string

// What a competency can become. BecameSame is written down by publishing; a person decides the others.
const (
	BecameSame     Became = "same"
	BecameSplit    Became = "split"
	BecameMerged   Became = "merged"
	BecameReplaced Became = "replaced"
	BecameRetired  Became = "retired"
)

// Decisions are what a person can decide, in the order in which they are offered.
var Decisions = []Became{BecameReplaced, BecameSplit, BecameMerged, BecameRetired}

// Named is a competency by its name.
type Named struct {
	ID          id.ID
	Code, Title string
}

// Change is what became of one competency.
type Change struct {
	From   Named
	Became Became
	To     []Named
	// Number is that of the version in which it happened, where it is not the version asked about.
	Number int
}

// wrongTargets says in words what is wrong with how many competencies something became, or "".
func wrongTargets(became Became, n int) string {
	switch {
	case became == BecameSplit && n < 2:
		return "What is split becomes two competencies or more: name their codes."
	case became == BecameReplaced && n != 1:
		return "What is replaced becomes one other competency: name its code."
	case became == BecameMerged && n != 1:
		return "What is merged goes into one competency: name its code."
	case became == BecameRetired && n != 0:
		return "What is retired becomes nothing: leave the codes empty."
	}
	return ""
}
