package duties

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// SmallChunks has few looked at in each job until the test ends.
func SmallChunks(t *testing.T) {
	chunk, jobs := lookChunk, chunksPerJob
	lookChunk, chunksPerJob = 2, 1
	t.Cleanup(func() { lookChunk, chunksPerJob = chunk, jobs })
}

// Remind is the round of letters.
func (s *Service) Remind(ctx context.Context) error { return s.remind(ctx) }

// RemindTx is its part for one person, in a transaction that the caller may let fail.
func (s *Service) RemindTx(ctx context.Context, tx *db.Tx, person id.ID) error {
	return s.remindTx(ctx, tx, s.today(), s.today()+rules.Day(LetterSteps[0]), []id.ID{person})
}

// SendLetter is the job that writes one letter about one duty.
func (s *Service) SendLetter(ctx context.Context, key string, person id.ID, rule, due string, before int) error {
	return s.sendLetter(ctx, key, letterArgs{person, []aboutDue{{rule, civil(due), before, ""}}})
}
