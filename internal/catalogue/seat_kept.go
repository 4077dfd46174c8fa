package catalogue

import (
	"context"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const (
	// seatsAge is how old the seats may be that a list shows. Taking a seat always asks the database.
	seatsAge = time.Second
	// seatsMost is of how many occurrences the seats are remembered.
	seatsMost = 50_000
)

// keptSeats remembers the seats of occurrences for a moment, so that a busy list does not ask for the
// same rows hundreds of times a second. What this process commits is seen at once, what another one does within seatsAge.
type keptSeats struct {
	mu   sync.Mutex
	seen map[id.ID]seatsAt
	// changes counts what this process has committed: what was read before is not kept after.
	changes int
}

type seatsAt struct {
	taken, capacity int
	read            time.Time
}

// known reports whether the seats were read.
func (s seatsAt) known() bool { return !s.read.IsZero() }

// of returns the seats of occurrences in the order of ids; that of one which is not there was never read. It costs one query
// when any of them is unknown or too old, else none.
func (k *keptSeats) of(ctx context.Context, q db.Q, now time.Time, ids []id.ID) ([]seatsAt, error) {
	out := make([]seatsAt, len(ids))
	var missing []id.ID
	k.mu.Lock()
	for i, o := range ids {
		if s, ok := k.seen[o]; ok && now.Sub(s.read) < seatsAge {
			out[i] = s
		} else {
			missing = append(missing, o)
		}
	}
	changes := k.changes
	k.mu.Unlock()
	if len(missing) == 0 {
		return out, nil
	}
	found, err := seatsOf(ctx, q, missing)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.seen == nil || len(k.seen) >= seatsMost {
		k.seen = map[id.ID]seatsAt{}
	}
	for i, o := range ids {
		s, ok := found[o]
		if !ok {
			continue
		}
		s.read = now
		out[i] = s
		if changes == k.changes {
			k.seen[o] = s
		}
	}
	return out, nil
}

// forgetTx forgets the seats of occurrences once the transaction is committed, of all without any.
func (k *keptSeats) forgetTx(tx *db.Tx, occurrences ...id.ID) {
	tx.OnCommit(func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.changes++
		if len(occurrences) == 0 {
			clear(k.seen)
		}
		for _, o := range occurrences {
			delete(k.seen, o)
		}
	})
}
