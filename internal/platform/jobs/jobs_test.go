package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/jobs"
)

type happened struct{ N int }

func (happened) EventName() string { return "test.happened" }

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func publish(t *testing.T, d *db.DB, now time.Time, n int) {
	t.Helper()
	err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for i := range n {
			if err := events.Publish(ctx, tx, now, happened{i}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDrainReachesEverySubscriberOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(noon)
		q := jobs.New(d, c, slog.New(slog.DiscardHandler))
		keys := map[string]int{}
		for _, name := range []string{"one", "two"} {
			jobs.On(q, name, func(_ context.Context, key string, _ happened) error {
				keys[key]++
				return nil
			})
		}
		publish(t, d, noon, 700)
		if err := q.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(keys) != 1400 {
			t.Errorf("%d pieces of work, want 1400", len(keys))
		}
		for k, n := range keys {
			if n != 1 {
				t.Fatalf("%s ran %d times", k, n)
			}
		}
	})
}

func TestWorkWaitsForItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(noon)
		q := jobs.New(d, c, slog.New(slog.DiscardHandler))
		ran := 0
		jobs.Handle(q, "later", func(context.Context, string, happened) error { ran++; return nil })
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return events.Enqueue(ctx, tx, noon, noon.Add(time.Hour), "later", happened{1})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{0, 1, 1} {
			if err := q.Drain(t.Context()); err != nil || ran != want {
				t.Errorf("ran %d times, want %d (%v)", ran, want, err)
			}
			c.Advance(time.Hour)
		}
	})
}

func TestAnEventOfAnUndoneTransactionIsNoEvent(t *testing.T) {
	d := dbtest.SQLite(t)
	q := jobs.New(d, clock.NewFake(noon), slog.New(slog.DiscardHandler))
	jobs.On(q, "one", func(context.Context, string, happened) error { t.Error("it ran"); return nil })
	d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := events.Publish(ctx, tx, noon, happened{1}); err != nil {
			return err
		}
		return errors.New("no")
	})
	if err := q.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestTheServerWorksPanicsAndRetries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d, clock.System{}, slog.New(slog.DiscardHandler))
		var done sync.WaitGroup
		const n = 300
		done.Add(n)
		var first atomic.Bool
		var seen sync.Map
		jobs.On(q, "one", func(_ context.Context, key string, e happened) error {
			if e.N == 7 && first.CompareAndSwap(false, true) {
				panic("once")
			}
			if _, twice := seen.LoadOrStore(key, true); !twice {
				done.Done()
			}
			return nil
		})
		s, err := q.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		publish(t, d, clock.System{}.Now(), n)
		finished := make(chan struct{})
		go func() { done.Wait(); close(finished) }()
		select {
		case <-finished:
		case <-time.After(60 * time.Second):
			t.Error("not all work was done")
		}
		stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := s.Stop(stop); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stop: %v", err)
		}
	})
}
