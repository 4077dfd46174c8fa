package rules_test

import (
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestWhatWasMetInItsTimeStaysMet(t *testing.T) {
	looks := "finish_within: 4 years\nneeds: {all_of: [{at_least: 10 hours, within: 2 years}, {exam: x}]}"
	award := "finish_within: 4 years\nneeds: {all_of: [{award: a}, {exam: x}]}"
	none := "finish_within: 4 years\nneeds: {all_of: [{none_of: [{award: a}]}, {exam: x}]}"
	begun := `{"id":"e","kind":"enrolled","day":"2021-01-01"}` + "\n"
	exam := func(day string) string { return `{"id":"x","kind":"exam","name":"x","day":"` + day + `"}` + "\n" }
	held := `{"id":"a","kind":"award","name":"a","day":"2021-05-01","until":"2022-12-31"}` + "\n"
	check(t, []boundary{
		{"looked back in time", looks, begun + line("1", "2021-05-05", "600") + exam("2023-05-04"), "2030-01-01", "", rules.Met, ""},
		{"a day too late", looks, begun + line("1", "2021-05-05", "600") + exam("2023-05-05"), "2024-12-31", "", rules.Partly, ""},
		{"held in time", award, begun + held + exam("2022-12-31"), "2030-01-01", "", rules.Met, ""},
		{"held no more", award, begun + held + exam("2023-01-01"), "2030-01-01", "", rules.Expired, ""},
		{"met when what must not be there has gone", none, begun + held + exam("2022-06-01"), "2022-12-31", "", rules.Partly, ""},
		{"and stays so", none, begun + held + exam("2022-06-01") + `{"id":"b","kind":"award","name":"a","day":"2024-01-01"}`, "2024-06-01", "", rules.Met, ""},
		{"met only after the time", looks, begun + line("1", "2025-05-05", "600") + exam("2023-05-05"), "2026-01-01", "", rules.Expired, ""},
	})
	p := read(t, looks)
	res := stands(t, p, facts(t, "person", begun+line("1", "2021-05-05", "600")+exam("2023-05-04")), "2030-01-01", "")
	if res.Tree.MetOn != day(t, "2023-05-04") || res.Due != 0 {
		t.Errorf("met on %s, due %s", res.Tree.MetOn, res.Due)
	}
}

func TestSince(t *testing.T) {
	rule := "needs: {all_of: [{at_least: 2 hours, since: 2025-01-01}, {since: 2025-02-01, all_of: [{exam: x}, {at_least: 1 activity}]}]}"
	exam := func(day string) string { return `{"id":"x","kind":"exam","name":"x","day":"` + day + `"}` + "\n" }
	share := "needs: {since: enrolled, all_of: [{at_least: 2 hours}, {at_least: 1 hour, of: {tag: a}}]}"
	again := `{"id":"e1","kind":"enrolled","day":"2020-01-01"}` + "\n" + `{"id":"e2","kind":"enrolled","day":"2025-01-01"}` + "\n"
	check(t, []boundary{
		{"on the days", rule, line("1", "2025-01-01", "120") + exam("2025-02-01") + line("2", "2025-02-01", "0"), "2025-06-01", "", rules.Met, ""},
		{"a day before the first", rule, line("1", "2024-12-31", "120") + exam("2025-02-01") + line("2", "2025-02-01", "0"), "2025-06-01", "", rules.Partly, ""},
		{"a day before the exam may be", rule, line("1", "2025-01-01", "120") + exam("2025-01-31") + line("2", "2025-02-01", "0"), "2025-06-01", "", rules.Partly, ""},
		{"inside it too", rule, line("1", "2025-01-01", "120") + exam("2025-02-01") + line("2", "2025-01-31", "0"), "2025-06-01", "", rules.Partly, ""},
		{"competing amounts", share, again + tagged("1", "180", "", "a"), "2025-06-01", "", rules.Met, ""},
		{"from before", share, again + line("0", "2024-12-31", "120") + tagged("1", "60", "", "a"), "2025-06-01", "", rules.Partly, ""},
		{"nobody enrolled", share, line("0", "2024-12-31", "120") + tagged("1", "60", "", "a"), "2025-06-01", "", rules.Met, ""},
	})
}

func TestSoManyCyclesAtMost(t *testing.T) {
	rule := "cycle: {length: 1 year, times: 2}\nneeds: {at_least: 1 hour}"
	both := line("1", "2022-05-05", "60") + line("2", "2023-05-05", "60")
	check(t, []boundary{
		{"the second", rule, certified("2022-01-01") + both, "2023-12-31", "", rules.Met, ""},
		{"no third", rule, certified("2022-01-01") + both, "2024-01-01", "", rules.Expired, ""},
		{"the second after a year without", rule, certified("2020-01-01", "2023-01-01") + both, "2023-12-31", "", rules.Met, ""},
		{"renewed late", rule, certified("2022-01-01", "2023-01-20") + both, "2023-12-31", "", rules.Met, ""},
	})
}

func TestAnExemptionHasNoDueDay(t *testing.T) {
	p := read(t, "cycle: {length: 5 years}\nneeds: {any_of: [{certified_before: 2010-01-01}, {at_least: 60 hours}]}")
	res := stands(t, p, facts(t, "person", certified("2009-12-31")), "2026-01-01", "")
	if res.Status != rules.Met || res.Due != 0 {
		t.Errorf("%s, due %s", res.Status, res.Due)
	}
	if res = stands(t, p, facts(t, "person", certified("2010-01-01")), "2014-12-31", ""); res.Status != rules.NotYet || res.Due != day(t, "2014-12-31") {
		t.Errorf("%s, due %s", res.Status, res.Due)
	}
}
