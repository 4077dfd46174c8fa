package recognition

import (
	"context"

	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// Register makes this area's subscribers known. Both are safe to run twice and at the same time.
func (s *Service) Register(q *jobs.Queue) {
	jobs.On(q, "recognition.issue", func(ctx context.Context, _ string, e registration.Completed) error {
		return s.issueFor(ctx, e.OfferID, e.EntryID)
	})
	jobs.On(q, "recognition.reissue", func(ctx context.Context, _ string, e record.EntryCorrected) error {
		return s.reissue(ctx, e.EntryID)
	})
}
