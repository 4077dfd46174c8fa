package assessment

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// LookedAt is one look of somebody who was let read.
type LookedAt struct {
	ID id.ID
	At time.Time
	// What is "map", "answers" or "reflection".
	What string
	// Name and Voice are whom the person invited; whoever has the link reads as them.
	Name   string
	Voice  Basis
	Target string
}

// Looks returns who looked at the actor's assessments, the latest first, at most 100; scope assessment:read.
func (s *Service) Looks(ctx context.Context, actor authz.Actor) ([]LookedAt, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	return looksOf(ctx, s.db, ids)
}
