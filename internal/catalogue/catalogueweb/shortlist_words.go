package catalogueweb

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
)

type namedText struct{ name, text string }

// planFacts are what a shortlist comes to.
func planFacts(ctx context.Context, p shortlistPage) []namedText {
	out := []namedText{
		{i18n.T(ctx, "On the list"), i18n.N(ctx, len(p.Items), "%d offer", "%d offers")},
		{i18n.T(ctx, "Time in all"), i18n.Duration(ctx, p.Minutes)},
	}
	cost := i18n.T(ctx, "Free")
	if len(p.Costs) > 0 {
		var sums []string
		for _, c := range p.Costs {
			sums = append(sums, i18n.Money(ctx, c))
		}
		cost = i18n.List(ctx, sums)
	}
	out = append(out, namedText{i18n.T(ctx, "Cost for you"), cost})
	if p.CEU > 0 {
		out = append(out, namedText{i18n.T(ctx, "What it earns"), i18n.CEU(ctx, p.CEU)})
	}
	return out
}

// stepOf is how one takes part in what a card shows, and where; nothing where that is not possible now.
func stepOf(ctx context.Context, c catalogue.Card, now time.Time) (label, href string) {
	d := c.Next
	switch {
	case c.Kind == catalogue.Outside:
		return i18n.T(ctx, "See where"), "/offers/" + c.Key
	case d != nil && !d.Past && !now.Before(d.OpensAt) && (d.ClosesAt.IsZero() || now.Before(d.ClosesAt)):
		if left, limited := d.SeatsLeft(); limited && left == 0 {
			return i18n.T(ctx, "Join the waiting list"), registerHref(d.ID)
		}
		return i18n.T(ctx, "Register"), registerHref(d.ID)
	case c.SelfPaced:
		return i18n.T(ctx, "Begin"), "/begin/" + c.Key
	}
	return "", ""
}
