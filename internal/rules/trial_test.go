package rules_test

import (
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestFactsOfTheCycleAndOfTheLastYears(t *testing.T) {
	begun := `{"kind":"certified","day":"2020-01-01"}` + "\n"
	cycle := "cycle: {length: 3 years, grace: 1 month}\nneeds: {portfolio: reflection, over: cycle}"
	folio := func(day string) string { return `{"kind":"portfolio","name":"Reflection","day":"` + day + `"}` }
	exam := func(day string) string { return `{"kind":"exam","name":"law","day":"` + day + `"}` }
	check(t, []boundary{
		{"on the first day", cycle, begun + folio("2020-01-01"), "2022-12-31", "", rules.Met, ""},
		{"the day before the cycle", cycle, begun + folio("2019-12-31"), "2022-12-31", "", rules.NotYet, ""},
		{"again in the next", cycle, begun + folio("2022-12-31"), "2023-01-01", "", rules.NotYet, ""},
		{"on the last day of the grace", cycle, begun + folio("2023-01-31"), "2023-01-31", "", rules.NotYet, ""},
		{"a day after the grace", cycle, begun + folio("2023-02-01"), "2023-02-01", "", rules.Expired, ""},
		{"without the word, for ever", "cycle: {length: 3 years}\nneeds: {portfolio: reflection}", begun + folio("2022-12-31"), "2023-01-01", "", rules.Met, ""},
		{"within two years", "needs: {exam: law, within: 2 years}", exam("2023-06-01"), "2025-05-31", "", rules.Met, ""},
		{"a day too old", "needs: {exam: law, within: 2 years}", exam("2023-06-01"), "2025-06-01", "", rules.NotYet, ""},
		{"a level of the cycle", "levels: [low, high]\ncycle: {length: 1 year}\nneeds: {competency: x, level: high, over: cycle}", begun + `{"kind":"competency","name":"x","level":"high","day":"2020-06-01"}`, "2020-12-31", "", rules.Met, ""},
		{"a part within a year", "needs: {part: x, within: 1 year}", `{"day":"2024-06-01","covers":["x"]}`, "2025-06-01", "", rules.NotYet, ""},
		{"an award of the last year, in force for ever", "needs: {award: x, within: 1 year}", `{"kind":"award","name":"x","day":"2024-06-01"}`, "2025-06-01", "", rules.NotYet, ""},
	})
	res := stands(t, read(t, "needs: {exam: law, within: 2 years}"), facts(t, "person", exam("2023-06-01")), "2025-06-01", "")
	if res.Tree.Reason != rules.BeforeTime {
		t.Errorf("the reason is %q", res.Tree.Reason)
	}
	res = stands(t, read(t, "levels: [low, high]\nneeds: {competency: x, level: low}"), facts(t, "person", `{"kind":"competency","name":"x","level":"master","day":"2023-06-01"}`), "2025-06-01", "")
	if res.Status != rules.NotYet || res.Tree.Reason != rules.NoLevel {
		t.Errorf("%s, the reason is %q", res.Status, res.Tree.Reason)
	}
}

func TestEachMemberHasATimeOfTheirOwn(t *testing.T) {
	board := "binds: group\nneeds: {each: {serving: trustee, finish_within: 6 months, need: {at_least: 1 hour}}}"
	yearly := "binds: group\ncycle: {kind: calendar, length: 1 year}\nneeds: {each: {serving: trustee, finish_within: 6 months, need: {at_least: 1 hour}}}"
	ana := `{"person":"ana","kind":"role","name":"trustee","day":"2025-01-01"}` + "\n"
	ben := `{"person":"ben","kind":"role","name":"trustee","day":"2025-03-01"}` + "\n"
	hour := func(who, day string) string {
		return `{"person":"` + who + `","id":"h","day":"` + day + `","minutes":60}` + "\n"
	}
	check(t, []boundary{
		{"on the last day", board, ana + hour("ana", "2025-06-30"), "2026-01-01", "", rules.Met, ""},
		{"a day late", board, ana + hour("ana", "2025-07-01"), "2025-07-01", "", rules.Expired, ""},
		{"time is left for one", board, ana + ben + hour("ana", "2025-06-30"), "2025-08-31", "", rules.Partly, "1"},
		{"and is over", board, ana + ben + hour("ana", "2025-06-30"), "2025-09-01", "", rules.Expired, ""},
		{"who left is not asked", board, ana + `{"person":"ben","kind":"role","name":"trustee","day":"2025-03-01","until":"2025-08-31"}` + "\n" + hour("ana", "2025-06-30"), "2025-09-01", "", rules.Met, ""},
		{"from the day of enrolling, where there is one", board, ana + `{"person":"ana","kind":"enrolled","day":"2025-02-01"}` + "\n" + hour("ana", "2025-07-31"), "2025-08-01", "", rules.Met, ""},
		{"an enrolment of another rule is none", board, ana + `{"person":"ana","kind":"enrolled","name":"another","day":"2025-02-01"}` + "\n" + hour("ana", "2025-07-31"), "2025-08-01", "", rules.Expired, ""},
		{"whatever the cycle of the board is", yearly, `{"person":"ana","kind":"role","name":"trustee","day":"2024-11-01"}` + "\n" + hour("ana", "2025-04-30"), "2025-12-31", "", rules.Met, ""},
		{"and not longer", yearly, `{"person":"ana","kind":"role","name":"trustee","day":"2024-11-01"}` + "\n" + hour("ana", "2025-05-01"), "2025-12-31", "", rules.Expired, ""},
		{"nobody knows since when", "binds: group\nneeds: {each: {finish_within: 6 months, need: {at_least: 1 hour}}}", hour("ana", "2025-05-01"), "2025-12-31", "", rules.Met, ""},
	})
	res := stands(t, read(t, board), facts(t, "group", ana, ben), "2025-04-01", "")
	if res.Due.String() != "2025-06-30" || res.Tree.Children[1].Due.String() != "2025-08-31" {
		t.Errorf("due %s, ben %s", res.Due, res.Tree.Children[1].Due)
	}
}

// TestWhatFallsDueFirstIsSaid asks for the last day on which the whole can still be met.
func TestWhatFallsDueFirstIsSaid(t *testing.T) {
	two := "{at_least: 1 hour, until: 2025-06-30, counts_again: true}, {at_least: 1 hour, until: 2025-09-30}"
	cycle := "cycle: {length: 3 years}\n"
	begun := `{"kind":"certified","day":"2024-01-01"}` + "\n"
	for _, c := range []struct{ name, rule, entries, asOf, due string }{
		{"all: the first", "needs: {all_of: [" + two + "]}", "", "2025-01-01", "2025-06-30"},
		{"any: the last", "needs: {any_of: [" + two + "]}", "", "2025-01-01", "2025-09-30"},
		{"any, one without an end", "needs: {any_of: [" + two + ", {exam: law}]}", "", "2025-01-01", ""},
		{"two of three", "needs: {choose: {count: 2, from: [" + two + ", {exam: law}]}}", "", "2025-01-01", "2025-09-30"},
		{"two of three, with one", "needs: {choose: {count: 2, from: [" + two + ", {exam: law}]}}", `{"kind":"exam","name":"law","day":"2024-01-01"}`, "2025-01-01", "2025-09-30"},
		{"before the end of the cycle", cycle + "needs: {all_of: [" + two + "]}", begun, "2025-01-01", "2025-06-30"},
		{"a year that must have some", cycle + "needs: {at_least: 9 hours, each_year: 2 hours}", begun + `{"day":"2024-06-01","minutes":120}`, "2025-01-01", "2025-12-31"},
		{"a year that has it", cycle + "needs: {at_least: 9 hours, each_year: 2 hours}", begun + `{"day":"2024-06-01","minutes":120}` + "\n" + `{"day":"2025-06-01","minutes":120}`, "2025-07-01", "2026-12-31"},
		{"nothing any more", "needs: {any_of: [" + two + "]}", `{"day":"2025-01-01","minutes":60}`, "2025-01-01", ""},
	} {
		if res := stands(t, read(t, c.rule), facts(t, "person", c.entries), c.asOf, ""); res.Due.String() != c.due {
			t.Errorf("%s: due %s, want %s", c.name, res.Due, c.due)
		}
	}
}

func TestTenthsCountWhereTheProgrammeHasItsOwnCEU(t *testing.T) {
	rule := "units: {CEU: {from: {semester credit: 1.5}}}\nneeds: {at_least: 2 CEU}"
	credit := `{"id":"1","day":"2024-01-01","credits":{"semester credit":1}}` + "\n"
	check(t, []boundary{
		{"five tenths", rule, credit + `{"id":"2","day":"2024-01-02","ceu_tenths":5}`, "2024-06-01", "", rules.Met, ""},
		{"four tenths", rule, credit + `{"id":"2","day":"2024-01-02","ceu_tenths":4}`, "2024-06-01", "", rules.Partly, "0.1"},
	})
}

func TestHandedInSoonAfterTheEnd(t *testing.T) {
	rule := "cycle: {kind: calendar, length: 1 year}\nneeds: {at_least: 1 hour, report_after_end: 1 month, carry_over: 1 hour}"
	reported := func(day string) string {
		return `{"kind":"certified","day":"2024-01-01"}` + "\n" + `{"id":"1","day":"2024-03-01","minutes":60,"reported":"` + day + `"}` + "\n"
	}
	check(t, []boundary{
		{"on the last day", rule, reported("2025-01-31"), "2024-12-31", "", rules.Met, ""},
		{"a day later", rule, reported("2025-02-01"), "2024-12-31", "", rules.NotYet, ""},
		{"carried over", rule, reported("2025-01-31") + `{"id":"2","day":"2024-04-01","minutes":60}`, "2025-06-01", "", rules.Met, ""},
		{"too late to be carried over", rule, reported("2025-02-01") + `{"id":"2","day":"2024-04-01","minutes":60}`, "2025-06-01", "", rules.NotYet, ""},
		{"nobody says when", rule, `{"day":"2024-03-01","minutes":60}`, "2024-12-31", "", rules.Met, ""},
	})
}

func TestTheSameTitleCountsOnce(t *testing.T) {
	rule := "cycle: {length: 1 year}\nneeds: {at_least: 3 hours, same_title: once, smallest: 30 minutes}"
	begun := `{"kind":"certified","day":"2024-01-01"}` + "\n"
	first := `{"id":"1","day":"2024-03-01","minutes":60,"title":"Ethics"}` + "\n"
	check(t, []boundary{
		{"another title", rule, begun + first + `{"id":"2","day":"2024-04-01","minutes":120,"title":"Ethics II"}`, "2024-12-31", "", rules.Met, ""},
		{"the same again", rule, begun + first + `{"id":"2","day":"2024-04-01","minutes":120,"title":"ethics "}`, "2024-12-31", "", rules.Partly, "2"},
		{"no title is none", rule, begun + `{"id":"1","day":"2024-03-01","minutes":60}` + "\n" + `{"id":"2","day":"2024-04-01","minutes":120}`, "2024-12-31", "", rules.Met, ""},
		{"one that is too small takes nothing away", rule, begun + `{"id":"0","day":"2024-02-01","minutes":29,"title":"Ethics"}` + "\n" + `{"id":"1","day":"2024-03-01","minutes":180,"title":"Ethics"}`, "2024-12-31", "", rules.Met, ""},
		{"again in the next cycle", rule, begun + `{"id":"1","day":"2024-03-01","minutes":180,"title":"Ethics"}` + "\n" + `{"id":"2","day":"2025-03-01","minutes":180,"title":"Ethics"}`, "2025-12-31", "", rules.Met, ""},
		{"once for each member", "binds: group\nneeds: {together: {at_least: 2 hours, same_title: once}}", `{"person":"a","day":"2024-03-01","minutes":60,"title":"Ethics"}` + "\n" + `{"person":"b","day":"2024-03-01","minutes":60,"title":"Ethics"}`, "2024-12-31", "", rules.Met, ""},
	})
	res := stands(t, read(t, rule), facts(t, "person", begun, first, `{"id":"2","day":"2024-04-01","minutes":120,"title":"ethics"}`), "2024-12-31", "")
	if no := res.Tree.Refused; len(no) != 1 || no[0].Reason != rules.SameTitle || no[0].Entry.ID != "2" {
		t.Errorf("refused %v", no)
	}
}

func TestTogetherWhileTheyServed(t *testing.T) {
	rule := "binds: organisation\ncycle: {kind: calendar, length: 1 year}\nneeds: {together: {serving: trustee, need: {at_least: 2 hours}}}"
	ana := `{"person":"ana","kind":"role","name":"Trustee","day":"2024-03-01","until":"2024-08-31"}` + "\n"
	ben := `{"person":"ben","kind":"role","name":"trustee","day":"2020-01-01"}` + "\n"
	hour := func(who, day string) string {
		return `{"person":"` + who + `","id":"` + day + `","day":"` + day + `","minutes":60}` + "\n"
	}
	check(t, []boundary{
		{"from the first to the last day", rule, ana + hour("ana", "2024-03-01") + hour("ana", "2024-08-31"), "2024-12-31", "", rules.Met, ""},
		{"the day before", rule, ana + hour("ana", "2024-02-29") + hour("ana", "2024-08-31"), "2024-12-31", "", rules.Partly, ""},
		{"the day after", rule, ana + hour("ana", "2024-03-01") + hour("ana", "2024-09-01"), "2024-12-31", "", rules.Partly, ""},
		{"two of them", rule, ana + ben + hour("ana", "2024-03-01") + hour("ben", "2024-09-01"), "2024-12-31", "", rules.Met, ""},
		{"not the staff", rule, ana + hour("ana", "2024-03-01") + hour("cleo", "2024-03-01"), "2024-12-31", "", rules.Partly, ""},
		{"of whatever role without the word", "binds: group\nneeds: {together: {at_least: 2 hours}}", hour("ana", "2024-03-01") + hour("cleo", "2024-03-01"), "2024-12-31", "", rules.Met, ""},
	})
}
