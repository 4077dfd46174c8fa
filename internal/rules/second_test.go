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

func TestAMostStandsWholeWhereNothingIsOwed(t *testing.T) {
	rule := "cycle: {kind: calendar, length: 1 year, first: none, leave: reduces}\n" +
		"needs: {at_least: 12 hours, carry_over: 6 hours, categories: [{name: web, of: {format: webinar}, at_most: 6 hours}]}"
	web := func(day, minutes string) string {
		return `{"day":"` + day + `","format":"webinar","minutes":` + minutes + `}`
	}
	late, begun := `{"kind":"certified","day":"2024-06-01"}`+"\n", `{"kind":"certified","day":"2020-01-01"}`+"\n"
	away := begun + `{"kind":"leave","day":"2024-01-01","until":"2024-12-31"}` + "\n"
	half := begun + `{"kind":"leave","day":"2024-01-01","until":"2024-07-01"}` + "\n"
	check(t, []boundary{
		{"in a first cycle that owes nothing", rule, late + web("2024-07-01", "300"), "2025-01-01", "", rules.Partly, "7"},
		{"and no more than it", rule, late + web("2024-07-01", "420"), "2025-01-01", "", rules.Partly, "6"},
		{"through a leave that takes all off", rule, away + web("2024-07-01", "300"), "2025-01-01", "", rules.Partly, "7"},
		{"with half of it owed, half of it counts", rule, half + web("2024-08-01", "360"), "2024-12-31", "", rules.Partly, "3"},
	})
}
