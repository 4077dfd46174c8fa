package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func TestWordsForUnits(t *testing.T) {
	check(t, []boundary{
		{"several classes", "units: {class: {}}\nneeds: {at_least: 8 classes}", `{"day":"2025-01-01","credits":{"class":8}}`, "2025-06-01", "", rules.Met, ""},
		{"stated in the plural", "units: {class: {}, box: {}}\nneeds: {all_of: [{at_least: 8 class}, {at_least: 2 boxes}]}", `{"id":"1","day":"2025-01-01","credits":{"Classes":8}}` + "\n" + `{"id":"2","day":"2025-01-01","credits":{"box":2}}`, "2025-06-01", "", rules.Met, ""},
		{"what states hours", "needs: {at_least: 1 activity, of: {states: hours}}", line("1", "2025-01-01", "5"), "2025-06-01", "", rules.Met, ""},
		{"and what does not", "needs: {at_least: 1 activity, of: {states: hours}}", line("1", "2025-01-01", "0"), "2025-06-01", "", rules.NotYet, ""},
	})
}

func TestWhyAPartIsNotThere(t *testing.T) {
	p := read(t, "needs: {part: x, assurance: third-party}")
	for entries, want := range map[string]rules.Reason{
		`{"day":"2025-01-01","covers":["y"],"assurance":"person"}`: rules.NotHeld,
		`{"day":"2025-01-01","covers":["x"],"assurance":"person"}`: rules.TooWeak,
		`{"id":"1","day":"2025-01-01","covers":["x 1/2"],"assurance":"association"}` + "\n" + `{"id":"2","day":"2025-01-02","covers":["x 2/2"],"assurance":"person"}`: "",
	} {
		if res := stands(t, p, facts(t, "person", entries), "2025-06-01", ""); res.Tree.Reason != want || res.Status == rules.Met {
			t.Errorf("%s: %s, %q, want %q", entries, res.Status, res.Tree.Reason, want)
		}
	}
}

// TestCompetenciesOfALaterFramework follows what rules and entries name to the latest version.
func TestCompetenciesOfALaterFramework(t *testing.T) {
	changed := map[string]rules.Change{"cataloguing": {To: []string{"Metadata"}}, "metadata": {To: []string{"description"}}, "indexing": {To: []string{"description"}},
		"reference": {Split: true, To: []string{"interview", "search"}}, "micrographics": {Retired: true}, "round": {To: []string{"about"}}, "about": {To: []string{"round"}}}
	shown := func(names ...string) *rules.Person {
		f := rules.Facts{Changed: changed}
		for i, n := range names {
			f.Entries = append(f.Entries, rules.Entry{ID: fmt.Sprint(i), Kind: rules.Competency, Name: n, Day: 700_000, Competencies: []rules.Level{{Name: n, Level: "2"}}})
			f.Entries = append(f.Entries, rules.Entry{ID: fmt.Sprint("l", i), Kind: rules.Learning, Minutes: 60, Day: 700_000, Competencies: []rules.Level{{Name: n, Level: "2"}}})
		}
		return rules.NewPerson(f)
	}
	for _, c := range []struct {
		rule, has string
		want      rules.Status
		reason    rules.Reason
		detail    string
	}{
		{"competency: cataloguing", "description", rules.Met, "", ""},
		{"competency: description", "Cataloguing", rules.Met, "", ""},
		{"competency: indexing", "cataloguing", rules.Met, "", ""},
		{"at_least: 1 hour, of: {competency: cataloguing}", "indexing", rules.Met, "", ""},
		{"at_least: 1 hour, of: {competency: description}", "cataloguing", rules.Met, "", ""},
		{"at_least: 1 hour, of: {competency: reference}", "interview", rules.NotYet, "", ""},
		{"competency: reference", "interview", rules.NotYet, rules.WasSplit, "interview, search"},
		{"competency: reference", "reference", rules.Met, rules.WasSplit, "interview, search"},
		{"choose: {count: 2, from: [{competency: cataloguing}, {competency: indexing}]}", "description", rules.Met, "", ""},
		{"choose: {count: 2, from: [{competency: cataloguing}, {competency: indexing}, {competency: drawing}]}", "description", rules.Partly, "", ""},
		{"choose: {count: 2, from: [{competency: cataloguing}, {competency: indexing}, {competency: drawing}]}", "indexing drawing", rules.Met, "", ""},
		{"at_least: 2 activities, of: {competency: [cataloguing, indexing]}", "indexing", rules.Partly, "", ""},
		{"choose: {count: 1, from: [{competency: indexing, assurance: association}, {competency: cataloguing}]}", "description", rules.Met, "", ""},
		{"choose: {count: 2, from: [{competency: description, level: low}, {competency: description, level: high}]}", "description", rules.Met, "", ""},
		{"choose: {count: 2, from: [{competency: cataloguing, level: low}, {competency: cataloguing, level: high}]}", "description", rules.Met, "", ""},
		{"competency: micrographics", "description", rules.NotYet, rules.WasRetired, ""},
		{"competency: round", "description", rules.NotYet, rules.NotHeld, ""},
	} {
		res := stands(t, read(t, "levels: [low, high]\nneeds: {"+c.rule+"}"), shown(strings.Fields(c.has)...), "2025-06-01", "")
		for _, n := range res.Tree.Children {
			if n.Reason == rules.OneByNow && len(n.Uses) > 0 {
				t.Errorf("%s with %s: what is taken out of the choice uses %v", c.rule, c.has, n.Uses)
			}
		}
		if res.Status != c.want || res.Tree.Reason != c.reason || res.Tree.Detail != c.detail {
			t.Errorf("%s with %s: %s, %q %s", c.rule, c.has, res.Status, res.Tree.Reason, res.Tree.Detail)
		}
	}
}

// TestANameMeansWhatItsVersionMeans gives a name to another competency between two versions of a rule.
func TestANameMeansWhatItsVersionMeans(t *testing.T) {
	p := read(t, "versions:\n  - {needs: {competency: k/a}}\n  - {in_force_from: 2025-01-01, needs: {all_of: [{competency: K/A}, {at_least: 1 activity, of: {competency: K/A}}]}}")
	f := rules.Facts{Meant: map[rules.Day]map[string]string{0: {"k/a": "Old"}, day(t, "2025-01-01"): {"k/a": "new"}}}
	for i, name := range []string{"old", "new"} {
		f.Entries = append(f.Entries, rules.Entry{ID: name, Kind: rules.Learning, Minutes: 60, Day: day(t, "2024-06-01") + rules.Day(365*i), Competencies: []rules.Level{{Name: name}}})
	}
	for on, want := range map[string]rules.Status{"2024-05-31": rules.NotYet, "2024-06-01": rules.Met, "2025-05-31": rules.NotYet, "2025-06-01": rules.Met} {
		if res := stands(t, p, rules.NewPerson(f), on, ""); res.Status != want {
			t.Errorf("on %s: %s, want %s", on, res.Status, want)
		}
	}
}

func TestWhatIfOfAMember(t *testing.T) {
	p := read(t, "binds: group\nneeds: {all_of: [{each: {members: all, need: {at_least: 2 hours}}}, {together: {at_least: 5 hours}}]}")
	who := facts(t, "group", `{"person":"ana","id":"1","day":"2025-01-01","minutes":120}`, `{"person":"ben","id":"1","day":"2025-01-01","minutes":60}`)
	more := rules.Entry{ID: "w", Kind: rules.Learning, Day: day(t, "2025-02-01"), Minutes: 60}
	for name, want := range map[string]rules.Status{"ana": rules.Partly, "ben": rules.Partly, "": rules.Partly, "cleo": rules.Partly} {
		more.Who = name
		res, err := p.Evaluate(who, rules.Request{AsOf: day(t, "2025-06-01"), WhatIf: []rules.Entry{more}, Explain: true})
		if err != nil || res.Status != want {
			t.Errorf("%s: %v %v", name, res.Status, err)
		}
		if met := res.Tree.Children[0].Status == rules.Met; met != (name == "ben") {
			t.Errorf("each is met with an hour of %q: %v", name, met)
		}
		if got := res.Tree.Children[1].Children[0].Counted; name != "" && got != 240 {
			t.Errorf("%d minutes together with an hour of %q", got, name)
		}
	}
	v := rulefile.NewView(stands(t, p, who, "2025-06-01", ""))
	if len(v.Entries) != 2 || v.Entries[0].Who != "ana" || v.Entries[1].Who != "ben" || len(v.Entries[0].Counted) != 2 {
		t.Errorf("%+v", v.Entries)
	}
}

func TestOnWhichDayItWasMet(t *testing.T) {
	entries := line("1", "2025-01-01", "60") + line("2", "2025-02-01", "60") + line("3", "2025-03-01", "600") + `{"kind":"exam","name":"x","day":"2025-02-15"}`
	for rule, want := range map[string]string{
		"at_least: 2 hours": "2025-02-01",
		"at_least: 2 hours, categories: [{name: a, of: {not: {tag: a}}, at_most: 3 hours}]": "2025-02-01",
		"all_of: [{at_least: 2 hours}, {exam: x}]":                                          "2025-02-15",
		"any_of: [{at_least: 2 hours}, {exam: x}, {exam: y}]":                               "2025-02-01",
		"choose: {count: 2, from: [{at_least: 3 hours}, {exam: x}]}":                        "2025-03-01",
		"all_of: [{at_least: 2 hours}, {exam: y}]":                                          "",
		"in_order: [{at_least: 1 hour}, {exam: x}]":                                         "2025-02-15",
	} {
		if res := stands(t, read(t, "needs: {"+rule+"}"), facts(t, "person", entries), "2025-06-01", ""); res.Tree.MetOn.String() != want {
			t.Errorf("%s: %s, want %s", rule, res.Tree.MetOn, want)
		}
	}
}

// TestWhatDidNotCountIsSaidOnceAndBounded asks for as many explanations as there could be.
func TestWhatDidNotCountIsSaidOnceAndBounded(t *testing.T) {
	rule := "needs:\n  all_of:\n" + strings.Repeat("    - {at_least: 100000 hours, of: {tag: a}, smallest: 2 hours, counts_again: true}\n", 100)
	var lines []string
	for i := range 500 {
		lines = append(lines, fmt.Sprintf(`{"id":"%d","day":"2025-01-01","minutes":60,"tags":["%c"]}`, i, 'a'+i%2))
	}
	res := stands(t, read(t, rule), facts(t, "person", lines...), "2025-06-01", "")
	listed, other := 0, 0
	for _, c := range res.Tree.Children {
		for _, x := range c.Refused {
			if listed++; x.Reason == rules.DoesNotFit {
				other++
			}
		}
	}
	if listed != 20_000 || other != 250 || res.Notes[len(res.Notes)-1] != rules.NotAllListed {
		t.Errorf("%d listed, %d of another kind, %v", listed, other, res.Notes)
	}
}
