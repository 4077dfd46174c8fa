package rulefile_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// told evaluates a rule and returns what people read.
func told(t *testing.T, rule, entries, asOf string) string {
	t.Helper()
	p, err := rulefile.Read([]byte("rule: x\nstatus: verified\n" + rule))
	if err != nil {
		t.Fatal(err)
	}
	f, err := rulefile.ReadFacts(strings.NewReader(entries), p.Rule().Binds, "")
	if err != nil {
		t.Fatal(err)
	}
	day, _ := rules.ParseDay(asOf)
	res, err := p.Evaluate(rules.NewPerson(f), rules.Request{AsOf: day, Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := rulefile.WriteText(&b, res); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheTextForPeople(t *testing.T) {
	begun := `{"id":"c","kind":"certified","day":"2024-01-01"}` + "\n"
	for _, c := range []struct{ name, rule, entries, asOf, want string }{
		{"units as the rule writes them", "units: {point: {minutes: 60}}\nneeds: {at_least: 10 points, of: {tag: a}}", `{"day":"2024-01-01","minutes":60,"tags":["a"]}`, "2024-06-01",
			"[partly] at least: 1 of 10 points, 9 missing\n\nEntries\n  2024-01-01 learning (line 1)\n    counts 1 point\n"},
		{"an entry is told once", "needs: {at_least: 3 hours, categories: [{name: law, of: {tag: law}, at_least: 1 hour}]}", `{"day":"2024-01-01","minutes":120,"tags":["law"]}`, "2024-06-01",
			"    law: 2 of at least 1\n\nEntries\n  2024-01-01 learning (line 1)\n    counts 2 hours (law)\n"},
		{"enough in all, but not in the category", "needs: {at_least: 3 hours, categories: [{name: law, of: {tag: law}, at_least: 1 hour}]}", `{"day":"2024-01-01","minutes":180}`, "2024-06-01",
			": 3 of 3 hours, 1 missing (a category or a year lacks some)\n    law: 0 of at least 1, 1 missing\n"},
		{"which of several", "needs: {all_of: [{at_least: 3 hours}, {name: Law, at_least: 1 activity, of: {tag: law}}]}", `{"day":"2024-01-01","minutes":180,"tags":["law"]}`, "2024-06-01",
			"    counts 3 hours for at least 3 hours\n    counts 1 activity for Law\n"},
		{"which of several of a board", "binds: group\nneeds: {all_of: [{name: Board, together: {at_least: 3 hours}}, {name: Trustees, each: {need: {at_least: 1 hour}}}]}", `{"person":"ana","day":"2024-01-01","minutes":180}`, "2024-06-01",
			"    counts 3 hours for Board, at least 3 hours\n    counts 3 hours for Trustees, at least 1 hour\n"},
		{"what must not be there", "cycle: {length: 1 year}\nneeds: {none_of: [{award: barred}, {agreement: audit}]}", begun + `{"id":"b","kind":"award","name":"barred","day":"2024-01-01","until":"2024-03-31"}`, "2024-03-31",
			"Something is there that must not be.\n  [there] award barred\n  [not there] agreement audit\n"},
		{"a time to finish", "finish_within: 1 year\nneeds: {exam: law}", `{"kind":"enrolled","day":"2024-01-01"}`, "2024-06-01", "\nTime to finish until 2024-12-31\n"},
		{"before the grace", "cycle: {length: 1 year, grace: 1 month}\nneeds: {exam: law}", begun, "2024-12-31", "; grace until 2025-01-31\n"},
		{"in the grace", "cycle: {length: 1 year, grace: 1 month}\nneeds: {exam: law}", begun, "2025-01-01", "; now in its grace until 2025-01-31\n"},
	} {
		if got := told(t, c.rule, c.entries, c.asOf); !strings.Contains(got, c.want) {
			t.Errorf("%s:\n%s\nhas no\n%s", c.name, got, c.want)
		}
	}
}

func TestTheTextSaysWhatIsOnlyThoughtOf(t *testing.T) {
	p, err := rulefile.Read([]byte("rule: x\nneeds: {at_least: 1 hour}"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := p.Evaluate(rules.NewPerson(rules.Facts{}), rules.Request{AsOf: rules.Date(2025, 1, 2), Explain: true, WhatIf: []rules.Entry{{ID: "a", Kind: rules.Learning, Day: rules.Date(2025, 1, 1), Minutes: 60}}})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := rulefile.WriteText(&b, res); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Note: This is where they would stand with what is only thought of.\n", "2025-01-01 learning (a), only thought of\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestWhatIsWrongIsSaidOnce(t *testing.T) {
	for text, want := range map[string]string{
		"rule: x\nneeds: {all_of: [&a {exam: law}]}": `2:18: A rule has no anchors (&) and aliases (*): write it out. A text that begins so needs quotation marks.`,
		"rule: x\nneeds: !!map {exam: law}":          `2:8: A rule has no tags (!): leave it out.`,
	} {
		if _, err := rulefile.Read([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("said %v, want %s", err, want)
		}
	}
}
