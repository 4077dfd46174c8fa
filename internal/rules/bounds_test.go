package rules_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/rules"
)

// TestWildRulesAreAnsweredSoon evaluates rules that are as large as the language lets them be.
func TestWildRulesAreAnsweredSoon(t *testing.T) {
	var carry, order, compete strings.Builder
	carry.WriteString("cycle: {length: 1 day, grace: 10 years}\nneeds:\n  all_of:\n")
	for i := range 300 {
		fmt.Fprintf(&carry, "    - {at_least: 1 hour, carry_over: 1 hour, counts_again: true, of: {tag: t%d}}\n", i)
	}
	order.WriteString("cycle: {length: 1 day, grace: 1 year}\nneeds:\n  in_order:\n")
	for i := range 300 {
		fmt.Fprintf(&order, "    - {at_least: 1 hour, of: {tag: t%d}}\n", i%3)
	}
	compete.WriteString("needs:\n  choose:\n    count: 4\n    from:\n")
	for i := range 9 {
		fmt.Fprintf(&compete, "      - {at_least: 3 hours, of: {tag: [t%d, t%d]}}\n", i, i+1)
	}
	var cross, once strings.Builder
	cross.WriteString("needs:\n  choose:\n    count: 3\n    from:\n")
	for i := range 8 {
		fmt.Fprintf(&cross, "      - at_least: 3 hours\n        of: {tag: [t%d, t%d, t%d]}\n        categories:\n", i, i+1, i+2)
		for j := range 8 {
			fmt.Fprintf(&cross, "          - {name: m%d, of: {tag: [t%d, t%d]}, at_most: 1 hour}\n", j, (i+j)%10, (i+2*j+1)%10)
		}
	}
	once.WriteString("finish_within: 100 years\nneeds:\n  all_of:\n    - {award: none}\n")
	for i := range 200 {
		fmt.Fprintf(&once, "    - {at_least: 1 hour, within: 1 year, counts_again: true, of: {tag: t%d}}\n", i%10)
	}
	lines := []string{`{"id":"e","kind":"enrolled","day":"1930-01-01"}`, `{"id":"n","kind":"award","name":"none","day":"1901-01-01","until":"1901-02-01"}`, `{"id":"c","kind":"certified","day":"1900-01-01"}`}
	for i := range 500 {
		lines = append(lines, fmt.Sprintf(`{"id":"%d","day":"%d-01-%02d","minutes":60,"tags":["t%d","t%d"]}`, i, 1900+i%126, 1+i%28, i%10, i%7))
	}
	who := facts(t, "person", lines...)
	for name, rule := range map[string]string{"carry": carry.String(), "order": order.String(), "compete": compete.String(), "cross": cross.String(), "once": once.String()} {
		p := read(t, rule)
		began := time.Now()
		if _, err := p.Evaluate(who, rules.Request{AsOf: day(t, "2026-06-30"), Explain: true}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		} else {
			t.Logf("%s took %s", name, took)
		}
	}
}

// TestManyAskAtOnce evaluates one program and one person from several goroutines; run with -race it shows that neither changes.
func TestManyAskAtOnce(t *testing.T) {
	p, who := sixtyNodes(t), rules.NewPerson(rules.Facts{Entries: fiveHundred()})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 20 {
				res, err := p.Evaluate(who, rules.Request{AsOf: rules.Date(2026, 6, 30), WhatIf: []rules.Entry{{ID: "w", Kind: rules.Learning, Day: rules.Date(2026, 1, 1), Minutes: 60, Areas: []string{"AREA-1"}}}, Explain: true})
				if err != nil || res.Status == rules.NotYet {
					t.Errorf("%v %v", res, err)
				}
			}
		})
	}
	group.Wait()
}
