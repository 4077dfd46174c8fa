package people

import "context"

// Sweep lets tests do the hourly work.
func (s *Service) Sweep(ctx context.Context) error { return s.sweep(ctx) }

// UnitPoll lets tests move the clock as far as the cache of units reaches.
const UnitPoll = unitPoll

// MaxLinked lets tests fill a person up.
const MaxLinked = maxLinked
