package rules_test

import (
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func line(id, day, minutes string) string {
	return `{"id":"` + id + `","day":"` + day + `","minutes":` + minutes + `}` + "\n"
}

func certified(days ...string) string {
	out := ""
	for _, d := range days {
		out += `{"id":"c` + d + `","kind":"certified","day":"` + d + `"}` + "\n"
	}
	return out
}

// days are what a result must say of its cycle.
type days struct {
	name, rule, entries, asOf string
	want                      rules.Status
	from, to, version         string
}

func checkDays(t *testing.T, cases []days) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := read(t, c.rule)
			res := stands(t, p, facts(t, p.Rule().Binds, c.entries), c.asOf, "")
			if res.Status != c.want || res.CycleFrom.String() != c.from || res.CycleTo.String() != c.to || res.Version != c.version {
				t.Errorf("%s, %s to %s, version %s; want %s, %s to %s, version %s; notes %v", res.Status, res.CycleFrom, res.CycleTo, res.Version, c.want, c.from, c.to, c.version, res.Notes)
			}
		})
	}
}

// TestAVersionWithAnotherLengthCutsOnlyWhatFollows walks over versions whose cycles are not as long as those before.
func TestAVersionWithAnotherLengthCutsOnlyWhatFollows(t *testing.T) {
	lengths := func(transition string) string {
		return "versions:\n  - {version: old, cycle: {length: 5 years}, needs: {at_least: 50 hours}}\n  - {version: new, in_force_from: 2023-01-01, transition: " + transition + ", cycle: {length: 3 years}, needs: {at_least: 30 hours}}"
	}
	fifty, begun := line("1", "2020-06-01", "3000"), certified("2019-01-01")
	checkDays(t, []days{
		{"the running cycle is as long as it was", lengths("next cycle"), begun + fifty, "2023-12-31", rules.Met, "2019-01-01", "2023-12-31", "old"},
		{"the next is of the new length", lengths("next cycle"), begun + fifty, "2024-01-01", rules.NotYet, "2024-01-01", "2026-12-31", "new"},
		{"a missed old cycle is missed by its own version", lengths("next cycle"), begun + line("1", "2020-06-01", "2999"), "2024-01-01", rules.Expired, "2019-01-01", "2023-12-31", "old"},
		{"a cycle met by the old amount is not missed by the new one", lengths("next cycle"), certified("2014-01-01") + line("0", "2015-01-01", "3000") + fifty, "2024-06-01", rules.NotYet, "2024-01-01", "2026-12-31", "new"},
		{"at once, too short for what has passed: the running one ends as it began", lengths("at once"), begun + fifty, "2023-06-01", rules.Met, "2019-01-01", "2023-12-31", "old"},
		{"at once, and the new end lies ahead", lengths("at once"), certified("2021-06-01") + line("1", "2022-06-01", "1800"), "2023-06-01", rules.Met, "2021-06-01", "2024-05-31", "new"},
		{"the day before it comes", lengths("at once"), certified("2021-06-01") + line("1", "2022-06-01", "1800"), "2022-12-31", rules.Partly, "2021-06-01", "2026-05-31", "old"},
	})
	longer := "versions:\n  - {version: old, cycle: {length: 1 year}, needs: {at_least: 10 hours}}\n  - {version: new, in_force_from: 2023-07-01, cycle: {length: 2 years}, needs: {at_least: 10 hours}}"
	checkDays(t, []days{
		{"at once longer", longer, certified("2023-01-01") + line("1", "2024-12-31", "600"), "2024-12-31", rules.Met, "2023-01-01", "2024-12-31", "new"},
		{"those that had ended keep their length", longer, certified("2021-01-01") + line("1", "2021-12-31", "600") + line("2", "2022-01-01", "600"), "2024-01-01", rules.NotYet, "2023-01-01", "2024-12-31", "new"},
	})
	fixed := "versions:\n  - {version: old, cycle: {kind: fixed, length: 2 years, anchor: 2021-07-01}, needs: {at_least: 10 hours}}\n  - {version: new, in_force_from: 2024-01-01, transition: TRANSITION, cycle: {kind: calendar, length: 1 year}, needs: {at_least: 5 hours}}"
	checkDays(t, []days{
		{"fixed, next cycle: still the old", replace(fixed, "TRANSITION", "next cycle"), certified("2022-01-01") + line("1", "2024-05-05", "600"), "2025-06-30", rules.Met, "2023-07-01", "2025-06-30", "old"},
		{"fixed, next cycle: then the calendar", replace(fixed, "TRANSITION", "next cycle"), certified("2022-01-01") + line("1", "2025-07-01", "300"), "2025-07-01", rules.Met, "2025-01-01", "2025-12-31", "new"},
		{"what counted for the old cycle does not count again", replace(fixed, "TRANSITION", "next cycle"), certified("2022-01-01") + line("1", "2025-06-30", "600"), "2025-07-01", rules.NotYet, "2025-01-01", "2025-12-31", "new"},
		{"fixed, at once", replace(fixed, "TRANSITION", "at once"), certified("2022-01-01") + line("1", "2024-05-05", "300"), "2024-06-30", rules.Met, "2023-07-01", "2024-12-31", "new"},
	})
	grace := "versions:\n  - {version: old, cycle: {length: 2 years, grace: 2 months}, needs: {at_least: 20 hours}}\n  - {version: new, in_force_from: 2024-01-01, transition: next cycle, cycle: {length: 2 years, grace: 1 month}, needs: {at_least: 10 hours}}"
	checkDays(t, []days{
		{"in the grace of the old version", grace, certified("2022-01-01") + line("1", "2022-05-05", "600"), "2024-02-29", rules.Partly, "2022-01-01", "2023-12-31", "old"},
		{"after it", grace, certified("2022-01-01") + line("1", "2022-05-05", "600"), "2024-03-01", rules.Expired, "2022-01-01", "2023-12-31", "old"},
	})
	none := "versions:\n  - {version: old, needs: {award: x}}\n  - {version: new, in_force_from: 2023-01-01, transition: TRANSITION, cycle: {length: 5 years}, needs: {at_least: 10 hours}}"
	checkDays(t, []days{
		{"before there were cycles", replace(none, "TRANSITION", "at once"), certified("2012-01-01"), "2022-12-31", rules.NotYet, "", "", "old"},
		{"no cycle is missed before there were any", replace(none, "TRANSITION", "at once"), certified("2012-01-01"), "2023-01-01", rules.NotYet, "2022-01-01", "2026-12-31", "new"},
		{"next cycle, counted as if there had been some", replace(none, "TRANSITION", "next cycle"), certified("2012-01-01"), "2026-12-31", rules.NotYet, "", "", "old"},
		{"and then they begin", replace(none, "TRANSITION", "next cycle"), certified("2012-01-01"), "2027-01-01", rules.NotYet, "2027-01-01", "2031-12-31", "new"},
	})
}

func TestCarriedAmountsAreOfTheirOwnVersion(t *testing.T) {
	rule := "versions:\n  - {version: old, cycle: {length: 1 year}, needs: {at_least: 10 hours, carry_over: 5 hours}}\n  - {version: new, in_force_from: 2024-01-01, transition: next cycle, cycle: {length: 2 years}, needs: {at_least: 20 hours, carry_over: 8 hours}}"
	check(t, []boundary{
		{"what was too much for the old amount", rule, certified("2023-01-01") + line("1", "2023-05-05", "1200"), "2024-06-01", "", rules.Partly, "15"},
		{"not for the new one", rule, certified("2023-01-01") + line("1", "2023-05-05", "720"), "2024-06-01", "", rules.Partly, "18"},
	})
}

func TestARenewalKeepsWhatIsCarriedOver(t *testing.T) {
	rule := "cycle: {length: 2 years, early_credit: 1 month}\nneeds: {at_least: 10 hours, carry_over: 4 hours}"
	thirteen := line("1", "2021-05-05", "780")
	check(t, []boundary{
		{"renewed on the day after the end", rule, certified("2021-01-01", "2023-01-01") + thirteen, "2023-06-01", "", rules.Partly, "7"},
		{"renewed early", rule, certified("2021-01-01", "2022-11-15") + thirteen, "2023-06-01", "", rules.Partly, "7"},
		{"renewed late", rule, certified("2021-01-01", "2023-02-01") + thirteen, "2023-06-01", "", rules.Partly, "7"},
		{"the second renewal early", rule, certified("2021-01-01", "2024-11-15") + thirteen + line("2", "2023-05-05", "720"), "2025-06-01", "", rules.Partly, "6"},
		{"nothing comes over a missed cycle", rule, certified("2021-01-01", "2025-02-01") + line("2", "2023-05-05", "1200"), "2025-06-01", "", rules.NotYet, "10"},
		{"early credit is for the first only", rule, certified("2021-01-01", "2023-01-01") + line("1", "2022-12-15", "600"), "2023-06-01", "", rules.NotYet, "10"},
		{"certified twice on one day", rule, `{"id":"a","kind":"certified","day":"2021-01-01"}` + "\n" + `{"id":"b","kind":"certified","day":"2021-01-01"}` + "\n" + line("1", "2020-12-15", "600"), "2021-06-01", "", rules.Met, ""},
	})
}

func TestShortMonthsLeaveNoDayOut(t *testing.T) {
	monthly := "cycle: {kind: fixed, length: 1 month, anchor: 2024-01-31}\nneeds: {at_least: 1 hour}"
	leap := "cycle: {length: 1 year}\nneeds: {at_least: 1 hour}"
	at := certified("2020-02-29")
	done := line("1", "2020-05-05", "60") + line("2", "2021-05-05", "60") + line("3", "2022-05-05", "60") + line("4", "2023-05-05", "60")
	checkDays(t, []days{
		{"a fixed cycle from the 31st", monthly, line("1", "2024-03-30", "60"), "2024-03-30", rules.Met, "2024-02-29", "2024-03-30", ""},
		{"and the next", monthly, line("1", "2024-03-30", "60"), "2024-03-31", rules.NotYet, "2024-03-31", "2024-04-29", ""},
		{"the first after a leap day", leap, at + done, "2021-02-27", rules.Met, "2020-02-29", "2021-02-27", ""},
		{"the fourth comes back to it", leap, at + done, "2024-02-28", rules.Met, "2023-02-28", "2024-02-28", ""},
		{"the fifth", leap, at + done, "2024-02-29", rules.NotYet, "2024-02-29", "2025-02-27", ""},
	})
	for end, want := range map[string]string{"2025-02-28": "2025-04-30", "2025-03-14": "2025-05-14", "2024-12-30": "2025-02-28", "2024-12-31": "2025-02-28", "2025-06-30": "2025-08-31"} {
		p := read(t, "cycle: {length: 1 year, grace: 2 months}\nneeds: {at_least: 1 hour}")
		first, _, _ := (day(t, end) + 1).Civil()
		_, m, d := (day(t, end) + 1).Civil()
		res := stands(t, p, facts(t, "person", certified(rules.Date(first-1, m, d).String())), end, "")
		if res.Due.String() != end || res.GraceUntil.String() != want {
			t.Errorf("due %s, grace until %s; want %s, %s", res.Due, res.GraceUntil, end, want)
		}
	}
}

func TestTheFirstFixedCycleIsProratedBeforeItBegins(t *testing.T) {
	rule := "cycle: {kind: fixed, length: 2 years, anchor: 2025-07-01, first: by month, early_credit: 6 months}\nneeds: {at_least: 24 hours}"
	check(t, []boundary{
		{"before the certificate", rule, certified("2026-01-20") + line("1", "2025-12-01", "1080"), "2026-01-19", "", rules.Met, "0"},
		{"a minute less", rule, certified("2026-01-20") + line("1", "2025-12-01", "1079"), "2026-01-19", "", rules.Partly, "0.02"},
	})
	checkDays(t, []days{{"its days", rule, certified("2026-01-20"), "2026-01-19", rules.NotYet, "2025-07-01", "2027-06-30", ""}})
}

func TestLeaves(t *testing.T) {
	leave := func(from, to string) string {
		return `{"id":"l` + from + `","kind":"leave","day":"` + from + `","until":"` + to + `"}` + "\n"
	}
	calendar := "cycle: {kind: calendar, length: 1 year, leave: extends}\nneeds: {at_least: 10 hours}"
	reduces := "cycle: {kind: calendar, length: 1 year, leave: reduces, first: by month}\nneeds: {at_least: 12 hours}"
	rolling := "cycle: {length: 1 year, leave: extends}\nneeds: {at_least: 10 hours}"
	ten := certified("2024-01-01") + leave("2025-03-01", "2025-03-10") + line("0", "2024-05-05", "600")
	check(t, []boundary{
		{"days of leave are a grace of calendar years", calendar, ten + line("1", "2025-05-05", "540") + line("2", "2026-01-10", "60"), "2026-01-10", "", rules.NotYet, "10"},
		{"what is not done yet is not seen", calendar, ten + line("1", "2025-05-05", "540") + line("2", "2026-01-10", "60"), "2026-01-09", "", rules.Partly, "1"},
		{"and no longer", calendar, ten + line("1", "2025-05-05", "540") + line("2", "2026-01-11", "60"), "2026-01-11", "", rules.Partly, "9"},
		// Half a year is left, 92 of its 184 days are leave: three hours are owed.
		{"a share of what is left", reduces, certified("2025-07-01") + leave("2025-07-01", "2025-09-30") + line("1", "2025-11-11", "180"), "2025-12-31", "", rules.Met, ""},
		{"a minute less", reduces, certified("2025-07-01") + leave("2025-07-01", "2025-09-30") + line("1", "2025-11-11", "179"), "2025-12-31", "", rules.Partly, ""},
		{"a leave before the certificate is none of it", reduces, certified("2025-07-01") + leave("2025-01-01", "2025-06-30") + line("1", "2025-11-11", "359"), "2025-12-31", "", rules.Partly, ""},
		{"a leave at the end goes on in the time it adds", rolling, certified("2024-01-01") + leave("2024-12-22", "2025-01-10") + line("1", "2025-01-20", "600"), "2025-01-20", "", rules.Met, ""},
		{"and ends", rolling, certified("2024-01-01") + leave("2024-12-22", "2025-01-10") + line("1", "2025-01-21", "600"), "2025-01-21", "", rules.Expired, ""},
	})
	huge := "units: {mark: {minutes: 99999}}\ncycle: {kind: calendar, length: 1 year, leave: reduces, first: by month}\nneeds: {at_least: 9999999 marks}"
	p := read(t, huge)
	res := stands(t, p, facts(t, "person", certified("2025-07-02")+leave("2025-08-01", "2025-08-02")), "2025-12-31", "")
	if res.Tree.Needed <= 0 || res.Tree.Needed > 9999999*res.Tree.Scale {
		t.Errorf("%d parts are owed", res.Tree.Needed)
	}
}

func TestNewcomersWhoNeverEnrolled(t *testing.T) {
	rule := "versions:\n  - {version: old, cycle: {length: 5 years}, needs: {at_least: 5 hours}}\n  - {version: new, in_force_from: 2023-01-01, transition: newcomers, cycle: {length: 5 years}, needs: {at_least: 6 hours}}"
	checkDays(t, []days{
		{"certified before", rule, certified("2022-12-31") + line("1", "2023-05-05", "300"), "2025-01-01", rules.Met, "2022-12-31", "2027-12-30", "old"},
		{"renewed later, the first counts", rule, certified("2022-12-31", "2024-01-01") + line("1", "2024-05-05", "300"), "2025-01-01", rules.Met, "2024-01-01", "2028-12-31", "old"},
		{"certified on the day", rule, certified("2023-01-01") + line("1", "2023-05-05", "300"), "2025-01-01", rules.Partly, "2023-01-01", "2027-12-31", "new"},
	})
}

func TestAVersionWithASuccessorEndsByIt(t *testing.T) {
	rule := "versions:\n  - {version: old, in_force_until: 2022-12-31, cycle: {length: 5 years}, needs: {at_least: 5 hours}}\n  - {version: new, in_force_from: 2023-01-01, transition: next cycle, cycle: {length: 5 years}, needs: {at_least: 6 hours}}"
	checkDays(t, []days{{"the running cycle goes on", rule, certified("2022-01-01") + line("1", "2022-05-05", "300"), "2024-01-01", rules.Met, "2022-01-01", "2026-12-31", "old"}})
}

// TestTheCyclesOfEverybodyWhereNobodyKnowsTheBegin walks from a version to another without anybody's own days.
func TestTheCyclesOfEverybodyWhereNobodyKnowsTheBegin(t *testing.T) {
	rule := "versions:\n  - {version: old, cycle: {kind: fixed, length: 2 years, anchor: 2024-07-01, first: by month}, needs: {at_least: 10 hours}}\n  - {version: new, in_force_from: 2026-01-01, transition: TRANSITION, cycle: {kind: calendar, length: 1 year}, needs: {at_least: 5 hours}}"
	ten := line("1", "2024-07-01", "600")
	checkDays(t, []days{
		{"the old one runs on", replace(rule, "TRANSITION", "next cycle"), ten, "2026-06-30", rules.Met, "2024-07-01", "2026-06-30", "old"},
		{"then the new one", replace(rule, "TRANSITION", "next cycle"), ten + line("2", "2026-07-01", "300"), "2026-07-01", rules.Met, "2026-01-01", "2026-12-31", "new"},
		{"at once", replace(rule, "TRANSITION", "at once"), ten, "2026-01-01", rules.Met, "2024-07-01", "2026-12-31", "new"},
		{"the day before", replace(rule, "TRANSITION", "at once"), ten, "2025-12-31", rules.Met, "2024-07-01", "2026-06-30", "old"},
	})
}

func TestComingBackAfterAMissedYear(t *testing.T) {
	p := read(t, "cycle: {kind: calendar, length: 1 year, grace: 1 month, reinstatement: 6 months}\nneeds: {at_least: 1 hour}")
	who := facts(t, "person", certified("2023-01-01"), line("1", "2024-05-05", "60"))
	for asOf, want := range map[string]string{"2024-01-31": "", "2024-02-01": "2024-07-31", "2024-07-31": "2024-07-31", "2024-08-01": "", "2025-02-01": ""} {
		if res := stands(t, p, who, asOf, ""); res.ReinstateUntil.String() != want {
			t.Errorf("%s: %s until %s, want %s", asOf, res.Status, res.ReinstateUntil, want)
		}
	}
}

func TestNotesAreOfTheCyclesThatMatter(t *testing.T) {
	grace := read(t, "cycle: {length: 1 year, grace: 2 months}\nneeds: {at_least: 1 hour}")
	late := certified("2022-01-01") + line("1", "2023-01-05", "60") + line("2", "2024-01-05", "60") + line("3", "2025-01-05", "60")
	if res := stands(t, grace, facts(t, "person", late), "2025-06-01", ""); len(res.Notes) != 2 || res.Notes[1] != rules.MadeUpInGrace {
		t.Errorf("%q", res.Notes)
	}
	leave := read(t, "cycle: {length: 1 year, leave: extends}\nneeds: {at_least: 1 hour}")
	away := certified("2025-01-01") + `{"kind":"leave","day":"2025-02-01","until":"2025-02-10"}`
	if res := stands(t, leave, facts(t, "person", away), "2025-06-01", ""); len(res.Notes) != 2 || res.Notes[1] != rules.LeaveCounted || res.Due.String() != "2026-01-10" {
		t.Errorf("%q, due %s", res.Notes, res.Due)
	}
}
