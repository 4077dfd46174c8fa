package assessment

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// fates says what became of competencies up to the versions of today. What stayed, and what nobody ever published, is not in it. What was chosen or answered
// by a version that is still the published one has stayed, so that is not followed: a framework of a thousand competencies costs one look at its version.
// What was split is for a person to decide even where one part alone is left, as standards.Fate.Decided has it.
func (s *Service) fates(ctx context.Context, q db.Q, items []Item, answers []Answer, proofs []Proof) (Fates, error) {
	var versions []id.ID
	for _, i := range items {
		versions = append(versions, i.Version)
	}
	for _, a := range answers {
		versions = append(versions, a.Version)
	}
	slices.Sort(versions)
	published, err := s.standards.ArePublished(ctx, q, slices.Compact(versions))
	if err != nil {
		return nil, err
	}
	older := slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return published[i.Version] })
	said := slices.DeleteFunc(slices.Clone(answers), func(a Answer) bool { return published[a.Version] })
	became, err := s.standards.Became(ctx, q, named(older, said, proofs))
	if err != nil {
		return nil, err
	}
	out := Fates{}
	for c, f := range became {
		switch {
		case f.Became == standards.BecameSame:
		case len(f.To) == 0:
			out[c] = Fate{Ended: true}
		case f.Decided():
			out[c] = Fate{Now: f.To[0]}
		default:
			out[c] = Fate{Parts: f.To}
		}
	}
	return out, nil
}
