package main

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestNoAcknowledgedWriteIsLost kills the server under writes, again and again (F1, G3). Whatever it
// acknowledged must be there afterwards, seats must agree, and the file must be whole.
func TestNoAcknowledgedWriteIsLost(t *testing.T) {
	onEach(t, func(t *testing.T, w *trial) {
		n := rounds(10, 50)
		var slowest time.Duration
		for range n {
			began := time.Now()
			p := w.serve(t, nil)
			slowest = max(slowest, time.Since(began))
			before := w.acked()
			stop := w.load(t.Context(), 8, func() string { return p.address }, nil)
			enough, patience := before+5+rand.IntN(60), time.Now().Add(2*time.Second)
			for w.acked() < enough && time.Now().Before(patience) {
				time.Sleep(time.Millisecond)
			}
			p.kill()
			stop()
		}
		if w.acked() < 2*n {
			t.Errorf("only %d writes were acknowledged: the load is too small to prove anything", w.acked())
		}
		t.Logf("%d registrations and %d entries acknowledged over %d kills; ready again after %s at most", len(w.registrations), len(w.entries), n, slowest.Round(time.Millisecond))
		w.holds(t, w.where...)
	})
}
