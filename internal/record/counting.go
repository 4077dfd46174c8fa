package record

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// EachOf calls f for every effective entry of the persons, given by all their ids, in no order. An entry has what may
// count for something: who, what, when, how much and who vouches; its owner's own notes, its sources and what it
// corrects are left out, but CorrectsID says whether it does and HandedInAt when the first version came. For later areas,
// which decide who may; two queries for every 500 persons, and the rows are not collected.
func (s *Service) EachOf(ctx context.Context, q db.Q, persons []id.ID, f func(Entry)) error {
	for chunk := range slices.Chunk(persons, 500) {
		if err := eachOf(ctx, q, chunk, f); err != nil {
			return fmt.Errorf("record: entries of many: %w", err)
		}
	}
	return nil
}
