package catalogue

import "learningcommons.dev/commons/internal/platform/jobs"

// Register registers the area's jobs. What must happen in every process, not in one of them, is StartIndex.
func (s *Service) Register(q *jobs.Queue) {
	jobs.Handle(q, jobSavedLetter, s.writeSavedLetter)
	q.Every("catalogue.saved-searches", sweepEvery, s.sweepSearches)
}
