package registration

import (
	"fmt"
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/platform/id"
	"pgregory.net/rapid"
)

// TestNoDifferenceTellsWhatFewSaid: whatever is shown, of an offer or a date, today or later, is a sum of cells of MinAnswers or more, each
// answer stands in one of them at most, and none changes when another month is over. So does every difference.
func TestNoDifferenceTellsWhatFewSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []surveyAnswered
		for i := range rapid.IntRange(0, 60).Draw(t, "answers") {
			o := rapid.SampledFrom([]id.ID{"", "a", "b", "c"}).Draw(t, "date")
			month := fmt.Sprintf("2026-%02d", rapid.IntRange(1, 6).Draw(t, "month"))
			list = append(list, surveyAnswered{occurrence: o, month: month, answers: SurveyAnswers{"q1": {fmt.Sprint(i)}}})
		}
		slices.SortStableFunc(list, func(a, b surveyAnswered) int {
			if a.month < b.month {
				return -1
			} else if a.month > b.month {
				return 1
			}
			return 0
		})
		about := map[string]id.ID{}
		for _, a := range list {
			about[a.answers["q1"][0]] = a.occurrence
		}
		var before []cell
		for m := 1; m <= 8; m++ {
			// What comes in this month is not there yet for whoever looked before.
			month := fmt.Sprintf("2026-%02d", m)
			var known []surveyAnswered
			for _, a := range list {
				if a.month <= month {
					known = append(known, a)
				}
			}
			sorted := celler{month: month}
			var now []cell
			for _, a := range known {
				now = append(now, sorted.add(a)...)
			}
			now = append(now, sorted.end()...)
			seen := map[string]bool{}
			for i, c := range now {
				if len(c.answers) < MinAnswers {
					t.Fatalf("in %s a cell holds %d answers", month, len(c.answers))
				}
				if i < len(before) && fmt.Sprint(before[i]) != fmt.Sprint(c) {
					t.Fatalf("in %s cell %d changed", month, i)
				}
				for _, a := range c.answers {
					x := a["q1"][0]
					if seen[x] || c.occurrence != "" && about[x] != c.occurrence {
						t.Fatalf("in %s answer %s stands twice or under another date", month, x)
					}
					seen[x] = true
				}
			}
			if len(now) < len(before) {
				t.Fatalf("in %s there are fewer cells than before", month)
			}
			before = now
		}
		total := 0
		for _, c := range before {
			total += len(c.answers)
		}
		if len(list)-total >= MinAnswers {
			t.Fatalf("%d of %d answers are kept back", len(list)-total, len(list))
		}
	})
}
