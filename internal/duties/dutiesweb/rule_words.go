package dutiesweb

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/rules"
)

// cycleWords say in sentences when something is counted and when it falls due.
func cycleWords(ctx context.Context, v rules.Version) []string {
	var out []string
	say := func(s string) { out = append(out, s) }
	if !v.FinishWithin.IsZero() {
		say(i18n.T(ctx, "To be finished within %s from enrolling.", spanWord(ctx, v.FinishWithin)))
	}
	y := v.Cycle
	if y == nil {
		if v.FinishWithin.IsZero() {
			say(i18n.T(ctx, "It has no cycle: what was done counts whenever it was, if nothing else is said."))
		}
		return out
	}
	length := spanWord(ctx, y.Length)
	switch y.Kind {
	case rules.Fixed:
		say(i18n.T(ctx, "Counted over %s, the same for everybody; one of them begins on %s.", length, dayWord(ctx, y.Anchor)))
	case rules.Calendar:
		say(i18n.T(ctx, "Counted over %s, from 1 January to 31 December.", length))
	default:
		say(i18n.T(ctx, "Counted over %s, from the day of each person's certificate.", length))
	}
	if !y.FirstLength.IsZero() {
		say(i18n.T(ctx, "The first one lasts %s.", spanWord(ctx, y.FirstLength)))
	}
	switch y.Ends {
	case "":
	case "end of month":
		say(i18n.T(ctx, "It ends with the last day of the month."))
	case "end of year":
		say(i18n.T(ctx, "It ends with the last day of the year."))
	default:
		say(i18n.T(ctx, "It ends on the next %s (month and day).", y.Ends))
	}
	if w := firstWord(ctx, y.First); w != "" {
		say(w)
	}
	for _, x := range []struct {
		span rules.Span
		say  func(string) string
	}{
		{y.EarlyCredit, func(s string) string { return i18n.T(ctx, "What was done up to %s before the first cycle counts.", s) }},
		{y.Opens, func(s string) string { return i18n.T(ctx, "Renewal may be asked for from %s before the end.", s) }},
		{y.Grace, func(s string) string {
			if y.GraceFor == rules.ForRenewal {
				return i18n.T(ctx, "For %s after the end renewal can still be asked for; nothing can be made up then.", s)
			}
			return i18n.T(ctx, "For %s after the end what is missing can still be made up.", s)
		}},
		{y.Reinstatement, func(s string) string { return i18n.T(ctx, "For %s after that one can come back.", s) }},
	} {
		if !x.span.IsZero() {
			say(x.say(spanWord(ctx, x.span)))
		}
	}
	if y.Times > 0 {
		say(i18n.N(ctx, y.Times, "It is given %d time.", "It is given %d times at most."))
	}
	switch y.Leave {
	case "reduces":
		say(i18n.T(ctx, "A leave lowers what is owed, in proportion to its days."))
	case "extends":
		say(i18n.T(ctx, "A leave extends the cycle by its days."))
	}
	return out
}

// firstWord says what somebody owes who begins in the middle of a cycle.
func firstWord(ctx context.Context, first string) string {
	switch {
	case first == "none":
		return i18n.T(ctx, "Who begins in the middle owes nothing in the first cycle.")
	case strings.HasPrefix(first, "by "):
		return i18n.T(ctx, "Who begins in the middle owes less in the first cycle, in proportion to what is left of it.")
	}
	return ""
}

// spanWord says a length of time.
func spanWord(ctx context.Context, s rules.Span) string {
	switch {
	case s.Months > 0 && s.Months%12 == 0 && s.Days == 0:
		return i18n.N(ctx, s.Months/12, "%d year", "%d years")
	case s.Months > 0 && s.Days == 0:
		return i18n.N(ctx, s.Months, "%d month", "%d months")
	case s.Months == 0:
		return i18n.N(ctx, s.Days, "%d day", "%d days")
	}
	return s.String()
}

// needWords say what a requirement asks beside its title, a sentence each.
func needWords(ctx context.Context, n *rules.Need) []string {
	var out []string
	say := func(s string) { out = append(out, s) }
	if n.Name != "" && n.Kind == rules.AtLeast {
		say(i18n.T(ctx, "At least %s", amountsWord(ctx, n)))
	}
	if n.Name != "" && n.Kind == rules.Choose {
		say(i18n.N(ctx, n.Count, "%d of these", "%d of these"))
	}
	if len(n.For) > 0 {
		say(i18n.T(ctx, "Only for: %s", i18n.List(ctx, n.For)))
	}
	if w := filterWord(ctx, n.Of); w != "" {
		say(i18n.T(ctx, "What counts: %s", w))
	}
	for _, x := range []struct {
		amount rules.Amount
		say    func(string) string
	}{
		{n.Smallest, func(s string) string { return i18n.T(ctx, "One activity must have at least %s.", s) }},
		{n.Largest, func(s string) string { return i18n.T(ctx, "One activity brings at most %s.", s) }},
		{n.EachYear, func(s string) string { return i18n.T(ctx, "Each year must have at least %s.", s) }},
		{n.CarryOver, func(s string) string { return i18n.T(ctx, "Up to %s are carried over to the next cycle.", s) }},
	} {
		if !x.amount.IsZero() {
			say(x.say(amountWord(ctx, x.amount)))
		}
	}
	if n.CarryOf != nil {
		say(i18n.T(ctx, "Only this is carried over: %s", filterWord(ctx, n.CarryOf)))
	}
	if !n.CarryLast.IsZero() {
		say(i18n.T(ctx, "Only what was done in the last %s of the cycle is carried over.", spanWord(ctx, n.CarryLast)))
	}
	if !n.ReportWithin.IsZero() {
		say(i18n.T(ctx, "It must be handed in within %s.", spanWord(ctx, n.ReportWithin)))
	}
	if !n.ReportAfterEnd.IsZero() {
		say(i18n.T(ctx, "It must be handed in within %s after the end of the cycle.", spanWord(ctx, n.ReportAfterEnd)))
	}
	switch {
	case !n.OnceIn.IsZero():
		say(i18n.T(ctx, "The same title counts again %s after it counted.", spanWord(ctx, n.OnceIn)))
	case n.Once:
		say(i18n.T(ctx, "The same title counts once."))
	}
	if n.Over == "cycle" && n.Kind != rules.AtLeast {
		say(i18n.T(ctx, "In this cycle."))
	}
	if !n.Within.IsZero() {
		say(i18n.T(ctx, "Within the last %s.", spanWord(ctx, n.Within)))
	}
	if !n.Lasting.IsZero() {
		say(i18n.T(ctx, "For at least %s.", spanWord(ctx, n.Lasting)))
	}
	if n.Over == "ever" {
		say(i18n.T(ctx, "Whenever it was."))
	}
	if n.SinceEnrolled {
		say(i18n.T(ctx, "From the day of enrolling on."))
	}
	if n.Since != 0 {
		say(i18n.T(ctx, "From %s on.", dayWord(ctx, n.Since)))
	}
	if n.Until != 0 {
		say(i18n.T(ctx, "Until %s.", dayWord(ctx, n.Until)))
	}
	return append(out, memberWords(ctx, n)...)
}

// memberWords say which members of a group are asked.
func memberWords(ctx context.Context, n *rules.Need) []string {
	if n.Kind == rules.Together && n.Role != "" {
		return []string{i18n.T(ctx, "Those who serve as %s", n.Role)}
	}
	if n.Kind != rules.Each {
		return nil
	}
	var out []string
	switch {
	case n.Percent > 0:
		out = append(out, i18n.T(ctx, "At least %d%% of them", n.Percent))
	case n.OutOf > 0:
		out = append(out, i18n.T(ctx, "At least %d of every %d of them", n.Count, n.OutOf))
	case n.Count > 0:
		out = append(out, i18n.N(ctx, n.Count, "At least %d of them", "At least %d of them"))
	default:
		out = append(out, i18n.T(ctx, "All of them"))
	}
	if n.Role != "" {
		out = append(out, i18n.T(ctx, "Those who serve as %s", n.Role))
	}
	switch {
	case n.First == "none":
		out = append(out, i18n.T(ctx, "Who begins to serve in the middle of the cycle owes nothing in it."))
	case n.First != "":
		out = append(out, i18n.T(ctx, "Who begins to serve in the middle of the cycle owes less, in proportion to what is left of it."))
	}
	if !n.FinishWithin.IsZero() {
		out = append(out, i18n.T(ctx, "Each within %s of their first day", spanWord(ctx, n.FinishWithin)))
	}
	return out
}

// categoryRows are the categories of an amount as a table.
func categoryRows(ctx context.Context, list []rules.Category) []ui.Row {
	var out []ui.Row
	for _, c := range list {
		least, most, twice := "", "", i18n.T(ctx, "once")
		if !c.AtLeast.IsZero() {
			least = amountWord(ctx, c.AtLeast)
		}
		if !c.AtMost.IsZero() {
			most = eachWord(ctx, c.Each, amountWord(ctx, c.AtMost))
		}
		if c.Overlay {
			twice = i18n.T(ctx, "in another category as well")
		}
		what := i18n.T(ctx, "All that counts here")
		if c.Of != nil {
			what = beginning(filterWord(ctx, c.Of))
		}
		out = append(out, ui.Cells(c.Name, least, most, twice, what))
	}
	return out
}

// eachWord says of what a most is one: "8 hours for each title".
func eachWord(ctx context.Context, each, most string) string {
	switch each {
	case rules.EachProvider:
		return i18n.T(ctx, "%s for each provider", most)
	case rules.EachTitle:
		return i18n.T(ctx, "%s for each title", most)
	case rules.EachYear:
		return i18n.T(ctx, "%s for each year of the cycle", most)
	case rules.EachDay:
		return i18n.T(ctx, "%s for each day", most)
	case rules.EachMember:
		return i18n.T(ctx, "%s for each member", most)
	}
	return most
}

// unitWords say what the programme's own units are.
func unitWords(ctx context.Context, list []rules.Unit) []string {
	var out []string
	for _, u := range list {
		var is []string
		if u.Minutes > 0 {
			is = append(is, i18n.Duration(ctx, int(u.Minutes)))
		}
		for _, f := range u.From {
			is = append(is, i18n.T(ctx, "one %s is %s", f.Unit, rules.Amount{Hundredths: f.Hundredths, Unit: u.Name}.String()))
		}
		if len(u.Steps) > 0 {
			is = append(is, i18n.T(ctx, "by steps of the time it took"))
		}
		if len(is) == 0 {
			is = append(is, i18n.T(ctx, "only what its provider states"))
		}
		out = append(out, i18n.T(ctx, "%s: %s", u.Name, strings.Join(is, "; ")))
	}
	return out
}

// ruleState marks what one should know of a rule before reading it.
func ruleState(ctx context.Context, r duties.Rule, today rules.Day) (ui.Kind, string) {
	switch {
	case r.Draft():
		return ui.Warn, i18n.T(ctx, "Not verified")
	case r.Ended() != 0 && r.Ended() < today:
		return ui.Neutral, i18n.T(ctx, "Ended on %s", dayWord(ctx, r.Ended()))
	case r.Own:
		return ui.Good, i18n.T(ctx, "Rule of the association")
	}
	return ui.Good, i18n.T(ctx, "Verified at its source")
}

// versionWord says from when to when a version is in force.
func versionWord(ctx context.Context, v rules.Version) string {
	name := v.Name
	if name == "" {
		name = i18n.T(ctx, "The rule")
	}
	switch {
	case v.From != 0 && v.Until != 0:
		return i18n.T(ctx, "%s, from %s to %s", name, dayWord(ctx, v.From), dayWord(ctx, v.Until))
	case v.From != 0:
		return i18n.T(ctx, "%s, since %s", name, dayWord(ctx, v.From))
	case v.Until != 0:
		return i18n.T(ctx, "%s, until %s", name, dayWord(ctx, v.Until))
	}
	return name
}

func placeOptionsAll(ctx context.Context, places []duties.Place) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "Everywhere")}}
	for _, x := range places {
		out = append(out, ui.Option{Value: x.Code, Label: x.Name})
	}
	return append(out, ui.Option{Value: noPlace, Label: i18n.T(ctx, "Of no state: certificates")})
}

// fewestOfARun is how many people a run must be of before it says how far it has come: of fewer, a share would tell how many they are.
const fewestOfARun = 50

// doneTenths is how many tenths of a run are done, 0 where that is not told.
func doneTenths(r duties.Run) int {
	if r.Total < fewestOfARun {
		return 0
	}
	return 10 * r.Done / r.Total
}
