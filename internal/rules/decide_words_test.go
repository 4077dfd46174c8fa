package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

const (
	trustee2024 = `{"person":"ana","kind":"role","name":"trustee","day":"2024-01-01"}` + "\n"
	ownYear     = "binds: group\nneeds: {each: {serving: trustee, finish_within: 1 year, need: {name: Hours, at_least: 2 hours}}}"
	boardYear   = "binds: group\ncycle: {kind: calendar, length: 1 year}\nneeds: {all_of: [{each: {serving: trustee, need: {name: Hours, at_least: 2 hours}}}, {together: {need: {name: Pool, at_least: 1 hour}}}]}"
)

// moreFor is a decision that gives somebody more time; who and day are as JSON has them.
func moreFor(who, name, day string) string {
	return `{"person":"` + who + `","kind":"extended","name":"` + name + `","day":"` + day + `","until":"2030-01-01"}` + "\n"
}

func TestMoreTimeOfAMemberIsAboutOneRule(t *testing.T) {
	looks(t, ownYear, trustee2024+moreFor("ana", "another", "2024-06-01"), looked{"2025-06-01", rules.Expired, "2024-12-31", ""})
	looks(t, ownYear, trustee2024+moreFor("ana", "test", "2024-06-01"), looked{"2025-06-01", rules.NotYet, "2030-01-01", ""})
}

func TestADecisionAboutAMemberThatChangesNothingIsSaid(t *testing.T) {
	waived := func(who, day, covers string) string {
		return `{"person":"` + who + `","kind":"waived","name":"test","day":"` + day + `","covers":["` + covers + `"]}` + "\n"
	}
	for _, c := range []struct {
		what, rule, line string
		note             rules.Reason
		said             bool
	}{
		{"in their time", ownYear, moreFor("ana", "test", "2024-06-01"), rules.NoMoreTime, false},
		{"after their time", ownYear, moreFor("ana", "test", "2025-05-01"), rules.NoMoreTime, true},
		{"to come", ownYear, moreFor("ana", "test", "2025-07-01"), rules.NoMoreTime, false},
		{"about another rule", ownYear, moreFor("ana", "another", "2025-05-01"), rules.NoMoreTime, false},
		{"about a time before they began again", ownYear, `{"person":"ana","kind":"enrolled","day":"2025-01-01"}` + "\n" + moreFor("ana", "test", "2024-06-01"), rules.NoMoreTime, false},
		{"in the cycle of a board", boardYear, moreFor("ana", "test", "2025-03-01"), rules.NoMoreTime, true},
		{"in an earlier cycle of a board", boardYear, moreFor("ana", "test", "2024-03-01"), rules.NoMoreTime, false},
		{"a waiver in the cycle of a board", boardYear, waived("ana", "2025-03-01", "hours"), rules.WaivesNothing, false},
		{"a waiver of what all do together", boardYear, waived("ana", "2025-03-01", "pool"), rules.WaivesNothing, true},
		{"a waiver of somebody who is none of them", boardYear, waived("ben", "2025-03-01", "hours"), rules.WaivedLate, true},
		{"a waiver after their time", ownYear, waived("ana", "2025-03-01", "hours"), rules.WaivedLate, true},
		{"a waiver in their time", ownYear, waived("ana", "2024-03-01", "hours"), rules.WaivedLate, false},
	} {
		if noted(t, c.rule, trustee2024+c.line, "2025-06-01", c.note) != c.said {
			t.Errorf("%s: said to change nothing: %v", c.what, !c.said)
		}
	}
}

func TestAWaiverThatComesTooLateIsSaid(t *testing.T) {
	lines := certified2020 + `{"day":"2020-05-05","minutes":180}` + "\n" + `{"kind":"waived","name":"test","day":"2021-02-01","credits":{"hours":1}}`
	for cycle, said := range map[string]bool{
		"length: 1 year, grace: 3 months, grace_for: renewal": true,
		"length: 1 year, reinstatement: 1 year":               true,
		"length: 1 year, grace: 3 months":                     false,
		"length: 2 years":                                     false,
	} {
		rule := "cycle: {" + cycle + "}\nneeds: {at_least: 4 hours}"
		if noted(t, rule, lines, "2021-03-01", rules.WaivedLate) != said || noted(t, rule, lines, "2021-01-31", rules.WaivedLate) {
			t.Errorf("%s: said to change nothing: %v", cycle, !said)
		}
	}
	more := "\n" + moreFor("", "test", "2021-02-01")
	for _, cycle := range []string{"length: 1 year, grace: 3 months, grace_for: renewal", "length: 1 year, reinstatement: 1 year"} {
		rule := "cycle: {" + cycle + "}\nneeds: {at_least: 4 hours}"
		looks(t, rule, lines+more, looked{"2021-03-01", rules.Met, "", ""})
	}
	finish := `{"kind":"enrolled","day":"2020-01-01"}` + "\n" + `{"kind":"waived","name":"test","day":"2021-02-01","credits":{"hours":1}}`
	if !noted(t, "finish_within: 1 year\nneeds: {at_least: 4 hours}", finish, "2021-03-01", rules.WaivedLate) {
		t.Error("a waiver after the time to finish is swallowed")
	}
}

func TestARequirementIsWaivedOnceByAllItsNames(t *testing.T) {
	rule := "needs: {id: h, name: Hours, at_least: 20 hours, categories: [{name: Law, of: {tag: law}, at_least: 5 hours}]}"
	for _, covers := range []string{`"h"`, `"h","hours"`, `"Hours","hours"`, `"h","Hours","h"`} {
		res := stands(t, read(t, rule), facts(t, "person", `{"kind":"waived","name":"test","day":"2021-03-01","covers":[`+covers+`],"credits":{"hours":5}}`), "2022-01-01", "")
		if res.Tree.Needed != 900 || res.Tree.Waived != 300 || res.Tree.Categories[0].Needed != 300 {
			t.Errorf("%s: %d minutes are needed, %d waived", covers, res.Tree.Needed, res.Tree.Waived)
		}
	}
	res := stands(t, read(t, rule), facts(t, "person", `{"kind":"waived","name":"test","day":"2021-03-01","covers":["law","LAW"],"credits":{"hours":2}}`), "2022-01-01", "")
	if res.Tree.Categories[0].Needed != 180 {
		t.Errorf("%d minutes of law are needed", res.Tree.Categories[0].Needed)
	}
}

func TestTheDayThatADecisionGaveIsTold(t *testing.T) {
	more := certified2020 + `{"kind":"extended","name":"test","day":"2020-12-01","until":"2021-06-30"}`
	for cycle, want := range map[string]string{"kind: calendar, length: 1 year, grace: 1 month": "2021-07-31", "length: 1 year, grace: 1 month": "2021-07-31", "length: 1 year": ""} {
		v, text := view(t, "cycle: {"+cycle+"}\nneeds: {at_least: 10 hours}", more, "2021-01-15")
		if v.Cycle.GivenUntil != "2021-06-30" || v.Cycle.GraceUntil != want || !strings.Contains(text, "time given until 2021-06-30") {
			t.Errorf("%s: %+v\n%s", cycle, v.Cycle, text)
		}
	}
	v, _ := view(t, "cycle: {length: 1 year}\nneeds: {at_least: 10 hours}", certified2020, "2020-06-01")
	if v.Cycle.GivenUntil != "" {
		t.Errorf("nobody gave time until %s", v.Cycle.GivenUntil)
	}
	v, _ = view(t, "finish_within: 1 year\nneeds: {at_least: 10 hours}", `{"kind":"enrolled","day":"2020-01-01"}`+"\n"+`{"kind":"extended","name":"test","day":"2020-12-01","until":"2021-06-30"}`, "2021-01-15")
	if v.Cycle.GivenUntil != "2021-06-30" {
		t.Errorf("%+v", v.Cycle)
	}
}

func TestTheNumbersOfACategoryDoNotContradictThemselves(t *testing.T) {
	_, text := view(t, "needs: {at_least: 8 hours, categories: [{name: inner, of: {tag: y}, at_most: 5 hours, part_of: outer}, {name: outer, of: {tag: x}, at_least: 3 hours, at_most: 4 hours}]}", `{"day":"2021-02-01","minutes":240,"tags":["y"]}`, "2021-12-31")
	if !strings.Contains(text, "outer: 4, at least 3, 3 missing, at most 4") {
		t.Error(text)
	}
	// Each year of a first cycle has a share of its own, so the most that is shown is the one of the rule.
	_, text = view(t, "cycle: {kind: calendar, length: 2 years, anchor: 2024-01-01, first: by month}\nneeds: {at_least: 8 hours, categories: [{name: y, at_most: 3 hours, each: year}]}",
		`{"kind":"certified","day":"2024-10-01"}`+"\n"+`{"day":"2024-11-01","minutes":180}`+"\n"+`{"day":"2025-02-01","minutes":240}`, "2025-12-31")
	if !strings.Contains(text, "y: 3.75, at most 3 for each year") {
		t.Error(text)
	}
}

func TestWhatCannotLastSoLongIsRefusedInANewRule(t *testing.T) {
	for needs, refused := range map[string]bool{
		"award: g, lasting: 2 years, within: 1 year":    true,
		"served: g, lasting: 2 years, within: 1 year":   true,
		"served: g, lasting: 13 months, within: 1 year": true,
		"served: g, lasting: 2 years, within: 2 years":  false,
		"served: g, lasting: 365 days, within: 1 year":  false,
		"award: g, lasting: 2 years":                    false,
	} {
		text := []byte("rule: test\nneeds: {" + needs + "}")
		_, err := rulefile.Check(text)
		if said := fmt.Sprint(err); refused != (strings.Contains(said, "2:") && strings.Contains(said, "lasting is longer than within")) || !refused && err != nil {
			t.Errorf("%s: %v", needs, err)
		}
		if _, err := rulefile.Read(text); err != nil {
			t.Errorf("a text that was kept holds: %v", err)
		}
	}
}
