package rules_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestWhatIsNotAskedTakesNothing(t *testing.T) {
	roles := "roles: [director, staff]\n"
	leaf := roles + "needs: {all_of: [{at_least: 100 hours, for: director}, {at_least: 50 hours, for: staff}]}"
	above := roles + "needs: {all_of: [{for: director, all_of: [{at_least: 100 hours}, {at_least: 1 hour}]}, {at_least: 50 hours}]}"
	carries := roles + "cycle: {length: 1 year}\nneeds: {all_of: [{at_least: 100 hours, carry_over: 1 hour, for: director}, {at_least: 50 hours, for: staff}]}"
	check(t, []boundary{
		{"for at the amount", leaf, `{"day":"2025-01-01","minutes":3000}`, "2025-06-01", "staff", rules.Met, ""},
		{"for around it", above, `{"day":"2025-01-01","minutes":3000}`, "2025-06-01", "staff", rules.Met, ""},
		{"asked of both", above, `{"day":"2025-01-01","minutes":9059}`, "2025-06-01", "director", rules.Partly, ""},
		{"no role has both, so nothing competes", carries, `{"kind":"certified","day":"2025-01-01"}` + "\n" + `{"day":"2025-01-01","minutes":3000}`, "2025-06-01", "staff", rules.Met, ""},
	})
}

func TestManyAmountsOfOneUnit(t *testing.T) {
	rule := "needs:\n  all_of:\n" + strings.Repeat("    - {at_least: 1 hour}\n", 20)
	check(t, []boundary{
		{"twenty of twenty", rule, `{"day":"2025-01-01","minutes":1200}`, "2025-06-01", "", rules.Met, ""},
		{"a minute less", rule, `{"day":"2025-01-01","minutes":1199}`, "2025-06-01", "", rules.Partly, "1"},
	})
}

func TestUnitsOfTheirOwnTakeNothingFromEachOther(t *testing.T) {
	two := `{"day":"2025-01-01","minutes":120}`
	own := "units: {hour: {minutes: 50}, LEU: {minutes: 60}, point: {minutes: 30, round: down to 1}}\n"
	stated := `{"day":"2025-01-01","credits":{"hour":2}}`
	check(t, []boundary{
		{"LEU and hours", "units: {LEU: {minutes: 60}}\nneeds: {all_of: [{at_least: 2 LEU}, {at_least: 2 hours}]}", two, "2025-06-01", "", rules.Met, ""},
		{"hours and LEU", "units: {LEU: {minutes: 60}}\nneeds: {all_of: [{at_least: 2 hours}, {at_least: 2 LEU}]}", two, "2025-06-01", "", rules.Met, ""},
		{"two of their own after a changed hour", own + "needs: {all_of: [{at_least: 4 points}, {at_least: 2 LEU}]}", two, "2025-06-01", "", rules.Met, ""},
		{"a changed hour and minutes", own + "needs: {all_of: [{at_least: 2 hours}, {at_least: 21 minutes}]}", two, "2025-06-01", "", rules.Partly, ""},
		{"stated hours, hours first", own + "needs: {all_of: [{at_least: 1 hour}, {at_least: 50 minutes}]}", stated, "2025-06-01", "", rules.Partly, ""},
		{"stated hours, minutes first", own + "needs: {all_of: [{at_least: 50 minutes}, {at_least: 1 hour}]}", stated, "2025-06-01", "", rules.Partly, ""},
	})
}
