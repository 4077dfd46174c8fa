package people

import "context"

// Check returns a sentence for every broken invariant: none when all is well.
func (s *Service) Check(ctx context.Context) ([]string, error) { return brokenInvariants(ctx, s.db) }
