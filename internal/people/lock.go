package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// LockTx keeps others who ask for it from deciding about a person until the transaction ends, and returns every id of theirs, the
// surviving one first. For later areas that look, count and then write. NotFound for an id that is nobody's. Who locks several persons
// does it in the order of their ids.
func (s *Service) LockTx(ctx context.Context, tx *db.Tx, person id.ID) ([]id.ID, error) {
	locked, err := lockSurvivors(ctx, tx, []id.ID{person})
	if err != nil {
		return nil, err
	}
	if locked[person] == "" {
		return nil, errNoPerson
	}
	return allIDs(ctx, tx, person)
}
