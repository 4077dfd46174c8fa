package webhooks

import (
	"context"
	"sync/atomic"
	"time"
)

// Tally is what became of the deliveries that this server had in hand since it started.
type Tally struct {
	// Delivered arrived; Failed were refused or not heard, and may be tried again.
	Delivered, Failed int64
	// Withheld are what the owner may not know any more; Dead were given up.
	Withheld, Dead int64
}

// tally counts as Tally says, for several runs at once.
type tally struct{ delivered, failed, withheld, dead atomic.Int64 }

func (t *tally) count(done []Delivery) {
	for _, d := range done {
		switch d.State {
		case Delivered:
			t.delivered.Add(1)
		case Withheld:
			t.withheld.Add(1)
		case Dead:
			t.failed.Add(1)
			t.dead.Add(1)
		default:
			t.failed.Add(1)
		}
	}
}

// Tally is for the operator's metrics.
func (s *Service) Tally() Tally {
	return Tally{s.tally.delivered.Load(), s.tally.failed.Load(), s.tally.withheld.Load(), s.tally.dead.Load()}
}

// Queue is what is on its way, whoever sends it.
type Queue struct {
	// Waiting is the number of deliveries to webhooks that are not paused, and Oldest how long the first of them has been waiting.
	Waiting int
	Oldest  time.Duration
	// Down is the number of addresses that are taken to be down.
	Down int
}

// Queue is for the operator's metrics. It costs two queries.
func (s *Service) Queue(ctx context.Context) (Queue, error) {
	n, since, err := waiting(ctx, s.db)
	if err != nil {
		return Queue{}, err
	}
	q := Queue{Waiting: n}
	if !since.IsZero() {
		q.Oldest = max(0, s.clock.Now().Sub(since))
	}
	q.Down, err = down(ctx, s.db)
	return q, err
}
