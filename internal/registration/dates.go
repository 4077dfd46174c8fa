package registration

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// DateState is where the attendance of one date stands.
type DateState struct {
	Counts map[State]int
	// Closed is when it was closed first, zero when it was not.
	Closed time.Time
	// Unresolved is how many rows of files wait to be resolved, Conflicts about how many people sources differ.
	Unresolved, Conflicts int
}

// Closings returns when dates of an offer were closed first; of one that was not there is none. Those who may ReadRosters in its unit.
func (s *Service) Closings(ctx context.Context, actor authz.Actor, offer catalogue.Offer, dates []id.ID) (map[id.ID]time.Time, error) {
	if err := requireUnit(actor, ReadRosters, offer.UnitID); err != nil {
		return nil, err
	}
	return closingsOf(ctx, s.db, dates)
}

// DateStates returns where the attendance of dates of one offer stands. The number of queries does not depend on how
// many dates there are, unless their sources differ. Those who may ReadRosters in its unit.
func (s *Service) DateStates(ctx context.Context, actor authz.Actor, offer catalogue.Offer, dates []catalogue.Occurrence) (map[id.ID]DateState, error) {
	ids := make([]id.ID, 0, len(dates))
	for _, o := range dates {
		if o.OfferID == offer.ID {
			ids = append(ids, o.ID)
		}
	}
	closed, err := s.Closings(ctx, actor, offer, ids)
	if err != nil {
		return nil, err
	}
	counts, err := countsOfDates(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	unresolved, err := unresolvedOfDates(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	differing, err := twiceOfDates(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]DateState, len(ids))
	for _, o := range dates {
		if !slices.Contains(ids, o.ID) {
			continue
		}
		d := DateState{Counts: counts[o.ID], Closed: closed[o.ID], Unresolved: unresolved[o.ID]}
		if differing[o.ID] {
			if d.Conflicts, err = s.countConflicts(ctx, o); err != nil {
				return nil, err
			}
		}
		out[o.ID] = d
	}
	return out, nil
}

// VersionCount is a version that people registered for.
type VersionCount struct {
	VersionID id.ID
	People    int
}

// VersionCounts returns the versions under which people are registered for an occurrence, that of most of them first. Those
// who may ReadRosters.
func (s *Service) VersionCounts(ctx context.Context, actor authz.Actor, occurrence id.ID) ([]VersionCount, error) {
	if _, _, err := s.requireIn(ctx, actor, ReadRosters, occurrence); err != nil {
		return nil, err
	}
	return versionCounts(ctx, s.db, occurrence)
}
