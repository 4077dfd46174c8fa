package rules_test

import (
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestWhatIsStatedToBeWorthNothingCountsNothing(t *testing.T) {
	point := "units: {p: {minutes: 60, from: {b: 2}}}\nneeds: {at_least: 1 p}"
	check(t, []boundary{
		{"nothing of the unit itself", point, `{"day":"2025-01-01","minutes":600,"credits":{"p":0}}`, "2025-02-01", "", rules.NotYet, "1"},
		{"nothing of one that converts", point, `{"day":"2025-01-01","minutes":600,"credits":{"b":0}}`, "2025-02-01", "", rules.NotYet, "1"},
		{"nothing of the unit itself, beside another", point, `{"day":"2025-01-01","credits":{"p":0,"b":3}}`, "2025-02-01", "", rules.NotYet, "1"},
		{"nothing stated", point, `{"day":"2025-01-01","minutes":60}`, "2025-02-01", "", rules.Met, "0"},
	})
}

func TestWordsThatLookAlikeAreTheSame(t *testing.T) {
	for name, c := range map[string][2]string{
		"an accent written apart": {"Caf\u00e9 talk", "Cafe\u0301 talk"}, "two blanks": {"Info people", "Info  people"}, "a no-break space": {"Info people", "Info\u00a0people"}, "capital letters": {"\u00c9COLE", "\u00e9cole"},
	} {
		res := stands(t, read(t, "needs: {all_of: [{at_least: 1 activity, same_title: once}, {at_least: 2 activities, of: {provider: \""+c[0]+"\"}, counts_again: true}]}"),
			rules.NewPerson(rules.Facts{Entries: []rules.Entry{{ID: "1", Kind: rules.Learning, Day: 1, Title: c[0], Provider: c[1]}, {ID: "2", Kind: rules.Learning, Day: 2, Title: c[1], Provider: c[0]}}}), "2025-01-01", "")
		if once, by := res.Tree.Children[0], res.Tree.Children[1]; once.Counted != 1 || by.Counted != 2 {
			t.Errorf("%s: %d of one title, %d of one provider", name, once.Counted, by.Counted)
		}
	}
}

// TestWhatIsMetSaysUntilWhen asks for the last day on which all stays as it is.
func TestWhatIsMetSaysUntilWhen(t *testing.T) {
	done := `{"day":"2025-01-05","minutes":60}`
	until := func(day string) string {
		return `{"kind":"award","name":"cpr","day":"2024-01-01","until":"` + day + `"}`
	}
	forGood := `{"kind":"award","name":"degree","day":"2020-01-01"}`
	cycle := "cycle: {kind: calendar, length: 1 year}\n"
	both := "needs: {all_of: [{at_least: 1 hour}, {award: cpr}]}"
	for _, c := range []struct {
		name, rule string
		entries    []string
		due        string
	}{
		{"an award that runs out within the cycle", cycle + both, []string{done, until("2025-06-30")}, "2025-06-30"},
		{"an award that runs out later", cycle + both, []string{done, until("2027-06-30")}, "2025-12-31"},
		{"without a cycle", both, []string{done, until("2025-06-30")}, "2025-06-30"},
		{"where something else stands in", "needs: {any_of: [{award: cpr}, {award: degree}]}", []string{until("2025-06-30"), forGood}, ""},
		{"the one that lasts longer", "needs: {any_of: [{award: cpr}, {award: clearance}]}", []string{until("2025-06-30"), `{"kind":"award","name":"clearance","day":"2024-01-01","until":"2025-09-30"}`}, "2025-09-30"},
		{"what counted in its time stays", cycle + "needs: {all_of: [{at_least: 1 hour, until: 2025-03-31}]}", []string{done}, "2025-12-31"},
		{"within a time to finish nothing is lost", "finish_within: 2 years\n" + both, []string{`{"kind":"enrolled","day":"2024-06-01"}`, done, until("2025-06-30")}, ""},
	} {
		res := stands(t, read(t, c.rule), facts(t, "person", c.entries...), "2025-02-01", "")
		if res.Status != rules.Met || res.Due.String() != c.due {
			t.Errorf("%s: %s, due %q, want %q", c.name, res.Status, res.Due, c.due)
		}
	}
	group := "binds: group\nneeds: {each: {finish_within: 1 year, need: {at_least: 1 hour}}}"
	res := stands(t, read(t, group), facts(t, "group", `{"person":"ana","kind":"enrolled","day":"2024-06-01"}`, `{"person":"ana","day":"2025-01-05","minutes":60}`), "2025-02-01", "")
	if res.Status != rules.Met || res.Due != 0 {
		t.Errorf("a member who is done in time: %s, due %s", res.Status, res.Due)
	}
}

func TestARoleThatIsNotLookedAtIsSaid(t *testing.T) {
	p := read(t, "roles: [small, large]\ncycle: {kind: calendar, length: 1 year, grace: 1 month}\nneeds: {at_least: {small: 2 hours, large: 4 hours}}")
	f := facts(t, "person", `{"kind":"certified","day":"2024-01-01"}`, `{"kind":"role","name":"large","day":"2024-01-01"}`, `{"day":"2024-05-05","minutes":120}`)
	for day, want := range map[string]bool{"2024-12-31": false, "2025-01-15": true} {
		res := stands(t, p, f, day, "small")
		if got := slices.Contains(res.Notes, rules.RoleOfItsTime); got != want || want && res.Role != "large" {
			t.Errorf("on %s as %s: %v", day, res.Role, res.Notes)
		}
	}
}
