package rules_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// read compiles a rule that is written in the test.
func read(t testing.TB, text string) *rules.Program {
	t.Helper()
	p, err := rulefile.Read([]byte("rule: test\n" + text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

func facts(t testing.TB, binds string, lines ...string) *rules.Person {
	t.Helper()
	f, err := rulefile.ReadFacts(strings.NewReader(strings.Join(lines, "\n")), binds, "")
	if err != nil {
		t.Fatal(err)
	}
	return rules.NewPerson(f)
}

func day(t testing.TB, s string) rules.Day {
	t.Helper()
	d, ok := rules.ParseDay(s)
	if !ok {
		t.Fatalf("%s is no day", s)
	}
	return d
}

// stands evaluates and returns the result.
func stands(t testing.TB, p *rules.Program, who *rules.Person, asOf, role string) *rules.Result {
	t.Helper()
	res, err := p.Evaluate(who, rules.Request{AsOf: day(t, asOf), Role: role, Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// boundary is a rule with entries and what must come of them. Several lines are separated by line ends.
type boundary struct {
	name, rule, entries, asOf, role string
	want                            rules.Status
	missing                         string // of the root, in its unit
}

func check(t *testing.T, cases []boundary) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := read(t, c.rule)
			res := stands(t, p, facts(t, p.Rule().Binds, c.entries), c.asOf, c.role)
			if res.Status != c.want {
				t.Errorf("status %s, want %s; missing %s %s, notes %v, reason %s", res.Status, c.want, res.Tree.SayMissing(res.Tree.Missing), res.Tree.Unit, res.Notes, res.Tree.Reason)
			}
			if c.missing != "" && res.Tree.SayMissing(res.Tree.Missing) != c.missing {
				t.Errorf("missing %s, want %s", res.Tree.SayMissing(res.Tree.Missing), c.missing)
			}
		})
	}
}

const fiveYears = "cycle: {length: 5 years}\n"

func TestAmountsAndCycles(t *testing.T) {
	sixty := fiveYears + "needs: {at_least: 60 hours}"
	certified := `{"kind":"certified","day":"2020-03-15"}` + "\n"
	check(t, []boundary{
		{"just enough", sixty, certified + `{"day":"2021-01-01","minutes":3600}`, "2022-01-01", "", rules.Met, "0"},
		{"a minute less", sixty, certified + `{"day":"2021-01-01","minutes":3599}`, "2022-01-01", "", rules.Partly, "0.02"},
		{"nothing", sixty, certified, "2022-01-01", "", rules.NotYet, "60"},
		{"last day of the cycle", sixty, certified + `{"day":"2025-03-14","minutes":3600}`, "2025-03-14", "", rules.Met, ""},
		{"day after the cycle", sixty, certified + `{"day":"2025-03-15","minutes":3600}`, "2025-03-15", "", rules.Expired, "60"},
		{"day before the cycle", sixty, certified + `{"day":"2020-03-14","minutes":3600}`, "2021-03-15", "", rules.NotYet, ""},
		{"first day of the cycle", sixty, certified + `{"day":"2020-03-15","minutes":3600}`, "2021-03-15", "", rules.Met, ""},
		{"met, and the next cycle has begun", sixty, certified + `{"day":"2025-03-14","minutes":3600}`, "2025-03-15", "", rules.NotYet, "60"},
		{"two cycles on, the first missed", sixty, certified + `{"day":"2026-03-14","minutes":3600}`, "2031-03-15", "", rules.Expired, ""},
		{"renewed by a new certificate", sixty, certified + `{"kind":"certified","day":"2025-06-01"}` + "\n" + `{"day":"2026-03-14","minutes":3600}`, "2026-04-15", "", rules.Met, ""},
		{"after the day that is asked about", sixty, certified + `{"day":"2021-01-02","minutes":3600}`, "2021-01-01", "", rules.NotYet, ""},
	})
	early := "cycle: {length: 5 years, early_credit: 6 months}\nneeds: {at_least: 10 hours}"
	check(t, []boundary{
		{"early enough", early, certified + `{"day":"2019-09-15","minutes":600}`, "2021-03-15", "", rules.Met, ""},
		{"too early", early, certified + `{"day":"2019-09-14","minutes":600}`, "2021-03-15", "", rules.NotYet, ""},
		{"early credit before the certificate", early, `{"kind":"certified","day":"2022-01-01"}` + "\n" + `{"day":"2021-12-14","minutes":600}`, "2021-12-31", "", rules.Met, ""},
	})
	grace := "cycle: {length: 4 years, renewal_window: 12 months, grace: 2 months}\nneeds: {at_least: 10 hours}"
	check(t, []boundary{
		{"made up in the grace", grace, `{"kind":"certified","day":"2020-01-01"}` + "\n" + `{"day":"2024-02-29","minutes":600}`, "2024-02-29", "", rules.NotYet, ""},
		{"in the grace", grace, `{"kind":"certified","day":"2020-01-01"}` + "\n" + `{"day":"2023-02-28","minutes":300}`, "2024-02-29", "", rules.Partly, "5"},
		{"after the grace", grace, `{"kind":"certified","day":"2020-01-01"}` + "\n" + `{"day":"2024-03-01","minutes":600}`, "2024-03-01", "", rules.Expired, "10"},
	})
	monthEnd := "cycle: {length: 5 years, ends: end of month}\nneeds: {at_least: 10 hours}"
	check(t, []boundary{
		{"last day of the month", monthEnd, certified + `{"day":"2025-03-31","minutes":600}`, "2025-03-31", "", rules.Met, ""},
		{"next month", monthEnd, certified + `{"day":"2025-04-01","minutes":600}`, "2025-04-01", "", rules.Expired, ""},
	})
}

func TestSharing(t *testing.T) {
	montana := `needs:
  at_least: 60 hours
  categories:
    - {name: admin, of: {area: admin}, at_least: 20 hours}
    - {name: tech, of: {area: tech}, at_least: 10 hours}
`
	check(t, []boundary{
		{"an entry of two areas helps where it is needed", montana, `{"id":"a","day":"2021-01-01","minutes":1200,"areas":["admin"]}` + "\n" + `{"id":"b","day":"2021-01-01","minutes":2400,"areas":["admin","tech"]}`, "2022-01-01", "", rules.Met, "0"},
		{"enough in all, not of one", montana, `{"id":"a","day":"2021-01-01","minutes":6000,"areas":["admin"]}`, "2022-01-01", "", rules.Partly, "10"},
		{"what fits both is not counted twice", montana, `{"id":"a","day":"2021-01-01","minutes":1740,"areas":["admin","tech"]}` + "\n" + `{"id":"b","day":"2021-01-01","minutes":1860}`, "2022-01-01", "", rules.Partly, "1"},
	})
	overlay := `needs:
  at_least: 100 hours
  categories:
    - {name: self-directed, of: {format: self-paced}, at_most: 30 hours}
    - {name: tech, of: {tag: tech}, at_least: 10 hours, overlay: true}
`
	check(t, []boundary{
		{"overlay counts twice", overlay, `{"id":"a","day":"2021-01-01","minutes":4200}` + "\n" + `{"id":"b","day":"2021-01-01","minutes":3000,"format":"self-paced","tags":["tech"]}`, "2022-01-01", "", rules.Met, ""},
		{"over the most", overlay, `{"id":"a","day":"2021-01-01","minutes":4199,"tags":["tech"]}` + "\n" + `{"id":"b","day":"2021-01-01","minutes":3000,"format":"self-paced"}`, "2022-01-01", "", rules.Partly, "0.02"},
		{"overlay missing", overlay, `{"id":"a","day":"2021-01-01","minutes":6000}`, "2022-01-01", "", rules.Partly, "10"},
	})
	compete := `needs:
  all_of:
    - {at_least: 2 hours, of: {area: [a, b]}}
    - {at_least: 2 hours, of: {area: a}}
`
	check(t, []boundary{
		{"the choosy one gets what fits it", compete, `{"id":"1","day":"2021-01-01","minutes":120,"areas":["a"]}` + "\n" + `{"id":"2","day":"2021-01-02","minutes":120,"areas":["b"]}`, "2022-01-01", "", rules.Met, ""},
		{"never twice", compete, `{"id":"1","day":"2021-01-01","minutes":120,"areas":["a"]}`, "2022-01-01", "", rules.Partly, "1"},
		{"unless the rule says so", strings.Replace(compete, "area: a}}", "area: a}, counts_again: true}", 1), `{"id":"1","day":"2021-01-01","minutes":120,"areas":["a"]}`, "2022-01-01", "", rules.Met, ""},
	})
	choose := `needs:
  choose:
    count: 2
    from:
      - {at_least: 2 hours, of: {area: [a, b]}}
      - {at_least: 2 hours, of: {area: a}}
      - {at_least: 2 hours, of: {area: b}}
`
	check(t, []boundary{
		{"the best two", choose, `{"id":"1","day":"2021-01-01","minutes":120,"areas":["a"]}` + "\n" + `{"id":"2","day":"2021-01-02","minutes":120,"areas":["b"]}`, "2022-01-01", "", rules.Met, ""},
	})
}

func replace(s, old, with string) string { return strings.ReplaceAll(s, old, with) }
