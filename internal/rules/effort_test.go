package rules_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// wild are rules and entries that are as large as a question over the network can be, and ask for as much work as they can.
func wild() map[string][2]string {
	lines := func(n int, line func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(line(i) + "\n")
		}
		return b.String()
	}
	hours := func(who func(i int) string) string {
		return lines(1990, func(i int) string {
			return fmt.Sprintf(`{%s"id":"%d","day":"%d-%02d-%02d","minutes":%d,"tags":["t%d","t%d","t%d","t%d"],"title":"title %d"}`, who(i), i, 2000+i%20, 1+i%12, 1+i%28, 1+i%97, i%10, i%7, i%11, 10+i%53, i)
		})
	}
	mine := hours(func(int) string { return "" }) + `{"id":"c","kind":"certified","day":"1950-01-01"}` + "\n" + `{"id":"e","kind":"enrolled","day":"1950-01-01"}`
	theirs := hours(func(i int) string { return fmt.Sprintf(`"person":"p%d",`, i%400) })
	list := func(n int, one func(i int) string) string {
		return strings.ReplaceAll(strings.TrimSpace(lines(n, one)), "\n", ", ")
	}
	choice := func(count, from int) string {
		return fmt.Sprintf("choose: {count: %d, from: [%s]}", count, list(from, func(i int) string { return fmt.Sprintf("{at_least: 1 hour, of: {tag: [t%d, t%d]}}", i, i+1) }))
	}
	wide := lines(60, func(i int) string {
		return fmt.Sprintf("    - {at_least: 90 hours, of: {tag: [t%d, t%d]}, categories: [%s]}", i%10, 10+i%53, list(20, func(j int) string {
			return fmt.Sprintf("{name: c%d, of: {tag: [t%d, t%d]}, at_least: 2 hours}", j, j%10, 10+(i+j)%53)
		}))
	})
	many := lines(240, func(i int) string {
		return fmt.Sprintf("    - {at_least: 300 hours, of: {tag: t%d}, same_title: once, report_within: 1 year, counts_again: true}", i%10)
	})
	boards := lines(120, func(i int) string {
		return fmt.Sprintf("    - {at_least: 300 hours, same_title: once in 2 years, counts_again: true, carry_over: {at_most: 9 hours, of: {tag: t%d}, from_last: 1 week}, categories: [%s]}", i%10, list(8, func(j int) string {
			return fmt.Sprintf("{name: c%d, of: {tag: [t%d, t%d]}, at_most: 2 hours, each: %s}", j, j%10, 10+(i+j)%53, []string{"provider", "title", "year", "day"}[j%4])
		}))
	})
	return map[string][2]string{
		"words of boards":   {"cycle: {length: 1 year, first_length: 3 years, grace: 10 years}\nneeds:\n  all_of:\n" + boards, strings.Replace(mine, "1950", "2003", 1)},
		"steps that choose": {"needs:\n  in_order:\n" + lines(2, func(int) string { return "    - " + choice(4, 10) }), mine},
		"a choice of each":  {"binds: group\nneeds: {each: {need: {" + choice(4, 10) + "}}}", theirs},
		"steps of members": {"binds: group\nneeds:\n  in_order:\n" + lines(60, func(i int) string {
			return fmt.Sprintf("    - each: {members: 1, need: {at_least: 1 hour, of: {tag: t%d}}}", i%10)
		}), theirs},
		"many steps":            {"cycle: {length: 1 month, grace: 10 years}\nneeds:\n  in_order:\n" + lines(300, func(i int) string { return fmt.Sprintf("    - {at_least: 1 minute, of: {tag: t%d}}", i%10) }), mine},
		"sixty amounts compete": {"needs:\n  all_of:\n" + wide, mine},
		"steps that compete":    {"needs:\n  in_order:\n    - all_of:\n" + strings.ReplaceAll(wide, "    - {", "        - {"), mine},
		"many titles":           {"cycle: {length: 1 month, grace: 10 years}\nneeds:\n  all_of:\n" + many, mine},
		"short cycles": {"cycle: {length: 1 month, leave: extends, ends: end of month}\nneeds: {at_least: 1 hour, carry_over: 1 hour}", lines(1990, func(i int) string {
			return fmt.Sprintf(`{"id":"%d","kind":"leave","day":"%04d-06-05","until":"%04d-06-06"}`, i, i+1, i+1)
		}) + `{"kind":"certified","day":"0001-01-01"}`},
		"parts in many orders": {"finish_within: 100 years\nneeds:\n  all_of:\n    - {award: none}\n    - in_order:\n" + lines(400, func(i int) string { return fmt.Sprintf("        - {part: p%d}", i%5) }), lines(1990, func(i int) string {
			return fmt.Sprintf(`{"id":"%d","day":"%d-01-02","covers":["p%d","p%d 1/2"]}`, i, 1951+i%50, i%5, i%3)
		}) + `{"kind":"enrolled","day":"1950-01-01"}` + "\n" + `{"kind":"award","name":"none","day":"1951-01-01","until":"1951-01-02"}`},
		"years of members": {"binds: group\ncycle: {kind: calendar, length: 20 years, anchor: 2000-01-01, leave: reduces}\nneeds:\n  all_of:\n" + lines(200, func(i int) string {
			return fmt.Sprintf("    - each: {need: {at_least: 1 hour, each_year: 1 hour, of: {tag: t%d}}}", i%10)
		}), theirs},
		"roles while they serve": {"binds: group\nneeds:\n  all_of:\n" + lines(240, func(i int) string { return fmt.Sprintf("    - together: {serving: r%d, need: {at_least: 1 hour}}", i) }), lines(1000, func(i int) string {
			return fmt.Sprintf(`{"person":"p","id":"r%d","kind":"role","name":"r%d","day":"2001-01-01","until":"2019-01-01"}`+"\n"+`{"person":"p","id":"h%d","day":"2010-01-02","minutes":60}`, i, i%240, i)
		})},
	}
}

// TestWhateverIsAskedTakesABoundedAmountOfWork counts the work, whatever the machine, with a bound that is smaller than the real one.
func TestWhateverIsAskedTakesABoundedAmountOfWork(t *testing.T) {
	const bound, more = 60_000_000, 60_000_000
	given, tooMuch := wild(), 0
	for name, w := range given {
		p := read(t, w[0])
		res, steps, err := p.Work(facts(t, p.Rule().Binds, w[1]), rules.Request{AsOf: day(t, "2026-06-30"), Explain: true}, bound)
		if err != nil {
			t.Fatal(err)
		}
		if steps > bound+more {
			t.Errorf("%s: %d steps", name, steps)
		}
		if over := steps > bound; over != slices.Contains(res.Notes, rules.TooMuch) || over && (res.Status != rules.NotYet || len(res.Tree.Children) > 0) {
			t.Errorf("%s: %s %v after %d steps", name, res.Status, res.Notes, steps)
		} else if over {
			tooMuch++
		}
	}
	if tooMuch == 0 || tooMuch == len(given) {
		t.Errorf("%d of %d were too much", tooMuch, len(given))
	}
}

func TestNobodyWaitsForTheAnswer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	q := rules.Request{AsOf: day(t, "2026-06-30"), Context: ctx}
	p, who := read(t, "needs: {at_least: 1 hour}"), facts(t, "person", `{"day":"2026-01-01","minutes":60}`)
	if res, err := p.Evaluate(who, q); err != nil || res.Status != rules.Met {
		t.Errorf("%v %v", res, err)
	}
	cancel()
	if _, err := p.Evaluate(who, q); !errors.Is(err, context.Canceled) {
		t.Errorf("it came to %v", err)
	}
}

func TestStepsWithTooManyWaysAreRefused(t *testing.T) {
	step := "    - choose: {count: 4, from: [" + strings.Repeat("{at_least: 1 hour, of: {tag: a}}, ", 9) + "{at_least: 1 hour}]}\n"
	if _, err := rulefile.Read([]byte("rule: test\nneeds:\n  in_order:\n" + strings.Repeat(step, 2))); err != nil {
		t.Error(err)
	}
	_, err := rulefile.Read([]byte("rule: test\nneeds:\n  in_order:\n" + strings.Repeat(step, 44)))
	if err == nil || !strings.Contains(err.Error(), "6:7: Up to this step there are too many ways to choose") {
		t.Errorf("it says %v", err)
	}
}

func TestNoListIsEndless(t *testing.T) {
	var roles strings.Builder
	for i := range 201 {
		fmt.Fprintf(&roles, "r%d, ", i)
	}
	_, err := rulefile.Read([]byte("rule: test\nroles: [" + roles.String() + "last]\nneeds: {at_least: 1 hour}"))
	if err == nil || !strings.Contains(err.Error(), "2:8: There are more than 200 roles.") {
		t.Errorf("it says %v", err)
	}
}
