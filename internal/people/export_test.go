package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/id"
)

// Sweep lets tests do the hourly work.
func (s *Service) Sweep(ctx context.Context) error { return s.sweep(ctx) }

// UnitPoll lets tests move the clock as far as the cache of units reaches.
const UnitPoll = unitPoll

// MaxLinked lets tests fill a person up.
const MaxLinked = maxLinked

// FindRecovered lets tests look for several owners at once.
func (s *Service) FindRecovered(ctx context.Context, which id.ID) error {
	return s.findRecovered(ctx, "", recoveryJob{ID: which})
}
