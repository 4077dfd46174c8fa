package people

import "slices"

// Vocabulary is a closed list of codes in the order in which they are shown. Their labels are the pages' affair.
type Vocabulary []string

// Has reports whether the code is in the list.
func (v Vocabulary) Has(code string) bool { return slices.Contains(v, code) }

// The vocabularies of a person's profile and membership.
var (
	// Classes are the classes of membership; "" stands for no membership everywhere.
	Classes = Vocabulary{"regular", "student", "support-staff", "retired", "trustee", "organisational", "international", "life"}
	// LibraryTypes are the types of library that people work in.
	LibraryTypes = Vocabulary{"academic", "public", "school", "special", "system", "consortium", "other"}
	// WorkKinds are the kinds of work that people do there.
	WorkKinds = Vocabulary{"reference", "children-teens", "teaching", "collections", "metadata", "technology", "archives", "outreach", "access", "management", "board", "studying", "other"}
	// OrganisationKinds are the sorts of organisation in the tree.
	OrganisationKinds = Vocabulary{"library", "system", "state", "chapter", "school", "vendor"}
	// UnitKinds are the sorts of unit.
	UnitKinds = Vocabulary{"division", "round table", "office", "affiliate", "committee or assembly", "allied organization"}
)
