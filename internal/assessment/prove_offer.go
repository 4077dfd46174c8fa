package assessment

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

const jobProve = "assessment.prove"

// proving asks to write anew what completions of an offer prove, those behind an entry.
type proving struct{ OfferID, After id.ID }

// proveChunk is how many completions one job looks at.
const proveChunk = 200

// prove writes anew what the completions of an offer prove, since it teaches something else than before: a chunk of them, person by person, and then asks
// for the next. It reads what the offer teaches when it runs, so running it twice, or two at once, ends the same.
func (s *Service) prove(ctx context.Context, job proving) error {
	entries, err := s.record.CompletionsOf(ctx, s.db, job.OfferID, job.After, proveChunk)
	if err != nil || len(entries) == 0 {
		return err
	}
	for _, e := range entries {
		if err := s.follow(ctx, e.PersonID, e.ID); err != nil {
			return err
		}
	}
	if len(entries) < proveChunk {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return events.Enqueue(ctx, tx, s.clock.Now(), time.Time{}, jobProve, proving{job.OfferID, entries[len(entries)-1].ID})
	})
}
