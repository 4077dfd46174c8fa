package db

import (
	"context"
	"sync/atomic"
)

type counterKey struct{}

// WithCounter returns a context whose queries are counted, so that a test can
// hold a page to a bounded number of them.
func WithCounter(ctx context.Context) (context.Context, *atomic.Int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, counterKey{}, n), n
}

func countQuery(ctx context.Context) {
	if n, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}
