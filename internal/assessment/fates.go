package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// fates says what became of competencies up to the versions of today. What stayed, and what nobody ever published, is not in it. What was split is for a person to
// decide even where one part alone is left, as standards.Fate.Decided has it.
func (s *Service) fates(ctx context.Context, q db.Q, competencies []id.ID) (Fates, error) {
	became, err := s.standards.Became(ctx, q, competencies)
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
