package rules_test

import (
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestWhatIsWaivedIsLessInItsCycle(t *testing.T) {
	rule := "cycle: {length: 2 years, grace: 1 month}\nneeds: {at_least: 10 hours, carry_over: 5 hours}"
	waiver := func(day, credits string) string {
		return `{"kind":"waived","name":"test","day":"` + day + `","credits":` + credits + `}` + "\n"
	}
	five := `{"day":"2020-05-05","minutes":300}` + "\n"
	check(t, []boundary{
		{"before its day", rule, certified2020 + waiver("2021-03-01", `{"hours":4}`) + five, "2021-02-28", "", rules.Partly, "5"},
		{"from its day on", rule, certified2020 + waiver("2021-03-01", `{"hours":4}`) + five, "2021-03-01", "", rules.Partly, "1"},
		{"minutes are hours", rule, certified2020 + waiver("2021-03-01", `{"minutes":300}`) + five, "2021-03-01", "", rules.Met, "0"},
		{"several are added", rule, certified2020 + waiver("2021-03-01", `{"hours":2,"minutes":60}`) + waiver("2021-04-01", `{"hour":2}`) + five, "2021-04-01", "", rules.Met, "0"},
		{"another unit", rule, certified2020 + waiver("2021-03-01", `{"CEU":1}`) + five, "2021-03-01", "", rules.Partly, "5"},
		{"more than all of it", rule, certified2020 + waiver("2021-03-01", `{"hours":50}`), "2021-03-01", "", rules.Met, "0"},
		{"the next cycle owes the whole again", rule, certified2020 + waiver("2021-03-01", `{"hours":5}`) + five, "2022-01-01", "", rules.NotYet, "10"},
		{"in the grace, of the cycle that lacks something", rule, certified2020 + waiver("2022-01-20", `{"hours":5}`) + five, "2022-01-20", "", rules.NotYet, "10"},
		{"on the day before", rule, certified2020 + waiver("2022-01-20", `{"hours":5}`) + five, "2022-01-19", "", rules.Partly, "5"},
		{"it is no learning and is not carried over", rule, certified2020 + waiver("2021-03-01", `{"hours":6}`) + five + `{"day":"2021-05-05","minutes":360}`, "2022-01-01", "", rules.Partly, "9"},
		{"what was done above the whole is", rule, certified2020 + waiver("2021-03-01", `{"hours":10}`) + five, "2022-01-01", "", rules.NotYet, "10"},
	})
	check(t, []boundary{
		{"CEU", "needs: {at_least: 2 CEU}", waiver("2021-03-01", `{"CEU":0.5}`), "2022-01-01", "", rules.NotYet, "1.5"},
		{"activities", "needs: {at_least: 3 activities}", waiver("2021-03-01", `{"activities":2}`), "2022-01-01", "", rules.NotYet, "1"},
		{"a unit of the programme", "units: {LEU: {}}\nneeds: {at_least: 3 LEU}", waiver("2021-03-01", `{"leu":1.25}`), "2022-01-01", "", rules.NotYet, "1.75"},
		{"hours of fifty minutes", "units: {hour: {minutes: 50}}\nneeds: {at_least: 3 hours}", waiver("2021-03-01", `{"minutes":50}`), "2022-01-01", "", rules.NotYet, "2"},
		{"what does not belong to the cycle is owed whole", fiveYears + "needs: {all_of: [{at_least: 3 hours, over: ever}]}", certified2020 + waiver("2021-03-01", `{"hours":3}`), "2022-01-01", "", rules.NotYet, "1"},
		{"after the time to finish", "finish_within: 1 year\nneeds: {all_of: [{at_least: 3 hours}]}", `{"kind":"enrolled","day":"2020-01-01"}` + "\n" + waiver("2021-01-01", `{"hours":3}`), "2021-02-01", "", rules.Expired, "1"},
		{"before it began", "finish_within: 1 year\nneeds: {all_of: [{at_least: 3 hours}]}", `{"kind":"enrolled","day":"2020-01-01"}` + "\n" + waiver("2019-12-01", `{"hours":3}`), "2020-02-01", "", rules.Met, "0"},
		{"before one began again with nothing", "needs: {all_of: [{at_least: 3 hours, since: enrolled}]}", `{"kind":"enrolled","day":"2020-01-01"}` + "\n" + waiver("2019-12-01", `{"hours":3}`), "2020-02-01", "", rules.NotYet, "1"},
		{"of a share", "cycle: {kind: calendar, length: 1 year, first: by month}\nneeds: {at_least: 12 hours}", `{"kind":"certified","day":"2021-07-01"}` + "\n" + waiver("2021-08-01", `{"hours":2}`), "2021-09-01", "", rules.NotYet, "4"},
		{"nothing in none_of", "needs: {none_of: [{at_least: 3 hours}]}", waiver("2021-03-01", `{"hours":2}`) + `{"day":"2021-01-01","minutes":60}`, "2022-01-01", "", rules.Met, ""},
	})
}

func TestWhatIsWaivedOfCategories(t *testing.T) {
	rule := `needs:
  name: whole
  at_least: 12 hours
  categories:
    - {name: admin, of: {area: admin}, at_least: 8 hours}
    - {name: tech, of: {area: tech}, at_least: 4 hours}
    - {name: self, of: {format: self-paced}, at_most: 5 hours}
    - {name: ethics, of: {tag: ethics}, at_least: 3 hours, overlay: true}
`
	done := `{"day":"2021-01-01","minutes":480,"areas":["admin"]}` + "\n" + `{"day":"2021-01-02","minutes":240,"tags":["ethics"]}` + "\n"
	of := func(more string) string { return `{"kind":"waived","name":"test","day":"2021-03-01",` + more + `}` }
	check(t, []boundary{
		{"without", rule, done, "2022-01-01", "", rules.Partly, "4"},
		{"a category", rule, done + of(`"covers":["Tech"]`), "2022-01-01", "", rules.Met, "0"},
		{"a part of a category", rule, done + of(`"covers":["tech"],"credits":{"hours":1}`), "2022-01-01", "", rules.Partly, "3"},
		{"the whole is as much as before", rule, of(`"covers":["tech","admin"]`), "2022-01-01", "", rules.NotYet, "12"},
		{"categories ask for no more than the whole", rule, of(`"credits":{"hours":10}`), "2022-01-01", "", rules.NotYet, "2"},
		{"in the order of the rule", rule, of(`"credits":{"hours":3}`) + "\n" + done, "2022-01-01", "", rules.Partly, "1"},
		{"an overlay too", rule, of(`"credits":{"hours":11}`) + "\n" + `{"day":"2021-01-01","minutes":60,"areas":["admin"]}`, "2022-01-01", "", rules.Partly, "1"},
		{"all of it", rule, of(`"covers":["whole"]`), "2022-01-01", "", rules.Met, "0"},
		{"a most stands", rule, of(`"covers":["whole"],"credits":{"hours":6}`) + "\n" + `{"day":"2021-01-01","minutes":600,"areas":["admin"],"format":"self-paced","tags":["ethics"]}`, "2022-01-01", "", rules.Partly, "1"},
	})
	if !noted(t, rule, of(`"covers":["self"]`), "2022-01-01", rules.WaivesNothing) {
		t.Error("the waiver of a most is swallowed")
	}
}

func TestWhatIsWaivedOfYears(t *testing.T) {
	rule := "cycle: {length: 3 years}\nneeds: {name: all, at_least: 30 hours, each_year: 10 hours}"
	on := func(day, more string) string {
		return `{"kind":"waived","name":"test","day":"` + day + `",` + more + `}` + "\n"
	}
	ten := `{"day":"2020-05-05","minutes":600}` + "\n"
	check(t, []boundary{
		{"a year that has ended with less", rule, certified2020 + on("2021-02-01", `"credits":{"hours":10}`), "2021-01-31", "", rules.Expired, ""},
		{"is mended by it", rule, certified2020 + on("2021-02-01", `"credits":{"hours":10}`), "2021-02-01", "", rules.NotYet, "20"},
		{"one that has enough keeps it for the others", rule, certified2020 + ten + on("2021-02-01", `"credits":{"hours":10}`), "2022-01-01", "", rules.Partly, "10"},
		{"all of it", rule, certified2020 + on("2022-02-01", `"covers":["all"]`), "2022-02-01", "", rules.Met, "0"},
	})
}

func TestANamedRequirementIsWaived(t *testing.T) {
	rule := `cycle: {length: 2 years}
needs:
  all_of:
    - {id: law, name: Law, exam: law}
    - {name: First aid, award: first-aid}
    - {name: Served, served: director, lasting: 1 year}
    - {name: Either, any_of: [{portfolio: a}, {name: Hours, at_least: 5 hours}]}
    - {name: No bar, none_of: [{name: Barred, award: barred}]}
    - {name: Order, in_order: [{name: One, exam: one}, {name: Two, exam: two}]}
    - {name: Parts, part: basics}
`
	of := func(names ...string) string {
		return certified2020 + `{"kind":"waived","name":"test","day":"2021-03-01","covers":["` + strings.Join(names, `","`) + `"]}`
	}
	all := []string{"law", "FIRST AID", "Served", "Either", "Order", "Parts"}
	check(t, []boundary{
		{"all by name or id", rule, of(all...), "2021-03-01", "", rules.Met, "0"},
		{"not before", rule, of(all...), "2021-02-28", "", rules.Partly, "6"},
		{"not in the next cycle", rule, of(all...), "2022-01-01", "", rules.Partly, "6"},
		{"the steps of an order", rule, of(append(all[:4:4], "Parts", "One", "Two")...), "2021-03-01", "", rules.Met, "0"},
		{"what stands inside", rule, of(append(all, "Hours")...), "2021-03-01", "", rules.Met, "0"},
		{"what must not be there", rule, of(append(all, "No bar")...) + "\n" + `{"kind":"award","name":"barred","day":"2020-05-05"}`, "2021-03-01", "", rules.Met, "0"},
		{"and nothing in it", rule, of(append(all, "Barred")...), "2021-03-01", "", rules.Met, "0"},
		{"of a role that is not asked", "roles: [a, b]\nneeds: {all_of: [{exam: x}, {name: law, exam: law, for: b}]}", of("law"), "2021-03-01", "a", rules.NotYet, "1"},
	})
	for names, idle := range map[string]bool{"law": false, "Lwa": true, "Barred": true, `law","typo`: true} {
		if noted(t, rule, of(names), "2021-03-01", rules.WaivesNothing) != idle {
			t.Errorf("%s: said to change nothing: %v", names, !idle)
		}
	}
	for credits, idle := range map[string]bool{`{"hours":1}`: false, `{"minutes":1}`: false, `{"CEU":1}`: true, `{"huors":1}`: true} {
		if noted(t, rule, certified2020+`{"kind":"waived","name":"test","day":"2021-03-01","credits":`+credits+`}`, "2021-03-01", rules.WaivesNothing) != idle {
			t.Errorf("%s: said to change nothing: %v", credits, !idle)
		}
	}
	if noted(t, replace(rule, "length: 2 years", "kind: calendar, length: 1 year"), of("typo"), "2022-01-01", rules.WaivesNothing) {
		t.Error("what changed nothing in an earlier cycle is said again")
	}
}

// TestAWaivedAmountLeavesItsEntriesToOthers shares out beside a requirement of which nothing is needed.
func TestAWaivedAmountLeavesItsEntriesToOthers(t *testing.T) {
	rule := "needs:\n  all_of:\n    - {name: Any, all_of: [{at_least: 2 hours}]}\n    - {at_least: 2 hours, of: {area: a}}\n"
	check(t, []boundary{
		{"both are asked for", rule, `{"day":"2021-01-01","minutes":120,"areas":["a"]}`, "2022-01-01", "", rules.Partly, "1"},
		{"one is waived", rule, `{"day":"2021-01-01","minutes":120,"areas":["a"]}` + "\n" + `{"kind":"waived","name":"test","day":"2021-03-01","covers":["any"]}`, "2022-01-01", "", rules.Met, "0"},
	})
}

func TestWaiversInAGroup(t *testing.T) {
	rule := `binds: group
cycle: {kind: calendar, length: 1 year}
needs:
  all_of:
    - each: {serving: trustee, need: {name: own, at_least: 2 hours}}
    - together: {serving: trustee, need: {at_least: 5 hours}}
`
	two := `{"person":"ana","kind":"role","name":"trustee","day":"2020-01-01"}` + "\n" + `{"person":"ben","kind":"role","name":"trustee","day":"2020-01-01"}` + "\n" +
		`{"person":"ana","id":"1","day":"2021-03-03","minutes":120}` + "\n"
	waiver := `"kind":"waived","name":"test","day":"2021-03-01","credits":{"hours":2}}` + "\n"
	check(t, []boundary{
		{"a member's own is of that member alone", rule, two + `{"person":"ben",` + waiver, "2021-12-31", "", rules.Partly, "1"},
		{"and not of all together", rule, two + `{"person":"ben",` + waiver + `{"person":"ana","id":"2","day":"2021-03-03","minutes":120}`, "2021-12-31", "", rules.Partly, "1"},
		{"that of the group is of all", rule, two + `{` + waiver + `{"person":"ana","id":"2","day":"2021-03-03","minutes":60}`, "2021-12-31", "", rules.Met, "0"},
	})
	if !noted(t, rule, two+`{"person":"ben","kind":"waived","name":"test","day":"2021-03-01","covers":["nothing so"]}`, "2021-12-31", rules.WaivesNothing) {
		t.Error("a member's waiver of what is not asked for is swallowed")
	}
}

func TestAWaiverIsTold(t *testing.T) {
	rule := "status: verified\nneeds:\n  all_of:\n    - name: Hours\n      at_least: 12 hours\n      categories: [{name: admin, of: {area: admin}, at_least: 8 hours}]\n    - {name: Law, exam: law}\n"
	lines := `{"id":"1","day":"2021-01-01","minutes":120}` + "\n" + `{"id":"w","kind":"waived","name":"test","day":"2021-03-01","credits":{"hours":10}}` + "\n" +
		`{"id":"l","kind":"waived","name":"test","day":"2021-04-01","covers":["law"]}`
	v, text := view(t, rule, lines, "2022-01-01")
	hours, law := v.Needs.Needs[0], v.Needs.Needs[1]
	if hours.Needed != "2" || hours.Waived != "10" || hours.Reason != rules.PartWaived || hours.Categories[0].AtLeast != "2" || hours.Categories[0].Waived != "6" {
		t.Errorf("%+v", hours)
	}
	if law.Status != rules.Met || law.Reason != rules.WasWaived || law.MetOn != "2021-04-01" {
		t.Errorf("%+v", law)
	}
	counted := map[string]string{}
	for _, e := range v.Entries {
		for _, c := range e.Counted {
			counted[e.Entry] += c.Path[strings.LastIndex(c.Path, "["):] + " " + string(c.Waived) + " " + c.Unit
		}
	}
	if counted["w"] != "[0] 10 hours" || counted["l"] != "[1]  " {
		t.Errorf("%q", counted)
	}
	for _, line := range []string{"Hours: 2 of 2 hours, 2 missing (a category or a year lacks some), 10 waived. Less is needed, because a part was waived.", "admin: 0 of at least 2, 6 waived, 2 missing", "waives 10 hours for Hours", "[met] Law. It was waived."} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is not in\n%s", line, text)
		}
	}
	// The day on which something is met is that of the waiver, where it was what lacked.
	v, _ = view(t, "needs: {at_least: 12 hours}", `{"id":"1","day":"2021-01-01","minutes":120}`+"\n"+`{"id":"w","kind":"waived","name":"test","day":"2021-03-01","credits":{"hours":10}}`, "2022-01-01")
	if v.Needs.MetOn != "2021-03-01" {
		t.Errorf("met on %s", v.Needs.MetOn)
	}
}

func TestWhatCanBeWaived(t *testing.T) {
	p := read(t, `versions:
  - {version: "1", needs: {name: Old, at_least: 5 hours, categories: [{name: Ethics, of: {tag: ethics}, at_least: 1 hour}, {name: Self, of: {tag: self}, at_most: 1 hour}]}}
  - {version: "2", in_force_from: 2024-01-01, needs: {all_of: [{id: new, at_least: 5 CEU}, {exam: law}, {name: No bar, none_of: [{name: Bar, award: bar}]}]}}
`)
	var got []string
	for _, w := range p.Waivable() {
		got = append(got, w.Name+"/"+w.Unit)
	}
	if want := []string{"/hours", "/CEU", "Old/", "Old/hours", "Ethics/hours", "new/", "new/CEU", "No bar/"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
