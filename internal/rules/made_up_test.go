package rules_test

import (
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

// TestWhatMadeAnOldCycleUpCountsInNoLaterOne makes a year up when the next one is over as well.
func TestWhatMadeAnOldCycleUpCountsInNoLaterOne(t *testing.T) {
	hours := `{"id":"c","kind":"certified","day":"2024-01-01"}` + "\n" + `{"id":"a","day":"2024-03-01","minutes":360}` + "\n" + `{"id":"b","day":"2026-02-01","minutes":240}` + "\n" + `{"id":"d","day":"2026-02-02","minutes":120}` + "\n"
	decision := `{"id":"x","kind":"extended","name":"test","day":"2024-12-01","until":"2026-06-30"}`
	rule := "cycle: {kind: calendar, length: 1 year}\nneeds: {at_least: 10 hours}"
	long := strings.Replace(rule, "1 year", "1 year, grace: 14 months", 1)
	check(t, []boundary{
		{"by a decision, the day before", rule, hours + decision, "2026-01-31", "", rules.Partly, "4"},
		{"on the day", rule, hours + decision, "2026-02-01", "", rules.NotYet, "10"},
		{"the day after", rule, hours + decision, "2026-02-02", "", rules.Partly, "8"},
		{"in a grace longer than a cycle", long, hours, "2026-01-31", "", rules.Partly, "4"},
		{"on the day", long, hours, "2026-02-01", "", rules.NotYet, "10"}, // of the year 2025, whose grace runs
		{"in the grace of both", long, hours + `{"id":"e","day":"2026-02-10","minutes":480}` + "\n" + `{"id":"f","day":"2027-01-01","minutes":60}`, "2027-01-01", "", rules.Partly, "9"},
	})
	p := read(t, rule)
	res := stands(t, p, facts(t, "person", hours+decision), "2026-03-01", "")
	if res.Early != rules.Date(2026, 2, 2) || !slices.Contains(res.Notes, rules.MadeUpInGrace) {
		t.Errorf("counts from %s, with the notes %v", res.Early, res.Notes)
	}
}

// TestWhatIsMadeUpStaysMadeUp looks at a grace in which a part of what made the cycle up fades, and at a cycle in which all was there once.
func TestWhatIsMadeUpStaysMadeUp(t *testing.T) {
	rule := "cycle: {kind: calendar, length: 1 year, grace: 11 months}\nneeds: {all_of: [{at_least: 1 hour}, {exam: x, within: 6 months}]}"
	begun := `{"id":"c","kind":"certified","day":"2024-01-01"}` + "\n"
	exam := func(day string) string { return `{"kind":"exam","name":"x","day":"` + day + `"}` + "\n" }
	hour := func(id, day string) string { return `{"id":"` + id + `","day":"` + day + `","minutes":60}` + "\n" }
	award := strings.Replace(rule, "exam: x, within: 6 months", "award: x", 1)
	held := `{"kind":"award","name":"x","day":"2025-02-01","until":"2025-04-30"}` + "\n"
	served := strings.Replace(rule, "exam: x, within: 6 months", "served: x, lasting: 1 year, within: 2 years", 1)
	roles := `{"kind":"role","name":"x","day":"2020-01-01","until":"2022-12-31"}` + "\n" + `{"kind":"role","name":"x","day":"2024-04-01","until":"2025-06-30"}` + "\n"
	for _, c := range []struct{ name, rule, entries, from string }{
		{"it fades", rule, begun + hour("1", "2024-05-05") + exam("2025-02-01"), "2025-02-02"},
		{"all was there in the cycle", rule, begun + hour("1", "2024-05-05") + exam("2024-05-05") + exam("2025-02-01"), "2025-02-02"},
		{"it runs out", award, begun + hour("1", "2024-05-05") + held, "2025-02-02"},
		{"time makes it", served, begun + hour("1", "2024-05-05") + roles, "2025-04-01"},
		{"the hour comes last", rule, begun + exam("2025-02-01") + hour("1", "2025-07-31"), "2025-08-01"},
	} {
		for _, asOf := range []string{c.from, "2025-08-31", "2025-11-30", "2025-12-31"} {
			if asOf < c.from {
				continue
			}
			if res := stands(t, read(t, c.rule), facts(t, "person", c.entries), asOf, ""); res.CycleFrom != rules.Date(2025, 1, 1) || res.Early.String() != c.from {
				t.Errorf("%s, %s: the cycle from %s, counting from %s", c.name, asOf, res.CycleFrom, res.Early)
			}
		}
	}
	// What fades before the last of it is there makes nothing up.
	res := stands(t, read(t, rule), facts(t, "person", begun+exam("2025-02-01")+hour("1", "2025-08-01")), "2025-08-31", "")
	if res.CycleFrom != rules.Date(2024, 1, 1) || !res.InGrace {
		t.Errorf("the cycle from %s", res.CycleFrom)
	}
}
