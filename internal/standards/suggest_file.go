package standards

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// saidByFile reads from the file that a draft was made of what became of competencies of the version before. What leads to nothing that
// the draft holds suggests nothing.
func saidByFile(ctx context.Context, q db.Q, draft id.ID, gone []Competency) (map[id.ID]Suggestion, error) {
	parts, err := originsOf(ctx, q, draft, idsOf(gone))
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	list, err := associationsOf(ctx, q, casefile.Form{}, parts)
	if err != nil {
		return nil, err
	}
	var targets []id.ID
	for _, a := range list {
		targets = append(targets, id.ID(a.Destination.Identifier))
	}
	held, err := textsOf(ctx, q, draft, targets)
	if err != nil {
		return nil, err
	}
	out := map[id.ID]Suggestion{}
	origins, seen := map[id.ID]int{}, map[[2]string]bool{}
	for _, a := range list {
		from, to := id.ID(a.Origin.Identifier), held[id.ID(a.Destination.Identifier)]
		pair := [2]string{a.Origin.Identifier, a.Destination.Identifier}
		if a.Type != casefile.ReplacedBy || to.ID == "" || seen[pair] {
			continue
		}
		seen[pair] = true
		s := out[from]
		s.Why = WhySaid
		s.To = append(s.To, Named{to.ID, to.Code, to.Title})
		out[from] = s
		origins[to.ID]++
	}
	for from, s := range out {
		switch {
		case len(s.To) > 1:
			s.Became = BecameSplit
		case origins[s.To[0].ID] > 1:
			s.Became = BecameMerged
		default:
			s.Became = BecameReplaced
		}
		out[from] = s
	}
	return out, nil
}
