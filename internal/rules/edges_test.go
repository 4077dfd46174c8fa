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
		{"stated hours, hours first", own + "needs: {all_of: [{at_least: 1 hour}, {at_least: 50 minutes}]}", stated, "2025-06-01", "", rules.Met, ""},
		{"stated hours, minutes first", own + "needs: {all_of: [{at_least: 50 minutes}, {at_least: 1 hour}]}", stated, "2025-06-01", "", rules.Met, ""},
	})
}

func TestTheEndOfTheCalendar(t *testing.T) {
	begun := `{"kind":"certified","day":"2021-01-01"}` + "\n" + `{"day":"2021-02-01","minutes":60}`
	check(t, []boundary{
		{"rolling years", "cycle: {length: 1 year}\nneeds: {at_least: 1 hour}", begun, "9999-12-31", "", rules.Expired, ""},
		{"nothing owed", "cycle: {length: 5 years, leave: extends}\nneeds: {nothing: true}", begun, "9999-12-31", "", rules.Met, ""},
		{"months", "cycle: {length: 1 month, ends: end of month}\nneeds: {nothing: true}", begun, "9999-12-31", "", rules.Met, ""},
		{"days", "cycle: {length: 1 day}\nneeds: {nothing: true}", `{"kind":"certified","day":"0001-01-01"}`, "9999-12-31", "", rules.Met, ""},
		{"fixed", "cycle: {kind: fixed, length: 2 years, anchor: 2025-07-01}\nneeds: {nothing: true}", begun, "9999-12-31", "", rules.Met, ""},
		{"calendar", "cycle: {kind: calendar, length: 1 year}\nneeds: {nothing: true}", begun, "9999-12-31", "", rules.Met, ""},
		{"looks back", "needs: {at_least: 1 hour, within: 5 years}", `{"day":"9995-01-01","minutes":60}`, "9999-12-31", "", rules.Met, ""},
	})
}

func TestThreeYearsServedStayThreeYears(t *testing.T) {
	rule := "needs: {served: supervisor, lasting: 3 years}"
	full := `{"kind":"role","name":"supervisor","day":"2021-01-01","until":"2023-12-31"}`
	short := `{"kind":"role","name":"supervisor","day":"2021-01-01","until":"2023-12-30"}`
	for _, asOf := range []string{"2023-12-31", "2024-03-01", "2025-02-28", "2026-01-01", "2027-06-30", "2028-12-31"} {
		check(t, []boundary{{"whole " + asOf, rule, full, asOf, "", rules.Met, ""}, {"a day less " + asOf, rule, short, asOf, "", rules.Partly, "1"}})
	}
}

func TestFirstDayOfALookBack(t *testing.T) {
	for _, c := range []struct {
		span        rules.Span
		last, first string
	}{
		{rules.Span{Months: 60}, "2025-02-28", "2020-03-01"},
		{rules.Span{Months: 60}, "2025-02-27", "2020-02-28"},
		{rules.Span{Months: 60}, "2024-02-28", "2019-03-01"},
		{rules.Span{Months: 60}, "2024-02-29", "2019-03-01"},
		{rules.Span{Months: 12}, "2025-12-31", "2025-01-01"},
		{rules.Span{Months: 1}, "2025-03-30", "2025-03-01"},
		{rules.Span{Days: 90}, "2025-03-31", "2025-01-01"},
	} {
		if got := c.span.FirstBack(day(t, c.last)); got.String() != c.first {
			t.Errorf("%s that end on %s begin on %s, want %s", c.span, c.last, got, c.first)
		}
	}
	check(t, []boundary{
		{"the leap day is out", "needs: {at_least: 1 hour, within: 5 years}", `{"day":"2020-02-29","minutes":60}`, "2025-02-28", "", rules.NotYet, ""},
		{"the first of March is in", "needs: {at_least: 1 hour, within: 5 years}", `{"day":"2020-03-01","minutes":60}`, "2025-02-28", "", rules.Met, ""},
	})
}

func TestCapitalLettersInEntries(t *testing.T) {
	check(t, []boundary{
		{"kind", "needs: {exam: law}", `{"kind":"Exam","name":"Law","day":"2025-01-01"}`, "2025-06-01", "", rules.Met, ""},
		{"assurance", "needs: {at_least: 1 hour, of: {assurance: third-party}}", `{"kind":"LEARNING","day":"2025-01-01","minutes":60,"assurance":"Third-Party"}`, "2025-06-01", "", rules.Met, ""},
	})
}

func TestACertificateThatNamesItsRule(t *testing.T) {
	rule := "name: State certificate\ncycle: {length: 5 years}\nneeds: {at_least: 1 hour}"
	done := `{"day":"2021-06-01","minutes":60}` + "\n"
	mine := func(name string) string {
		return `{"id":"m","kind":"certified","day":"2021-01-01","name":"` + name + `"}` + "\n"
	}
	other := `{"id":"o","kind":"certified","day":"2024-01-01","name":"lssc-renewal"}` + "\n"
	check(t, []boundary{
		{"by its key", rule, done + mine("test") + other, "2025-12-31", "", rules.Met, ""},
		{"by its name", rule, done + mine("State Certificate") + other, "2025-12-31", "", rules.Met, ""},
		{"without a name", rule, done + `{"id":"m","kind":"certified","day":"2021-01-01"}` + "\n" + other, "2025-12-31", "", rules.Met, ""},
		{"of another rule only: nothing falls due", rule, done + other, "2026-06-01", "", rules.NotYet, ""},
		{"enrolled elsewhere", "finish_within: 1 year\nneeds: {at_least: 1 hour}", done + `{"kind":"enrolled","day":"2020-01-01","name":"cpla"}`, "2025-12-31", "", rules.Met, ""},
	})
}

func TestStatedCreditLosesNothing(t *testing.T) {
	stated := func(unit string) string {
		return `{"id":"1","day":"2025-01-01","credits":{"` + unit + `":0.67}}` + "\n" + `{"id":"2","day":"2025-01-01","credits":{"` + unit + `":0.67}}` + "\n" + `{"id":"3","day":"2025-01-01","credits":{"` + unit + `":0.66}}`
	}
	check(t, []boundary{
		{"two", "units: {LEU: {minutes: 60}}\nneeds: {at_least: 2 LEU}", stated("LEU"), "2025-06-01", "", rules.Met, "0"},
		{"a hundredth more", "units: {LEU: {minutes: 60}}\nneeds: {at_least: 2.01 LEU}", stated("LEU"), "2025-06-01", "", rules.Partly, "0.01"},
		{"hours of fifty minutes", "units: {hour: {minutes: 50}}\nneeds: {at_least: 2 hours}", stated("hour"), "2025-06-01", "", rules.Met, "0"},
		{"by the minute too", "units: {LEU: {minutes: 7}}\nneeds: {at_least: 1 LEU}", `{"day":"2025-01-01","minutes":7}`, "2025-06-01", "", rules.Met, "0"},
		{"minutes beside hours of fifty", "units: {hour: {minutes: 50}}\nneeds: {all_of: [{at_least: 1 hour}, {at_least: 30 minutes}]}", `{"day":"2025-01-01","minutes":80}`, "2025-06-01", "", rules.Met, "0"},
	})
}

func TestAStepUsesWhatItNeeds(t *testing.T) {
	two := "needs: {in_order: [{at_least: 2 hours}, {at_least: 2 hours}]}"
	of := func(id, day, minutes string) string {
		return `{"id":"` + id + `","day":"` + day + `","minutes":` + minutes + `}` + "\n"
	}
	cats := "needs: {in_order: [{at_least: 2 hours, categories: [{name: a, of: {area: a}, at_most: 1 hour}]}, {at_least: 2 hours}]}"
	board := "binds: group\nneeds: {in_order: [{each: {members: all, need: {at_least: 1 hour}}}, {at_least: 1 hour}]}"
	check(t, []boundary{
		{"two of one day", two, of("1", "2025-01-01", "120") + of("2", "2025-01-01", "120"), "2025-06-01", "", rules.Met, ""},
		{"three of one day", two, of("1", "2025-01-01", "60") + of("2", "2025-01-01", "60") + of("3", "2025-01-01", "119"), "2025-06-01", "", rules.Partly, ""},
		{"one entry is not for two", two, of("1", "2025-01-01", "240"), "2025-06-01", "", rules.Partly, ""},
		{"with categories", cats, of("1", "2025-01-01", "120") + of("2", "2025-01-01", "120"), "2025-06-01", "", rules.Met, ""},
		{"what a member did is not the group's", board, `{"person":"ana","id":"1","day":"2025-01-01","minutes":60}` + "\n" + of("own", "2025-01-01", "60"), "2025-06-01", "", rules.Met, ""},
	})
}

func TestAnEarlierCycleHasItsOwnRole(t *testing.T) {
	rule := "roles: [director, staff]\ncycle: {length: 1 year}\nneeds: {at_least: {director: 10 hours, staff: 5 hours}}"
	carry := strings.Replace(rule, "staff: 5 hours}", "staff: 5 hours}, carry_over: 10 hours", 1)
	at := `{"kind":"certified","day":"2024-01-01"}` + "\n"
	role := func(name, from, until string) string {
		if until != "" {
			until = `,"until":"` + until + `"`
		}
		return `{"id":"` + name + from + `","kind":"role","name":"` + name + `","day":"` + from + `"` + until + "}\n"
	}
	rose := at + role("staff", "2024-01-01", "2024-12-31") + role("director", "2025-01-01", "")
	five := `{"id":"1","day":"2024-05-05","minutes":300}` + "\n"
	check(t, []boundary{
		{"staff then, director now", rule, rose + five, "2025-06-01", "", rules.NotYet, "10"},
		{"and the role that is asked about", rule, rose + five, "2025-06-01", "director", rules.NotYet, "10"},
		{"a minute less", rule, rose + `{"id":"1","day":"2024-05-05","minutes":299}`, "2025-06-01", "", rules.Expired, ""},
		{"director then, staff now", rule, at + role("director", "2024-01-01", "2024-12-31") + role("staff", "2025-01-01", "") + five, "2025-06-01", "", rules.Expired, "5"},
		{"the record says nothing", rule, at + five, "2025-06-01", "director", rules.Expired, ""},
		{"not bound then", rule, at + role("janitor", "2024-01-01", "2024-12-31") + role("director", "2025-01-01", ""), "2025-06-01", "", rules.NotYet, "10"},
		{"carried over from the other role", carry, rose + `{"id":"1","day":"2024-05-05","minutes":480}`, "2025-06-01", "", rules.Partly, "7"},
	})
}
