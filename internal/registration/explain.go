package registration

import (
	"context"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Explanation is a waiting list recomputed from the log alone, with the names to read it.
type Explanation struct {
	Queue
	Log []LogEntry
	// Names are those on the day of registering, by registration, and Persons whose these are.
	Names   map[id.ID]string
	Persons map[id.ID]id.ID
}

// ExplainQueue recomputes an occurrence's waiting list from its append-only log: who waits in
// which order and why, and whether every promotion was in turn. It reads nothing that could have
// been changed since. Those who may ReadRosters.
func (s *Service) ExplainQueue(ctx context.Context, actor authz.Actor, occurrence id.ID) (Explanation, error) {
	if _, _, err := s.requireIn(ctx, actor, ReadRosters, occurrence); err != nil {
		return Explanation{}, err
	}
	log, err := logOfOccurrence(ctx, s.db, occurrence)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Queue: Replay(log), Log: log, Names: map[id.ID]string{}, Persons: map[id.ID]id.ID{}}
	list, err := personsEver(ctx, s.db, occurrence)
	for _, r := range list {
		e.Names[r.ID], e.Persons[r.ID] = r.PersonName, r.PersonID
	}
	return e, err
}

// Check returns sentences about broken invariants, for the doctor: seats that do not add up,
// waiting lists that differ from what their log says or were not fair, people who wait beside free
// seats, and completions that are not in the record.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	found, err := s.checkCompletions(ctx)
	if err != nil {
		return found, fmt.Errorf("registration: check: %w", err)
	}
	whole, err := s.checkWhole(ctx)
	if err != nil {
		return found, fmt.Errorf("registration: check: %w", err)
	}
	found = append(found, whole...)
	var after id.ID
	for {
		ids, err := logOccurrences(ctx, s.db, after, 200)
		if err != nil || len(ids) == 0 {
			return found, err
		}
		after = ids[len(ids)-1]
		for _, o := range ids {
			faults, err := s.checkOccurrence(ctx, s.db, o)
			if err == nil && len(faults) > 0 {
				faults, err = s.lookAgain(ctx, o)
			}
			if err != nil {
				return found, fmt.Errorf("registration: check: %w", err)
			}
			found = append(found, faults...)
		}
	}
}

// errLooked ends a transaction that was only there to look.
var errLooked = errors.New("registration: looked")

// lookAgain checks an occurrence that looked wrong at its own turn, as nobody can change it: beside a
// running server, what is read one after the other need not belong together. It writes nothing.
func (s *Service) lookAgain(ctx context.Context, occurrence id.ID) (faults []string, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := s.openTurn(ctx, tx, authz.System("doctor"), Program, occurrence); err != nil {
			return err
		}
		if faults, err = s.checkOccurrence(ctx, tx, occurrence); err != nil {
			return err
		}
		return errLooked
	})
	if errors.Is(err, errLooked) {
		err = nil
	}
	return faults, err
}

// checkCompletions compares what is completed with the entries of the record.
func (s *Service) checkCompletions(ctx context.Context) (faults []string, err error) {
	var after id.ID
	for {
		list, err := completedAfter(ctx, s.db, after, 500)
		if err != nil || len(list) == 0 {
			return faults, err
		}
		after = list[len(list)-1].ID
		sources := make([]string, len(list))
		for i, r := range list {
			sources[i] = "completion:" + string(r.ID)
		}
		entries, err := s.record.ManyBySource(ctx, s.db, sources)
		if err != nil {
			return faults, err
		}
		for i, r := range list {
			e, ok := entries[sources[i]]
			switch {
			case !ok:
				faults = append(faults, fmt.Sprintf("registration %s: it is completed, and no entry of the record came from it", r.ID))
			case e.RegistrationID != r.ID || e.OfferID != r.OfferID || e.OccurrenceID != r.OccurrenceID:
				faults = append(faults, fmt.Sprintf("registration %s: the entry %s that came from it speaks of something else", r.ID, e.ID))
			}
		}
	}
}

func (s *Service) checkOccurrence(ctx context.Context, q db.Q, occurrence id.ID) (faults []string, err error) {
	log, err := logOfOccurrence(ctx, q, occurrence)
	if err != nil {
		return nil, err
	}
	queue := Replay(log)
	for _, f := range queue.Faults {
		faults = append(faults, fmt.Sprintf("occurrence %s: %s", occurrence, f))
	}
	o, err := s.catalogue.Occurrence(ctx, q, occurrence)
	if err != nil {
		return nil, err
	}
	counts, err := countsByState(ctx, q, occurrence)
	if err != nil {
		return nil, err
	}
	seats := 0
	for state, n := range counts {
		if state.HoldsSeat() {
			seats += n
		}
	}
	if seats != o.Taken {
		faults = append(faults, fmt.Sprintf("occurrence %s: %d seats are taken, but %d registrations hold one", occurrence, o.Taken, seats))
	}
	if seats != queue.Seats {
		faults = append(faults, fmt.Sprintf("occurrence %s: %d registrations hold a seat, but the log says %d", occurrence, seats, queue.Seats))
	}
	if o.Capacity > 0 && seats > o.Capacity {
		faults = append(faults, fmt.Sprintf("occurrence %s: %d seats are given away, and there are %d", occurrence, seats, o.Capacity))
	}
	waiting, err := waitingNow(ctx, q, occurrence)
	if err != nil {
		return nil, err
	}
	if now := s.clock.Now(); len(waiting) > 0 && !o.Full() && promotes(o, now) {
		faults = append(faults, fmt.Sprintf("occurrence %s: %d wait although %d of %d seats are taken", occurrence, len(waiting), o.Taken, o.Capacity))
	}
	same := len(waiting) == len(queue.Waiting)
	for i := 0; same && i < len(waiting); i++ {
		same = waiting[i] == queue.Waiting[i].RegistrationID
	}
	if !same {
		faults = append(faults, fmt.Sprintf("occurrence %s: the waiting list is not the one its log tells", occurrence))
	}
	return faults, nil
}
