package db

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

type counterKey struct{}

// counter counts queries and, when it is asked to, keeps their texts.
type counter struct {
	n     atomic.Int64
	mu    sync.Mutex
	keeps bool
	texts []string
}

// WithCounter returns a context whose queries are counted, so that a test can
// hold a page to a bounded number of them.
func WithCounter(ctx context.Context) (context.Context, *atomic.Int64) {
	c := &counter{}
	return context.WithValue(ctx, counterKey{}, c), &c.n
}

// WithTexts returns a context whose queries are kept, so that a test can look at how the database
// goes about them. The function returns each text once.
func WithTexts(ctx context.Context) (context.Context, func() []string) {
	c := &counter{keeps: true}
	return context.WithValue(ctx, counterKey{}, c), func() []string {
		c.mu.Lock()
		defer c.mu.Unlock()
		return slices.Clone(c.texts)
	}
}

func countQuery(ctx context.Context, query string) {
	c, ok := ctx.Value(counterKey{}).(*counter)
	if !ok {
		return
	}
	c.n.Add(1)
	if c.keeps {
		c.mu.Lock()
		defer c.mu.Unlock()
		if !slices.Contains(c.texts, query) {
			c.texts = append(c.texts, query)
		}
	}
}
