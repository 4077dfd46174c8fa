package duties

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// naming returns the rules that bind somebody and name a competency, by key.
func (s *Service) naming(ctx context.Context) ([]string, error) {
	keys, err := boundKeys(ctx, s.db)
	if err != nil {
		return nil, err
	}
	found, err := s.written(ctx, s.db, keys)
	return slices.DeleteFunc(keys, func(key string) bool {
		r, ok := found[key]
		return !ok || len(competenciesIn(r.Program.Rule().Versions...)) == 0
	}), err
}

// frameworkMoved looks again at everybody whom a rule binds that names a competency of a framework, after a version of it was published.
func (s *Service) frameworkMoved(ctx context.Context, framework id.ID) error {
	keys, err := s.naming(ctx)
	if err != nil {
		return err
	}
	found, err := s.rules(ctx, s.db, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if slices.ContainsFunc(found[key].Competencies, func(n Named) bool { return n.FrameworkID == framework }) {
			if err := s.startRun(ctx, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// answered looks again at a person who said something of competencies, or had it said, with the rules that name any.
func (s *Service) answered(ctx context.Context, person id.ID) error {
	keys, err := s.naming(ctx)
	if err != nil || len(keys) == 0 {
		return err
	}
	return s.refresh(ctx, []id.ID{person}, keys...)
}

// alignedJob goes on looking at those who completed an offer.
const alignedJob = "duties.aligned-on"

// alignedArgs says after which completion to go on.
type alignedArgs struct {
	Offer id.ID `json:"offer"`
	After id.ID `json:"after"`
}

// aligned looks again at everybody who completed an offer, after it teaches something else, with the rules that name competencies. What one job
// does not come to the next one goes on with.
func (s *Service) aligned(ctx context.Context, a alignedArgs) error {
	keys, err := s.naming(ctx)
	if err != nil || len(keys) == 0 {
		return err
	}
	for range chunksPerJob {
		entries, err := s.Record.CompletionsOf(ctx, s.db, a.Offer, a.After, lookChunk)
		if err != nil || len(entries) == 0 {
			return err
		}
		var persons []id.ID
		for _, e := range entries {
			a.After, persons = e.ID, append(persons, e.PersonID)
		}
		slices.Sort(persons)
		if err := s.refresh(ctx, slices.Compact(persons), keys...); err != nil {
			return err
		}
		if len(entries) < lookChunk {
			return nil
		}
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return events.Enqueue(ctx, tx, s.clock.Now(), time.Time{}, alignedJob, a)
	})
}
