package rules_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func tagged(id, minutes, format string, tags ...string) string {
	return `{"id":"` + id + `","day":"2025-01-0` + id + `","minutes":` + minutes + `,"format":"` + format + `","tags":["` + strings.Join(tags, `","`) + `"]}` + "\n"
}

func TestAnOverlayIsMetByHoursThatCount(t *testing.T) {
	rule := `needs:
  at_least: 10 hours
  categories:
    - {name: alone, of: {format: self-paced}, at_most: 3 hours}
    - {name: law, of: {tag: law}, at_least: 3 hours}
    - {name: technology, of: {tag: technology}, at_least: 2 hours, overlay: true}
`
	check(t, []boundary{
		{"the most is used up by what fills a least", rule, tagged("1", "180", "self-paced", "law") + tagged("2", "120", "self-paced", "technology") + tagged("3", "420", "live", "x"), "2025-06-01", "", rules.Partly, "2"},
		{"which another entry could fill", rule, tagged("1", "180", "self-paced", "law") + tagged("2", "120", "self-paced", "technology") + tagged("3", "300", "live", "x") + tagged("4", "180", "live", "law"), "2025-06-01", "", rules.Met, "0"},
		{"the technology under the most goes first", rule, tagged("1", "180", "self-paced", "x") + tagged("2", "120", "self-paced", "technology") + tagged("3", "420", "live", "law"), "2025-06-01", "", rules.Met, "0"},
	})
	two := `needs:
  at_least: 10 hours
  categories:
    - {name: alone, of: {format: self-paced}, at_most: 3 hours}
    - {name: a, of: {tag: a}, at_least: 2 hours, overlay: true}
    - {name: b, of: {tag: b}, at_least: 2 hours, overlay: true}
`
	check(t, []boundary{
		{"two overlays under one most", two, tagged("1", "120", "self-paced", "a") + tagged("2", "120", "self-paced", "b") + tagged("3", "420", "live", "x"), "2025-06-01", "", rules.Partly, "1"},
		{"an entry of both", two, tagged("1", "180", "self-paced", "a", "b") + tagged("2", "180", "self-paced", "a") + tagged("3", "420", "live", "x"), "2025-06-01", "", rules.Met, "0"},
	})
}

func TestMostsThatCrossBindEach(t *testing.T) {
	rule := `needs:
  at_least: 10 hours
  categories:
    - {name: committee, of: {tag: committee}, at_most: 5 hours}
    - {name: elsewhere, of: {tag: elsewhere}, at_most: 2 hours}
`
	check(t, []boundary{
		{"both are used", rule, tagged("1", "120", "", "committee", "elsewhere") + tagged("2", "120", "", "elsewhere") + tagged("3", "420", "", "x"), "2025-06-01", "", rules.Partly, "1"},
		{"what uses both is taken last", rule, tagged("1", "300", "", "committee", "elsewhere") + tagged("2", "120", "", "elsewhere") + tagged("3", "300", "", "committee") + tagged("4", "180", "", "x"), "2025-06-01", "", rules.Met, "0"},
		{"a minute less", rule, tagged("1", "300", "", "committee", "elsewhere") + tagged("2", "120", "", "elsewhere") + tagged("3", "300", "", "committee") + tagged("4", "179", "", "x"), "2025-06-01", "", rules.Partly, "0.02"},
	})
}

func TestInsideAMemberAndAStepNothingCountsTwice(t *testing.T) {
	each := "binds: group\nneeds: {each: {members: all, need: {all_of: [{at_least: 2 hours}, {at_least: 1 hour, of: {tag: a}}]}}}"
	together := "binds: group\nneeds: {together: {all_of: [{at_least: 2 hours}, {at_least: 1 hour}]}}"
	order := "needs: {in_order: [{all_of: [{at_least: 2 hours}, {at_least: 1 hour}]}, {exam: x}]}"
	of := func(minutes string) string {
		return `{"person":"ana","id":"1","day":"2025-01-01","minutes":` + minutes + `,"tags":["a"]}` + "\n"
	}
	exam := `{"kind":"exam","name":"x","day":"2025-02-01"}` + "\n"
	check(t, []boundary{
		{"a member", each, of("180"), "2025-06-01", "", rules.Met, ""},
		{"a member short", each, of("179"), "2025-06-01", "", rules.Partly, ""},
		{"all together", together, of("180"), "2025-06-01", "", rules.Met, ""},
		{"all together short", together, of("179"), "2025-06-01", "", rules.Partly, ""},
		{"together needs members", together, line("1", "2025-01-01", "600"), "2025-06-01", "", rules.NotYet, ""},
		{"a step", order, line("1", "2025-01-01", "180") + exam, "2025-06-01", "", rules.Met, ""},
		{"a step short", order, line("1", "2025-01-01", "179") + exam, "2025-06-01", "", rules.Partly, ""},
	})
	_, err := rulefile.Read([]byte("rule: x\nneeds:\n  all_of:\n    - at_least: 20 hours\n    - in_order:\n        - at_least: 2 hours\n        - exam: x\n"))
	if err == nil || !strings.Contains(err.Error(), "6:11: Entries would count for this step and beside the order: write counts_again: true") {
		t.Error(err)
	}
}

func TestAStepShowsWhatMetIt(t *testing.T) {
	p := read(t, "needs: {in_order: [{at_least: 2 hours}, {at_least: 2 hours}]}")
	res := stands(t, p, facts(t, "person", line("1", "2025-01-01", "120")+line("2", "2025-02-01", "60")+line("3", "2025-03-01", "600")), "2025-06-01", "")
	first, second := res.Tree.Children[0], res.Tree.Children[1]
	if first.Counted != 120 || len(first.Uses) != 1 || first.MetOn != day(t, "2025-01-01") || second.Counted != 660 {
		t.Errorf("%d by %d entries on %s, then %d", first.Counted, len(first.Uses), first.MetOn, second.Counted)
	}
}

func TestYearsOfACycle(t *testing.T) {
	moved := "cycle: {length: 3 years, ends: end of month}\nneeds: {at_least: 15 hours, each_year: 5 hours}"
	five := line("1", "2021-05-05", "300") + line("2", "2022-05-05", "300")
	fixed := "cycle: {kind: fixed, length: 2 years, anchor: 2025-07-01, first: by month}\nneeds: {at_least: 24 hours, each_year: 12 hours}"
	second := line("2", "2026-09-09", "720")
	leave := "cycle: {kind: fixed, length: 2 years, anchor: 2025-01-01, leave: reduces}\nneeds: {at_least: 10 hours, each_year: 10 hours}"
	away := certified("2025-01-01") + `{"kind":"leave","day":"2025-01-01","until":"2025-03-14"}` + "\n" + line("2", "2026-09-09", "600")
	check(t, []boundary{
		{"no fourth year of some days", moved, certified("2021-03-15") + five + line("3", "2023-05-05", "300"), "2024-03-31", "", rules.Met, ""},
		{"its days belong to the third", moved, certified("2021-03-15") + five + line("3", "2024-03-31", "300"), "2024-03-31", "", rules.Met, ""},
		{"half of the first year", fixed, certified("2026-01-01") + line("1", "2026-05-05", "360") + second, "2027-06-30", "", rules.Met, ""},
		{"a minute less", fixed, certified("2026-01-01") + line("1", "2026-05-05", "359") + second, "2026-07-01", "", rules.Expired, ""},
		// 73 of 365 days are leave: eight hours are owed in that year.
		{"less for a leave", leave, away + line("1", "2025-05-05", "480"), "2026-12-31", "", rules.Met, ""},
		{"and a minute less", leave, away + line("1", "2025-05-05", "479"), "2026-12-31", "", rules.Expired, ""},
	})
}

// TestMostsThatCrossLetTheMostBeFilled has an amount that could be filled whole at the cost of two others.
func TestMostsThatCrossLetTheMostBeFilled(t *testing.T) {
	rule := "needs:\n  all_of:\n    - {at_least: 2 hours, categories: [{name: x, of: {tag: x}, at_most: 1 hour}, {name: y, of: {tag: y}, at_most: 1 hour}]}\n" +
		"    - {at_least: 1 hour, of: {format: self-paced}}\n    - {at_least: 1 hour, of: {format: self-paced}}"
	who := facts(t, "person", `{"id":"1","day":"2025-01-01","minutes":60,"tags":["x"],"format":"self-paced"}`, `{"id":"2","day":"2025-01-02","minutes":60,"tags":["x","y"]}`,
		`{"id":"3","day":"2025-01-03","minutes":60,"tags":["y"],"format":"self-paced"}`)
	if res := stands(t, read(t, rule), who, "2025-12-31", ""); res.Tree.Missing != 1 || res.Tree.Children[0].Missing != 60 {
		t.Errorf("%d are missing", res.Tree.Missing)
	}
}
