package assessment

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// Wants returns what would close the gaps of all the actor's targets, what weighs most first, for a search that puts such offers first; scope
// assessment:read. It tells nobody but the actor.
func (s *Service) Wants(ctx context.Context, actor authz.Actor) ([]catalogue.Want, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	targets, err := targetsOf(ctx, s.db, ids, maxTargets)
	if err != nil {
		return nil, err
	}
	all, err := s.readMany(ctx, s.db, targets, ids)
	if err != nil {
		return nil, err
	}
	var lines []Line
	for _, w := range all {
		lines = append(lines, gapsOf(w.Lines)...)
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return b.Weight - a.Weight })
	seen := map[id.ID]bool{}
	lines = slices.DeleteFunc(lines, func(l Line) bool {
		again := seen[l.Competency]
		seen[l.Competency] = true
		return again
	})
	texts, err := s.textsOf(ctx, s.db, lines)
	if err != nil {
		return nil, err
	}
	return wantsOf(rowsOf(lines, texts)), nil
}
