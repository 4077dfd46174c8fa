package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"database/sql"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
)

// message is the one kind of job that River sees; our handlers are named inside.
type message struct {
	Handler string `json:"handler"`
	Key     string `json:"key"`
	Payload string `json:"payload"`
}

// Kind implements river.JobArgs.
func (message) Kind() string { return "message" }

// tick is a periodic job.
type tick struct {
	Name string `json:"name"`
}

// Kind implements river.JobArgs.
func (tick) Kind() string { return "tick" }

// How the queue is tuned: one attempt may take 45 seconds, work is looked for ten times a second, and
// abandoned work starts again within 90 seconds: River looks every 30 for what is older than rescueAfter. Few workers are
// enough for a hundred letters a second, and leave the processor to those who wait for a page; what a rush leaves behind is
// done after it. The dispatcher gathers for a moment what is committed one by one, because a turn costs as much for one row as for many.
const (
	maxWorkers   = 10
	pollEvery    = 100 * time.Millisecond
	attemptTime  = 45 * time.Second
	rescueAfter  = 50 * time.Second
	maxAttempts  = 20
	dispatchPoll = 500 * time.Millisecond
	gatherFor    = 100 * time.Millisecond
	strangeWait  = 30 * time.Second
)

// Server is a queue at work.
type Server struct {
	q      *Queue
	client *river.Client[*sql.Tx]
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// Start begins to move work from the outbox to River and to work it, until Stop.
func (q *Queue) Start(ctx context.Context) (*Server, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, j *river.Job[message]) error {
		if q.handlers[j.Args.Handler] == nil { // a newer server's, while they are replaced one by one
			q.log.Warn("a job has no handler here and waits for a server that has", "handler", j.Args.Handler, "key", j.Args.Key)
			return river.JobSnooze(strangeWait)
		}
		err := q.run(ctx, j.Args.Handler, j.Args.Key, []byte(j.Args.Payload))
		if refused(err) && j.Attempt >= refusals {
			q.log.Warn("work was refused for good and is not tried again", "handler", j.Args.Handler, "key", j.Args.Key, "attempt", j.Attempt, "error", err)
			return river.JobCancel(err)
		}
		q.tell(err, j.JobRow, "handler", j.Args.Handler, "key", j.Args.Key)
		return err
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, j *river.Job[tick]) error {
		for _, p := range q.periodics {
			if p.name == j.Args.Name {
				err := guarded(p.name, func() error { return p.run(ctx) })
				q.tell(err, j.JobRow, "periodic", p.name)
				return err
			}
		}
		return nil
	}))
	var ticks []*river.PeriodicJob
	for _, p := range q.periodics {
		ticks = append(ticks, river.NewPeriodicJob(river.PeriodicInterval(p.every), func() (river.JobArgs, *river.InsertOpts) {
			return tick{p.name}, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
				rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}}}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	config := &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: maxWorkers}},
		Workers:              workers,
		PeriodicJobs:         ticks,
		FetchPollInterval:    pollEvery,
		FetchCooldown:        pollEvery,
		JobTimeout:           attemptTime,
		RescueStuckJobsAfter: rescueAfter,
		MaxAttempts:          maxAttempts,
		RetryPolicy:          retries{},
		Logger:               slog.New(quiet{q.log.Handler()}),
	}
	client, err := q.river(config)
	if err != nil {
		return nil, err
	}
	// The end of this context would cut off the work under way; Stop lets it finish.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("jobs: start: %w", err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{q: q, client: client, cancel: cancel}
	s.done.Add(1)
	go s.dispatch(ctx)
	return s, nil
}

type riverClient = *river.Client[*sql.Tx]

// river returns a client of the queue's tables.
func (q *Queue) river(config *river.Config) (client riverClient, err error) {
	if q.db.Dialect() == db.Postgres {
		config.PollOnly = true
		client, err = river.NewClient(riverdatabasesql.New(q.db.Writer()), config)
	} else {
		client, err = river.NewClient(riversqlite.New(q.db.Writer()), config)
	}
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return client, nil
}

// Final is an error of work that is answered for good, such as by a mail server that knows of no such address.
type Final interface{ Final() bool }

// refusals is how often such an answer is asked for, over some minutes, before it is believed: servers err while they are set up.
// What is refused then ends without being counted as given up: nobody can do anything about it here.
const refusals = 6

func refused(err error) bool {
	var f Final
	return errors.As(err, &f) && f.Final()
}

// tell logs a failed attempt: as a warning while there will be another one, and as an error when the
// work is given up. River itself says so only in its quietest words.
func (q *Queue) tell(err error, j *rivertype.JobRow, attrs ...any) {
	if err == nil {
		return
	}
	attrs = append(attrs, "attempt", j.Attempt, "of", j.MaxAttempts, "error", err)
	var p *panicError
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", p.stack)
	}
	if j.Attempt >= j.MaxAttempts {
		q.log.Error("work failed and was given up", attrs...)
	} else {
		q.log.Warn("work failed and will be tried again", attrs...)
	}
}

// dispatch turns outbox rows into jobs, in the transaction that deletes them.
func (s *Server) dispatch(ctx context.Context) {
	defer s.done.Done()
	poll := time.NewTicker(dispatchPoll)
	defer poll.Stop()
	for {
		n, err := s.move(ctx)
		if err != nil && ctx.Err() == nil {
			s.q.log.Error("the outbox could not be read", "error", err)
		}
		if n == claimBatch {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
		case <-events.Woken:
			select {
			case <-ctx.Done():
				return
			case <-time.After(gatherFor):
			}
		}
	}
}

func (s *Server) move(ctx context.Context) (int, error) {
	n := 0
	err := s.q.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		todo, claimed, err := s.q.claim(ctx, tx)
		n = claimed
		if err != nil || len(todo) == 0 {
			return err
		}
		params := make([]river.InsertManyParams, len(todo))
		for i, w := range todo {
			params[i] = river.InsertManyParams{Args: message{w.handler, w.key, string(w.payload)}}
		}
		_, err = s.client.InsertManyFastTx(ctx, tx.SQL(), params)
		return err
	})
	return n, err
}

// Stop lets the work under way finish, for at most as long as ctx allows.
func (s *Server) Stop(ctx context.Context) error {
	s.cancel()
	s.done.Wait()
	err := s.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return s.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return err
}

// quiet passes on what River logs from warnings upwards.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}
