package rules_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// looked is what somebody sees who looks on a day.
type looked struct {
	asOf   string
	status rules.Status
	due    string
	grace  string
}

func looks(t *testing.T, rule, entries string, want ...looked) {
	t.Helper()
	p := read(t, rule)
	who := facts(t, p.Rule().Binds, entries)
	for _, w := range want {
		res := stands(t, p, who, w.asOf, "")
		if res.Status != w.status || w.due != "" && res.Due.String() != w.due || w.grace != "" && res.GraceUntil.String() != w.grace {
			t.Errorf("%s: %s, due %s, grace until %s; want %+v\n%v", w.asOf, res.Status, res.Due, res.GraceUntil, w, res.Notes)
		}
	}
}

func noted(t *testing.T, rule, entries, asOf string, note rules.Reason) bool {
	t.Helper()
	p := read(t, rule)
	return slices.Contains(stands(t, p, facts(t, p.Rule().Binds, entries), asOf, "").Notes, note)
}

const certified2020 = `{"id":"c","kind":"certified","day":"2020-01-01"}` + "\n"

func TestMoreTimeMovesTheEndOfARollingCycle(t *testing.T) {
	rule := "cycle: {length: 2 years, grace: 1 month, reinstatement: 6 months}\nneeds: {at_least: 10 hours}"
	more := func(day, until string) string {
		return `{"id":"m ` + day + until + `","kind":"extended","name":"test","day":"` + day + `","until":"` + until + `"}` + "\n"
	}
	ten := func(day string) string { return `{"day":"` + day + `","minutes":600}` }
	looks(t, rule, certified2020+more("2021-11-15", "2022-06-30")+ten("2022-06-30"),
		looked{"2021-11-14", rules.NotYet, "2021-12-31", "2022-01-31"},
		looked{"2021-11-15", rules.NotYet, "2022-06-30", "2022-07-31"},
		looked{"2022-06-30", rules.Met, "2022-06-30", ""},
		looked{"2022-07-01", rules.NotYet, "2024-06-30", ""})
	// In the grace of a cycle that lacks something, and while one may come back, it is about that cycle.
	looks(t, rule, certified2020+more("2022-01-20", "2022-03-31")+ten("2022-03-31"), looked{"2022-01-19", rules.NotYet, "2021-12-31", "2022-01-31"},
		looked{"2022-01-20", rules.NotYet, "2022-03-31", "2022-04-30"}, looked{"2022-04-01", rules.NotYet, "2024-03-31", ""})
	looks(t, rule, certified2020+more("2022-07-20", "2022-09-30")+ten("2022-09-30"), looked{"2022-07-19", rules.Expired, "2021-12-31", ""},
		looked{"2022-07-20", rules.NotYet, "2022-09-30", ""}, looked{"2022-10-01", rules.NotYet, "2024-09-30", ""})
	late := certified2020 + more("2022-08-01", "2022-09-30")
	looks(t, rule, late, looked{"2022-08-01", rules.Expired, "2021-12-31", ""})
	if !noted(t, rule, late, "2022-08-01", rules.NoMoreTime) || noted(t, rule, late, "2022-07-31", rules.NoMoreTime) {
		t.Error("a decision that comes too late is swallowed, or said before its day")
	}
	// One that was met is over: its grace takes no decision, and a day before the end moves nothing.
	met := certified2020 + ten("2021-05-05") + "\n" + more("2022-01-20", "2022-03-31")
	looks(t, rule, met, looked{"2022-01-20", rules.NotYet, "2023-12-31", ""}, looked{"2022-04-01", rules.NotYet, "2023-12-31", ""})
	// Of two the latest day counts, in whatever order they come.
	two := more("2021-11-15", "2022-06-30") + more("2021-12-01", "2022-03-31") + more("2022-05-01", "2022-09-30")
	looks(t, rule, certified2020+two, looked{"2021-12-01", rules.NotYet, "2022-06-30", ""}, looked{"2022-05-01", rules.NotYet, "2022-09-30", ""})
	// A renewal closes the cycle as ever.
	looks(t, rule, certified2020+more("2021-11-15", "2022-06-30")+ten("2022-02-10")+"\n"+`{"id":"r","kind":"certified","day":"2022-03-01"}`, looked{"2022-03-01", rules.NotYet, "2024-02-29", ""})
}

func TestMoreTimeIsAboutOneRule(t *testing.T) {
	rule := "name: Renewal\ncycle: {length: 2 years}\nneeds: {at_least: 10 hours}"
	for name, due := range map[string]string{"test": "2022-06-30", "TEST": "2022-06-30", "renewal": "2022-06-30", "another": "2021-12-31"} {
		looks(t, rule, certified2020+`{"kind":"extended","name":"`+name+`","day":"2021-11-15","until":"2022-06-30"}`, looked{"2021-12-01", rules.NotYet, due, ""})
	}
	p := read(t, rule)
	who := rules.NewPerson(rules.Facts{Entries: []rules.Entry{{ID: "c", Kind: rules.Certified, Day: rules.Date(2020, 1, 1)}, {ID: "x", Kind: rules.Extended, Day: rules.Date(2021, 5, 5), Until: rules.Date(2022, 6, 30)}, {ID: "w", Kind: rules.Waived, Day: rules.Date(2021, 5, 5), Credits: []rules.Credit{{Unit: "hours", Hundredths: 100}}}}})
	if res := stands(t, p, who, "2021-12-01", ""); res.Due != rules.Date(2021, 12, 31) || res.Tree.Needed != 600 {
		t.Error("a decision that names no rule is about this one")
	}
}

func TestMoreTimeInACommonCycleIsAGrace(t *testing.T) {
	rule := "cycle: {kind: calendar, length: 1 year, reinstatement: 2 months}\nneeds: {at_least: 10 hours}"
	more := certified2020 + `{"day":"2020-05-05","minutes":600}` + "\n" + `{"kind":"extended","name":"test","day":"2021-12-01","until":"2022-03-31"}` + "\n"
	ten := `{"day":"2022-02-15","minutes":600}` + "\n" + `{"day":"2022-03-15","minutes":300}`
	looks(t, rule, more+ten, looked{"2021-12-01", rules.NotYet, "2021-12-31", "2022-03-31"}, looked{"2022-01-31", rules.NotYet, "2021-12-31", "2022-03-31"},
		looked{"2022-02-15", rules.NotYet, "2022-12-31", ""}, looked{"2022-03-15", rules.Partly, "2022-12-31", ""})
	looks(t, rule, more, looked{"2022-03-31", rules.NotYet, "2021-12-31", "2022-03-31"}, looked{"2022-04-01", rules.NotYet, "2022-12-31", ""})
	// While one may come back after a cycle that was missed, it is about that one, unless it lies beyond the end of the one that runs.
	back := certified2020 + `{"day":"2020-05-05","minutes":600}` + "\n" + `{"kind":"extended","name":"test","day":"2022-02-10","until":"2022-05-31"}` + "\n"
	looks(t, rule, back, looked{"2022-02-09", rules.NotYet, "2022-12-31", ""}, looked{"2022-02-10", rules.NotYet, "2021-12-31", "2022-05-31"}, looked{"2022-06-01", rules.NotYet, "2022-12-31", ""})
	looks(t, rule, strings.Replace(back, "2022-05-31", "2023-01-31", 1), looked{"2022-02-10", rules.NotYet, "2022-12-31", "2023-01-31"})
	// Where the day of the certificate is not known the cycle is known all the same, and stays so when the next has begun.
	looks(t, rule, `{"kind":"extended","name":"test","day":"2021-12-01","until":"2022-03-31"}`, looked{"2022-02-01", rules.NotYet, "2021-12-31", "2022-03-31"})
	// A grace that is for renewal only begins after it.
	renewal := strings.Replace(rule, "reinstatement: 2 months", "grace: 2 months, grace_for: renewal", 1)
	p := read(t, renewal)
	who := facts(t, "person", more+ten)
	for asOf, until := range map[string]string{"2022-01-31": "2022-03-31", "2022-02-15": "2022-12-31"} {
		if res := stands(t, p, who, asOf, ""); res.MakeUpUntil.String() != until || res.ForRenewal != (asOf > "2022-02") {
			t.Errorf("%s: can be made up until %s, for renewal %v", asOf, res.MakeUpUntil, res.ForRenewal)
		}
	}
	if res := stands(t, p, facts(t, "person", more), "2022-04-01", ""); !res.InGrace || !res.ForRenewal || res.MakeUpUntil != 0 || res.GraceUntil != rules.Date(2022, 5, 31) {
		t.Errorf("after it: %+v", res)
	}
}

func TestMoreTimeAndLeave(t *testing.T) {
	leave := `{"kind":"leave","day":"2021-01-01","until":"2021-03-31"}` + "\n"
	more := certified2020 + leave + `{"kind":"extended","name":"test","day":"2021-06-01","until":"UNTIL"}`
	// The last day is the later one of both.
	for until, due := range map[string]string{"2022-02-28": "2022-03-31", "2022-06-30": "2022-06-30"} {
		looks(t, "cycle: {length: 2 years, leave: extends}\nneeds: {at_least: 10 hours}", replace(more, "UNTIL", until), looked{"2021-07-01", rules.NotYet, due, ""})
	}
	// The share of a leave is that of the days without the decision, in the whole and in the last year.
	p := read(t, "cycle: {length: 2 years, leave: reduces}\nneeds: {at_least: 731 minutes, each_year: 365 minutes}")
	res := stands(t, p, facts(t, "person", replace(more, "UNTIL", "2022-12-31")), "2021-07-01", "")
	if res.Tree.Needed != 731-90 || res.Tree.Years[1].Needed != 365-90 {
		t.Errorf("%d are owed, %d in the last year", res.Tree.Needed, res.Tree.Years[1].Needed)
	}
	// Days that it adds belong to the last year.
	looks(t, "cycle: {length: 2 years}\nneeds: {at_least: 10 hours, each_year: 5 hours}", replace(more, "UNTIL", "2022-06-30")+"\n"+`{"day":"2020-06-01","minutes":300}`+"\n"+`{"day":"2022-06-01","minutes":300}`,
		looked{"2022-05-31", rules.Partly, "2022-06-30", ""}, looked{"2022-06-01", rules.Met, "", ""})
	// An open leave moves the day no more on that a decision has moved further.
	open := certified2020 + `{"kind":"leave","day":"2021-11-01"}` + "\n" + `{"kind":"extended","name":"test","day":"2021-11-15","until":"2022-12-31"}`
	if stands(t, read(t, "cycle: {length: 2 years, leave: extends}\nneeds: {at_least: 10 hours}"), facts(t, "person", open), "2021-12-01", "").Waits {
		t.Error("it waits for a leave that moves nothing")
	}
}

func TestMoreTimeToFinish(t *testing.T) {
	rule := "finish_within: 2 years\nneeds: {exam: law}"
	lines := `{"kind":"enrolled","day":"2020-01-01"}` + "\n" + `{"kind":"extended","name":"test","day":"DAY","until":"2022-06-30"}` + "\n" + `{"kind":"exam","name":"law","day":"2022-06-30"}`
	looks(t, rule, replace(lines, "DAY", "2021-12-31"), looked{"2021-12-30", rules.NotYet, "2021-12-31", ""}, looked{"2021-12-31", rules.NotYet, "2022-06-30", ""}, looked{"2022-07-01", rules.Met, "", ""})
	looks(t, rule, replace(lines, "DAY", "2022-01-01"), looked{"2022-07-01", rules.Expired, "2021-12-31", ""})
	// Who enrols again has the time of the rule again.
	looks(t, rule, replace(lines, "DAY", "2021-12-31")+"\n"+`{"kind":"enrolled","day":"2022-03-01"}`, looked{"2022-04-01", rules.NotYet, "2024-02-29", ""})
	group := "binds: group\nneeds: {each: {serving: trustee, finish_within: 6 months, need: {at_least: 1 hour}}}"
	trustee := `{"person":"ana","kind":"role","name":"trustee","day":"2025-01-01"}` + "\n"
	more := `"kind":"extended","name":"test","day":"2025-06-01","until":"2025-09-30"}`
	looks(t, group, trustee+`{"person":"ana",`+more, looked{"2025-05-31", rules.NotYet, "2025-06-30", ""}, looked{"2025-06-01", rules.NotYet, "2025-09-30", ""})
	looks(t, group, trustee+`{"person":"ana",`+strings.Replace(more, "test", "another", 1), looked{"2025-06-01", rules.NotYet, "2025-06-30", ""})
	looks(t, group, trustee+`{`+more, looked{"2025-06-01", rules.NotYet, "2025-06-30", ""})
}

func TestVersionsAndMoreTime(t *testing.T) {
	rule := `versions:
  - {version: "1", cycle: {length: 2 years}, needs: {at_least: 10 hours}}
  - {version: "2", in_force_from: 2022-03-01, transition: TRANSITION, cycle: {length: 1 year}, needs: {at_least: 20 hours}}
`
	more := certified2020 + `{"kind":"extended","name":"test","day":"2021-12-01","until":"2022-06-30"}`
	for transition, version := range map[string]string{"at once": "2", "next cycle": "1"} {
		res := stands(t, read(t, replace(rule, "TRANSITION", transition)), facts(t, "person", more), "2022-04-01", "")
		if res.Version != version || res.CycleTo != rules.Date(2022, 6, 30) {
			t.Errorf("%s: version %s until %s", transition, res.Version, res.CycleTo)
		}
	}
	// The cycle that it moved begins the next one later, which the new version then binds.
	ten := "\n" + `{"day":"2022-05-05","minutes":600}`
	if res := stands(t, read(t, replace(rule, "TRANSITION", "next cycle")), facts(t, "person", more+ten), "2022-07-01", ""); res.Version != "2" || res.CycleTo != rules.Date(2023, 6, 30) {
		t.Errorf("version %s until %s", res.Version, res.CycleTo)
	}
}

func TestMoreTimeIsTold(t *testing.T) {
	rule := "status: verified\ncycle: {length: 2 years}\nneeds: {all_of: [{at_least: 10 hours}]}"
	more := certified2020 + `{"id":"m","kind":"extended","name":"test","day":"2021-12-01","until":"2022-06-30"}`
	res := stands(t, read(t, rule), facts(t, "person", more), "2022-01-01", "")
	v := rulefile.NewView(res)
	if !slices.Equal(v.Notes, []rules.Reason{rules.MoreTime}) || len(v.Entries) != 1 || v.Entries[0].Entry != "m" || len(v.Entries[0].Counted) != 1 {
		t.Errorf("%v %+v", v.Notes, v.Entries)
	}
	if noted(t, rule, more+"\n"+`{"day":"2022-05-05","minutes":600}`, "2022-07-01", rules.MoreTime) {
		t.Error("it is told of the next cycle")
	}
	early := certified2020 + `{"kind":"extended","name":"test","day":"2021-06-01","until":"2021-09-30"}`
	looks(t, rule, early, looked{"2021-10-01", rules.NotYet, "2021-12-31", ""})
	if !noted(t, rule, early, "2021-10-01", rules.NoMoreTime) {
		t.Error("a day before the end is swallowed")
	}
}

// TestDecisionsThoughtOf asks what would be if a board decided so.
func TestDecisionsThoughtOf(t *testing.T) {
	p := read(t, "cycle: {length: 2 years}\nneeds: {at_least: 10 hours}")
	who := facts(t, "person", certified2020)
	res, err := p.Evaluate(who, rules.Request{AsOf: rules.Date(2022, 2, 1), WhatIf: []rules.Entry{
		{ID: "m", Kind: rules.Extended, Name: "test", Day: rules.Date(2021, 12, 1), Until: rules.Date(2022, 6, 30)},
		{ID: "w", Kind: rules.Waived, Name: "test", Day: rules.Date(2022, 1, 1), Credits: []rules.Credit{{Unit: "hours", Hundredths: 1000}}}}})
	if err != nil || res.Status != rules.Met || stands(t, p, who, "2022-02-01", "").Status != rules.Expired {
		t.Errorf("%v %v", res.Status, err)
	}
}

func view(t *testing.T, rule, entries, asOf string) (rulefile.View, string) {
	t.Helper()
	p := read(t, rule)
	res := stands(t, p, facts(t, p.Rule().Binds, entries), asOf, "")
	var text strings.Builder
	if err := rulefile.WriteText(&text, res); err != nil {
		t.Fatal(err)
	}
	v := rulefile.NewView(res)
	if _, err := json.Marshal(v); err != nil {
		t.Fatal(err)
	}
	return v, text.String()
}
