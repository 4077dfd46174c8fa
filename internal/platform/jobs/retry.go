package jobs

import (
	"time"

	"github.com/riverqueue/river/rivertype"
)

// retries says when failed work is tried again. For the first quarter of an hour that is never further
// off than 100 seconds, so that what waited for a mail server is done within two minutes of its
// return; after that ever more seldom, for half a day in all.
type retries struct{}

// NextRetry implements river.ClientRetryPolicy.
func (retries) NextRetry(j *rivertype.JobRow) time.Time {
	from := j.ScheduledAt
	if j.AttemptedAt != nil {
		from = *j.AttemptedAt
	}
	return from.Add(retryAfter(len(j.Errors) + 1))
}

// retryAfter returns how long after the beginning of the n-th failed attempt the next one begins.
func retryAfter(n int) time.Duration {
	const soon = 11
	switch {
	case n <= 2:
		return time.Duration(n*n*n) * time.Second // 1 s, 8 s
	case n <= soon:
		return min(time.Duration(n*n*4), 100) * time.Second // 36 s, 64 s, 100 s ...
	}
	return min(5*time.Minute<<(n-soon-1), 3*time.Hour)
}
