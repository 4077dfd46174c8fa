package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// NextOffer is a published offer with what must be ready by its next date.
type NextOffer struct {
	Offer
	Version Version
	// NextAt is when its next date begins; zero when there is none to come.
	NextAt time.Time
	// Worksheet says that one is approved for the version.
	Worksheet bool
}

// Place is where the offer stands in the list of ByNextDate, as a key of its pages.
func (o NextOffer) Place() any {
	if o.NextAt.IsZero() {
		return listKey{noDate, o.ID}
	}
	return listKey{o.NextAt.UnixMicro(), o.ID}
}

// ByNextDate returns the published offers that the actor may see as an insider, those of a unit or of all: the one whose next date
// begins soonest first, those without a date to come last. It costs four queries a page,
// whose size is the caller's: the first of them sorts all offers, so that who walks through all takes large ones.
func (s *Service) ByNextDate(ctx context.Context, actor authz.Actor, unit id.ID, cursor string, size int) (page.Page[NextOffer], error) {
	units, err := s.insider(ctx, actor, unit)
	if err != nil {
		return page.Page[NextOffer]{}, err
	}
	list, err := offersByNextDate(ctx, s.db, units, s.clock.Now(), cursor, size)
	if err != nil {
		return list, err
	}
	ids := make([]id.ID, len(list.Items))
	for i, o := range list.Items {
		ids[i] = o.PublishedID
	}
	versions, err := versionsByID(ctx, s.db, ids)
	if err != nil {
		return list, err
	}
	sheets, err := approvedTenths(ctx, s.db, ids)
	if err != nil {
		return list, err
	}
	for i := range list.Items {
		o := &list.Items[i]
		o.Version = versions[o.PublishedID]
		_, o.Worksheet = sheets[o.PublishedID]
	}
	return list, nil
}
