package rules_test

import (
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

// sixtyNodes is a rule of 60 requirements: nine groups of five amounts or facts, with categories in five of them.
func sixtyNodes(t testing.TB) *rules.Program {
	var needs []rules.Need
	count := 1
	for g := range 10 {
		all := rules.Need{Kind: rules.AllOf}
		count++
		for k := range 5 {
			n := rules.Need{Kind: rules.AtLeast, Amount: rules.Amount{Hundredths: 500, Unit: "hours"}, CountsAgain: true,
				Of: &rules.Filter{Areas: []string{fmt.Sprint("area-", (g+k)%10)}, Assurance: "third-party"}}
			switch k {
			case 0:
				n = rules.Need{Kind: rules.HasSkill, Target: fmt.Sprint("skill-", g), Level: "2"}
			case 1:
				n = rules.Need{Kind: rules.HasPart, Target: fmt.Sprint("part-", g)}
			case 2:
				if g < 5 {
					n.Of.Areas = append(n.Of.Areas, "area-9")
					n.Categories = []rules.Category{
						{Name: "self", Of: &rules.Filter{Formats: []string{"self-paced"}}, AtMost: rules.Amount{Hundredths: 1000, Unit: "hours"}},
						{Name: "tech", Of: &rules.Filter{Tags: []string{"technology"}}, AtLeast: rules.Amount{Hundredths: 200, Unit: "hours"}},
					}
				}
			}
			if count < 60 {
				count++
				all.Needs = append(all.Needs, n)
			}
		}
		needs = append(needs, all)
	}
	root := rules.Need{Kind: rules.AllOf, Needs: needs}
	p, wrong := rules.Compile(rules.Rule{Key: "bench", Versions: []rules.Version{{Needs: &root, Cycle: &rules.Cycle{Kind: rules.Rolling, Length: rules.Span{Months: 60}}}}})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return p
}

func fiveHundred() []rules.Entry {
	out := []rules.Entry{{ID: "c", Kind: rules.Certified, Day: rules.Date(2022, 1, 1)}}
	for i := range 499 {
		e := rules.Entry{ID: fmt.Sprintf("e%03d", i), Kind: rules.Learning, Day: rules.Date(2022, 1, 1) + rules.Day(i*3), Minutes: int64(30 + i%5*15),
			Areas: []string{fmt.Sprint("area-", i%10), fmt.Sprint("area-", i*7%10)}, Format: []string{"live", "self-paced"}[i%2], Provider: "provider", Assurance: rules.Assurances[i%3]}
		if i%4 == 0 {
			e.Tags = []string{"technology"}
		}
		if i%50 == 0 {
			e.Competencies = []rules.Level{{Name: fmt.Sprint("skill-", i/50), Level: "2"}}
			e.Covers = []string{fmt.Sprint("part-", i/50)}
		}
		out = append(out, e)
	}
	return out
}

// BenchmarkEvaluate is one person's 500 entries against a rule of 60 requirements; facts are made ready once.
func BenchmarkEvaluate(b *testing.B) {
	p, who := sixtyNodes(b), rules.NewPerson(rules.Facts{Entries: fiveHundred()})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Evaluate(who, rules.Request{AsOf: rules.Date(2026, 6, 30)}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEvaluateFromFacts is the same with the facts made ready each time.
func BenchmarkEvaluateFromFacts(b *testing.B) {
	p, entries := sixtyNodes(b), fiveHundred()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Evaluate(rules.NewPerson(rules.Facts{Entries: entries}), rules.Request{AsOf: rules.Date(2026, 6, 30)}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkExplain is the first with every entry explained at every requirement.
func BenchmarkExplain(b *testing.B) {
	p, who := sixtyNodes(b), rules.NewPerson(rules.Facts{Entries: fiveHundred()})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Evaluate(who, rules.Request{AsOf: rules.Date(2026, 6, 30), Explain: true}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestEvaluatingTakesFewAllocations holds what the benchmark measures to a bound that does not depend on the machine.
func TestEvaluatingTakesFewAllocations(t *testing.T) {
	p, who := sixtyNodes(t), rules.NewPerson(rules.Facts{Entries: fiveHundred()})
	n := testing.AllocsPerRun(20, func() {
		if _, err := p.Evaluate(who, rules.Request{AsOf: rules.Date(2026, 6, 30)}); err != nil {
			t.Fatal(err)
		}
	})
	if n > 200 {
		t.Errorf("%.0f allocations", n)
	}
}
