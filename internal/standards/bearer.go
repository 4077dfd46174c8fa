package standards

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Bearer is a competency that bore a code in a version of its framework.
type Bearer struct {
	Competency  id.ID
	PublishedAt time.Time
}

// Bearers returns which competencies bore names such as "key/code", a framework's key and a competency's code, in the versions that were ever
// published: by the name in small letters, the earliest version first. Everybody may. One query for any 500 names.
func (s *Service) Bearers(ctx context.Context, q db.Q, names []string) (map[string][]Bearer, error) {
	out := map[string][]Bearer{}
	var wanted []string
	for _, n := range names {
		if n = strings.ToLower(n); !slices.Contains(wanted, n) {
			wanted = append(wanted, n)
		}
	}
	for chunk := range slices.Chunk(wanted, 500) {
		if err := bearersOf(ctx, q, chunk, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}
