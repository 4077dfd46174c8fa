package duties

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// naming returns the rules that bind somebody and name a competency of a framework, or of any where it is empty, by key.
func (s *Service) naming(ctx context.Context, framework id.ID) ([]string, error) {
	keys, err := boundKeys(ctx, s.db)
	if err != nil {
		return nil, err
	}
	found, err := s.rules(ctx, s.db, keys)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(keys, func(key string) bool {
		return !slices.ContainsFunc(found[key].Competencies, func(n Named) bool { return framework == "" || n.FrameworkID == framework })
	}), nil
}

// frameworkMoved looks again at everybody whom a rule binds that names a competency of a framework, after a version of it was published.
func (s *Service) frameworkMoved(ctx context.Context, framework id.ID) error {
	keys, err := s.naming(ctx, framework)
	for _, key := range keys {
		if err == nil {
			err = s.startRun(ctx, key)
		}
	}
	return err
}

// aligned looks again at everybody who completed an offer, after it teaches something else, where any rule asks for competencies.
func (s *Service) aligned(ctx context.Context, offer id.ID) error {
	keys, err := s.naming(ctx, "")
	if err != nil || len(keys) == 0 {
		return err
	}
	for after := id.ID(""); ; {
		entries, err := s.Record.CompletionsOf(ctx, s.db, offer, after, lookChunk)
		if err != nil || len(entries) == 0 {
			return err
		}
		var persons []id.ID
		for _, e := range entries {
			after, persons = e.ID, append(persons, e.PersonID)
		}
		slices.Sort(persons)
		if err := s.refresh(ctx, slices.Compact(persons), ""); err != nil {
			return err
		}
	}
}
