package rules_test

import (
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

func TestWhatDoesNotBelongToTheCycleIsOwedWhole(t *testing.T) {
	cycle := "cycle: {kind: calendar, length: 1 year, first: by month, leave: reduces}\n"
	once := cycle + "needs: {at_least: 2 hours, of: {tag: orientation}, over: ever, counts_again: true}"
	back := cycle + "needs: {at_least: 2 hours, within: 3 years}"
	parts := cycle + "needs: {at_least: 4 hours, over: ever, categories: [{name: law, of: {tag: law}, at_least: 2 hours}]}"
	late := `{"kind":"certified","day":"2025-10-01"}` + "\n"
	away := `{"kind":"certified","day":"2020-01-01"}` + "\n" + `{"kind":"leave","day":"2025-01-01","until":"2025-12-31"}` + "\n"
	hour := `{"id":"1","day":"2024-10-02","minutes":60,"tags":["orientation","law"]}`
	check(t, []boundary{
		{"once, in a short first cycle", once, late + hour, "2025-12-31", "", rules.Partly, "1"},
		{"once, with a leave", once, away + hour, "2025-12-31", "", rules.Partly, "1"},
		{"looking back, in a short first cycle", back, late + hour, "2025-12-31", "", rules.Partly, "1"},
		{"looking back, with a leave", back, away + hour, "2025-12-31", "", rules.Partly, "1"},
		{"its categories", parts, away + hour + "\n" + `{"id":"2","day":"2024-10-03","minutes":180}`, "2025-12-31", "", rules.Partly, "1"},
		{"of the cycle, less", cycle + "needs: {at_least: 4 hours}", late + `{"id":"1","day":"2025-10-02","minutes":60}`, "2025-12-31", "", rules.Met, "0"},
	})
}
