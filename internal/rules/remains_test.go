package rules_test

import (
	"strings"
	"testing"
)

// TestAResultSaysWhatRemains asks on which day something expired, when it falls due, and until when it can be made up.
func TestAResultSaysWhatRemains(t *testing.T) {
	began := `{"kind":"certified","day":"2025-01-01"}`
	cpr := began + `
{"kind":"award","name":"cpr","day":"2025-01-01","until":"2026-03-01"}`
	away := began + `
{"kind":"leave","day":"2026-05-01"}`
	hours, year := "{at_least: 30 hours}", "cycle: {length: 3 years}\n"
	for name, x := range map[string]struct{ rule, entries, asOf, expired, due, makeUp string }{
		"what is missing":             {year + "needs: " + hours, began, "2026-06-30", "", "2027-12-31", "2027-12-31"},
		"a year that was missed":      {"cycle: {kind: calendar, length: 3 years, anchor: 2025-01-01}\nneeds: {at_least: 30 hours, each_year: 5 hours}", began, "2026-06-30", "2025-12-31", "2025-12-31", ""},
		"an award that ran out":       {year + "needs: {all_of: [" + hours + ", {award: cpr}]}", cpr, "2026-06-30", "2026-03-01", "2027-12-31", "2027-12-31"},
		"an award that is not needed": {year + "needs: {any_of: [" + hours + ", {award: cpr}]}", cpr, "2026-06-30", "", "2027-12-31", "2027-12-31"},
		"a day that is over":          {year + "needs: {all_of: [" + hours + ", {at_least: 1 hour, until: 2026-03-01}]}", began, "2026-06-30", "2026-03-01", "2026-03-01", ""},
		"days of which one would do":  {year + "needs: {any_of: [{at_least: 1 hour, until: 2026-03-01}, {at_least: 2 hours, until: 2026-02-01}]}", began, "2026-06-30", "2026-03-01", "2026-03-01", ""},
		"an award beside a lost day":  {year + "needs: {all_of: [{at_least: 1 hour, until: 2026-05-01}, {award: cpr}]}", cpr, "2026-06-30", "2026-05-01", "2026-05-01", ""},
		"a time to finish":            {"finish_within: 1 year\nneeds: {all_of: [" + hours + ", {award: cpr}]}", strings.NewReplacer("certified", "enrolled", "2026-03-01", "2025-03-01").Replace(cpr), "2026-06-30", "2025-12-31", "2025-12-31", ""},
		"a cycle that was missed":     {"cycle: {length: 1 year}\nneeds: " + hours, began, "2026-06-30", "2025-12-31", "2025-12-31", ""},
		"no further cycle":            {"cycle: {length: 1 year, times: 1}\nneeds: {at_least: 1 hour}", began + "\n" + `{"id":"a","day":"2025-05-05","minutes":60}`, "2026-06-30", "2025-12-31", "2025-12-31", ""},
		"a grace":                     {"cycle: {length: 1 year, grace: 9 months}\nneeds: " + hours, began, "2026-06-30", "", "2025-12-31", "2026-09-30"},
		"a grace for renewal":         {"cycle: {length: 1 year, grace: 9 months, grace_for: renewal}\nneeds: " + hours, began, "2026-06-30", "", "2025-12-31", ""},
		"all is done":                 {year + "needs: {at_least: 1 hour}", began + "\n" + `{"id":"a","day":"2025-05-05","minutes":60}`, "2026-06-30", "", "2027-12-31", ""},
		"away":                        {"cycle: {length: 3 years, leave: extends}\nneeds: " + hours, away, "2026-05-10", "", "2028-01-10", "2028-01-10"},
	} {
		res := stands(t, read(t, x.rule), facts(t, "person", strings.Split(x.entries, "\n")...), x.asOf, "")
		if res.ExpiredOn.String() != x.expired || res.Due.String() != x.due || res.MakeUpUntil.String() != x.makeUp {
			t.Errorf("%s: %s, expired on %q, due %q, to be made up until %q", name, res.Status, res.ExpiredOn, res.Due, res.MakeUpUntil)
		}
		if res.ForRenewal != strings.Contains(x.rule, "for: renewal") || res.Waits != (name == "away") {
			t.Errorf("%s: for renewal %v, waits %v", name, res.ForRenewal, res.Waits)
		}
	}
}
