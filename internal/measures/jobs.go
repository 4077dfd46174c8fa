package measures

import (
	"time"

	"learningcommons.dev/commons/internal/platform/jobs"
)

// Register makes the jobs of this area known: old secrets are forgotten every hour, decisions are told by mail, and once in a month
// everybody's gaps, and the searches that found nothing, are counted.
func (s *Service) Register(q *jobs.Queue) {
	q.Every("measures.forget-secrets", time.Hour, s.ForgetSecrets)
	jobs.On(q, "measures.suggestion-reply", s.writeReply)
	q.Every("measures.count-demand", time.Hour, s.CountDemand)
	q.Every("measures.count-searches", time.Hour, s.CountSearches)
}
