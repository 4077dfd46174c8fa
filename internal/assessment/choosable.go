package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/standards"
)

// Choosable is a framework that a target can be made from.
type Choosable struct {
	standards.Version
	// Levels are what can be asked for; a framework without any is chosen as it is.
	Levels []standards.Level
}

// Frameworks returns those that people can choose, by title. Everybody may.
func (s *Service) Frameworks(ctx context.Context) ([]Choosable, error) {
	all, err := s.standards.Published(ctx, s.db)
	if err != nil {
		return nil, err
	}
	levels, err := s.standards.LevelsOf(ctx, s.db, all)
	if err != nil {
		return nil, err
	}
	out := make([]Choosable, len(all))
	for i, v := range all {
		out[i] = Choosable{v, levels[v.ID]}
	}
	return out, nil
}
