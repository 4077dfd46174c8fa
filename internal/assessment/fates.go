package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// fates says what became of competencies up to the published versions of their frameworks.
func (s *Service) fates(_ context.Context, _ db.Q, _ []id.ID) (Fates, error) {
	return Fates{}, nil
}
