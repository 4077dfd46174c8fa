package recognition

import (
	"context"
	"iter"

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

// How many offers one page looks at, so many times a hundred: where few have gaps it holds fewer than asked for, and goes on. A walk through
// all of them takes more at a time.
const (
	gapsLooked = 10
	gapsWalked = 1000
)

// UnitGaps lists the published offers that lack something that can be mended before their next date, the soonest first, those without
// a date to come last; those of one unit, or of all in which the actor may ReadRosters. What follows a date, as the evaluation, is of Duties alone.
func (s *Service) UnitGaps(ctx context.Context, actor authz.Actor, unit id.ID, r page.Request) (page.Page[OfferGaps], error) {
	var (
		found  []OfferGaps
		size   = r.Size()
		cursor = r.Cursor
	)
	for range gapsLooked {
		list, next, err := s.gapsAmong(ctx, actor, unit, cursor, page.MaxLimit)
		if err != nil {
			return page.Page[OfferGaps]{}, err
		}
		found = append(found, list...)
		if cursor = next; len(found) >= size || cursor == "" {
			break
		}
	}
	out := page.Cut(found, size, func(o OfferGaps) any { return o.Place() })
	if out.Next == "" {
		out.Next = cursor
	}
	return out, nil
}

// AllUnitGaps is the whole list of UnitGaps, read once from beginning to end.
func (s *Service) AllUnitGaps(ctx context.Context, actor authz.Actor, unit id.ID) iter.Seq2[OfferGaps, error] {
	return func(yield func(OfferGaps, error) bool) {
		for cursor := ""; ; {
			list, next, err := s.gapsAmong(ctx, actor, unit, cursor, gapsWalked)
			if err != nil {
				yield(OfferGaps{}, err)
				return
			}
			for _, o := range list {
				if !yield(o, nil) {
					return
				}
			}
			if cursor = next; cursor == "" {
				return
			}
		}
	}
}

// gapsAmong looks at so many offers from a cursor on, and returns those with gaps and where to go on.
func (s *Service) gapsAmong(ctx context.Context, actor authz.Actor, unit id.ID, cursor string, size int) (found []OfferGaps, next string, err error) {
	if !actor.MaySomewhere(registration.ReadRosters) {
		return nil, "", actor.Require(registration.ReadRosters, unit)
	}
	list, err := s.catalogue.ByNextDate(ctx, actor, unit, cursor, size)
	if err != nil {
		return nil, "", err
	}
	ids := make([]id.ID, len(list.Items))
	for i, o := range list.Items {
		ids[i] = o.ID
	}
	statements, err := statementsOf(ctx, s.db, ids)
	if err != nil {
		return nil, "", err
	}
	now := s.clock.Now()
	for _, o := range list.Items {
		if !actor.May(registration.ReadRosters, o.UnitID) || o.Expired(now) {
			continue
		}
		if gaps := gapsBefore(o.Offer, o.Version, o.Worksheet, statements[o.ID]); len(gaps) > 0 {
			found = append(found, OfferGaps{o, gaps})
		}
	}
	return found, list.Next, nil
}
