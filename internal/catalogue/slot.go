package catalogue

import "slices"

// slotTerms are the types of slots in the programme of a conference. A programme may use a word of its own beside them.
var slotTerms = []term{
	{"talk", "Talk"}, {"workshop", "Workshop"}, {"unconference", "Unconference"}, {"uncommons", "Uncommons"}, {"ignite", "Ignite talks"},
	{"posters", "Posters"}, {"round-tables", "Round tables"}, {"social", "Social event"},
}

// SlotType is the type of a slot in a programme: one of SlotTypes, or words of its unit's own.
type SlotType string

// SlotTypes lists the types in the order in which they are shown.
var SlotTypes = values[SlotType](slotTerms)

// Label returns the English name, an i18n key; words of a unit's own are their own name.
func (t SlotType) Label() string { return labelOf(slotTerms, string(t)) }

// Known reports whether t is one of SlotTypes.
func (t SlotType) Known() bool { return hasTerm(slotTerms, string(t)) }

// Informal reports whether people meet in it rather than listen.
func (t SlotType) Informal() bool {
	return slices.Contains([]SlotType{"unconference", "uncommons", "ignite", "posters", "round-tables", "social"}, t)
}

// slotType brings what was typed for a slot to its type, or leaves it.
func slotType(s string) string {
	if known, ok := word(slotTerms, s); ok {
		return known
	}
	return s
}
