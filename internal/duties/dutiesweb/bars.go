package dutiesweb

import (
	"context"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/rules"
)

// bar is an amount as a picture with its words.
type bar struct {
	Label, Text string
	// Share is how much of it is there, in whole percent.
	Share int
}

// barsOf are the amount of a requirement and its categories.
func barsOf(ctx context.Context, n *rules.Node, label string) []bar {
	if n == nil || n.Unit == "" {
		return nil
	}
	unit := nodeUnit(ctx, n)
	out := []bar{{label, i18n.T(ctx, "%s of %s %s", n.Say(n.Counted), n.Say(n.Needed), unit), percent(n.Counted, n.Needed)}}
	for _, c := range n.Categories {
		b, most := bar{Label: c.Name}, eachWord(ctx, c.Each, n.Say(c.Most))
		switch {
		case c.Needed >= 0 && c.Most >= 0:
			b.Text, b.Share = i18n.T(ctx, "%s of at least %s; at most %s count", n.Say(c.Counted), n.Say(c.Needed), most), percent(c.Counted, c.Needed)
		case c.Needed >= 0:
			b.Text, b.Share = i18n.T(ctx, "%s of at least %s", n.Say(c.Counted), n.Say(c.Needed)), percent(c.Counted, c.Needed)
		case c.Each != "": // of the whole, for nobody can say how many there will be
			b.Text, b.Share = i18n.T(ctx, "%s so far; at most %s count", n.Say(c.Counted), most), percent(c.Counted, n.Needed)
		default:
			b.Text, b.Share = i18n.T(ctx, "%s so far; at most %s count", n.Say(c.Counted), most), percent(c.Counted, c.Most)
		}
		if c.Waived > 0 {
			b.Text = i18n.T(ctx, "%s; %s waived", b.Text, n.Say(c.Waived))
		}
		out = append(out, b)
	}
	for _, y := range n.Years {
		out = append(out, bar{i18n.T(ctx, "Year from %s", i18n.CivilDate(ctx, y.Name)), i18n.T(ctx, "%s of at least %s", n.Say(y.Counted), n.Say(y.Needed)), percent(y.Counted, y.Needed)})
	}
	return out
}

func percent(part, whole int64) int {
	if whole <= 0 {
		return 100
	}
	return int(min(100, max(0, part*100/whole)))
}

// missingWord says what is missing of a requirement, "" when nothing is.
func missingWord(ctx context.Context, n *rules.Node) string {
	if n == nil || n.Unit == "" || n.Missing == 0 || n.Status == rules.DoesNotApply {
		return ""
	}
	var short []string
	for _, c := range n.Categories {
		if c.Needed >= 0 && c.Missing > 0 {
			short = append(short, i18n.T(ctx, "%s %s of %s", n.SayMissing(c.Missing), nodeUnit(ctx, n), c.Name))
		}
	}
	missing := n.SayMissing(n.Missing) + " " + nodeUnit(ctx, n)
	if len(short) == 0 {
		return i18n.T(ctx, "Still missing: %s", missing)
	}
	return i18n.T(ctx, "Still missing: %s, among them %s", missing, i18n.List(ctx, short))
}

// dueWord says when a duty falls due, or what there is to say instead.
func dueWord(ctx context.Context, res *rules.Result, today rules.Day) string {
	switch {
	case res == nil || res.Status == rules.DoesNotApply:
		return ""
	case res.ExpiredOn != 0 && res.ReinstateUntil >= today && res.ReinstateUntil != 0:
		return i18n.T(ctx, "Ran out on %s. You can come back until %s.", dayWord(ctx, res.ExpiredOn), dayWord(ctx, res.ReinstateUntil))
	case res.ExpiredOn != 0 && res.MakeUpUntil != 0:
		return i18n.T(ctx, "Ran out on %s. What is missing can be made up until %s.", dayWord(ctx, res.ExpiredOn), dayWord(ctx, res.MakeUpUntil))
	case res.ExpiredOn != 0:
		return i18n.T(ctx, "Ran out on %s", dayWord(ctx, res.ExpiredOn))
	case res.InGrace && res.Status == rules.Met:
		return i18n.T(ctx, "It ended on %s with all done; you can ask for renewal until %s.", dayWord(ctx, res.CycleTo), dayWord(ctx, res.GraceUntil))
	case res.InGrace && res.ForRenewal:
		return i18n.T(ctx, "It ended on %s without all that it asks for, which cannot be made up; you can ask for renewal until %s.", dayWord(ctx, res.CycleTo), dayWord(ctx, res.GraceUntil))
	case res.InGrace:
		return i18n.T(ctx, "It ended on %s; in its grace you can still make it up until %s.", dayWord(ctx, res.CycleTo), dayWord(ctx, res.GraceUntil))
	case res.Due == 0:
		return i18n.T(ctx, "Nothing falls due")
	case res.Status == rules.Met && res.Due != res.CycleTo:
		return i18n.T(ctx, "All is done; something of it runs out on %s", dayWord(ctx, res.Due))
	case res.Status == rules.Met:
		return i18n.T(ctx, "All is done; this cycle ends on %s", dayWord(ctx, res.Due))
	}
	return i18n.T(ctx, "Due on %s", dayWord(ctx, res.Due))
}

// soonDays is from how many days before it falls due on a duty that is not met is marked.
const soonDays = 90

// soonWord says that it falls due soon, "" when it does not.
func soonWord(ctx context.Context, res *rules.Result, today rules.Day) string {
	if res == nil || res.Due == 0 || res.Due < today || res.Due > today+soonDays || res.Status != rules.Partly && res.Status != rules.NotYet {
		return ""
	}
	n := int(res.Due - today)
	if n == 0 {
		return i18n.T(ctx, "Due today")
	}
	return i18n.N(ctx, n, "Due in %d day", "Due in %d days")
}

// windowWord says when renewal may be asked for, "" where the rule has no such window.
func windowWord(ctx context.Context, res *rules.Result, today rules.Day) string {
	switch {
	case res == nil || res.Opens == 0 || res.Status == rules.Expired:
		return ""
	case res.Opens > today:
		return i18n.T(ctx, "Renewal opens on %s", dayWord(ctx, res.Opens))
	}
	return i18n.T(ctx, "Renewal has been open since %s", dayWord(ctx, res.Opens))
}

// moments are the days of a duty as a line of time.
func moments(ctx context.Context, d duties.Duty, today rules.Day) []ui.Moment {
	res := d.Result
	if res == nil || res.CycleTo == 0 {
		return nil
	}
	type point struct {
		day   rules.Day
		title string
		kind  ui.Kind
	}
	grace := i18n.T(ctx, "Grace ends")
	if res.ForRenewal {
		grace = i18n.T(ctx, "Last day to ask for renewal")
	}
	points := []point{
		{res.CycleFrom, i18n.T(ctx, "The cycle began"), ui.Neutral},
		{today, i18n.T(ctx, "Today"), ui.Accent},
		{res.Opens, i18n.T(ctx, "Renewal opens"), ui.Neutral},
		{res.ExpiredOn, i18n.T(ctx, "It ran out"), ui.Bad},
		{res.GraceUntil, grace, ui.Neutral},
		{res.ReinstateUntil, i18n.T(ctx, "Last day to come back"), ui.Neutral},
	}
	if res.Due != res.ExpiredOn {
		points = append(points, point{res.Due, i18n.T(ctx, "It falls due"), dueKind(res)})
	}
	if res.CycleTo != res.Due && res.CycleTo != res.ExpiredOn {
		points = append(points, point{res.CycleTo, i18n.T(ctx, "The cycle ends"), ui.Neutral})
	}
	if res.GivenUntil != res.CycleTo && res.GivenUntil != res.GraceUntil { // they are told as they are
		points = append(points, point{res.GivenUntil, i18n.T(ctx, "Last day that a decision gave"), ui.Neutral})
	}
	if res.Early > 1 && res.Early < res.CycleFrom {
		points = append(points, point{res.Early, i18n.T(ctx, "What was done from here on counts"), ui.Neutral})
	}
	var out []ui.Moment
	for range points {
		next := -1
		for i, p := range points {
			if p.day != 0 && (next < 0 || p.day < points[next].day) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		p := points[next]
		out = append(out, ui.Moment{When: dayWord(ctx, p.day), Title: p.title, Kind: p.kind})
		points[next].day = 0
	}
	return out
}

func dueKind(res *rules.Result) ui.Kind {
	if res.Status == rules.Met {
		return ui.Good
	}
	return ui.Warn
}

// stillCounts reports whether what somebody learns now can still bring what is missing.
func stillCounts(res *rules.Result) bool { return res.MakeUpUntil != 0 || res.Due == 0 }

// amountSoFar says how much of an amount is there, what was carried over to it, and what was waived.
func amountSoFar(ctx context.Context, n *rules.Node) string {
	said := i18n.T(ctx, "%s of %s %s", n.Say(n.Counted), n.Say(n.Needed), nodeUnit(ctx, n))
	if n.Carry > 0 {
		said += ", " + i18n.T(ctx, "%s carried over", n.Say(n.Carry))
	}
	if n.Waived > 0 {
		said += ", " + i18n.T(ctx, "%s waived", n.Say(n.Waived))
	}
	return said
}
