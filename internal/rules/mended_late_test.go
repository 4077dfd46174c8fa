package rules_test

import (
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestInAGraceForRenewalNothingIsMadeUp(t *testing.T) {
	rule := "cycle: {length: 2 years, grace: 3 months, grace_for: renewal}\nneeds: {all_of: [{at_least: 1 hour}, {award: cpr}]}"
	begun := `{"kind":"certified","day":"2022-01-01"}` + "\n" + `{"id":"1","day":"2023-03-03","minutes":60}` + "\n"
	award := func(day, until string) string {
		return begun + `{"kind":"award","name":"cpr","day":"` + day + `","until":"` + until + `"}`
	}
	check(t, []boundary{
		{"won on the last day", rule, award("2023-12-31", "2025-12-31"), "2024-01-01", "", rules.Partly, "1"}, // of the next cycle
		{"won in the grace", rule, award("2024-01-01", "2025-12-31"), "2024-02-01", "", rules.Partly, "1"},
		{"and after it", rule, award("2024-01-01", "2025-12-31"), "2024-04-01", "", rules.Expired, ""},
		{"ran out in the grace", rule, award("2023-01-01", "2024-01-31"), "2024-02-01", "", rules.Expired, ""},
		{"a grace to make up in", "cycle: {length: 2 years, grace: 3 months}\nneeds: {all_of: [{at_least: 1 hour}, {award: cpr}]}", award("2024-01-01", "2025-12-31"), "2024-02-01", "", rules.Partly, ""},
	})
	in := stands(t, read(t, rule), facts(t, "person", award("2024-01-01", "2025-12-31")), "2024-02-01", "")
	if !in.InGrace || in.Tree.Children[1].Status != rules.NotYet {
		t.Errorf("in its grace %v, the award %s", in.InGrace, in.Tree.Children[1].Status)
	}
}

func TestATimeThatIsOverDoesNotComeBack(t *testing.T) {
	rule := "versions:\n  - {version: a, finish_within: 2 years, needs: {at_least: 10 hours}}\n  - {version: b, in_force_from: 2024-01-01, finish_within: 10 years, needs: {at_least: 10 hours}}"
	enrolled := func(day string) string { return `{"kind":"enrolled","day":"` + day + `"}` + "\n" }
	late := `{"id":"1","day":"2025-01-01","minutes":600}`
	check(t, []boundary{
		{"over the day before it comes", rule, enrolled("2022-01-01"), "2023-12-31", "", rules.NotYet, ""},
		{"over when it comes", rule, enrolled("2022-01-01"), "2024-01-01", "", rules.Expired, ""},
		{"and for ever", rule, enrolled("2022-01-01") + late, "2025-06-30", "", rules.Expired, ""},
		{"not over yet", rule, enrolled("2022-01-02") + late, "2025-06-30", "", rules.Met, ""},
	})
}
