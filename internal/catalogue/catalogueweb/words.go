package catalogueweb

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/ui"
)

// fewSeats is from how many seats on a reader should hurry.
const fewSeats = 5

// amount writes a price; nothing to pay is called free.
func amount(ctx context.Context, a money.Amount) string {
	if a.IsZero() {
		return i18n.T(ctx, "Free")
	}
	return i18n.Money(ctx, a)
}

// priceWords are what the reader pays, and beside it what others do or why it is so.
func priceWords(ctx context.Context, prices []catalogue.Price, class string) (price, note string) {
	v := catalogue.Version{Content: catalogue.Content{Prices: prices}}
	mine, offered := catalogue.PriceFor(v, class)
	member, forMembers := catalogue.PriceFor(v, catalogue.PriceMember)
	public, forAll := catalogue.PriceFor(v, catalogue.PriceNonMember)
	switch {
	case !offered && class == "":
		return i18n.T(ctx, "For members only"), ""
	case !offered:
		return i18n.T(ctx, "Not offered to your class of membership"), ""
	case class == "" && forMembers && member != mine && member.IsZero():
		note = i18n.T(ctx, "free for members")
	case class == "" && forMembers && member != mine:
		note = i18n.T(ctx, "members %s", amount(ctx, member))
	case class != "" && (!forAll || public != mine):
		note = i18n.T(ctx, "your member price")
	}
	return amount(ctx, mine), note
}

// whenWords say when the next date is, in the reader's zone.
func whenWords(ctx context.Context, c catalogue.Card) string {
	switch {
	case c.Next != nil && c.Next.Past && !c.SelfPaced:
		return i18n.T(ctx, "Took place on %s", i18n.Date(ctx, c.Next.StartsAt))
	case c.Next != nil && c.Next.UnderWay:
		return i18n.T(ctx, "Under way until %s", i18n.Date(ctx, c.Next.EndsAt))
	case c.Next != nil && !c.Next.Past:
		return span(ctx, c.Next.StartsAt, c.Next.EndsAt)
	case c.SelfPaced:
		return i18n.T(ctx, "Begin at any time")
	}
	return i18n.T(ctx, "No date yet")
}

// span writes a stretch of time: with its hours when it is within a day or so, else its days.
func span(ctx context.Context, from, to time.Time) string {
	if to.Sub(from) > 26*time.Hour {
		return i18n.DateRange(ctx, from, to)
	}
	return i18n.TimeRange(ctx, from, to)
}

// seatWords say how full a date is, and whether it can be registered for now; nothing when there
// is nothing to say.
func seatWords(ctx context.Context, capacity, taken int, opens, closes, now time.Time) (ui.Kind, string) {
	left := max(0, capacity-taken)
	switch {
	case now.Before(opens):
		return ui.Neutral, i18n.T(ctx, "Registration opens on %s", i18n.Date(ctx, opens))
	case !closes.IsZero() && !now.Before(closes):
		return ui.Neutral, i18n.T(ctx, "Registration has closed")
	case capacity == 0:
		return "", ""
	case left == 0:
		return ui.Warn, i18n.T(ctx, "Full: waiting list")
	case left <= fewSeats:
		return ui.Warn, i18n.N(ctx, left, "%d seat left", "%d seats left")
	}
	return ui.Good, i18n.N(ctx, left, "%d seat left", "%d seats left")
}

// soonWords say that a date begins within a week, in days of the reader's zone; nothing otherwise.
func soonWords(ctx context.Context, starts, now time.Time) string {
	zone := i18n.From(ctx).Zone
	days := int(civilDay(starts, zone).Sub(civilDay(now, zone)) / (24 * time.Hour))
	switch {
	case !starts.After(now) || days > catalogue.SoonDays:
		return ""
	case days == 0:
		return i18n.T(ctx, "Starts today")
	case days == 1:
		return i18n.T(ctx, "Starts tomorrow")
	}
	return i18n.N(ctx, days, "Starts in %d day", "Starts in %d days")
}

// civilDay is the day of a moment in a zone, as midnight UTC, so that days can be counted.
func civilDay(t time.Time, zone *time.Location) time.Time {
	if zone != nil {
		t = t.In(zone)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// earnsWords name what completing an offer earns, the CEU with their number.
func earnsWords(ctx context.Context, earns []catalogue.Recognition, ceu int) []string {
	var out []string
	for _, e := range earns {
		if e == catalogue.CEU {
			out = append(out, i18n.CEU(ctx, ceu))
			continue
		}
		out = append(out, i18n.T(ctx, e.Label()))
	}
	return out
}

// sortNames are the orders of the catalogue in words, i18n keys.
var sortNames = map[string]string{
	catalogue.SortRelevance: "Best match first", catalogue.SortSoonest: "Soonest first", catalogue.SortByTitle: "By title",
	catalogue.SortNewest: "Newest first", catalogue.SortShortest: "Shortest first", catalogue.SortPrice: "Lowest price first",
}

// sortOptions are the orders on offer. Without words nothing matches better, and the default is by date.
func sortOptions(ctx context.Context, q query, byGaps bool) []ui.Option {
	var out []ui.Option
	if byGaps {
		out = append(out, ui.Option{Value: catalogue.SortGaps, Label: i18n.T(ctx, "Closes my gaps"), Selected: q.sort == catalogue.SortGaps})
	}
	for _, s := range catalogue.Sorts {
		value := s
		if s == catalogue.SortRelevance {
			if q.words == "" {
				continue
			}
			value = ""
		}
		if s == catalogue.SortSoonest && q.words == "" {
			value = ""
		}
		out = append(out, ui.Option{Value: value, Label: i18n.T(ctx, sortNames[s]), Selected: value == q.sort})
	}
	return out
}

// cardUnit names who offers it: as on the day it was made, and the unit of today where that is another one.
func cardUnit(ctx context.Context, c catalogue.Card) string {
	if c.UnitWas != "" {
		return i18n.T(ctx, "%s, now %s", c.UnitWas, c.UnitName)
	}
	return c.UnitName
}
