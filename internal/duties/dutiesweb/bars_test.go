package dutiesweb

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// TestThePageSaysWhatIsOverAndWhatCanBeMadeUp looks on 30 June 2026 at what has expired and at what is in its grace.
func TestThePageSaysWhatIsOverAndWhatCanBeMadeUp(t *testing.T) {
	today := rules.Date(2026, 6, 30)
	certified := func(y, m, d int) rules.Entry { return rules.Entry{Kind: rules.Certified, Day: rules.Date(y, m, d)} }
	cpr := rules.Entry{Kind: rules.HeldAward, Name: "cpr", Day: rules.Date(2025, 1, 1), Until: rules.Date(2026, 3, 1)}
	late := rules.Entry{ID: "late", Kind: rules.Learning, Day: rules.Date(2026, 6, 20), Minutes: 6000}
	done := rules.Entry{ID: "done", Kind: rules.Learning, Day: rules.Date(2026, 3, 20), Minutes: 6000}
	for name, x := range map[string]struct {
		rule, says string
		entries    []rules.Entry
		counts     bool // what is learned now
		days       string
	}{
		"a year missed": {"cycle: {kind: calendar, length: 3 years, anchor: 2025-01-01}\nneeds: {at_least: 30 hours, each_year: 5 hours}", "Ran out on 31 December 2025",
			[]rules.Entry{certified(2024, 1, 1)}, false, "The cycle began, It ran out, Today, The cycle ends"},
		"an award that ran out": {"cycle: {length: 3 years}\nneeds: {all_of: [{at_least: 30 hours}, {award: cpr}]}", "Ran out on 1 March 2026. What is missing can be made up until 31 December 2027.",
			[]rules.Entry{certified(2025, 1, 1), cpr}, true, "The cycle began, It ran out, Today, It falls due"},
		"a day that is over": {"cycle: {length: 3 years}\nneeds: {all_of: [{at_least: 30 hours}, {at_least: 1 hour, until: 2026-03-01}]}", "Ran out on 1 March 2026",
			[]rules.Entry{certified(2025, 1, 1)}, false, "The cycle began, It ran out, Today, The cycle ends"},
		"a cycle missed": {"cycle: {length: 1 year}\nneeds: {at_least: 30 hours}", "Ran out on 31 December 2025",
			[]rules.Entry{certified(2025, 1, 1)}, false, "The cycle began, It ran out, Today"},
		"a grace": {"cycle: {length: 1 year, grace: 2 months}\nneeds: {at_least: 200 hours}", "It ended on 31 May 2026; in its grace you can still make it up until 31 July 2026.",
			[]rules.Entry{certified(2025, 6, 1), late}, true, "The cycle began, It falls due, Today, Grace ends"},
		"a grace for renewal": {"cycle: {length: 1 year, grace: 2 months, grace_for: renewal}\nneeds: {at_least: 30 hours}", "It ended on 31 May 2026 without all that it asks for, which cannot be made up; you can ask for renewal until 31 July 2026.",
			[]rules.Entry{certified(2025, 6, 1), late}, false, "The cycle began, It falls due, Today, Last day to ask for renewal"},
		"a day that is to come": {"cycle: {length: 3 years}\nneeds: {all_of: [{at_least: 300 hours}, {at_least: 1 hour, until: 2026-09-01, of: {tag: x}}]}", "Due on 1 September 2026",
			[]rules.Entry{certified(2025, 1, 1), done}, true, "The cycle began, Today, It falls due, The cycle ends"},
	} {
		p, err := rulefile.Read([]byte("rule: x\n" + x.rule))
		if err != nil {
			t.Fatal(err)
		}
		res, err := p.Evaluate(rules.NewPerson(rules.Facts{Entries: x.entries}), rules.Request{AsOf: today})
		if err != nil {
			t.Fatal(err)
		}
		if got := dueWord(t.Context(), res, today); got != x.says {
			t.Errorf("%s, %s: %q, want %q", name, res.Status, got, x.says)
		}
		if got := stillCounts(res); got != x.counts {
			t.Errorf("%s: what is learned now counts: %v", name, got)
		}
		var days []string
		for _, m := range moments(t.Context(), duties.Duty{Result: res}, today) {
			days = append(days, m.Title)
		}
		if got := strings.Join(days, ", "); got != x.days {
			t.Errorf("%s: the days are %q, want %q", name, got, x.days)
		}
	}
}
