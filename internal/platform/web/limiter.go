package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
)

// Limiter slows down whoever tries too often: so many attempts at once, then one each interval.
type Limiter struct {
	clock    clock.Clock
	interval time.Duration
	burst    int
	mu       sync.Mutex
	byKey    map[string]*rate.Limiter
}

// limiterKeys bounds the memory; when it is full, everybody starts afresh.
const limiterKeys = 50_000

// NewLimiter allows burst attempts at once for each key and a further one every interval.
func NewLimiter(c clock.Clock, burst int, interval time.Duration) *Limiter {
	return &Limiter{clock: c, interval: interval, burst: burst, byKey: map[string]*rate.Limiter{}}
}

// Take counts an attempt and returns a TooMany error when it is one too many.
func (l *Limiter) Take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.byKey[key]
	if b == nil {
		if len(l.byKey) >= limiterKeys {
			clear(l.byKey)
		}
		b = rate.NewLimiter(rate.Every(l.interval), l.burst)
		l.byKey[key] = b
	}
	if b.AllowN(l.clock.Now(), 1) {
		return nil
	}
	e := errs.New(errs.TooMany, "That was tried too often in a short time. Please wait a moment.")
	e.RetryAfter = l.interval
	return e
}
