package rules_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/rules"
)

func TestFixedAndCalendarCycles(t *testing.T) {
	fixed := "cycle: {kind: fixed, length: 2 years, anchor: 2025-07-01, first: FIRST}\nneeds: {at_least: 24 hours}"
	with := func(first string) string { return strings.Replace(fixed, "FIRST", first, 1) }
	begun := `{"kind":"certified","day":"2026-01-20"}` + "\n"
	check(t, []boundary{
		{"before the anchor too", with("whole"), `{"day":"2023-07-01","minutes":1440}`, "2025-06-30", "", rules.Met, ""},
		{"the cycle before does not count", with("whole"), `{"day":"2025-06-30","minutes":1440}`, "2025-07-01", "", rules.NotYet, ""},
		{"whole first cycle", with("whole"), begun + `{"day":"2026-05-05","minutes":1439}`, "2027-06-30", "", rules.Partly, ""},
		{"by month", with("by month"), begun + `{"day":"2026-05-05","minutes":1080}`, "2027-06-30", "", rules.Met, ""},
		{"by month, a minute less", with("by month"), begun + `{"day":"2026-05-05","minutes":1079}`, "2027-06-30", "", rules.Partly, ""},
		{"by year", with("by year"), `{"kind":"certified","day":"2026-07-01"}` + "\n" + `{"day":"2026-07-05","minutes":720}`, "2027-06-30", "", rules.Met, ""},
		{"by year, a day before the second year", with("by year"), `{"kind":"certified","day":"2026-06-30"}` + "\n" + `{"day":"2026-07-05","minutes":720}`, "2027-06-30", "", rules.Partly, ""},
		{"by full month", with("by full month"), begun + `{"day":"2026-05-05","minutes":1020}`, "2027-06-30", "", rules.Met, ""},
		{"by full month, a minute less", with("by full month"), begun + `{"day":"2026-05-05","minutes":1019}`, "2027-06-30", "", rules.Partly, ""},
		{"by full month from a first", with("by full month"), `{"kind":"certified","day":"2026-01-01"}` + "\n" + `{"day":"2026-05-05","minutes":1079}`, "2027-06-30", "", rules.Partly, ""},
		{"by full year", with("by full year"), begun + `{"day":"2026-05-05","minutes":720}`, "2027-06-30", "", rules.Met, ""},
		{"by full year, less than one", with("by full year"), `{"kind":"certified","day":"2026-07-02"}`, "2027-06-30", "", rules.Met, ""},
		{"nothing in the first", with("none"), begun, "2027-06-30", "", rules.Met, ""},
		{"all of it in the second", with("none"), begun, "2027-07-01", "", rules.NotYet, "24"},
		{"before the certificate", with("whole"), begun + `{"day":"2026-01-19","minutes":1440}`, "2027-06-30", "", rules.NotYet, ""},
		{"on the day of the certificate", with("whole"), begun + `{"day":"2026-01-20","minutes":1440}`, "2027-06-30", "", rules.Met, ""},
		{"grace of the year before", "cycle: {kind: calendar, length: 1 year, grace: 1 month}\nneeds: {at_least: 10 hours}", `{"day":"2025-05-05","minutes":599}`, "2026-01-31", "", rules.Partly, "0.02"},
		{"after the grace", "cycle: {kind: calendar, length: 1 year, grace: 1 month}\nneeds: {at_least: 10 hours}", `{"day":"2025-05-05","minutes":599}`, "2026-02-01", "", rules.NotYet, "10"},
		{"two calendar years", "cycle: {kind: calendar, length: 2 years, anchor: 2025-01-01}\nneeds: {at_least: 10 hours}", `{"day":"2023-01-01","minutes":600}`, "2024-12-31", "", rules.Met, ""},
		{"days as length", "cycle: {kind: fixed, length: 90 days, anchor: 2025-01-01}\nneeds: {at_least: 1 hour}", `{"day":"2025-04-01","minutes":60}`, "2025-06-29", "", rules.Met, ""},
		{"days as length, the next", "cycle: {kind: fixed, length: 90 days, anchor: 2025-01-01}\nneeds: {at_least: 1 hour}", `{"day":"2025-04-01","minutes":60}`, "2025-06-30", "", rules.NotYet, ""},
	})
}

func TestEndsLeaveAndCarry(t *testing.T) {
	begun := `{"kind":"certified","day":"2021-03-15"}` + "\n"
	june := "cycle: {length: 3 years, ends: \"06-30\"}\nneeds: {at_least: 10 hours}"
	year := "cycle: {length: 3 years, ends: end of year}\nneeds: {at_least: 10 hours}"
	reduces := "cycle: {kind: calendar, length: 1 year, leave: reduces}\nneeds: {at_least: 73 hours}"
	extends := "cycle: {length: 1 year, leave: extends}\nneeds: {at_least: 10 hours}"
	carry := "cycle: {length: 1 year}\nneeds: {at_least: 10 hours, carry_over: 4 hours}"
	check(t, []boundary{
		{"June", june, begun + `{"day":"2024-06-30","minutes":600}`, "2024-06-30", "", rules.Met, ""},
		{"July", june, begun + `{"day":"2024-07-01","minutes":600}`, "2024-07-01", "", rules.Expired, ""},
		{"December", year, begun + `{"day":"2024-12-31","minutes":600}`, "2024-12-31", "", rules.Met, ""},
		{"January", year, begun + `{"day":"2025-01-01","minutes":600}`, "2025-01-01", "", rules.Expired, ""},
		{"fifty days of leave of a year", reduces, `{"kind":"leave","day":"2025-02-01","until":"2025-03-22"}` + "\n" + `{"day":"2025-06-06","minutes":3780}`, "2025-12-31", "", rules.Met, ""},
		{"a minute less", reduces, `{"kind":"leave","day":"2025-02-01","until":"2025-03-22"}` + "\n" + `{"day":"2025-06-06","minutes":3779}`, "2025-12-31", "", rules.Partly, ""},
		{"overlapping leaves are counted once", reduces, `{"id":"l1","kind":"leave","day":"2025-02-01","until":"2025-03-22"}` + "\n" + `{"id":"l2","kind":"leave","day":"2025-03-01","until":"2025-03-22"}` + "\n" + `{"day":"2025-06-06","minutes":3779}`, "2025-12-31", "", rules.Partly, ""},
		{"extended by ten days", extends, begun + `{"kind":"leave","day":"2021-05-01","until":"2021-05-10"}` + "\n" + `{"day":"2022-03-24","minutes":600}`, "2022-03-24", "", rules.Met, ""},
		{"and not by eleven", extends, begun + `{"kind":"leave","day":"2021-05-01","until":"2021-05-10"}` + "\n" + `{"day":"2022-03-25","minutes":600}`, "2022-03-25", "", rules.Expired, ""},
		{"four are carried over", carry, begun + `{"day":"2022-01-01","minutes":1200}` + "\n" + `{"day":"2022-06-01","minutes":360}`, "2023-01-01", "", rules.Met, ""},
		{"no more than four", carry, begun + `{"day":"2022-01-01","minutes":1200}` + "\n" + `{"day":"2022-06-01","minutes":359}`, "2023-01-01", "", rules.Partly, "0.02"},
		{"what was carried is not carried on", carry, begun + `{"day":"2022-01-01","minutes":840}` + "\n" + `{"day":"2022-06-01","minutes":360}`, "2023-03-15", "", rules.NotYet, "10"},
	})
}

func TestVersionsAndTransitions(t *testing.T) {
	versions := func(transition string) string {
		return "versions:\n  - {version: old, in_force_from: 2015-01-01, needs: {at_least: 5 hours}, cycle: {length: 5 years}}\n  - {version: new, in_force_from: 2023-01-01, transition: " + transition + ", needs: {at_least: 6 hours}, cycle: {length: 5 years}}"
	}
	five := `{"day":"2022-05-05","minutes":300}`
	at := func(day string) string { return `{"kind":"certified","day":"` + day + `"}` + "\n" + five }
	enrolled := func(day string) string { return `{"kind":"enrolled","day":"` + day + `"}` + "\n" + five }
	check(t, []boundary{
		{"the day before the first version", versions("at once"), at("2014-12-31"), "2014-12-31", "", rules.DoesNotApply, ""},
		{"the day before", versions("at once"), at("2022-01-01"), "2022-12-31", "", rules.Met, ""},
		{"at once", versions("at once"), at("2022-01-01"), "2023-01-01", "", rules.Partly, ""},
		{"next cycle: still the old one", versions("next cycle"), at("2022-01-01"), "2026-12-31", "", rules.Met, ""},
		{"next cycle: the new one", versions("next cycle"), at("2022-01-01"), "2027-01-01", "", rules.NotYet, "6"},
		{"newcomers: enrolled before", versions("newcomers"), enrolled("2022-05-01"), "2026-12-31", "", rules.Met, ""},
		{"newcomers: enrolled on the day", versions("newcomers"), enrolled("2023-01-01") + "\n" + `{"id":"x","day":"2023-05-05","minutes":359}`, "2026-12-31", "", rules.Partly, ""},
		{"out of force", "in_force_until: 2025-08-31\nneeds: {nothing: true}", "", "2025-09-01", "", rules.DoesNotApply, ""},
		{"last day in force", "in_force_until: 2025-08-31\nneeds: {nothing: true}", "", "2025-08-31", "", rules.Met, ""},
	})
	// Whether an earlier cycle was met is asked of the version of its end, so nobody expires by a later rule.
	check(t, []boundary{{"an earlier cycle by its own version", versions("at once"), `{"kind":"certified","day":"2017-06-01"}` + "\n" + five, "2023-06-01", "", rules.NotYet, "6"}})
}

func TestFactsAndStrength(t *testing.T) {
	check(t, []boundary{
		{"level reached", "needs: {competency: x, level: 2}", `{"kind":"competency","name":"x","level":"2","day":"2025-01-01"}`, "2025-01-01", "", rules.Met, ""},
		{"level below", "needs: {competency: x, level: 2}", `{"kind":"competency","name":"x","level":"1","day":"2025-01-01"}`, "2025-01-01", "", rules.NotYet, ""},
		{"assurance as good", "needs: {competency: x, assurance: third-party}", `{"day":"2025-01-01","competencies":{"x":"1"},"assurance":"third-party"}`, "2025-01-01", "", rules.Met, ""},
		{"assurance too weak", "needs: {competency: x, assurance: third-party}", `{"day":"2025-01-01","competencies":{"x":"1"},"assurance":"person"}`, "2025-01-01", "", rules.NotYet, ""},
		{"award on its last day", "needs: {award: x}", `{"kind":"award","name":"x","day":"2024-01-01","until":"2025-01-01"}`, "2025-01-01", "", rules.Met, ""},
		{"award a day later", "needs: {award: x}", `{"kind":"award","name":"x","day":"2024-01-01","until":"2025-01-01"}`, "2025-01-02", "", rules.Expired, ""},
		{"award that ran out will do", "needs: {award: x, in_force: false}", `{"kind":"award","name":"x","day":"2024-01-01","until":"2025-01-01"}`, "2025-01-02", "", rules.Met, ""},
		{"must not be there", "needs: {none_of: [{award: x}]}", `{"kind":"award","name":"x","day":"2024-01-01"}`, "2025-01-02", "", rules.NotYet, ""},
		{"served in two times", "needs: {served: x, lasting: 1 year}", `{"id":"1","kind":"role","name":"x","day":"2023-01-01","until":"2023-06-30"}` + "\n" + `{"id":"2","kind":"role","name":"x","day":"2024-07-01","until":"2024-12-31"}`, "2025-06-01", "", rules.Met, ""},
		{"served a day less", "needs: {served: x, lasting: 1 year}", `{"id":"1","kind":"role","name":"x","day":"2023-01-01","until":"2023-06-30"}` + "\n" + `{"id":"2","kind":"role","name":"x","day":"2024-07-01","until":"2024-12-30"}`, "2025-06-01", "", rules.Partly, "1"},
		{"served within", "needs: {served: x, lasting: 1 year, within: 2 years}", `{"kind":"role","name":"x","day":"2020-01-01","until":"2024-05-30"}`, "2025-06-01", "", rules.Partly, ""},
		{"only two of the three ways", "needs: {part: x, ways: [course, portfolio]}", `{"kind":"agreement","name":"x","day":"2024-01-01"}`, "2025-01-02", "", rules.NotYet, ""},
		{"agreement is one of three", "needs: {part: x}", `{"kind":"agreement","name":"x","day":"2024-01-01"}`, "2025-01-02", "", rules.Met, ""},
		{"another part that begins alike", "needs: {part: tech}", `{"day":"2024-01-01","covers":["technology"]}`, "2025-01-02", "", rules.NotYet, ""},
		{"the same piece twice", "needs: {part: x}", `{"id":"1","day":"2024-01-01","covers":["x 1/2"]}` + "\n" + `{"id":"2","day":"2024-01-02","covers":["x 1/2"]}`, "2025-01-02", "", rules.Partly, ""},
	})
}

func TestEachYear(t *testing.T) {
	rule := "cycle: {length: 3 years, early_credit: 1 month, grace: 1 month}\nneeds: {at_least: 30 hours, each_year: 5 hours}"
	begun := `{"kind":"certified","day":"2023-01-01"}` + "\n" + `{"id":"1","day":"2022-12-15","minutes":300}` + "\n"
	second := `{"id":"2","day":"2024-12-31","minutes":1200}` + "\n"
	check(t, []boundary{
		{"every year", rule, begun + second + `{"id":"3","day":"2025-12-31","minutes":300}`, "2025-12-31", "", rules.Met, ""},
		{"the last year in the grace", rule, begun + second + `{"id":"3","day":"2026-01-31","minutes":300}`, "2026-01-31", "", rules.NotYet, ""},
		{"the last year is not over yet", rule, begun + second, "2025-12-31", "", rules.Partly, "5"},
		{"enough in all, not in the last year", rule, begun + second + `{"id":"3","day":"2024-12-31","minutes":300}`, "2025-12-30", "", rules.Partly, "5"},
		{"a minute less in the second year", rule, begun + `{"id":"2","day":"2024-12-31","minutes":299}` + "\n" + `{"id":"3","day":"2025-01-01","minutes":1800}`, "2025-01-01", "", rules.Expired, ""},
		{"just enough in the second year", rule, begun + `{"id":"2","day":"2024-12-31","minutes":300}` + "\n" + `{"id":"3","day":"2025-01-01","minutes":1800}`, "2025-01-01", "", rules.Met, ""},
	})
}

func TestLargest(t *testing.T) {
	rule := "needs:\n  at_least: 20 hours\n  largest: 8 hours\n  categories: [{name: tech, of: {area: tech}, at_least: 9 hours}]"
	check(t, []boundary{
		{"eight of each", rule, `{"id":"1","day":"2025-01-01","minutes":900,"areas":["tech"]}` + "\n" + `{"id":"2","day":"2025-01-02","minutes":900,"areas":["tech"]}` + "\n" + `{"id":"3","day":"2025-01-03","minutes":240}`, "2025-06-01", "", rules.Met, ""},
		{"not nine of one", rule, `{"id":"1","day":"2025-01-01","minutes":900,"areas":["tech"]}` + "\n" + `{"id":"2","day":"2025-01-02","minutes":900}` + "\n" + `{"id":"3","day":"2025-01-03","minutes":240}`, "2025-06-01", "", rules.Partly, "1"},
	})
}

func TestGroups(t *testing.T) {
	board := func(members string) string {
		return "binds: group\nneeds: {each: {members: " + members + ", need: {at_least: 2 hours}}}"
	}
	three := `{"person":"a","id":"1","day":"2025-01-01","minutes":120}` + "\n" + `{"person":"b","id":"1","day":"2025-01-01","minutes":120}` + "\n" + `{"person":"c","id":"1","day":"2025-01-01","minutes":119}`
	check(t, []boundary{
		{"all", board("all"), three, "2025-06-01", "", rules.Partly, "1"},
		{"two", board("2"), three, "2025-06-01", "", rules.Met, ""},
		{"66 of a hundred are two of three", board("66%"), three, "2025-06-01", "", rules.Met, ""},
		{"67 of a hundred are three of three", board("67%"), three, "2025-06-01", "", rules.Partly, ""},
		{"more than there are", board("4"), three, "2025-06-01", "", rules.Partly, ""},
		{"nobody", board("all"), "", "2025-06-01", "", rules.NotYet, ""},
		{"together", "binds: group\nneeds: {together: {at_least: 359 minutes}}", three, "2025-06-01", "", rules.Met, ""},
		{"together short", "binds: group\nneeds: {together: {at_least: 6 hours}}", three, "2025-06-01", "", rules.Partly, ""},
	})
}

func TestRoleThatNobodySaid(t *testing.T) {
	p := read(t, "roles: [director, staff]\nrole_by: latest\nneeds: {at_least: {director: 2 hours, staff: 1 hour}}")
	_, err := p.Evaluate(facts(t, "person"), rules.Request{AsOf: day(t, "2025-01-01")})
	if errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), "Say which role it is: director, staff.") {
		t.Error(err)
	}
	if _, err = p.Evaluate(facts(t, "person"), rules.Request{AsOf: day(t, "2025-01-01"), Role: "king"}); errs.KindOf(err) != errs.Invalid {
		t.Error(err)
	}
	who := facts(t, "person", `{"id":"1","kind":"role","name":"Director","day":"2010-01-01","until":"2024-12-30"}`, `{"id":"2","kind":"role","name":"staff","day":"2024-12-31"}`)
	if res := stands(t, p, who, "2025-01-01", ""); res.Role != "staff" {
		t.Errorf("the latest role is %s", res.Role)
	}
}

// TestWhyNot has one entry for each reason why something does not count.
func TestWhyNot(t *testing.T) {
	p := read(t, "cycle: {length: 1 year}\nneeds:\n  at_least: 10 hours\n  of: {area: [a, b]}\n  smallest: 30 minutes\n  report_within: 10 days\n  categories: [{name: little, of: {area: b}, at_most: 1 hour}]")
	who := facts(t, "person", `{"kind":"certified","day":"2025-01-01"}`,
		`{"id":"early","day":"2024-12-31","minutes":60,"areas":["a"]}`,
		`{"id":"late","day":"2026-01-01","minutes":60,"areas":["a"]}`,
		`{"id":"other","day":"2025-02-01","minutes":60,"areas":["c"]}`,
		`{"id":"small","day":"2025-02-02","minutes":29,"areas":["a"]}`,
		`{"id":"reported","day":"2025-02-03","minutes":60,"areas":["a"],"reported":"2025-02-14"}`,
		`{"id":"nothing","day":"2025-02-04","areas":["a"]}`,
		`{"id":"most","day":"2025-02-05","minutes":90,"areas":["b"]}`,
		`{"id":"counts","day":"2025-02-06","minutes":60,"areas":["a"],"reported":"2025-02-16"}`)
	res := stands(t, p, who, "2025-12-31", "")
	got := map[string]rules.Reason{}
	for _, x := range res.Tree.Refused {
		got[x.Entry.ID] = x.Reason
	}
	for id, want := range map[string]rules.Reason{"early": rules.BeforeTime, "late": rules.AfterAsOf, "other": rules.DoesNotFit, "small": rules.TooSmall,
		"reported": rules.ReportedLate, "nothing": rules.HasNoneOf, "most": rules.OverMost, "counts": ""} {
		if got[id] != want {
			t.Errorf("%s: %q, want %q", id, got[id], want)
		}
	}
	if res.Tree.Counted != 120 {
		t.Errorf("%d minutes count", res.Tree.Counted)
	}
}

// TestTheDaysOfACycle looks at the days that people plan by, on both sides of each.
func TestTheDaysOfACycle(t *testing.T) {
	p := read(t, "cycle: {length: 4 years, renewal_window: 12 months, grace: 2 months, reinstatement: 1 year, early_credit: 6 months}\nneeds: {at_least: 10 hours}")
	who := facts(t, "person", `{"kind":"certified","day":"2021-03-15"}`, `{"id":"1","day":"2022-01-01","minutes":60}`)
	for _, c := range []struct {
		asOf    string
		status  rules.Status
		inGrace bool
		back    string
	}{
		{"2025-03-14", rules.Partly, false, ""}, {"2025-03-15", rules.Partly, true, ""}, {"2025-05-14", rules.Partly, true, ""}, {"2025-05-15", rules.Expired, false, "2026-05-14"},
	} {
		res := stands(t, p, who, c.asOf, "")
		if res.Status != c.status || res.InGrace != c.inGrace || res.ReinstateUntil.String() != c.back {
			t.Errorf("%s: %s, in grace %v, back until %s", c.asOf, res.Status, res.InGrace, res.ReinstateUntil)
		}
		if res.Due.String() != "2025-03-14" || res.Opens.String() != "2024-03-14" || res.GraceUntil.String() != "2025-05-14" || res.Early.String() != "2020-09-15" {
			t.Errorf("%s: due %s, opens %s, grace %s, early %s", c.asOf, res.Due, res.Opens, res.GraceUntil, res.Early)
		}
	}
	// Made up on the last day of the grace, the old cycle is met; what made it up is not there for the next one.
	made := who.With(rules.Entry{ID: "2", Kind: rules.Learning, Day: day(t, "2025-05-14"), Minutes: 540}, rules.Entry{ID: "3", Kind: rules.Learning, Day: day(t, "2025-05-15"), Minutes: 30})
	res := stands(t, p, made, "2025-05-15", "")
	if res.Status != rules.Partly || res.Due.String() != "2029-03-14" || res.Tree.Counted != 30 {
		t.Errorf("%s, due %s, %d minutes", res.Status, res.Due, res.Tree.Counted)
	}
}

func TestCalendar(t *testing.T) {
	for d := rules.Day(1); d <= rules.MaxDay; d += 97 {
		y, m, n := d.Civil()
		if rules.Date(y, m, n) != d {
			t.Fatalf("%d is %d-%d-%d is %d", d, y, m, n, rules.Date(y, m, n))
		}
		if back, ok := rules.ParseDay(d.String()); !ok || back != d {
			t.Fatalf("%s is read as %s", d, back)
		}
	}
	for _, c := range [][3]string{{"2024-01-31", "1", "2024-02-29"}, {"2023-01-31", "1", "2023-02-28"}, {"2024-02-29", "12", "2025-02-28"}, {"2020-12-31", "2", "2021-02-28"}} {
		months := map[string]int{"1": 1, "2": 2, "12": 12}[c[1]]
		if got := (rules.Span{Months: months}).After(day(t, c[0])); got.String() != c[2] {
			t.Errorf("%s and %s months are %s, want %s", c[0], c[1], got, c[2])
		}
	}
	for _, s := range []string{"2025-02-29", "2025-13-01", "2025-00-10", "0000-01-01", "2025-1-01", "25-01-01", "2025-04-31"} {
		if _, ok := rules.ParseDay(s); ok {
			t.Errorf("%s is a day", s)
		}
	}
}
