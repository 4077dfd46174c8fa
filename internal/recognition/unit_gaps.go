package recognition

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
)

// OfferGaps are what an offer lacks before its next date.
type OfferGaps struct {
	catalogue.NextOffer
	Gaps []Gap
}

// gapsLooked is how many times a hundred offers one page looks at: where few have gaps it holds fewer than asked for, and goes on.
const gapsLooked = 10

// UnitGaps lists the published offers that lack something that can be mended before their next date, the soonest first, those without
// a date to come last; those of one unit, or of all in which the actor may ReadRosters. What follows a date, as the evaluation, is of Duties alone.
func (s *Service) UnitGaps(ctx context.Context, actor authz.Actor, unit id.ID, r page.Request) (page.Page[OfferGaps], error) {
	if !actor.MaySomewhere(registration.ReadRosters) {
		return page.Page[OfferGaps]{}, actor.Require(registration.ReadRosters, unit)
	}
	var (
		found []OfferGaps
		size  = r.Size()
		ask   = page.Request{Cursor: r.Cursor, Limit: page.MaxLimit}
		now   = s.clock.Now()
	)
	for range gapsLooked {
		list, err := s.catalogue.ByNextDate(ctx, actor, unit, ask)
		if err != nil {
			return page.Page[OfferGaps]{}, err
		}
		ids := make([]id.ID, len(list.Items))
		for i, o := range list.Items {
			ids[i] = o.ID
		}
		statements, err := statementsOf(ctx, s.db, ids)
		if err != nil {
			return page.Page[OfferGaps]{}, err
		}
		for _, o := range list.Items {
			if !actor.May(registration.ReadRosters, o.UnitID) || o.Expired(now) {
				continue
			}
			if gaps := gapsBefore(o.Offer, o.Version, o.Worksheet, statements[o.ID]); len(gaps) > 0 {
				found = append(found, OfferGaps{o, gaps})
			}
		}
		if ask.Cursor = list.Next; len(found) > size || ask.Cursor == "" {
			break
		}
	}
	out := page.Cut(found, size, func(o OfferGaps) any { return o.Place() })
	if out.Next == "" {
		out.Next = ask.Cursor
	}
	return out, nil
}
