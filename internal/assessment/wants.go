package assessment

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// wantsMost is how many wants a search looks at.
const wantsMost = 1000

// Wants returns what would close the gaps of all the actor's targets, at most 1,000, what weighs most first, for a search that puts such offers first; scope
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
	lines = strongest(lines)
	lines = lines[:min(len(lines), wantsMost)]
	texts, err := s.textsOf(ctx, s.db, lines)
	if err != nil {
		return nil, err
	}
	return wantsOf(rowsOf(lines, texts)), nil
}

// strongest puts what several targets ask for together, as the most demanding of them asks for it, what weighs most first.
func strongest(lines []Line) []Line {
	var out []Line
	at := map[id.ID]int{}
	for _, l := range lines {
		k, known := at[l.Competency]
		if !known {
			at[l.Competency] = len(out)
			out = append(out, l)
			continue
		}
		x := &out[k]
		x.Weight = max(x.Weight, l.Weight)
		if l.Item.Rank > x.Item.Rank {
			x.Item.Rank, x.Item.Level = l.Item.Rank, l.Item.Level
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return b.Weight - a.Weight })
	return out
}
