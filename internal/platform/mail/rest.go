package mail

import (
	"errors"
	"sync"
	"time"
)

// errResting says that the server did not answer a moment ago and is not asked now.
var errResting = errors.New("mail: the server did not answer just now and is left alone for a moment")

const (
	// sendTimeout is how long the server may take for each step of one letter.
	sendTimeout = 20 * time.Second
	// heldUp is how long a failed letter has taken when the server is left alone after it. One that refuses at once holds nobody up.
	heldUp = 5 * time.Second
	// restFor is how long it is left alone: short, so that what waits is soon done when it is back.
	restFor = 10 * time.Second
)

// rest keeps those who send letters from waiting one after the other for a server that answers nobody: whoever does other work
// beside them would have to wait too. After a rest one letter tries, and the others go on when it got an answer. The zero value
// is a server that answers.
type rest struct {
	mu     sync.Mutex
	until  time.Time // zero while the server answers
	trying bool
}

// begin takes a turn, or returns errResting. Whoever has a turn must end it.
func (r *rest) begin(now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until.IsZero() {
		return nil
	}
	if r.trying || now.Before(r.until) {
		return errResting
	}
	r.trying = true
	return nil
}

// end says at which time a turn ended, and whether the server held it up for nothing.
func (r *rest) end(now time.Time, held bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trying = false
	if r.until = (time.Time{}); held {
		r.until = now.Add(restFor)
	}
}
