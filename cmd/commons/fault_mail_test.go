package main

import (
	"net"
	"net/http"
	"testing"
	"time"
)

// TestAMailServerThatHangs takes connections and says nothing, which is worse than none: those who do the work wait for it. Other work, here
// the deliveries of a webhook, goes on all the same, and when the server answers every letter arrives within two minutes, once.
func TestAMailServerThatHangs(t *testing.T) {
	t.Parallel() // it waits for most of its time
	onEach(t, func(t *testing.T, w *trial) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		r := &receiver{got: map[string]int{}}
		go http.Serve(l, r)
		t.Cleanup(func() { l.Close() })
		s := listen(t, "127.0.0.1:0", true)
		w.mailTo(s.address)
		w.env = append(w.env, "COMMONS_OUTBOUND_ALLOW="+l.Addr().String())
		p := w.serve(t, nil)
		w.hook(t, l.Addr().String())
		stop := w.load(t.Context(), 4, func() string { return p.address }, nil)
		until(t, 30*time.Second, "more writes than ten at a time could send letters for", func() bool { return len(w.sofar().made) > 100 })
		stop()
		began := time.Now()
		until(t, time.Minute, "the webhook has told of all", func() bool {
			time.Sleep(200 * time.Millisecond)
			r.mu.Lock()
			defer r.mu.Unlock()
			for id := range w.made {
				if r.got[id] == 0 {
					return false
				}
			}
			return true
		})
		told := time.Since(began)
		if n, _ := s.count(); n > 0 {
			t.Errorf("a server that hangs took %d letters", n)
		}
		close(s.hang)
		began = time.Now()
		until(t, 2*time.Minute, "everything is sent", func() bool { time.Sleep(200 * time.Millisecond); return undone(t, w) == 0 })
		letters, twice := s.count()
		if letters < len(w.made) || twice > 0 {
			t.Errorf("%d letters arrived for %d registrations, %d of them twice", letters, len(w.made), twice)
		}
		t.Logf("%d deliveries %s after the last write while mail hung; %d letters %s after it answered", len(w.made), told.Round(time.Second), letters, time.Since(began).Round(time.Second))
	})
}
