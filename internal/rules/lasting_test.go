package rules_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

func TestAnAwardHeldSoLong(t *testing.T) {
	award := func(day, until, more string) string {
		return fmt.Sprintf(`{"kind":"award","name":"grade iii","day":"%s","until":"%s"%s}`, day, until, more) + "\n"
	}
	open := `{"kind":"award","name":"Grade III","day":"2023-01-01"}`
	two := "needs: {award: grade III, lasting: 2 years}"
	ever := "needs: {award: grade III, lasting: 2 years, in_force: false}"
	check(t, []boundary{
		{"a day less", two, open, "2024-12-30", "", rules.Partly, "1"},
		{"so long", two, open, "2024-12-31", "", rules.Met, "0"},
		{"breaks left out", two, award("2020-01-01", "2020-12-31", "") + award("2023-01-02", "2030-12-31", ""), "2023-12-31", "", rules.Partly, "1"},
		{"days of two count once", two, award("2023-01-01", "2023-12-31", "") + award("2023-07-01", "2030-12-31", ""), "2024-06-30", "", rules.Partly, ""},
		{"it ran out", two, award("2020-01-01", "2022-06-30", ""), "2022-07-01", "", rules.Expired, ""},
		{"and may have", ever, award("2020-01-01", "2022-06-30", ""), "2022-07-01", "", rules.Met, ""},
		{"ran out too early", ever, award("2020-01-01", "2021-12-30", ""), "2026-07-01", "", rules.Partly, "1"},
		{"nobody strong enough stands behind it", "needs: {award: grade III, lasting: 2 years, assurance: association}", open, "2026-12-31", "", rules.NotYet, ""},
		{"in the last years", "needs: {award: grade III, lasting: 2 years, within: 5 years, in_force: false}", award("2018-01-01", "2021-12-31", ""), "2025-12-31", "", rules.Partly, ""},
		{"and given before them", "needs: {award: grade III, lasting: 2 years, within: 3 years}", award("2018-01-01", "2026-12-31", ""), "2025-12-31", "", rules.Met, ""},
		{"none", two, `{"kind":"award","name":"grade ii","day":"2023-01-01"}`, "2025-12-31", "", rules.NotYet, ""},
	})
	res := stands(t, read(t, two), facts(t, "person", award("2023-01-01", "2025-12-31", "")), "2025-06-30", "")
	if res.Due.String() != "2025-12-31" || len(res.Tree.Uses) != 1 || res.Tree.Unit != "days" {
		t.Errorf("due %s, %+v", res.Due, res.Tree)
	}
}

// TestDaysThatAnAwardWasHeldAgreeWithCountingThem compares with counting day by day.
func TestDaysThatAnAwardWasHeldAgreeWithCountingThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		need := rules.Need{Kind: rules.HasAward, Target: "x", Lasting: rules.Span{Days: rapid.IntRange(1, 60).Draw(t, "lasting")}, EvenExpired: rapid.Bool().Draw(t, "even expired")}
		if rapid.Bool().Draw(t, "within") {
			need.Within = rules.Span{Days: rapid.IntRange(1, 80).Draw(t, "days back")}
		}
		var entries []rules.Entry
		held := map[rules.Day]bool{}
		for i := range rapid.IntRange(0, 4).Draw(t, "awards") {
			e := rules.Entry{ID: fmt.Sprint(i), Kind: rules.HeldAward, Name: "x", Day: asOf - rules.Day(rapid.IntRange(-5, 100).Draw(t, "ago"))}
			if rapid.Bool().Draw(t, "ends") {
				e.Until = e.Day + rules.Day(rapid.IntRange(0, 60).Draw(t, "long"))
			}
			entries = append(entries, e)
			for d := e.Day; d <= asOf && (e.Until == 0 || d <= e.Until); d++ {
				held[d] = true
			}
		}
		days := 0
		for d := asOf - 100; d <= asOf; d++ {
			if held[d] && (need.Within.IsZero() || d > asOf-rules.Day(need.Within.Days)) {
				days++
			}
		}
		p, wrong := rules.Compile(rules.Rule{Key: "drawn", Versions: []rules.Version{{Needs: &need}}})
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		res := evaluate(t, p, entries)
		if met := days >= need.Lasting.Days && (need.EvenExpired || held[asOf]); met != (res.Status == rules.Met) || len(held) > 0 && int(res.Tree.Counted) != days {
			t.Fatalf("%s with %d days, by counting %d, held %v", res.Status, res.Tree.Counted, days, held[asOf])
		}
	})
}
