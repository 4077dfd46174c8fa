package assessment

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// ranksToday holds, by framework and code of the level, the place that a level has in the published version. Versions may add levels and move them, so
// places of two versions cannot be compared; codes can.
type ranksToday map[id.ID]map[string]int

// ranksToday reads the levels of the frameworks that items were chosen from: two queries.
func (s *Service) ranksToday(ctx context.Context, q db.Q, items []Item) (ranksToday, error) {
	published, err := s.standards.Published(ctx, q)
	if err != nil {
		return nil, err
	}
	chosen := map[id.ID]bool{}
	for _, i := range items {
		chosen[i.Framework] = true
	}
	published = slices.DeleteFunc(published, func(v standards.Version) bool { return !chosen[v.FrameworkID] })
	if len(published) == 0 {
		return nil, nil
	}
	levels, err := s.standards.LevelsOf(ctx, q, published)
	if err != nil {
		return nil, err
	}
	out := ranksToday{}
	for _, v := range published {
		out[v.FrameworkID] = map[string]int{}
		for _, l := range levels[v.ID] {
			out[v.FrameworkID][l.Code] = l.Rank
		}
	}
	return out, nil
}

// of returns the place of a level today; where the framework has no such level any more, the place that it had.
func (r ranksToday) of(framework id.ID, level string, was int) int {
	if rank, ok := r[framework][level]; ok {
		return rank
	}
	return was
}

// items returns what is asked for with the places of today.
func (r ranksToday) items(list []Item) []Item {
	out := slices.Clone(list)
	for k := range out {
		out[k].Rank = r.of(out[k].Framework, out[k].Level, out[k].Rank)
	}
	return out
}

// facts returns what is known of the items' competencies with the places of today; what is known of others stays as it was.
func (r ranksToday) facts(items []Item, f Facts) Facts {
	out := Facts{Answers: make(map[id.ID][]Answer, len(items)), Proofs: make(map[id.ID][]Proof, len(items))}
	for _, i := range items {
		if list := f.Answers[i.Competency]; len(list) > 0 {
			list = slices.Clone(list)
			for k := range list {
				list[k].Rank = r.of(i.Framework, list[k].Level, list[k].Rank)
			}
			out.Answers[i.Competency] = list
		}
		if list := f.Proofs[i.Competency]; len(list) > 0 {
			list = slices.Clone(list)
			for k := range list {
				list[k].Rank = r.of(i.Framework, list[k].Level, list[k].Rank)
			}
			out.Proofs[i.Competency] = list
		}
		if i.SplitFrom != "" {
			out.Answers[i.SplitFrom] = f.Answers[i.SplitFrom]
		}
	}
	return out
}
