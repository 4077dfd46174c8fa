package rules_test

import (
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestTheFirstCycleMayBeOfAnotherLength(t *testing.T) {
	rule := func(cycle string) string {
		return "cycle: {length: 5 years, first_length: 3 years" + cycle + "}\nneeds: {at_least: 10 hours}"
	}
	plain := rule("")
	certified := func(day string) string { return `{"id":"c` + day + `","kind":"certified","day":"` + day + `"}` + "\n" }
	hours := func(day string) string { return `{"id":"h` + day + `","day":"` + day + `","minutes":600}` + "\n" }
	begun := certified("2020-07-01")
	longer := "cycle: {length: 3 years, first_length: 5 years}\nneeds: {at_least: 10 hours, "
	three := hours("2020-08-01") + hours("2021-08-01") + hours("2024-08-01")
	check(t, []boundary{
		{"on its last day", plain, begun + hours("2023-06-30"), "2023-06-30", "", rules.Met, ""},
		{"missed", plain, begun, "2023-07-01", "", rules.Expired, ""},
		{"the second is long", plain, begun + hours("2020-08-01") + hours("2028-06-30"), "2028-06-30", "", rules.Met, ""},
		{"the second is missed", plain, begun + hours("2020-08-01"), "2028-07-01", "", rules.Expired, ""},
		{"from enrolling", plain, `{"kind":"enrolled","day":"2020-07-01"}` + "\n", "2023-07-01", "", rules.Expired, ""},
		{"renewed early", plain, begun + hours("2020-08-01") + certified("2022-07-01"), "2027-06-30", "", rules.NotYet, ""},
		{"after a lapse it is as the others", plain, begun + certified("2025-01-01"), "2029-12-31", "", rules.NotYet, ""},
		{"a longer one", "cycle: {length: 1 year, first_length: 3 years}\nneeds: {at_least: 10 hours}", begun, "2023-06-30", "", rules.NotYet, ""},
		{"at the end of a month", rule(", ends: end of month"), certified("2020-07-10"), "2023-07-31", "", rules.NotYet, ""},
		{"and no longer", rule(", ends: end of month"), certified("2020-07-10"), "2023-08-01", "", rules.Expired, ""},
		{"a leave extends it", rule(", leave: extends"), begun + `{"kind":"leave","day":"2021-01-01","until":"2021-01-31"}`, "2023-07-31", "", rules.NotYet, ""},
		{"each of its years", "cycle: {length: 5 years, first_length: 2 years}\nneeds: {at_least: 10 hours, each_year: 5 hours}", begun + `{"id":"1","day":"2020-08-01","minutes":300}` + "\n" + `{"id":"2","day":"2021-08-01","minutes":300}`, "2022-06-30", "", rules.Met, ""},
		{"each of its years, of a longer one", longer + "each_year: 2 hours}", begun + three, "2023-07-01", "", rules.Expired, ""},
		{"and at its end", longer + "each_year: 2 hours}", begun + three, "2025-06-30", "", rules.Expired, ""},
		{"the most of each of its years", longer + "categories: [{name: y, at_most: 2 hours, each: year}]}", begun + three + hours("2022-08-01") + hours("2023-08-01"), "2025-06-30", "", rules.Met, ""},
		{"cycles of days", "cycle: {length: 10 days, first_length: 100 days}\nneeds: {nothing: true}", certified("1960-01-01"), "2025-01-01", "", rules.Met, ""},
		{"a version that comes at once", "versions:\n  - {version: a, cycle: {length: 5 years}, needs: {at_least: 10 hours}}\n  - {version: b, in_force_from: 2021-01-01, cycle: {length: 5 years, first_length: 3 years}, needs: {at_least: 10 hours}}", begun, "2023-07-01", "", rules.Expired, ""},
	})
	for asOf, want := range map[string]string{"2023-06-30": "2020-07-01 2023-06-30", "2023-07-01": "2023-07-01 2028-06-30", "2028-07-01": "2028-07-01 2033-06-30"} {
		res := stands(t, read(t, plain), facts(t, "person", begun, hours("2021-01-01"), hours("2024-01-01")), asOf, "")
		if got := fmt.Sprint(res.CycleFrom, res.CycleTo); got != want {
			t.Errorf("on %s the cycle is %s, want %s", asOf, got, want)
		}
	}
	days := stands(t, read(t, "cycle: {length: 10 days, first_length: 97 days}\nneeds: {nothing: true}"), facts(t, "person", certified("1960-01-01")), "2025-01-01", "")
	if (days.CycleFrom-rules.Date(1960, 1, 1)-97)%10 != 0 || days.CycleTo-days.CycleFrom != 9 {
		t.Errorf("the cycle of days is from %s to %s", days.CycleFrom, days.CycleTo)
	}
}
