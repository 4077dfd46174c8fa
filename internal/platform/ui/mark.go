package ui

// Assurance is who stands behind an entry of a record.
type Assurance string

// The assurances. Anything else is shown as claimed, which vouches for least.
const (
	Verified   Assurance = "verified"
	ThirdParty Assurance = "third-party"
	Claimed    Assurance = "claimed"
)

// areas are the ids of the ten content areas, each with its colour in the style sheet.
var areas = []string{
	"advocacy", "collections", "intellectual-freedom", "knowledge-organization", "leadership",
	"literacy", "management", "policy-principles", "technology", "user-services",
}

// AreaClass is the class that gives an element the colour of a content area.
func AreaClass(id string) string { return "lc-area-" + id }
