package rules_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

func TestTheSameTitleCountsAgainAfterSoLong(t *testing.T) {
	one := func(day string, minutes int, more string) string {
		return fmt.Sprintf(`{"id":"%s","day":"%s","minutes":%d,"title":"A"%s}`, fmt.Sprint(day, len(more)), day, minutes, more) + "\n"
	}
	rule := "cycle: {kind: calendar, length: 1 year}\nneeds: {at_least: 3 hours, same_title: once in 3 years, smallest: 30 minutes, of: {not: {format: video}}}"
	check(t, []boundary{
		{"a day too soon", rule, one("2022-05-05", 60, "") + one("2025-05-04", 180, ""), "2025-12-31", "", rules.NotYet, ""},
		{"three years after", rule, one("2022-05-05", 60, "") + one("2025-05-05", 180, ""), "2025-12-31", "", rules.Met, ""},
		{"what did not count is passed over", rule, one("2021-05-05", 60, "") + one("2022-05-05", 60, "") + one("2024-05-05", 180, ""), "2024-12-31", "", rules.Met, ""},
		{"what was too small did not count", rule, one("2024-05-05", 29, "") + one("2025-05-05", 180, ""), "2025-12-31", "", rules.Met, ""},
		{"nor what does not fit", rule, one("2024-05-05", 60, `,"format":"video"`) + one("2025-05-05", 180, ""), "2025-12-31", "", rules.Met, ""},
		{"what was not needed counted", rule, `{"id":"b","day":"2023-01-01","minutes":1800,"title":"B"}` + "\n" + one("2023-05-05", 60, "") + one("2025-05-05", 180, ""), "2025-12-31", "", rules.NotYet, ""},
		{"before the first cycle too", rule, `{"kind":"certified","day":"2025-01-01"}` + "\n" + one("2024-12-31", 60, "") + one("2025-05-05", 180, ""), "2025-12-31", "", rules.NotYet, ""},
		{"each member by themselves", "binds: group\nneeds: {together: {at_least: 2 hours, same_title: once in 3 years}}", `{"person":"ana","id":"1","day":"2025-01-01","minutes":60,"title":"A"}` + "\n" + `{"person":"ben","id":"2","day":"2025-02-01","minutes":60,"title":"A"}`, "2025-12-31", "", rules.Met, ""},
	})
	res := stands(t, read(t, rule), facts(t, "person", one("2023-05-05", 60, ""), one("2025-05-05", 60, "")), "2025-12-31", "")
	if last := res.Tree.Refused[len(res.Tree.Refused)-1]; last.Reason != rules.SameTitle {
		t.Errorf("%+v", res.Tree.Refused)
	}
}

// TestTitlesThatCountAgainAgreeWithSayingItPlainly asks of each entry whether one that counted is too near before it.
func TestTitlesThatCountAgainAgreeWithSayingItPlainly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		need := rules.Need{Kind: rules.AtLeast, Amount: rules.Amount{Hundredths: 10_000, Unit: "hours"}, Once: true, OnceIn: rules.Span{Days: 400}, Of: someFilter(t)}
		p, wrong := rules.Compile(rules.Rule{Key: "drawn", Versions: []rules.Version{{Needs: &need, Cycle: &rules.Cycle{Kind: rules.Calendar, Length: rules.Span{Months: 12}}}}})
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		var entries []rules.Entry
		for i := range rapid.IntRange(0, 8).Draw(t, "entries") {
			e := someEntry(t, string(rune('a'+i)))
			e.Kind, e.Name = rules.Learning, ""
			entries = append(entries, e)
		}
		var counted func(e rules.Entry) bool
		counted = func(e rules.Entry) bool {
			if e.Minutes == 0 || !fits(need.Of, &e) {
				return false
			}
			for _, o := range entries {
				earlier := o.Day < e.Day || o.Day == e.Day && o.ID < e.ID
				if e.Title != "" && o.Title == e.Title && earlier && e.Day-o.Day < 400 && counted(o) {
					return false
				}
			}
			return true
		}
		want := int64(0)
		for _, e := range entries {
			if counted(e) && e.Day >= rules.Date(2026, 1, 1) && e.Day <= asOf {
				want += e.Minutes
			}
		}
		if res := evaluate(t, p, entries); res.Tree.Counted != want {
			t.Fatalf("%d count, said plainly %d: %+v", res.Tree.Counted, want, entries)
		}
	})
}
