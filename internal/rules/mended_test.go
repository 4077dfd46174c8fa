package rules_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func TestWhatIsCarriedOverIsOfEachMember(t *testing.T) {
	rule := "binds: group\ncycle: {kind: calendar, length: 1 year}\nneeds: {each: {members: all, need: {at_least: 2 hours, carry_over: 2 hours}}}"
	who := facts(t, "group", `{"kind":"certified","day":"2024-01-01"}`,
		`{"person":"ana","id":"1","day":"2024-03-03","minutes":240}`, `{"person":"ben","id":"2","day":"2024-03-03","minutes":120}`)
	res := stands(t, read(t, rule), who, "2025-06-30", "")
	ana, ben := res.Tree.Children[0], res.Tree.Children[1]
	if res.Status != rules.Partly || ana.Status != rules.Met || ana.Carry != 120 || ben.Status != rules.NotYet || ben.Carry != 0 {
		t.Errorf("%s; ana %s with %d carried over, ben %s with %d", res.Status, ana.Status, ana.Carry, ben.Status, ben.Carry)
	}
}

func TestServingAfterTheTimeToFinishDoesNotCount(t *testing.T) {
	rule := "finish_within: 1 year\nneeds: {served: supervisor, lasting: 2 years}"
	began := `{"kind":"enrolled","day":"2020-01-01"}` + "\n"
	role := func(day string) string {
		return began + `{"kind":"role","name":"supervisor","day":"` + day + `"}`
	}
	own := "binds: group\nneeds: {each: {finish_within: 1 year, need: {served: trustee, lasting: 2 years}}}"
	member := func(day string) string {
		return `{"person":"ana","id":"e","kind":"enrolled","day":"2020-01-01"}` + "\n" + `{"person":"ana","kind":"role","name":"trustee","day":"` + day + `"}`
	}
	check(t, []boundary{
		{"as long as asked for on the last day", rule, role("2019-01-01"), "2020-12-31", "", rules.Met, ""},
		{"and for ever", rule, role("2019-01-01"), "2021-05-31", "", rules.Met, ""},
		{"a day less", rule, role("2019-01-02"), "2020-12-31", "", rules.Partly, "1"},
		{"is missed", rule, role("2019-01-02"), "2021-01-01", "", rules.Expired, "1"},
		{"and not made up by going on", rule, role("2019-06-01"), "2021-05-31", "", rules.Expired, ""},
		{"a member, on the last day", own, member("2019-01-01"), "2021-05-31", "", rules.Met, ""},
		{"a member, a day less", own, member("2019-01-02"), "2021-05-31", "", rules.Expired, ""},
	})
}

func TestACycleIsJudgedByTheEnrolmentsUpToItsEnd(t *testing.T) {
	rule := "cycle: {length: 2 years, grace: 2 months}\nneeds: {at_least: 10 hours, since: enrolled}"
	begun := `{"kind":"certified","day":"2020-01-01"}` + "\n" + `{"id":"1","day":"2020-05-01","minutes":600}` + "\n"
	again := func(day string) string { return begun + `{"kind":"enrolled","day":"` + day + `"}` + "\n" }
	second := `{"id":"2","day":"2022-05-01","minutes":600}`
	check(t, []boundary{
		{"in the next cycle", rule, again("2022-03-01") + second, "2022-12-31", "", rules.Met, ""},
		{"in the grace", rule, again("2022-01-01") + second, "2022-12-31", "", rules.Met, ""},
		{"on its last day", rule, again("2021-12-31") + second, "2022-12-31", "", rules.Expired, ""},
		{"before anything of the second", rule, again("2022-05-02") + second, "2022-12-31", "", rules.NotYet, ""},
		{"a fact of an earlier cycle", strings.Replace(rule, "at_least: 10 hours", "portfolio: x", 1), again("2022-03-01") + `{"id":"p","kind":"portfolio","name":"x","day":"2021-01-01"}` + "\n" + `{"id":"q","kind":"portfolio","name":"x","day":"2022-04-01"}`, "2022-12-31", "", rules.Met, ""},
	})
	// Steps look for the day on which each was met; what came before enrolling again does not come back on the way.
	order := "needs:\n  in_order:\n    - {at_least: 1 hour, since: enrolled}\n    - {at_least: 1 hour, of: {tag: b}}"
	res := stands(t, read(t, order), facts(t, "person", `{"id":"1","day":"2020-01-01","minutes":60}`, `{"id":"e","kind":"enrolled","day":"2021-01-01"}`, `{"id":"2","day":"2022-01-01","minutes":60}`), "2022-12-31", "")
	if on := res.Tree.Children[0].MetOn.String(); on != "2022-01-01" {
		t.Errorf("the first step was met on %s", on)
	}
}

func TestDeadlinesAfterTheEnd(t *testing.T) {
	rolling := "cycle: {length: 1 year, grace: 3 months}\nneeds: {at_least: 1 hour, report_after_end: 1 month}"
	hour := func(day, reported string) string {
		return `{"id":"1","day":"` + day + `","minutes":60,"reported":"` + reported + `"}`
	}
	begun := `{"kind":"certified","day":"2024-01-01"}` + "\n"
	check(t, []boundary{
		{"while nobody knows the end, all is in time", rolling, hour("2024-05-01", "2024-06-01"), "2024-12-31", "", rules.Met, ""},
		{"on the last day", rolling, begun + hour("2024-05-01", "2025-01-31"), "2024-12-31", "", rules.Met, ""},
		{"a day late", rolling, begun + hour("2024-05-01", "2025-02-01"), "2024-12-31", "", rules.NotYet, ""},
		{"in the grace, a month after it", rolling, begun + hour("2025-02-10", "2025-04-30") + "\n" + `{"id":"2","day":"2025-02-20","minutes":60}`, "2025-04-30", "", rules.Met, ""},
		{"in the grace, and later", rolling, begun + hour("2025-02-10", "2025-05-01"), "2025-05-01", "", rules.Expired, ""},
	})
}

func TestWhereNothingIsOwedNoYearIs(t *testing.T) {
	rule := "cycle: {kind: calendar, length: 3 years, anchor: 2024-01-01, first: none}\nneeds: {at_least: 30 hours, each_year: 5 hours}"
	begun := `{"kind":"certified","day":"2024-06-01"}`
	check(t, []boundary{
		{"in the first year", rule, begun, "2024-12-31", "", rules.Met, "0"},
		{"in the next ones", rule, begun, "2026-01-01", "", rules.Met, "0"},
		{"in the second cycle all is", rule, begun, "2027-12-31", "", rules.NotYet, "30"},
		{"and its years", rule, begun, "2028-01-01", "", rules.Expired, "30"},
	})
}

// TestAStepWhoseTimeIsOverIsExpired looks at a step that can be met no more while one before it still could.
func TestAStepWhoseTimeIsOverIsExpired(t *testing.T) {
	rule := "needs:\n  in_order:\n    - {at_least: 1 hour, of: {tag: a}}\n    - {at_least: 1 hour, of: {tag: b}, until: 2024-12-31}"
	first := `{"day":"2024-05-05","minutes":60,"tags":["a"]}`
	check(t, []boundary{
		{"while there is time", rule, "", "2024-12-31", "", rules.NotYet, "2"},
		{"no more", rule, "", "2025-01-01", "", rules.Expired, "2"},
		{"the first step done, while there is time", rule, first, "2024-12-31", "", rules.Partly, "1"},
		{"the first step done, no more", rule, first, "2025-01-01", "", rules.Expired, "1"},
	})
}

// TestWhatMeansNothingIsRefused writes rules that no entry could ever meet, or with words that would change nothing.
func TestWhatMeansNothingIsRefused(t *testing.T) {
	cycle := "cycle: {kind: calendar, length: 1 year}\n"
	own := "binds: group\n" + cycle + "needs: {each: {finish_within: 1 year, need: {at_least: 1 hour, KEY}}}"
	for _, c := range []struct{ rule, says string }{
		{strings.Replace(own, "KEY", "each_year: 1 hour", 1), "4:75: With finish_within each member has a time of their own and no cycle: leave each_year out here."},
		{strings.Replace(own, "KEY", "carry_over: 1 hour", 1), "leave carry_over out here."},
		{strings.Replace(own, "KEY", "report_after_end: 1 month", 1), "leave report_after_end out here."},
		{strings.Replace(own, "at_least: 1 hour, KEY", "exam: x, over: cycle", 1), "leave over: cycle out here."},
		{"needs: {at_least: 1 hour, since: 2025-01-01, until: 2024-01-01}", "2:53: The last day comes before the first one, 2025-01-01: nothing could ever count."},
		{"needs: {since: 2025-01-01, all_of: [{at_least: 1 hour, until: 2024-12-31}]}", "The last day comes before the first one"},
		{cycle + "needs: {at_least: 1 hour, over: ever, report_after_end: 1 month}", "3:57: over and within look at other times than the cycle"},
		{cycle + "needs: {at_least: 1 hour, within: 1 year, report_after_end: 1 month}", "over and within look at other times than the cycle"},
		{"roles: [a, b]\nneeds: {at_least: {}}", "3:19: The list of roles is empty: write an amount"},
		{"roles: [director, assistant]\nneeds: {at_least: {director: 100 hours, assistant: 10 hours}, categories: [{name: technology, of: {area: technology}, at_least: 20 hours}]}", "3:129: Up to here the categories ask for 20 hours, and the whole of assistant for less"},
	} {
		if _, err := rulefile.Read([]byte("rule: test\n" + c.rule)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s\nsays %v\nwant %s", c.rule, err, c.says)
		}
	}
	for _, rule := range []string{
		"needs: {at_least: 1 hour, since: 2025-01-01, until: 2025-01-01}",
		"roles: [director, assistant]\nneeds: {for: director, at_least: {director: 100 hours, assistant: 10 hours}, categories: [{name: technology, of: {area: technology}, at_least: 20 hours}]}",
	} {
		read(t, rule)
	}
}
