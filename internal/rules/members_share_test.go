package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestAPartOfTheMembersIsRoundedUp(t *testing.T) {
	var lines []string
	for i := range 7 {
		lines = append(lines, fmt.Sprintf(`{"person":"p%d","kind":"role","name":"trustee","day":"2020-01-01"}`, i))
		if i < 5 {
			lines = append(lines, fmt.Sprintf(`{"person":"p%d","id":"%d","day":"2025-01-01","minutes":60}`, i, i))
		}
	}
	for members, want := range map[string]string{"2/3": "met 5", "3/4": "partly 6", "67%": "met 5", "1/1": "partly 7", "1/1000": "met 1"} {
		res := stands(t, read(t, "binds: group\nneeds: {each: {members: "+members+", serving: trustee, need: {at_least: 1 hour}}}"), facts(t, "group", lines...), "2025-12-31", "")
		if got := fmt.Sprint(res.Status, " ", res.Tree.Needed); got != want {
			t.Errorf("%s of seven: %s, want %s", members, got, want)
		}
	}
}

func TestAMemberWhoCameLateOwesAShare(t *testing.T) {
	rule := func(cycle, first, need string) string {
		return "binds: group\ncycle: " + cycle + "\nneeds: {each: {serving: trustee, first: " + first + ", need: " + need + "}}"
	}
	year, twelve := "{kind: calendar, length: 1 year}", "{at_least: 12 hours}"
	role := func(day string) string {
		return `{"person":"ana","id":"r` + day + `","kind":"role","name":"trustee","day":"` + day + `"`
	}
	hours := func(n int) string {
		return "}\n" + fmt.Sprintf(`{"person":"ana","id":"1","day":"2025-11-01","minutes":%d}`, 60*n)
	}
	late := role("2025-07-10")
	check(t, []boundary{
		{"a month that has begun counts", rule(year, "by month", twelve), late + hours(6), "2025-12-31", "", rules.Met, ""},
		{"an hour less", rule(year, "by month", twelve), late + hours(5), "2025-12-31", "", rules.Partly, ""},
		{"or does not", rule(year, "by full month", twelve), late + hours(5), "2025-12-31", "", rules.Met, ""},
		{"nothing", rule(year, "none", twelve), late + hours(0), "2025-12-31", "", rules.Met, ""},
		{"the whole", rule(year, "whole", twelve), late + hours(6), "2025-12-31", "", rules.Partly, ""},
		{"who served on the first day owes all", rule(year, "by month", twelve), role("2025-01-01") + hours(11), "2025-12-31", "", rules.Partly, ""},
		{"and who came back", rule(year, "by month", twelve), role("2020-01-01") + `,"until":"2024-06-30"}` + "\n" + late + hours(6), "2025-12-31", "", rules.Met, ""},
		{"but not who only changed their seat", rule(year, "by month", twelve), role("2020-01-01") + `,"until":"2025-07-09"}` + "\n" + late + hours(6), "2025-12-31", "", rules.Partly, ""},
		{"in the next cycle all", rule(year, "by month", twelve), role("2024-07-10") + hours(6), "2025-12-31", "", rules.Partly, ""},
		{"a rolling cycle of the group", rule("{length: 1 year}", "by month", twelve), `{"kind":"certified","day":"2025-04-01"}` + "\n" + role("2025-10-01") + hours(6), "2025-12-31", "", rules.Met, ""},
		{"a group that began late itself", rule("{kind: calendar, length: 1 year, first: by month}", "by month", twelve), `{"kind":"certified","day":"2025-07-01"}` + "\n" + role("2025-10-01") + hours(3), "2025-12-31", "", rules.Met, ""},
		{"and no less", rule("{kind: calendar, length: 1 year, first: by month}", "by month", twelve), `{"kind":"certified","day":"2025-07-01"}` + "\n" + role("2025-10-01") + hours(2), "2025-12-31", "", rules.Partly, ""},
		{"each of the years that are left", rule("{kind: fixed, length: 2 years, anchor: 2024-01-01}", "by month", "{at_least: 12 hours, each_year: 6 hours}"), role("2025-07-01") + hours(3), "2025-12-31", "", rules.Met, ""},
		{"and no less in them", rule("{kind: fixed, length: 2 years, anchor: 2024-01-01}", "by month", "{at_least: 1 hour, each_year: 6 hours}"), role("2025-07-01") + hours(2), "2025-12-31", "", rules.Partly, ""},
	})
	res := stands(t, read(t, rule(year, "by month", twelve)), facts(t, "group", late+hours(5)), "2025-12-31", "")
	if c := res.Tree.Children[0]; c.Needed != 360 || c.Reason != rules.CameLater {
		t.Errorf("owes %d: %s", c.Needed, c.Reason)
	}
}

func TestNoMemberBringsMoreThanSoMuch(t *testing.T) {
	rule := "binds: group\nneeds: {together: {at_least: 10 hours, categories: [{name: one, at_most: 5 hours, each: member}]}}"
	ana := `{"person":"ana","id":"1","day":"2025-01-01","minutes":600}`
	check(t, []boundary{
		{"one does all", rule, ana, "2025-12-31", "", rules.Partly, ""},
		{"two do", rule, ana + "\n" + `{"person":"ben","id":"1","day":"2025-01-02","minutes":300}`, "2025-12-31", "", rules.Met, ""},
		{"a minute less", rule, ana + "\n" + `{"person":"ben","id":"1","day":"2025-01-02","minutes":299}`, "2025-12-31", "", rules.Partly, ""},
	})
	res := stands(t, read(t, rule), facts(t, "group", ana), "2025-12-31", "")
	if c := res.Tree.Children[0]; c.Counted != 300 || len(c.Refused) != 1 || c.Refused[0].Reason != rules.OverMost || !strings.Contains(c.Refused[0].Detail, "one") {
		t.Errorf("%d count, %+v", c.Counted, c.Refused)
	}
}
