package rules_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func TestWhatDoesNotBelongToTheCycleIsOwedWhole(t *testing.T) {
	cycle := "cycle: {kind: calendar, length: 1 year, first: by month, leave: reduces}\n"
	once := cycle + "needs: {at_least: 2 hours, of: {tag: orientation}, over: ever, counts_again: true}"
	back := cycle + "needs: {at_least: 2 hours, within: 3 years}"
	parts := cycle + "needs: {at_least: 4 hours, over: ever, categories: [{name: law, of: {tag: law}, at_least: 2 hours}]}"
	late := `{"kind":"certified","day":"2025-10-01"}` + "\n"
	away := `{"kind":"certified","day":"2020-01-01"}` + "\n" + `{"kind":"leave","day":"2025-01-01","until":"2025-12-31"}` + "\n"
	hour := `{"id":"1","day":"2024-10-02","minutes":60,"tags":["orientation","law"]}`
	check(t, []boundary{
		{"once, in a short first cycle", once, late + hour, "2025-12-31", "", rules.Partly, "1"},
		{"once, with a leave", once, away + hour, "2025-12-31", "", rules.Partly, "1"},
		{"looking back, in a short first cycle", back, late + hour, "2025-12-31", "", rules.Partly, "1"},
		{"looking back, with a leave", back, away + hour, "2025-12-31", "", rules.Partly, "1"},
		{"its categories", parts, away + hour + "\n" + `{"id":"2","day":"2024-10-03","minutes":180}`, "2025-12-31", "", rules.Partly, "1"},
		{"of the cycle, less", cycle + "needs: {at_least: 4 hours}", late + `{"id":"1","day":"2025-10-02","minutes":60}`, "2025-12-31", "", rules.Met, "0"},
	})
}

func TestAMostStandsWholeWhereNothingIsOwed(t *testing.T) {
	rule := "cycle: {kind: calendar, length: 1 year, first: none, leave: reduces}\n" +
		"needs: {at_least: 12 hours, carry_over: 6 hours, categories: [{name: web, of: {format: webinar}, at_most: 6 hours}]}"
	web := func(day, minutes string) string {
		return `{"day":"` + day + `","format":"webinar","minutes":` + minutes + `}`
	}
	late, begun := `{"kind":"certified","day":"2024-06-01"}`+"\n", `{"kind":"certified","day":"2020-01-01"}`+"\n"
	away := begun + `{"kind":"leave","day":"2024-01-01","until":"2024-12-31"}` + "\n"
	half := begun + `{"kind":"leave","day":"2024-01-01","until":"2024-07-01"}` + "\n"
	check(t, []boundary{
		{"in a first cycle that owes nothing", rule, late + web("2024-07-01", "300"), "2025-01-01", "", rules.Partly, "7"},
		{"and no more than it", rule, late + web("2024-07-01", "420"), "2025-01-01", "", rules.Partly, "6"},
		{"through a leave that takes all off", rule, away + web("2024-07-01", "300"), "2025-01-01", "", rules.Partly, "7"},
		{"with half of it owed, half of it counts", rule, half + web("2024-08-01", "360"), "2024-12-31", "", rules.Partly, "3"},
	})
}

func TestAVersionThatComesAtOnceLeavesWhatIsOver(t *testing.T) {
	parts := func(days string) string {
		return "versions:\n  - {version: a, finish_within: 5 years, needs: {all_of: [{part: p1}, {part: p2}]}}\n" +
			"  - {version: b, in_force_from: 2024-01-01, finish_within: " + days + ", needs: {all_of: [{part: p1}, {part: p2}, {part: p3}]}}"
	}
	enrolled := func(day string) string { return `{"id":"e","kind":"enrolled","day":"` + day + `"}` + "\n" }
	both := `{"id":"1","day":"2022-02-02","covers":["p1","p2"]}`
	first := `{"id":"1","day":"2022-02-02","covers":["p1"]}`
	fades := strings.Replace(parts("3 years"), "{part: p2}]", "{exam: x, within: 1 year}]", 1)
	exam := first + "\n" + `{"id":"2","kind":"exam","name":"x","day":"2022-03-03"}`
	check(t, []boundary{
		{"a time that would have passed stays the old one", parts("3 years"), enrolled("2020-06-01"), "2024-01-01", "", rules.NotYet, "2"},
		{"up to its end", parts("3 years"), enrolled("2020-06-01") + first, "2025-05-31", "", rules.Partly, "1"},
		{"and no longer", parts("3 years"), enrolled("2020-06-01") + first, "2025-06-01", "", rules.Expired, "1"},
		{"one that has not passed is the new one", parts("3 years"), enrolled("2022-01-01") + first, "2024-01-01", "", rules.Partly, "2"},
		{"and ends as the new one does", parts("3 years"), enrolled("2022-01-01") + first, "2025-01-01", "", rules.Expired, "2"},
		{"what was met stays met", parts("3 years"), enrolled("2022-01-01") + both, "2024-01-01", "", rules.Met, "0"},
		{"for ever", parts("3 years"), enrolled("2022-01-01") + both, "2030-01-01", "", rules.Met, "0"},
		{"also what has faded since", fades, enrolled("2022-01-01") + exam, "2024-01-01", "", rules.Met, "0"},
		{"not what is met a day late", parts("3 years"), enrolled("2022-01-01") + strings.Replace(both, "2022-02-02", "2024-01-01", 1), "2024-01-01", "", rules.Partly, "1"},
		{"who enrols again begins by the new one", parts("3 years"), enrolled("2020-06-01") + strings.Replace(enrolled("2024-06-01"), `"e"`, `"f"`, 1) + both, "2024-06-01", "", rules.Partly, "1"},
	})
	res := stands(t, read(t, parts("3 years")), facts(t, "person", enrolled("2020-06-01")), "2024-01-01", "")
	if res.Version != "a" || res.Due.String() != "2025-05-31" {
		t.Errorf("by %s, due %s", res.Version, res.Due)
	}
}

func TestAVersionThatComesAtOnceAsksNothingOfYearsThatAreOver(t *testing.T) {
	for _, cycle := range []string{"{length: 3 years}", "{kind: calendar, length: 3 years, anchor: 2022-01-01}"} {
		rule := "versions:\n  - {version: a, cycle: " + cycle + ", needs: {at_least: 30 hours}}\n" +
			"  - {version: b, in_force_from: 2023-01-01, cycle: " + cycle + ", needs: {at_least: 30 hours, each_year: 5 hours}}"
		begun := `{"kind":"certified","day":"2022-01-01"}` + "\n"
		check(t, []boundary{
			{"the year before it", rule, begun, "2023-01-01", "", rules.NotYet, "30"},
			{"the year of it", rule, begun, "2024-01-01", "", rules.Expired, "30"},
			{"a year that ends on its first day", strings.Replace(rule, "2023-01-01", "2022-12-31", 1), begun, "2023-01-01", "", rules.Expired, "30"},
			{"what it took over had a least too", strings.Replace(rule, "{at_least: 30 hours}", "{at_least: 30 hours, each_year: 2 hours}", 1), begun, "2023-01-01", "", rules.Expired, "30"},
			{"and that was met", strings.Replace(rule, "{at_least: 30 hours}", "{at_least: 30 hours, each_year: 2 hours}", 1), begun + `{"day":"2022-05-05","minutes":120}`, "2023-01-01", "", rules.Partly, "28"},
		})
	}
}

func TestAVersionTakesTheRunningCycleOfEverybodyOver(t *testing.T) {
	shift := func(before, on, after string) string {
		return "versions:\n  - {version: a, cycle: " + before + ", needs: {at_least: 20 hours}}\n" +
			"  - {version: b, in_force_from: " + on + ", cycle: " + after + ", needs: {at_least: 26 hours}}"
	}
	two, one := "{kind: calendar, length: 2 years, anchor: 2025-01-01}", "{kind: calendar, length: 1 year}"
	for _, c := range []struct{ name, rule, asOf, from, to string }{
		{"to an end a year later", shift(two, "2026-01-01", "{kind: calendar, length: 2 years, anchor: 2026-01-01}"), "2026-01-01", "2025-01-01", "2027-12-31"},
		{"to the middle of a year", shift(two, "2026-07-01", "{kind: fixed, length: 2 years, anchor: 2026-07-01}"), "2026-07-01", "2025-01-01", "2028-06-30"},
		{"to shorter ones", shift(two, "2026-07-01", one), "2026-07-01", "2025-01-01", "2026-12-31"},
		{"from the calendar to its own year", shift(one, "2025-07-01", "{kind: fixed, length: 1 year, anchor: 2025-07-01}"), "2025-07-01", "2025-01-01", "2026-06-30"},
		{"from one's own to that of everybody", shift("{length: 5 years}", "2026-07-01", "{kind: fixed, length: 2 years, anchor: 2026-07-01}"), "2026-07-01", "2025-01-01", "2028-06-30"},
		{"not before it comes", shift(two, "2026-01-01", one), "2025-12-31", "2025-01-01", "2026-12-31"},
	} {
		t.Run(c.name, func(t *testing.T) {
			who := facts(t, "person", `{"kind":"certified","day":"2025-01-01"}`, `{"day":"2025-05-05","minutes":780}`)
			res := stands(t, read(t, c.rule), who, c.asOf, "")
			if res.CycleFrom.String() != c.from || res.CycleTo.String() != c.to || res.Tree.Counted != 780 {
				t.Errorf("from %s to %s, %d minutes count", res.CycleFrom, res.CycleTo, res.Tree.Counted)
			}
		})
	}
	missed := shift(two, "2026-01-01", "{kind: calendar, length: 2 years, anchor: 2026-01-01}")
	check(t, []boundary{
		{"judged at its new end", missed, `{"kind":"certified","day":"2025-01-01"}` + "\n" + `{"day":"2025-05-05","minutes":1560}`, "2027-12-31", "", rules.Met, "0"},
		{"and begun anew after it", missed, `{"kind":"certified","day":"2025-01-01"}` + "\n" + `{"day":"2025-05-05","minutes":1560}`, "2028-01-01", "", rules.NotYet, "26"},
		{"with a least in each of its three years", strings.Replace(missed, "{at_least: 26 hours}", "{at_least: 26 hours, each_year: 2 hours}", 1), `{"kind":"certified","day":"2025-01-01"}` + "\n" + `{"day":"2025-05-05","minutes":1560}`, "2027-01-01", "", rules.Expired, ""},
	})
}

func TestALateRenewalLosesNothing(t *testing.T) {
	rule := "cycle: {length: 4 years, grace: 3 months}\nneeds: {at_least: 32 hours, carry_over: 5 hours}"
	short := certified("2020-01-01") + line("1", "2021-01-01", "1800") + line("2", "2024-02-10", "240")
	full := certified("2020-01-01") + line("1", "2021-01-01", "1920")
	renewed := func(day string) string { return `{"id":"r","kind":"certified","day":"` + day + `"}` + "\n" }
	check(t, []boundary{
		{"made up in the grace, without a new certificate", rule, short, "2024-02-20", "", rules.Partly, "30"},
		{"with one the day after", rule, short + renewed("2024-02-11"), "2024-02-20", "", rules.Partly, "30"},
		{"with one some days later", rule, short + renewed("2024-02-20"), "2024-02-20", "", rules.Partly, "30"},
		{"and something in between", rule, short + renewed("2024-02-20") + line("3", "2024-02-15", "60"), "2024-02-20", "", rules.Partly, "29"},
		{"not made up by what came after the certificate", rule, short + renewed("2024-02-05"), "2024-02-20", "", rules.Partly, "28"},
		{"met, and something before a late certificate", rule, full + line("2", "2024-01-10", "180") + renewed("2024-02-01"), "2024-02-01", "", rules.Partly, "29"},
		{"on the last day of the old one", rule, full + line("2", "2023-12-31", "180") + renewed("2024-02-01"), "2024-02-01", "", rules.Partly, "29"},
		{"missed, and something before a late certificate", rule, certified("2020-01-01") + line("2", "2024-01-10", "180") + renewed("2024-02-01"), "2024-02-01", "", rules.NotYet, "32"},
		{"met, and renewed early", rule, full + line("2", "2023-11-10", "180") + renewed("2023-12-01"), "2023-12-01", "", rules.Partly, "29"},
	})
	res := stands(t, read(t, rule), facts(t, "person", full+renewed("2024-02-01")), "2024-02-01", "")
	if res.CycleFrom.String() != "2024-02-01" || res.Early.String() != "2024-01-01" {
		t.Errorf("from %s, counted from %s", res.CycleFrom, res.Early)
	}
}

// TestStepsDoNotAskForTheNamesOfEntries gives the entries of one day every order of names.
func TestStepsDoNotAskForTheNamesOfEntries(t *testing.T) {
	in := func(steps ...string) string {
		return "needs:\n  in_order:\n    - " + strings.Join(steps, "\n    - ") + "\n"
	}
	twoOf := "{at_least: 2 hours, of: {tag: a}}"
	for _, c := range []struct {
		name, rule string
		entries    []string
	}{
		{"what fits the next step is left to it", in("{at_least: 2 activities, of: {tag: a}}", "{at_least: 1 activity, of: {tag: b}}"),
			[]string{`"day":"2024-01-01","tags":["a"]`, `"day":"2024-01-02","tags":["a"]`, `"day":"2024-01-02","tags":["a","b"]`}},
		{"on one day", in("{at_least: 2 activities, of: {tag: a}}", "{at_least: 1 activity, of: {tag: b}}"),
			[]string{`"day":"2024-01-02","tags":["a"]`, `"day":"2024-01-02","tags":["a"]`, `"day":"2024-01-02","tags":["a","b"]`}},
		{"so is the larger one", in(twoOf, "{at_least: 2 hours, of: {tag: [a, b]}}"),
			[]string{`"day":"2024-01-01","minutes":60,"tags":["a"]`, `"day":"2024-01-02","minutes":120,"tags":["a"]`, `"day":"2024-01-02","minutes":60,"tags":["a"]`}},
		{"with two amounts in a step", in("all_of: [{at_least: 1 hour, of: {tag: a}}, {at_least: 1 hour, of: {tag: [a, b]}}]", "{at_least: 1 hour, of: {tag: b}}"),
			[]string{`"day":"2024-01-01","minutes":60,"tags":["a"]`, `"day":"2024-01-02","minutes":60,"tags":["a"]`, `"day":"2024-01-02","minutes":60,"tags":["b"]`}},
		{"and what a category of the next step asks for", in("{at_least: 1 hour}", "{at_least: 1 hour, categories: [{name: b, of: {tag: b}, at_least: 1 hour}]}"),
			[]string{`"day":"2024-01-01","minutes":15`, `"day":"2024-01-02","minutes":60`, `"day":"2024-01-02","minutes":60,"tags":["b"]`}},
		{"before what a most of it throws out", in("{at_least: 1 hour}", "{at_least: 1 hour, categories: [{name: b, of: {tag: b}, at_most: 30 minutes}]}"),
			[]string{`"day":"2024-01-01","minutes":15`, `"day":"2024-01-02","minutes":60,"tags":["b"]`, `"day":"2024-01-02","minutes":60`}},
		{"and what fits two later steps before what fits one", in("{at_least: 1 activity, of: {tag: a}}", "{at_least: 1 activity, of: {tag: b}}", "{at_least: 1 activity, of: {tag: c}}"),
			[]string{`"day":"2024-01-02","tags":["a","b"]`, `"day":"2024-01-02","tags":["a","b","c"]`, `"day":"2024-01-02","tags":["b","c"]`}},
	} {
		for _, ids := range []string{"123", "132", "213", "231", "312", "321"} {
			var lines []string
			for i, e := range c.entries {
				lines = append(lines, `{"id":"`+ids[i:i+1]+`",`+e+"}")
			}
			if res := stands(t, read(t, c.rule), facts(t, "person", lines...), "2025-01-01", ""); res.Status != rules.Met {
				t.Errorf("%s, named %s: %s", c.name, ids, res.Status)
			}
		}
	}
}

func TestWhatIsLeftToALaterStepIsNotSaidToCountForAnEarlierOne(t *testing.T) {
	p := read(t, "needs: {in_order: [{at_least: 2 hours}, {at_least: 2 hours, of: {tag: b}}]}")
	res := stands(t, p, facts(t, "person", `{"id":"1","day":"2024-01-01","minutes":120}`, `{"id":"2","day":"2024-01-01","minutes":120,"tags":["b"]}`), "2025-01-01", "")
	first := res.Tree.Children[0]
	if len(first.Uses) != 1 || first.Uses[0].Entry.ID != "1" || len(first.Refused) != 1 || first.Refused[0].Reason != rules.UsedElsewhere {
		t.Errorf("%v, refused %v", first.Uses, first.Refused)
	}
}

func TestMessagesSayWhatToWrite(t *testing.T) {
	for rule, says := range map[string]string{
		"needs: {at_least: 33.33 hours}": "33.33 hours is not a whole number of minutes: write minutes, such as 2000 minutes.",
		"needs: {at_most: 5 hours}":      "2:9: A most is of a category of an amount: at_least: 20 hours, with categories",
		"needs: {hours: 60}":             "2:9: An amount is written with its unit behind it, such as at_least: 60 hours.",
		"needs: {CEU: 2}":                "such as at_least: 60 CEU.",
		"versions: [{version: a, transition: newcomers, needs: {nothing: true}}]": "or write a version with nothing: true before this one.",
	} {
		if _, err := rulefile.Read([]byte("rule: test\n" + rule)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s\nsays %v\nwant %s", rule, err, says)
		}
	}
}

func TestWhatIsNeededIsRoundedUpAsWhatIsMissingIs(t *testing.T) {
	p := read(t, "cycle: {kind: calendar, length: 1 year, first: by month}\nneeds: {at_least: 11 hours}")
	res := stands(t, p, facts(t, "person", certified("2025-02-01")), "2025-12-31", "")
	if v := rulefile.NewView(res).Needs; v.Needed != v.Missing || v.Needed != "10.09" {
		t.Errorf("%s needed, %s missing", v.Needed, v.Missing)
	}
}
