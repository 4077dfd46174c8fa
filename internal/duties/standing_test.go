package duties

import (
	"math/rand/v2"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// randomFacts are a few things that somebody did and was about the year 2024.
func randomFacts(r *rand.Rand, roles []string) []rules.Entry {
	day := func() rules.Day { return rules.Date(2019, 1, 1) + rules.Day(r.IntN(365*7)) }
	var out []rules.Entry
	if r.IntN(4) > 0 {
		out = append(out, rules.Entry{ID: "c", Kind: rules.Certified, Day: day()})
	}
	if r.IntN(2) > 0 {
		out = append(out, rules.Entry{ID: "e", Kind: rules.Enrolled, Day: day()})
	}
	for i := range r.IntN(3) {
		if len(roles) > 0 {
			e := rules.Entry{ID: "r" + string(rune('0'+i)), Kind: rules.HeldRole, Name: roles[r.IntN(len(roles))], Day: day()}
			if r.IntN(2) > 0 {
				e.Until = e.Day + rules.Day(r.IntN(700))
			}
			out = append(out, e)
		}
	}
	if r.IntN(3) == 0 {
		a := day()
		out = append(out, rules.Entry{ID: "l", Kind: rules.Leave, Day: a, Until: a + 90})
	}
	for i := range 3 + r.IntN(8) {
		e := rules.Entry{ID: "x" + string(rune('0'+i)), Kind: rules.Learning, Day: day(), Minutes: int64(60 * (1 + r.IntN(40))), Areas: []string{"technology"}, Assurance: "association"}
		if r.IntN(3) == 0 {
			e.Credits = []rules.Credit{{Unit: "CE point", Hundredths: 500}}
		}
		out = append(out, e)
	}
	return out
}

// randomDecisions are what a board may have decided about somebody for the rule.
func randomDecisions(r *rand.Rand, rule Rule) (out []rules.Entry) {
	day := func() rules.Day { return rules.Date(2023, 1, 1) + rules.Day(r.IntN(365*3)) }
	for i := range r.IntN(3) {
		e := rules.Entry{ID: "d" + string(rune('0'+i)), Kind: rules.Extended, Name: rule.Program.Rule().Key, Day: day()}
		e.Until = e.Day + rules.Day(r.IntN(500))
		out = append(out, e)
	}
	for i, w := range rule.Program.Waivable() {
		if r.IntN(2+i) == 0 && w.Unit != "" {
			out = append(out, rules.Entry{ID: "w" + string(rune('0'+i)), Kind: rules.Waived, Name: rule.Program.Rule().Key, Day: day(), Credits: []rules.Credit{{Unit: w.Unit, Hundredths: 500}}})
		}
		if r.IntN(4) == 0 && w.Name != "" {
			out = append(out, rules.Entry{ID: "v" + string(rune('0'+i)), Kind: rules.Waived, Name: rule.Program.Rule().Key, Day: day(), Covers: []string{w.Name}})
		}
	}
	return out
}

// TestNothingChangesBeforeItsDay looks at random people day by day for two years: between the day of a look and the next one
// that it names, nothing that is kept may be another.
func TestNothingChangesBeforeItsDay(t *testing.T) {
	var all []Rule
	for _, r := range comeAlong() {
		all = append(all, r)
	}
	sortBy(all, sortKey)
	if read, _ := (&compiled{}).of(`rule: own
status: verified
cycle: {kind: fixed, length: 2 years, anchor: 2023-07-01, first: by month, leave: reduces, grace: 1 month, renewal_window: 3 months, reinstatement: 2 months}
versions:
  - version: "1"
    needs: {at_least: 20 hours, each_year: 5 hours, carry_over: 5 hours}
  - version: "2"
    in_force_from: 2024-09-01
    transition: next cycle
    needs: {all_of: [{at_least: 24 hours, within: 18 months}, {award: permit}]}
`, "own"); read.wrong == nil {
		t.Fatal("cycle beside versions is read: look at what it means")
	}
	own, _ := (&compiled{}).of(`rule: own
status: verified
versions:
  - version: "1"
    cycle: {kind: fixed, length: 2 years, anchor: 2023-07-01, first: by month, leave: reduces, grace: 1 month, renewal_window: 3 months, reinstatement: 2 months}
    needs: {at_least: 20 hours, each_year: 5 hours, carry_over: 5 hours}
  - version: "2"
    in_force_from: 2024-09-01
    cycle: {length: 3 years, leave: extends, ends: end of month, grace: 2 months}
    needs: {all_of: [{at_least: 24 hours, within: 18 months}, {served: director, lasting: 2 years}]}
`, "own")
	if own.wrong != nil {
		t.Fatal(own.wrong)
	}
	all = append(all, Rule{Key: "own", Program: own.program})
	r := rand.New(rand.NewPCG(7, 11))
	looks, days := 0, 0
	for _, rule := range all {
		for range 6 {
			facts := randomFacts(r, append(rule.Program.Rule().Roles, "director")[:max(1, len(rule.Program.Rule().Roles))])
			looks += dayByDay(t, rule, append(facts, randomDecisions(r, rule)...))
			days += 2 * 365
		}
	}
	if looks*8 > days {
		t.Errorf("%d looks in %d days: nothing is saved", looks, days)
	}
	t.Logf("%d looks in %d days", looks, days)
}

// dayByDay looks at somebody on every day of two years, and returns how often a look was named.
func dayByDay(t *testing.T, rule Rule, facts []rules.Entry) (looks int) {
	t.Helper()
	p := rules.NewPerson(rules.Facts{Entries: facts})
	var last Standing
	from := rules.Date(2024, 1, 1)
	for day := from; day < from+2*365; day++ {
		st := standingOf("p", stand(rule, Statement{}, p, rules.Request{AsOf: day}), facts, day, time.Time{})
		if day == from || day >= last.Next {
			last = st
			looks++
			continue
		}
		a, b := st, last
		a.AsOf, a.Next, b.AsOf, b.Next = 0, 0, 0, 0
		if a != b {
			t.Fatalf("%s on %s is another than on %s, which named %s:\n%+v\n%+v\n%+v", rule.Key, day, last.AsOf, last.Next, st, last, facts)
		}
	}
	return looks
}

func TestCountersTellNobodyApart(t *testing.T) {
	for _, c := range []struct {
		bound, met int
		want       Counter
	}{
		{0, 0, Counter{}},
		{1, 1, Counter{Few: true}},
		{4, 0, Counter{Few: true}},
		{5, 5, Counter{Bound: 5}},
		{9, 4, Counter{Bound: 5}},
		{10, 5, Counter{Bound: 10, Met: 5, NotMet: 5, Apart: true}},
		{14, 9, Counter{Bound: 10, Met: 5, NotMet: 5, Apart: true}},
		{103, 12, Counter{Bound: 100, Met: 10, NotMet: 90, Apart: true}},
	} {
		if got := counter(c.bound, c.met); got != c.want {
			t.Errorf("%d of %d: %+v, want %+v", c.met, c.bound, got, c.want)
		}
	}
}

func TestTheHeadlineIsWhatMustBeThere(t *testing.T) {
	for text, want := range map[string]string{
		"needs: {all_of: [{at_least: 10 hours}, {exam: x}]}": "hours",
		// What must not be there is no amount that is missing, nor is what one member must have.
		"needs: {all_of: [{none_of: [{at_least: 10 hours}]}, {exam: x}]}":                        "requirements",
		"binds: group\nneeds: {all_of: [{each: {members: all, need: {at_least: 2 hours}}}]}":     "requirements",
		"binds: group\nneeds: {all_of: [{together: {at_least: 10 hours}}, {agreement: shared}]}": "hours",
	} {
		p, err := rulefile.Read([]byte("rule: x\n" + text + "\n"))
		if err != nil {
			t.Fatal(text, err)
		}
		facts := rules.Facts{Members: []rules.Facts{{Who: "one"}}}
		res, err := p.Evaluate(rules.NewPerson(facts), rules.Request{AsOf: rules.Date(2026, 1, 1)})
		if err != nil {
			t.Fatal(text, err)
		}
		if got := UnitOf(Headline(res)); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}
