package duties

import (
	"context"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Run is a walk over all whom a rule binds, after its text has changed.
type Run struct {
	ID   id.ID
	Rule string
	// TextHash is of the text that it was begun for, and of the evaluator.
	TextHash string
	// After is how far it has come, by the ids of persons.
	After       string
	Done, Total int
	StartedAt   time.Time
	// FinishedAt is zero while it is under way.
	FinishedAt time.Time
}

// runArgs names the run that a job goes on with.
type runArgs struct {
	Run id.ID `json:"run"`
}

// runJob is the handler that goes on with a run.
const runJob = "duties.run"

// startRun begins a run over all whom a rule binds, in a job.
func (s *Service) startRun(ctx context.Context, rule string) error {
	r, err := s.rule(ctx, rule)
	if err != nil {
		return err
	}
	total, err := countBound(ctx, s.db, rule)
	if err != nil {
		return err
	}
	run := Run{ID: id.New(), Rule: rule, TextHash: r.stamp(), Total: total, StartedAt: s.clock.Now()}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertRun(ctx, tx, run); err != nil {
			return err
		}
		return events.Enqueue(ctx, tx, run.StartedAt, time.Time{}, runJob, runArgs{run.ID})
	})
}

// chunksPerJob is how many chunks one job takes before it makes way for others.
var chunksPerJob = 20

// goOn goes on with a run where it stopped, a chunk in each transaction: who is killed midway has lost a chunk at most. Two
// that go on with the same run do not count anybody twice: the second finds that the mark has moved, and leaves.
func (s *Service) goOn(ctx context.Context, which id.ID) error {
	run, err := runByID(ctx, s.db, which)
	if err != nil || run.ID == "" || !run.FinishedAt.IsZero() {
		return err
	}
	for n := 1; ; n++ {
		persons, err := boundAfter(ctx, s.db, run.Rule, run.After, lookChunk)
		if err != nil {
			return err
		}
		standings, err := s.workOut(ctx, persons, run.Rule)
		if err != nil {
			return err
		}
		next := run
		next.Done += len(persons)
		if len(persons) > 0 {
			next.After = string(persons[len(persons)-1])
		}
		if len(persons) < lookChunk {
			next.FinishedAt = s.clock.Now()
		}
		moved := false
		err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if moved, err = moveRun(ctx, tx, run, next); err != nil || !moved {
				return err
			}
			if err := keepStandings(ctx, tx, standings); err != nil {
				return err
			}
			if next.FinishedAt.IsZero() && n == chunksPerJob {
				return events.Enqueue(ctx, tx, s.clock.Now(), time.Time{}, runJob, runArgs{run.ID})
			}
			return nil
		})
		if err != nil || !moved || !next.FinishedAt.IsZero() || n == chunksPerJob {
			return err
		}
		run = next
	}
}

// evaluator counts the ways in which rules were worked out. Whoever changes what comes out of the same text and facts counts on, so that
// what is kept is worked out again once.
const evaluator = 5

// stamp tells apart in what text and by which evaluator a rule was worked out.
func (r Rule) stamp() string {
	by := strconv.Itoa(evaluator)
	if r.Unreadable != nil {
		by += " unreadable"
	}
	return hashOf(r.Hash + " " + by)
}

// newTexts begins a run for each rule that binds somebody and stands in another text than the last run's, or was worked out by another
// evaluator, as it is when the program was replaced. What new texts of rules mean by names of competencies is written down first.
func (s *Service) newTexts(ctx context.Context) error {
	if err := s.nameAll(ctx); err != nil {
		return err
	}
	hashes, err := lastHashes(ctx, s.db)
	if err != nil {
		return err
	}
	keys, err := boundKeys(ctx, s.db)
	if err != nil {
		return err
	}
	found, err := s.written(ctx, s.db, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if r, ok := found[key]; ok && hashes[key] != r.stamp() {
			if err := s.startRun(ctx, key); err != nil {
				return err
			}
		}
	}
	return nil
}
