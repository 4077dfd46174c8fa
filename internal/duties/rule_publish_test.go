package duties

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func TestANewVersionMayBringItsOwnUnitsAndLevels(t *testing.T) {
	today := rules.Date(2026, 9, 15)
	const first = "rule: r\nunits:\n  LEU: {minutes: 60}\nlevels: [low, high]\nversions:\n  - {version: a, needs: {at_least: 10 LEU}}\n"
	const next = "  - {version: b, in_force_from: 2027-01-01, needs: {all_of: [{at_least: 5 points}, {competency: x, level: top}]}}\n"
	was := read(t, first)
	for what, c := range map[string]struct {
		now  string
		kept bool
	}{
		"a unit of its own":              {replaced(first, "levels", "  point: {from: {talk: 5}}\nlevels") + replaced(next, "level: top", "level: high"), true},
		"units in another order":         {replaced(first, "  LEU", "  point: {minutes: 30}\n  LEU"), true},
		"a level on top":                 {replaced(first, "high]", "high, top]"), true},
		"other levels, which none named": {replaced(first, "low, high", "one, two"), true},
		"a unit changed":                 {replaced(first, "minutes: 60", "minutes: 50"), false},
		"a unit taken away":              {replaced(first, "10 LEU", "10 hours"), false},
		"and one that none named":        {replaced(first, "levels", "  hour: {minutes: 50}\nlevels"), true},
		"another role":                   {replaced(first, "levels", "roles: [director]\nlevels"), false},
	} {
		if got := keeps(was, read(t, c.now), today); got != c.kept {
			t.Errorf("%s: kept is %v", what, got)
		}
	}
	hours := read(t, replaced(first, "at_least: 10 LEU", "all_of: [{at_least: 90 minutes}, {competency: x, level: low}]"))
	for what, now := range map[string]string{
		"the hour, beside minutes": "  hour: {minutes: 50}\nlevels: [low, high]",
		"a level":                  "levels: [low, high, top]",
	} {
		text := replaced(first, "at_least: 10 LEU", "all_of: [{at_least: 90 minutes}, {competency: x, level: low}]")
		if keeps(hours, read(t, replaced(text, "levels: [low, high]", now)), today) {
			t.Errorf("%s that a version names was changed", what)
		}
	}
	later := replaced(first, "version: a", "version: a, in_force_from: 2027-01-01")
	if !keeps(read(t, later), read(t, replaced(later, "minutes: 60", "minutes: 50")), today) {
		t.Error("a unit that only a version to come names cannot be changed")
	}
}

func replaced(s, a, b string) string { return strings.Replace(s, a, b, 1) }

func read(t *testing.T, text string) rules.Rule {
	t.Helper()
	p, err := rulefile.Read([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p.Rule()
}
