package registration

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// checkWhole looks at all registrations together, as they are at one moment: a running server cannot
// make it see half of a change.
func (s *Service) checkWhole(ctx context.Context) (faults []string, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, q *db.Snapshot) error {
		for _, c := range registrationChecks {
			var n int
			if err := q.QueryRow(ctx, c.query).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				faults = append(faults, fmt.Sprintf(c.says, n))
			}
		}
		over, err := promisesOver(ctx, q, s.clock.Now().Add(-promiseSlack))
		if err != nil {
			return err
		}
		if over > 0 {
			faults = append(faults, fmt.Sprintf("%d promises have no end, or ended more than a day ago and hold their seats", over))
		}
		taken, err := s.catalogue.SeatsTaken(ctx, q)
		if err != nil {
			return err
		}
		held, err := seatsHeld(ctx, q)
		if err != nil {
			return err
		}
		if taken != held {
			faults = append(faults, fmt.Sprintf("%d seats are taken in all, and %d registrations hold one", taken, held))
		}
		return s.checkEntries(ctx, q, &faults)
	})
	return faults, err
}

// checkEntries looks for entries of the record whose registration is gone.
func (s *Service) checkEntries(ctx context.Context, q db.Q, faults *[]string) error {
	var after id.ID
	for {
		from, err := s.record.CompletedHere(ctx, q, after, 500)
		if err != nil || len(from) == 0 {
			return err
		}
		after = from[len(from)-1]
		known, err := registrationsByIDs(ctx, q, from)
		if err != nil {
			return err
		}
		if len(known) < len(from) {
			*faults = append(*faults, fmt.Sprintf("%d registrations that the record's entries came from are not there", len(from)-len(known)))
		}
	}
}
