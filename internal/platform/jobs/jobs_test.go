package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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

type strange struct{ N int }

func (strange) EventName() string { return "test.strange" }

func TestWorkOfAnotherVersionStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(noon)
		older, newer := jobs.New(d, c, slog.New(slog.DiscardHandler)), jobs.New(d, c, slog.New(slog.DiscardHandler))
		ran := map[string]int{}
		jobs.On(older, "one", func(context.Context, string, happened) error { ran["one"]++; return nil })
		jobs.On(newer, "two", func(context.Context, string, strange) error { ran["two"]++; return nil })
		jobs.Handle(newer, "three", func(context.Context, string, strange) error { ran["three"]++; return nil })
		jobs.Unheard[happened](newer)
		publish(t, d, noon, 1)
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(events.Publish(ctx, tx, noon, strange{1}), events.Enqueue(ctx, tx, noon, time.Time{}, "three", strange{2}))
		})
		if err != nil {
			t.Fatal(err)
		}
		c.Advance(25 * time.Hour)
		if age, err := older.Waiting(t.Context()); err != nil || age != 25*time.Hour {
			t.Errorf("the oldest work waits for %s (%v)", age, err)
		}
		if err := older.Drain(t.Context()); err != nil || ran["one"] != 1 {
			t.Errorf("the older program did %v (%v)", ran, err)
		}
		if n, age, err := older.Unknown(t.Context()); err != nil || n != 2 || age != 25*time.Hour {
			t.Errorf("%d rows for %s are unknown to it (%v)", n, age, err)
		}
		if found, err := older.Check(t.Context()); err != nil || len(found) != 1 {
			t.Errorf("it says %q (%v)", found, err)
		}
		publish(t, d, noon, 1)
		if err := newer.Drain(t.Context()); err != nil || ran["two"] != 1 || ran["three"] != 1 || ran["one"] != 1 {
			t.Errorf("in all %v was done (%v)", ran, err)
		}
		var left int
		if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM outbox").Scan(&left); err != nil || left != 0 {
			t.Errorf("%d rows are left (%v)", left, err)
		}
	})
}

// lines is a log that may be written and read at once.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// nobody is a mail server's answer that is final.
type nobody struct{}

func (nobody) Error() string { return "550 nobody of that name" }
func (nobody) Final() bool   { return true }

func TestFailedWorkIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := &lines{}
		q := jobs.New(d, clock.System{}, slog.New(slog.NewTextHandler(log, nil)))
		var well atomic.Bool
		jobs.On(q, "letter", func(_ context.Context, key string, e happened) error {
			if well.Load() {
				slog.New(slog.NewTextHandler(log, nil)).Info("done", "key", key)
				return nil
			}
			if e.N == 1 {
				panic("ink")
			}
			if e.N == 2 {
				return fmt.Errorf("letter: %w", nobody{})
			}
			return errors.New("535 wrong password")
		})
		q.Every("sweep", time.Hour, func(context.Context) error { return errors.New("no broom") })
		s, err := q.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Stop(context.Background())
		until := func(what string, ok func() bool) {
			t.Helper()
			for range 300 {
				if ok() {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Fatalf("%s was not seen; the log says\n%s", what, log)
		}
		says := func(parts ...string) func() bool {
			return func() bool {
				for line := range strings.Lines(log.String()) {
					all := true
					for _, p := range parts {
						all = all && strings.Contains(line, p)
					}
					if all {
						return true
					}
				}
				return false
			}
		}
		publish(t, d, clock.System{}.Now(), 3)
		until("the failure", says("level=WARN", "handler=letter", "attempt=1", "535 wrong password"))
		until("the panic", says("level=WARN", "handler=letter", "ink", "jobs_test.go"))
		until("the refusal", says("level=WARN", "handler=letter", "attempt=1", "550 nobody"))
		until("what fails", func() bool {
			n, age, err := q.Failing(t.Context())
			return err == nil && n > 0 && age > 0 && age < time.Minute
		})
		// The next attempt shall be the last one: the second, and the sixth of what is refused, which is not believed at once.
		if _, err := d.Writer().Exec(`UPDATE river_job SET attempt = CASE WHEN id = (SELECT MAX(id) FROM river_job WHERE kind = 'message') THEN 5 ELSE 1 END,
			max_attempts = CASE WHEN id = (SELECT MAX(id) FROM river_job WHERE kind = 'message') THEN 20 ELSE 2 END WHERE kind = 'message'`); err != nil {
			t.Fatal(err)
		}
		until("the last refusal", says("level=WARN", "refused for good", "attempt=6", "550 nobody"))
		until("the last attempt", says("level=ERROR", "handler=letter", "535 wrong password"))
		until("the periodic failure", says("level=ERROR", "periodic=sweep", "no broom"))
		until("the count", func() bool { n, err := q.Discarded(t.Context()); return err == nil && n == 2 })
		if found, err := q.Check(t.Context()); err != nil || len(found) != 1 || !strings.Contains(found[0], "2 pieces of work") {
			t.Errorf("it says %q (%v)", found, err)
		}
		if age, err := q.Waiting(t.Context()); err != nil || age < 0 || age > time.Minute {
			t.Errorf("the oldest work waits for %s (%v)", age, err)
		}
		if rounds, err := q.FailedRounds(t.Context(), time.Hour); err != nil || rounds["sweep"] != 1 || len(rounds) != 1 {
			t.Errorf("failed rounds: %v (%v)", rounds, err)
		}
		// What was given up can be tried again by hand, or forgotten.
		all, err := q.AllGivenUp(t.Context(), 10)
		if err != nil || len(all) != 2 || all[0].Handler != "letter" || all[0].Attempts != 2 || !strings.Contains(all[0].Error+all[1].Error, "535 wrong password") {
			t.Fatalf("given up: %+v (%v)", all, err)
		}
		well.Store(true)
		if err := q.TryAgain(t.Context(), all[0].ID); err != nil {
			t.Error(err)
		}
		if err := q.Forget(t.Context(), all[1].ID); err != nil {
			t.Error(err)
		}
		until("the work tried again", says("done", "key="+all[0].Key))
		for _, id := range []int64{all[1].ID, 1 << 40} {
			if err := q.Forget(t.Context(), id); !errors.Is(err, jobs.ErrNotGivenUp) {
				t.Errorf("%d was forgotten twice: %v", id, err)
			}
		}
		until("the end of what was given up", func() bool { all, err := q.AllGivenUp(t.Context(), 10); return err == nil && len(all) == 0 })
	})
}

func TestStoppingLetsWorkFinish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d, clock.System{}, slog.New(slog.DiscardHandler))
		begun, finished := make(chan struct{}), make(chan error, 1)
		jobs.On(q, "slow", func(ctx context.Context, _ string, _ happened) error {
			close(begun)
			select {
			case <-ctx.Done():
			case <-time.After(300 * time.Millisecond):
			}
			finished <- ctx.Err()
			return ctx.Err()
		})
		s, err := q.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		publish(t, d, clock.System{}.Now(), 1)
		<-begun
		stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := s.Stop(stop); err != nil {
			t.Errorf("stop: %v", err)
		}
		if err := <-finished; err != nil {
			t.Errorf("the work was cut off: %v", err)
		}
	})
}
