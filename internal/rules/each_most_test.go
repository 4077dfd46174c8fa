package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func TestAMostForEachOfThem(t *testing.T) {
	one := func(id, day, title string, minutes int) string {
		return fmt.Sprintf(`{"id":"%s","day":"%s","minutes":%d,"title":"%s","tags":["c"]}`, id, day, minutes, title) + "\n"
	}
	rule := func(cat string) string {
		return "needs: {at_least: 30 hours, categories: [" + cat + "]}"
	}
	title := rule("{name: c, of: {tag: c}, at_most: 8 hours, each: title}")
	years := func(cycle string) string {
		return "cycle: " + cycle + "\nneeds: {at_least: 30 hours, categories: [{name: c, of: {tag: c}, at_most: 8 hours, each: year}]}"
	}
	certified := `{"kind":"certified","day":"2023-03-01"}` + "\n"
	check(t, []boundary{
		{"a title", title, one("1", "2025-01-01", "A", 600) + one("2", "2025-01-02", "a ", 60) + one("3", "2025-01-03", "B", 540), "2025-12-31", "", rules.Partly, "14"},
		{"no title is one", title, one("1", "2025-01-01", "", 480) + one("2", "2025-01-02", "", 480), "2025-12-31", "", rules.Partly, "22"},
		{"a day", rule("{name: c, of: {tag: c}, at_most: 8 hours, each: day}"), one("1", "2025-01-01", "A", 480) + one("2", "2025-01-01", "B", 60) + one("3", "2025-01-02", "A", 60), "2025-12-31", "", rules.Partly, "21"},
		{"a year of the cycle", years("{length: 3 years}"), certified + one("1", "2024-02-29", "A", 600) + one("2", "2024-03-01", "B", 540) + one("3", "2025-02-28", "C", 60), "2025-12-31", "", rules.Partly, "14"},
		{"early credit is of the first year", years("{length: 3 years, early_credit: 6 months}"), certified + one("1", "2023-02-28", "A", 300) + one("2", "2023-03-01", "B", 300), "2025-12-31", "", rules.Partly, "22"},
		{"the grace is of the last year", years("{length: 3 years, grace: 6 months}"), certified + one("1", "2026-02-28", "A", 300) + one("2", "2026-03-01", "B", 300), "2026-03-31", "", rules.Partly, "22"},
		{"a year that is shorter", years("{kind: calendar, length: 3 years, anchor: 2023-01-01, first: by month}"), `{"kind":"certified","day":"2023-07-01"}` + "\n" + one("1", "2023-08-01", "A", 480) + one("2", "2024-01-01", "B", 480), "2024-12-31", "", rules.Partly, "13"},
		{"less is owed", "cycle: {kind: calendar, length: 1 year, first: by month}\nneeds: {at_least: 30 hours, categories: [{name: c, of: {tag: c}, at_most: 8 hours, each: title}]}", `{"kind":"certified","day":"2025-07-01"}` + "\n" + one("1", "2025-08-01", "A", 480), "2025-12-31", "", rules.Partly, "11"},
		{"nobody knows when it began", years("{length: 2 years}"), one("1", "2024-01-01", "A", 600) + one("2", "2024-12-31", "B", 600) + one("3", "2025-01-01", "C", 600), "2025-12-31", "", rules.Partly, "14"},
		{"inside another most", rule("{name: c, of: {tag: c}, at_most: 8 hours, each: title, part_of: all}, {name: all, of: {format: self-paced}, at_most: 12 hours}"), one("1", "2025-01-01", "A", 540) + one("2", "2025-01-02", "B", 540), "2025-12-31", "", rules.Partly, "18"},
		{"of each title and of each provider", rule("{name: c, of: {tag: c}, at_most: 8 hours, each: title}, {name: p, of: {tag: c}, at_most: 12 hours, each: provider}"), one("1", "2025-01-01", "A", 540) + one("2", "2025-01-02", "B", 540), "2025-12-31", "", rules.Partly, "18"},
		{"and a least of the same", "needs: {at_least: 9 hours, categories: [{name: c, of: {tag: c}, at_least: 9 hours, at_most: 5 hours, each: title}]}", one("1", "2025-01-01", "A", 540) + one("2", "2025-01-02", "B", 240), "2025-12-31", "", rules.Met, "0"},
		{"all have done it together", "binds: group\nneeds: {together: {at_least: 2 hours, categories: [{name: c, of: {tag: c}, at_most: 1 hour, each: title}]}}", `{"person":"ana","id":"1","day":"2025-01-01","minutes":60,"title":"A","tags":["c"]}` + "\n" + `{"person":"ben","id":"1","day":"2025-01-01","minutes":60,"title":"A","tags":["c"]}`, "2025-12-31", "", rules.Partly, "1"},
	})
}

// TestAMostThatCrossesOthersIsSharedOutBest has a title of two areas, of which the one that is needed counts.
func TestAMostThatCrossesOthersIsSharedOutBest(t *testing.T) {
	rule := "needs: {at_least: 3 hours, categories: [{name: ethics, of: {tag: e}, at_least: 1 hour}, {name: talks, of: {activity: talk}, at_most: 1 hour}, {name: c, of: {tag: c}, at_most: 2 hours, each: title}]}"
	who := facts(t, "person", `{"id":"1","day":"2025-01-01","minutes":120,"title":"A","tags":["c"],"activity":"talk"}`, `{"id":"2","day":"2025-01-02","minutes":60,"title":"A","tags":["c","e"]}`,
		`{"id":"3","day":"2025-01-03","minutes":60,"title":"A","tags":["c"]}`, `{"id":"4","day":"2025-01-04","minutes":60,"title":"B","tags":["c"],"activity":"talk"}`)
	if res := stands(t, read(t, rule), who, "2025-12-31", ""); res.Status != rules.Met {
		t.Errorf("%s, %d missing: %+v", res.Status, res.Tree.Missing, res.Tree.Categories)
	}
}

func TestWhatIsOverTheMostOfOneSaysSo(t *testing.T) {
	rule := "needs: {at_least: 9 hours, categories: [{name: any, of: {tag: c}, at_most: 9 hours}, {name: one title, of: {tag: c}, at_most: 1 hour, each: title}]}"
	who := facts(t, "person", `{"id":"1","day":"2025-01-01","minutes":45,"title":"A","tags":["c"]}`, `{"id":"2","day":"2025-01-02","minutes":45,"title":"A","tags":["c"]}`, `{"id":"3","day":"2025-01-03","minutes":45,"title":"B","tags":["c"]}`)
	res := stands(t, read(t, rule), who, "2025-12-31", "")
	if len(res.Tree.Refused) != 1 || res.Tree.Refused[0].Parts != 30 || res.Tree.Refused[0].Entry.ID != "2" || res.Tree.Refused[0].Detail != "one title" {
		t.Errorf("refused %+v", res.Tree.Refused)
	}
	var text strings.Builder
	if err := rulefile.WriteText(&text, res); err != nil || !strings.Contains(text.String(), "one title: 1.75, at most 1 for each title") {
		t.Errorf("%v\n%s", err, text.String())
	}
}

// TestTenThousandProvidersAreBounded has as many mosts as entries, and a title of two areas for every two of them.
func TestTenThousandProvidersAreBounded(t *testing.T) {
	var lines []string
	for i := range 10_000 {
		lines = append(lines, fmt.Sprintf(`{"id":"%d","day":"2025-01-%02d","minutes":90,"title":"T%d","provider":"P%d","tags":["t%d"]}`, i, 1+i%28, i/2, i, i%2))
	}
	who := facts(t, "person", lines...)
	const bound = 60_000_000
	for name, c := range map[string]struct {
		rule string
		done bool
	}{
		"a most each":                {"needs: {at_least: 20000 hours, categories: [{name: p, of: {not: {tag: x}}, at_most: 1 hour, each: provider}]}", true},
		"titles of two areas":        {"needs: {at_least: 20000 hours, categories: [{name: a, of: {tag: t0}, at_least: 4000 hours}, {name: p, of: {not: {tag: x}}, at_most: 2 hours, each: title}]}", false},
		"titles across another most": {"needs: {at_least: 20000 hours, categories: [{name: a, of: {tag: t0}, at_most: 4000 hours}, {name: p, of: {not: {tag: x}}, at_most: 2 hours, each: title}]}", true},
	} {
		res, steps, err := read(t, c.rule).Work(who, rules.Request{AsOf: day(t, "2025-12-31"), Explain: true}, bound)
		if err != nil || steps > 3*bound || c.done != (res.Tree.Reason != rules.TooMuch) {
			t.Errorf("%s: %d steps, %s %s, %v", name, steps, res.Status, res.Tree.Reason, err)
		}
		if c.done && res.Tree.Counted < 10_000*60/2 {
			t.Errorf("%s: only %d count", name, res.Tree.Counted)
		}
	}
}

// TestAStepLeavesWhatUsesUpNoMost has two entries of one day, of which a step needs one and the next only the other can count whole.
func TestAStepLeavesWhatUsesUpNoMost(t *testing.T) {
	rule := "needs:\n  in_order:\n    - {at_least: 2 hours}\n    - {at_least: 2 hours, categories: [{name: c, of: {tag: c}, at_most: 1 hour, each: title}]}"
	who := facts(t, "person", `{"id":"1","day":"2025-01-01","minutes":120,"tags":["c"]}`, `{"id":"2","day":"2025-01-01","minutes":120,"tags":["z"]}`)
	if res := stands(t, read(t, rule), who, "2025-12-31", ""); res.Status != rules.Met {
		t.Errorf("%s", res.Status)
	}
}
