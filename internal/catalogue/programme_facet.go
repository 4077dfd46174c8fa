package catalogue

import (
	"strings"

	"learningcommons.dev/commons/internal/people"
)

// ProgrammeFacets are the ways to narrow a programme, in the order shown: the day and type of slot, and those of the catalogue
// that can tell its sessions apart.
var ProgrammeFacets = []string{"day", "type", "area", "seats", "format", "level", "price", "recognition", "unit", "audience", "language", "accessibility"}

// Values are the values that a session has of one of ProgrammeFacets, as the catalogue has them.
func (x ProgrammeItem) Values(facet string) []string {
	one := func(value string) []string {
		if value == "" {
			return nil
		}
		return []string{value}
	}
	switch v := x.Version; facet {
	case "day":
		return []string{x.Day()}
	case "type":
		return one(x.Slot)
	case "area":
		return v.Areas
	case "seats":
		switch {
		case x.Cancelled():
			return nil
		case x.Full():
			return []string{seatsWaiting}
		}
		return []string{seatsLeft}
	case "format":
		return one(string(v.Format))
	case "level":
		return one(string(v.Level))
	case "price":
		return priceBands(v.Prices)
	case "recognition":
		return texts(x.Card.Earns)
	case "unit":
		return one(x.Card.UnitAcronym)
	case "audience":
		return texts(v.Audiences)
	case "language":
		return one(baseLanguage(v.Language))
	case "accessibility":
		return texts(v.Accessibility.Features)
	}
	return nil
}

// ProgrammeLabel returns the English name of a value that a session has of a facet, an i18n key or a name; of areas and days it is the value itself.
func (x ProgrammeItem) ProgrammeLabel(facet, value string) string {
	switch facet {
	case "type":
		return x.Type().Label()
	case "unit":
		return x.Card.UnitName
	case "language":
		return LanguageName(value)
	}
	return labelOf(facetTerms[facet], value)
}

// FacetLabel returns the English heading of a facet of the catalogue, an i18n key.
func FacetLabel(facet string) string { return facetLabels[facet] }

// Says reports whether a session has all of some words, or their beginnings, in its title, its presenters or its room.
func (x ProgrammeItem) Says(words string) bool {
	text := x.Offer.Title + " " + x.Room
	for _, p := range x.Version.Presenters {
		text += " " + p.Name
	}
	text = " " + people.Fold(text)
	for _, w := range strings.Fields(people.Fold(words)) {
		if !strings.Contains(text, " "+w) {
			return false
		}
	}
	return true
}
