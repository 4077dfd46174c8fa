package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// GivenUp is a piece of work that failed at its last attempt. It is kept for a week.
type GivenUp struct {
	ID       int64     `json:"id"`
	Handler  string    `json:"handler"`
	Key      string    `json:"key"`
	Attempts int       `json:"attempts"`
	At       time.Time `json:"given_up_at"`
	Error    string    `json:"error"` // the last one
}

// ErrNotGivenUp says that there is no such piece of work among those that were given up.
var ErrNotGivenUp = errors.New("no such work was given up")

// AllGivenUp returns at most so many pieces of work that were given up, the latest first.
func (q *Queue) AllGivenUp(ctx context.Context, most int) ([]GivenUp, error) {
	client, err := q.river(&river.Config{})
	if err != nil {
		return nil, err
	}
	found, err := client.JobList(ctx, river.NewJobListParams().Kinds(message{}.Kind()).States(rivertype.JobStateDiscarded).OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc).First(most))
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	out := make([]GivenUp, 0, len(found.Jobs))
	for _, j := range found.Jobs {
		var m message
		if err := json.Unmarshal(j.EncodedArgs, &m); err != nil {
			return nil, fmt.Errorf("jobs: what was to be done: %w", err)
		}
		g := GivenUp{ID: j.ID, Handler: m.Handler, Key: m.Key, Attempts: j.Attempt, At: *j.FinalizedAt}
		if n := len(j.Errors); n > 0 {
			g.Error = j.Errors[n-1].Error
		}
		out = append(out, g)
	}
	return out, nil
}

// TryAgain puts a piece of work that was given up back into the queue for one more attempt, and again for as many as it needs:
// each time it fails it can be tried again by hand. Its key stays, so that a letter that did arrive is recognised.
func (q *Queue) TryAgain(ctx context.Context, id int64) error {
	return q.givenUp(ctx, id, func(c riverClient) error { _, err := c.JobRetry(ctx, id); return err })
}

// Forget deletes a piece of work that was given up.
func (q *Queue) Forget(ctx context.Context, id int64) error {
	return q.givenUp(ctx, id, func(c riverClient) error { _, err := c.JobDelete(ctx, id); return err })
}

// givenUp does something with a piece of work if it was given up.
func (q *Queue) givenUp(ctx context.Context, id int64, do func(riverClient) error) error {
	client, err := q.river(&river.Config{})
	if err != nil {
		return err
	}
	j, err := client.JobGet(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) || err == nil && (j.State != rivertype.JobStateDiscarded || j.Kind != message{}.Kind()) {
		return ErrNotGivenUp
	}
	if err == nil {
		err = do(client)
	}
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	return nil
}
