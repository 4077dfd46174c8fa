package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// The batcher is SQLite's one writer. Closures that are waiting together are run one
// after the other, each inside its own savepoint, and committed by one fsync.
// Measured before it was built: 3,900 single commits a second against 19,900 with 64 callers.
const (
	batchMost = 128                   // closures in one commit
	batchTime = 20 * time.Millisecond // after this long no further closure joins
)

type request struct {
	ctx  context.Context
	f    func(ctx context.Context, tx *Tx) error
	done chan outcome
	// taken is set once, by the writer that begins the closure or by the caller that gives up first.
	taken atomic.Bool
}

type outcome struct {
	err      error
	panicked any
}

type batcher struct {
	db    *DB
	queue chan *request
	quit  chan struct{}
	wg    sync.WaitGroup
	once  sync.Once

	mu     sync.RWMutex // held for reading while sending, so that nobody sends after the writer has gone
	closed bool

	commits, transactions atomic.Int64
}

func newBatcher(d *DB) *batcher {
	b := &batcher{db: d, queue: make(chan *request, 1024), quit: make(chan struct{})}
	b.wg.Add(1)
	go b.run()
	return b
}

func (b *batcher) stop() {
	b.once.Do(func() {
		b.mu.Lock()
		b.closed = true
		close(b.quit)
		b.mu.Unlock()
	})
	b.wg.Wait()
}

// do hands f to the writer and waits for the commit.
func (b *batcher) do(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	r := &request{
		ctx:  context.WithValue(context.WithoutCancel(ctx), inTxKey{b.db}, true),
		f:    f,
		done: make(chan outcome, 1),
	}
	if err := b.send(ctx, r); err != nil {
		return err
	}
	select {
	case o := <-r.done:
		if o.panicked != nil {
			panic(o.panicked)
		}
		return o.err
	case <-ctx.Done():
		if r.taken.CompareAndSwap(false, true) {
			return ctx.Err() // it had not begun and never will
		}
		// It has begun: what it writes is the caller's, so the caller waits for it.
		o := <-r.done
		if o.panicked != nil {
			panic(o.panicked)
		}
		return o.err
	}
}

func (b *batcher) send(ctx context.Context, r *request) error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.closed {
		return errs.New(errs.Unavailable, "The server is stopping. Nothing was changed; please try again.")
	}
	select {
	case b.queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *batcher) run() {
	defer b.wg.Done()
	for {
		select {
		case r := <-b.queue:
			b.commit(r)
		case <-b.quit:
			for {
				select {
				case r := <-b.queue:
					b.commit(r)
				default:
					return
				}
			}
		}
	}
}

// commit runs one batch that begins with first.
func (b *batcher) commit(first *request) {
	ctx := context.Background()
	raw, err := b.db.write.BeginTx(ctx, nil)
	if err != nil {
		first.done <- outcome{err: fmt.Errorf("db: begin: %w", err)}
		return
	}
	type result struct {
		r  *request
		tx *Tx
		o  outcome
	}
	var results []result
	lost := error(nil)
	deadline := time.Now().Add(batchTime)
	for r := first; r != nil; {
		if r.taken.CompareAndSwap(false, true) {
			tx := &Tx{tx: raw, db: b.db}
			o, err := b.runOne(r, tx)
			results = append(results, result{r, tx, o})
			if err != nil {
				lost = err
				break
			}
		}
		r = nil
		if len(results) < batchMost && time.Now().Before(deadline) {
			select {
			case r = <-b.queue:
			default:
			}
		}
	}
	if lost == nil {
		if err := raw.Commit(); err != nil {
			lost = fmt.Errorf("db: commit: %w", err)
		}
	}
	if lost != nil {
		raw.Rollback()
	} else {
		b.commits.Add(1)
		b.transactions.Add(int64(len(results)))
	}
	for _, res := range results {
		o := res.o
		if lost != nil && o.err == nil && o.panicked == nil {
			o.err = errors.Join(lost, errBatchLost)
		}
		if lost == nil && o.err == nil && o.panicked == nil {
			for _, hook := range res.tx.onCommit {
				hook()
			}
		}
		res.r.done <- o
	}
}

// runOne runs one closure inside a savepoint. The error it returns beside the outcome means
// that SQLite has dropped the whole transaction.
func (b *batcher) runOne(r *request, tx *Tx) (o outcome, lost error) {
	ctx := context.Background()
	if _, err := tx.tx.ExecContext(ctx, "SAVEPOINT one"); err != nil {
		return outcome{err: err}, err
	}
	func() {
		defer func() {
			if p := recover(); p != nil {
				o.panicked = p
			}
		}()
		o.err = r.f(r.ctx, tx)
	}()
	if o.err != nil || o.panicked != nil {
		if _, err := tx.tx.ExecContext(ctx, "ROLLBACK TO one"); err != nil {
			return o, err
		}
	}
	if _, err := tx.tx.ExecContext(ctx, "RELEASE one"); err != nil {
		if o.err == nil {
			o.err = err
		}
		return o, err
	}
	return o, nil
}
