package web

import (
	"strings"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// turnsMost is how many long answers a server writes at once: each holds a connection to the database for as long as it is read, and pages need
// the others.
const turnsMost = 5

// turns lets everybody have one long answer at a time, and a few at once; visitors are known by the place they come from. It counts in the memory of this server and is safe for concurrent use.
type turns struct {
	mu    sync.Mutex
	taken map[string]bool
}

// take returns what ends the turn, or a TooMany error while another answer to the same is under way, or Unavailable while too many are.
func (t *turns) take(who string) (end func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.taken[who] {
		e := errs.New(errs.TooMany, "Another table is still being written for you. Ask again when you have it.")
		e.RetryAfter = 5 * time.Second
		return nil, e
	}
	if len(t.taken) >= turnsMost {
		e := errs.New(errs.Unavailable, "Other people's tables are being written just now. Please ask again in a minute.")
		e.RetryAfter = time.Minute
		return nil, e
	}
	if t.taken == nil {
		t.taken = map[string]bool{}
	}
	t.taken[who] = true
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.taken, who)
	}, nil
}

// long reports whether the answer is a table or a folder of tables, which may have as many rows as the association has people.
func (rt *Route) long() bool {
	return strings.HasSuffix(rt.Pattern, ".csv") || strings.HasSuffix(rt.Pattern, ".xlsx") || strings.HasSuffix(rt.Pattern, ".zip")
}
