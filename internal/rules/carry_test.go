package rules_test

import (
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestOnlyWhatFitsIsCarriedOver(t *testing.T) {
	year := func(carry string) string {
		return "cycle: {kind: calendar, length: 1 year, grace: 2 months}\nneeds: {at_least: 10 hours, carry_over: " + carry + "}"
	}
	two := func(versions string) string { return "versions:\n" + versions }
	last, of := year("{at_most: 8 hours, from_last: 6 months}"), year("{at_most: 8 hours, of: {tag: a}}")
	begun := `{"id":"c","kind":"certified","day":"2025-01-01"}` + "\n"
	check(t, []boundary{
		{"of the last months", last, begun + `{"id":"1","day":"2025-07-01","minutes":840}`, "2026-01-01", "", rules.Partly, "6"},
		{"a day before them", last, begun + `{"id":"1","day":"2025-06-30","minutes":840}`, "2026-01-01", "", rules.NotYet, "10"},
		{"what may not go on is used first", last, begun + `{"id":"1","day":"2025-06-30","minutes":540}` + "\n" + `{"id":"2","day":"2025-12-31","minutes":300}`, "2026-01-01", "", rules.Partly, "6"},
		{"what fits", of, begun + `{"id":"1","day":"2025-02-01","minutes":600,"tags":["a"]}` + "\n" + `{"id":"2","day":"2025-03-01","minutes":300}`, "2026-01-01", "", rules.Partly, "5"},
		{"up to the most", of, begun + `{"id":"1","day":"2025-02-01","minutes":6000,"tags":["a"]}`, "2026-01-01", "", rules.Partly, "2"},
		{"made up in the grace is of the last months", last, begun + `{"id":"1","day":"2025-02-01","minutes":540}` + "\n" + `{"id":"2","day":"2026-02-01","minutes":300}`, "2026-02-02", "", rules.Partly, "6"},
		{"what was brought along does not go on", of, begun + `{"id":"1","day":"2025-02-01","minutes":1080,"tags":["a"]}` + "\n" + `{"id":"2","day":"2026-02-01","minutes":300,"tags":["a"]}`, "2027-01-01", "", rules.Partly, "7"},
		{"the cycle that had it says what fits", two("  - {version: a, cycle: {length: 1 year}, needs: {at_least: 10 hours, carry_over: {at_most: 8 hours, from_last: 6 months}}}\n  - {version: b, in_force_from: 2026-01-01, transition: next cycle, cycle: {length: 1 year}, needs: {at_least: 10 hours, carry_over: 8 hours}}"),
			begun + `{"id":"1","day":"2025-06-30","minutes":900}`, "2026-01-01", "", rules.NotYet, "10"},
		{"a renewal ends the cycle", "cycle: {length: 1 year}\nneeds: {at_least: 10 hours, carry_over: {at_most: 8 hours, from_last: 6 months}}", begun + `{"id":"1","day":"2025-05-02","minutes":900}` + "\n" + `{"id":"d","kind":"certified","day":"2025-11-01"}`, "2025-11-01", "", rules.Partly, "5"},
		{"a most holds for what is carried over", "cycle: {kind: calendar, length: 1 year}\nneeds: {at_least: 10 hours, carry_over: {at_most: 8 hours, from_last: 6 months}, categories: [{name: s, of: {tag: s}, at_most: 5 hours}]}",
			begun + `{"id":"1","day":"2025-02-01","minutes":600}` + "\n" + `{"id":"2","day":"2025-03-01","minutes":300,"tags":["s"]}` + "\n" + `{"id":"3","day":"2025-12-01","minutes":300,"tags":["s"]}`, "2026-01-01", "", rules.Partly, "5"},
	})
}
