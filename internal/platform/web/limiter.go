package web

import (
	"crypto/sha256"
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
)

// Limiter slows down whoever tries too often: so many attempts at once, then one each interval. It
// counts in the memory of this server.
type Limiter struct {
	clock    clock.Clock
	interval time.Duration
	burst    int
	mu       sync.Mutex
	byKey    map[limiterKey]*rate.Limiter
}

// limiterKey is a hash, so that a key somebody typed takes no more memory than another.
type limiterKey [sha256.Size]byte

// limiterKeys bounds the memory, see makeRoom.
const limiterKeys = 50_000

// NewLimiter allows burst attempts at once for each key and a further one every interval.
func NewLimiter(c clock.Clock, burst int, interval time.Duration) *Limiter {
	return &Limiter{clock: c, interval: interval, burst: burst, byKey: map[limiterKey]*rate.Limiter{}}
}

// Take counts an attempt and returns a TooMany error when it is one too many.
func (l *Limiter) Take(key string) error {
	k := limiterKey(sha256.Sum256([]byte(key)))
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.byKey[k]
	if b == nil {
		if len(l.byKey) >= limiterKeys {
			l.makeRoom()
		}
		b = rate.NewLimiter(rate.Every(l.interval), l.burst)
		l.byKey[k] = b
	}
	if b.AllowN(l.clock.Now(), 1) {
		return nil
	}
	return l.tooMany()
}

// makeRoom forgets those who have waited long enough to be as if they had never tried. When all are busy a tenth of them goes by chance:
// whoever fills the memory with invented keys must not know whom that frees.
func (l *Limiter) makeRoom() {
	now := l.clock.Now()
	maps.DeleteFunc(l.byKey, func(_ limiterKey, b *rate.Limiter) bool { return b.TokensAt(now) >= float64(l.burst) })
	for k := range l.byKey {
		if len(l.byKey) < limiterKeys*9/10 {
			return
		}
		delete(l.byKey, k)
	}
}

// Check returns the error that Take would return and counts nothing: for what is limited only when
// it fails, such as guessing codes.
func (l *Limiter) Check(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.byKey[limiterKey(sha256.Sum256([]byte(key)))]
	if b == nil || b.TokensAt(l.clock.Now()) >= 1 {
		return nil
	}
	return l.tooMany()
}

func (l *Limiter) tooMany() error {
	e := errs.New(errs.TooMany, "That was tried too often in a short time. Please wait a moment.")
	e.RetryAfter = l.interval
	return e
}
