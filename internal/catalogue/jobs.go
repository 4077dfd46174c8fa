package catalogue

import (
	"time"

	"learningcommons.dev/commons/internal/platform/jobs"
)

// Register makes known what the catalogue does outside requests in one of the processes. What must happen in every
// process is StartIndex.
func (s *Service) Register(q *jobs.Queue) {
	jobs.Handle(q, jobSource, s.runPlanned)
	jobs.Handle(q, jobSourceLetter, s.writeSourceLetter)
	q.Every("catalogue.sources", 10*time.Minute, s.sweepSources)
	if !s.invented {
		q.Every("catalogue.links", 10*time.Minute, s.checkLinks)
	}
	jobs.On(q, "catalogue.follow-framework", s.followFramework)
	jobs.On(q, "catalogue.leave-framework", s.leaveFramework)
	jobs.Handle(q, jobSavedLetter, s.writeSavedLetter)
	q.Every("catalogue.saved-searches", sweepEvery, s.sweepSearches)
}
