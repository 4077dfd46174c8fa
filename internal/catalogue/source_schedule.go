package catalogue

import (
	"context"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// The names of the jobs about sources.
const (
	jobSource       = "catalogue.source"
	jobSourceLetter = "catalogue.source-letter"
)

// plannedRun is a run of a source that waits in the outbox. Its turn tells it from those that were planned before and are not wanted any more.
type plannedRun struct {
	SourceID id.ID
	Turn     int
}

// planTx plans the next run of a source, or none when at is zero, and lets every earlier plan fall.
func (s *Service) planTx(ctx context.Context, tx *db.Tx, src *Source, now, at time.Time) error {
	src.turn++
	src.NextRun = at
	if err := setTurn(ctx, tx, src.ID, src.turn, at); err != nil || at.IsZero() {
		return err
	}
	return events.Enqueue(ctx, tx, now, at, jobSource, plannedRun{src.ID, src.turn})
}

// The first wait after a failure, doubled by each further one, and the longest.
const (
	firstWait   = 15 * time.Minute
	longestWait = 24 * time.Hour
)

// nextRun is when a source is fetched again: on its schedule, or sooner and then ever later while it fails. A source that has asked a person
// goes on asking on its schedule, for its next answer may be whole again.
func nextRun(src Source, now time.Time, retryAfter string) time.Time {
	every := src.Schedule.every()
	if every == 0 || src.Paused || src.Address == "" {
		return time.Time{}
	}
	if src.Failures == 0 {
		return now.Add(every)
	}
	wait := min(firstWait<<min(src.Failures-1, 10), longestWait)
	if seconds, err := strconv.Atoi(retryAfter); err == nil && seconds > 0 {
		wait = max(wait, min(time.Duration(seconds)*time.Second, longestWait))
	}
	return now.Add(wait)
}

// runPlanned does a run that was planned, as the source's owner: what they may not do any more it does not do either.
func (s *Service) runPlanned(ctx context.Context, _ string, p plannedRun) error {
	src, err := sourceByID(ctx, s.db, p.SourceID)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil || src.turn != p.Turn || src.Paused {
		return err
	}
	actor := authz.System("source")
	if src.OwnerID != "" {
		if actor, err = s.people.Actor(ctx, src.OwnerID, "source"); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	_, err = s.runSource(ctx, actor, src, false)
	return err
}

// overdueAfter is how late a run may be before it is planned anew: its job has been given up.
const overdueAfter = time.Hour

// sweepSources plans the runs anew that should have been long since.
func (s *Service) sweepSources(ctx context.Context) error {
	now := s.clock.Now()
	late := now.Add(-overdueAfter)
	list, err := overdueSources(ctx, s.db, late)
	if err != nil {
		return err
	}
	for _, source := range list {
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			src, err := lockSource(ctx, tx, source)
			if err != nil || src.Paused || src.NextRun.IsZero() || !src.NextRun.Before(late) {
				return err
			}
			return s.planTx(ctx, tx, &src, now, now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
