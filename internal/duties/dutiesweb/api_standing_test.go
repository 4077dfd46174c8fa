package dutiesweb

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// TestARequirementSaysAllThatExplainsIt looks at what programs are told of years, of what was carried over and of a competency that was split.
func TestARequirementSaysAllThatExplainsIt(t *testing.T) {
	p, err := rulefile.Read([]byte("rule: tried\ncycle: {kind: calendar, length: 1 year}\nneeds:\n  all_of:\n    - {at_least: 2 hours, each_year: 1 hour, carry_over: 1 hour}\n    - {competency: old}\n"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := factsOf("entries", []string{`{"kind":"certified","day":"2024-01-01"}`, `{"id":"1","day":"2024-05-04","minutes":180}`, `{"id":"2","day":"2025-05-04","minutes":30}`}, "person")
	if err != nil {
		t.Fatal(err)
	}
	f.Changed = map[string]rules.Change{"old": {Split: true, To: []string{"new-a", "new-b"}}}
	res, err := p.Evaluate(rules.NewPerson(f), rules.Request{AsOf: rules.Date(2025, 6, 30), Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	v := needJSON(&res.Tree)
	hours, skill := v.Needs[0], v.Needs[1]
	if hours.CarriedOver != 60 || len(hours.Years) != 1 || hours.Years[0].Name != "2025-01-01" || *hours.Years[0].AtLeast != 60 || hours.Years[0].Missing != 30 {
		t.Errorf("hours: %+v", hours)
	}
	if skill.Reason != string(rules.WasSplit) || skill.Detail != "new-a, new-b" || skill.Years == nil {
		t.Errorf("competency: %+v", skill)
	}
}

// TestReadingAndEvaluatingAreSlowedDown asks without pause, and again after one.
func TestReadingAndEvaluatingAreSlowedDown(t *testing.T) {
	now := clock.NewFake(time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC))
	for what, ask := range map[string]func(p *Pages) error{ // each sends nothing that could be read
		"evaluating": func(p *Pages) error { _, err := p.apiEvaluate(context.Background(), &evaluateIn{}); return err },
		"reading":    func(p *Pages) error { _, err := p.apiCheck(context.Background(), &checkIn{}); return err },
	} {
		p := New(Deps{Clock: now})
		for range 30 {
			if err := ask(p); !errs.Is(err, errs.Invalid) {
				t.Fatal(what, err)
			}
		}
		if err := ask(p); !errs.Is(err, errs.TooMany) {
			t.Errorf("%s came to %v", what, err)
		}
		now.Advance(2 * time.Second)
		if err := ask(p); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s after a pause came to %v", what, err)
		}
	}
}
