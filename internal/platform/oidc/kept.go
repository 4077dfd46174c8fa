package oidc

import (
	"context"
	"time"
)

const (
	// keptFor is how long what the provider says of itself, and its keys, are used before they are fetched anew.
	keptFor = time.Hour
	// renewEvery is how often at most the keys are fetched because one is missing: a provider that changes its
	// keys is followed, and tokens with invented keys do not make us call it again and again.
	renewEvery = time.Minute
	// restFor is how long the provider is left alone after it failed; meanwhile everybody is told at once.
	restFor = 10 * time.Second
)

// kept is something fetched from the provider. It is safe for concurrent use; one caller fetches and the others wait for it.
type kept[T any] struct {
	fetch func(context.Context) (T, error)
	turn  chan struct{}

	value       T
	at, triedAt time.Time
	failed      error
}

func newKept[T any](fetch func(context.Context) (T, error)) *kept[T] {
	return &kept[T]{fetch: fetch, turn: make(chan struct{}, 1)}
}

// get returns the value, fetched no longer than maxAge ago. The value that was there is never a way out: an error is an error.
func (k *kept[T]) get(ctx context.Context, now time.Time, maxAge time.Duration) (T, error) {
	var none T
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		return none, &Fault{Reason: "the browser did not wait for the provider", Down: true}
	}
	defer func() { <-k.turn }()
	if !k.at.IsZero() && now.Sub(k.at) < maxAge {
		return k.value, nil
	}
	if k.failed != nil && now.Sub(k.triedAt) < restFor {
		return none, k.failed
	}
	// What is fetched is for everybody: whoever asked first and went away must not make it fail.
	v, err := k.fetch(context.WithoutCancel(ctx))
	k.triedAt, k.failed = now, err
	if err != nil {
		return none, err
	}
	k.value, k.at = v, now
	return v, nil
}
