package catalogueweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
)

func unitHref(acronym string) string { return "/units/" + url.PathEscape(acronym) }

func workHref(offer id.ID) string { return "/work/offers/" + string(offer) }

func queryEscape(s string) string { return url.QueryEscape(s) }

// sponsors names who offers it beside its unit.
func sponsors(v catalogue.View) []string {
	var names []string
	for _, u := range v.Cosponsors {
		names = append(names, u.Name)
	}
	return append(names, v.Version.ExtraSponsors...)
}

// placeTime is when a date is where it takes place, empty where that is what the reader sees anyway.
func placeTime(ctx context.Context, o catalogue.Occurrence) string {
	there := o.Location()
	_, here := o.StartsAt.In(i18n.From(ctx).Zone).Zone()
	if _, offset := o.StartsAt.In(there).Zone(); offset == here {
		return ""
	}
	return i18n.T(ctx, "%s there", i18n.TimeRangeIn(ctx, o.StartsAt, o.EndsAt, there))
}

// whereWords say where a date takes place. The link to a platform is for those who registered.
func whereWords(ctx context.Context, o catalogue.Occurrence) string {
	var parts []string
	for _, s := range []string{o.Place, o.Room, i18n.T(ctx, catalogue.SlotType(o.Slot).Label())} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if o.Platform != "" {
		parts = append(parts, i18n.T(ctx, "online on %s", o.Platform))
	} else if o.PlatformLink != "" {
		parts = append(parts, i18n.T(ctx, "online"))
	}
	return capital(strings.Join(parts, ", "))
}

func capital(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

func registerLabel(ctx context.Context, o catalogue.Occurrence) string {
	if o.Full() {
		return i18n.T(ctx, "Join the waiting list")
	}
	return i18n.T(ctx, "Register")
}

func registerKind(primary bool) string {
	if primary {
		return ui.Primary
	}
	return ui.Plain
}

// completionWords say when it counts as completed.
func completionWords(ctx context.Context, c catalogue.Completion) string {
	switch c.Rule {
	case catalogue.ByMinutes:
		return i18n.T(ctx, "You complete it by attending %s in all.", i18n.Duration(ctx, c.Minutes))
	case catalogue.ByShare:
		return i18n.T(ctx, "You complete it by attending at least %d%% of the scheduled time.", c.Percent)
	case catalogue.ByParts:
		return i18n.T(ctx, "You complete it by completing its required parts.")
	case catalogue.BySelf:
		return i18n.T(ctx, "You complete it by saying that you have finished.")
	}
	return i18n.T(ctx, "The unit decides who has completed it, and says why.")
}

func completionOfParts(ctx context.Context, parts []catalogue.Part) string {
	required := 0
	for _, x := range parts {
		if x.Required {
			required++
		}
	}
	return i18n.N(ctx, required, "It is completed with %d required part.", "It is completed with %d required parts.")
}

// offerFacts are the small facts about an offer, by name.
func offerFacts(ctx context.Context, p offerPage) []ui.Pair {
	v := p.Version
	var facts []ui.Pair
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, ui.Pair{Name: name, Value: ui.Text(text)})
		}
	}
	add(i18n.T(ctx, "Kind"), i18n.T(ctx, p.Kind.Label()))
	add(i18n.T(ctx, "For"), audienceWords(ctx, v.Audiences))
	add(i18n.T(ctx, "Level"), i18n.T(ctx, v.Level.Label()))
	if v.Prerequisites.Text != "" || len(p.Prerequisites) > 0 {
		facts = append(facts, ui.Pair{Name: i18n.T(ctx, "What you need before"), Value: before(p)})
	}
	add(i18n.T(ctx, "Format"), formatWords(ctx, v))
	add(i18n.T(ctx, "Language"), catalogue.LanguageName(v.Language))
	add(i18n.T(ctx, "Time it takes"), i18n.Duration(ctx, v.Minutes))
	facts = append(facts, ui.Pair{Name: i18n.T(ctx, "Price"), Value: paragraphs(priceList(ctx, v.Prices))})
	if len(p.Earns) == 0 {
		add(i18n.T(ctx, "Completion"), completionWords(ctx, v.Completion))
	}
	add(i18n.T(ctx, "Platform"), v.Platform)
	add(i18n.T(ctx, "Themes"), strings.Join(v.Themes, ", "))
	add(i18n.T(ctx, "Next review"), i18n.CivilDate(ctx, p.ReviewBy))
	add(i18n.T(ctx, "Available until"), i18n.CivilDate(ctx, p.ExpiresOn))
	return facts
}

func audienceWords(ctx context.Context, list []catalogue.Audience) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = i18n.T(ctx, a.Label())
	}
	return strings.Join(names, ", ")
}

func formatWords(ctx context.Context, v catalogue.Version) string {
	if v.Synchronous {
		return i18n.T(ctx, "%s, together at a set time", i18n.T(ctx, v.Format.Label()))
	}
	return i18n.T(ctx, "%s, in your own time", i18n.T(ctx, v.Format.Label()))
}

// priceList says who pays what.
func priceList(ctx context.Context, prices []catalogue.Price) []string {
	if !slices.ContainsFunc(prices, func(p catalogue.Price) bool { return !p.Amount.IsZero() }) && !onlyMembers(prices) {
		return []string{i18n.T(ctx, "Free for everybody")}
	}
	out := make([]string, len(prices))
	for i, x := range prices {
		out[i] = fmt.Sprintf("%s: %s", className(ctx, x.Class), amount(ctx, x.Amount))
	}
	if onlyMembers(prices) {
		out = append(out, i18n.T(ctx, "Not offered to others"))
	}
	return out
}

func onlyMembers(prices []catalogue.Price) bool {
	return len(prices) > 0 && !slices.ContainsFunc(prices, func(p catalogue.Price) bool { return p.Class == catalogue.PriceNonMember })
}

// classNames are the classes that a price can be set for, i18n keys.
var classNames = map[string]string{
	catalogue.PriceMember: "Members", catalogue.PriceNonMember: "Others", catalogue.PriceStudent: "Students",
	"regular": "Regular members", "support-staff": "Support staff members", "retired": "Retired members", "trustee": "Trustee members",
	"organisational": "Organisational members", "international": "International members", "life": "Life members",
}

func className(ctx context.Context, class string) string {
	if name, ok := classNames[class]; ok {
		return i18n.T(ctx, name)
	}
	return class
}

// stretchRows are the lines of a worksheet, with their sums.
func stretchRows(ctx context.Context, w catalogue.Worksheet) []ui.Row {
	var rows []ui.Row
	excluded := 0
	for _, x := range w.Counted {
		rows = append(rows, ui.Cells(x.What, i18n.Duration(ctx, x.Minutes), ""))
	}
	for _, x := range w.Excluded {
		rows = append(rows, ui.Cells(x.What, "", i18n.Duration(ctx, x.Minutes)))
		excluded += x.Minutes
	}
	return append(rows, ui.Cells(i18n.T(ctx, "In all"), i18n.Duration(ctx, w.CountedMinutes), i18n.Duration(ctx, excluded)))
}

// hoursThere is from when to when a date is on clocks where it takes place, without the day.
func hoursThere(ctx context.Context, o catalogue.Occurrence) string {
	loc := o.Location()
	return i18n.T(ctx, "%s to %s", o.StartsAt.In(loc).Format("15:04"), i18n.TimeIn(ctx, o.EndsAt, loc))
}

// relationWords say what another offer has in common with this one.
func relationWords(ctx context.Context, r catalogue.Common) string {
	switch same := r.Area != ""; {
	case r.Series != "":
		return i18n.T(ctx, "Of the same series, %s", r.Series)
	case same && r.LevelKnown && r.LevelsOn == 1:
		return i18n.T(ctx, "Same topic, one level on")
	case same && r.LevelKnown && r.LevelsOn > 1:
		return i18n.T(ctx, "Same topic, further on")
	case same && r.LevelKnown && r.LevelsOn < 0:
		return i18n.T(ctx, "Same topic, to begin with")
	case same && r.LevelKnown:
		return i18n.T(ctx, "Same topic and level")
	case same:
		return i18n.T(ctx, "Same topic")
	}
	return ""
}

// besideHref compares an offer with those near to it.
func besideHref(p offerPage) string {
	q := url.Values{"offer": {p.Key}}
	for _, c := range p.Related[:min(len(p.Related), catalogue.CompareMost-1)] {
		q.Add("offer", c.Key)
	}
	return "/compare?" + q.Encode()
}
