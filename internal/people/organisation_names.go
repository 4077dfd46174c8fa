package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/id"
)

// OrganisationNames returns the names of organisations of today, by id; unknown ids are left out. One query for every 500.
func (s *Service) OrganisationNames(ctx context.Context, ids []id.ID) (map[id.ID]string, error) {
	return organisationNames(ctx, s.db, ids)
}
