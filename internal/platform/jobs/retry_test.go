package jobs

import (
	"testing"
	"time"
)

// TestWorkIsDoneSoonAfterAnOutage goes through outages of up to ten minutes that begin with the first
// attempt: two minutes after their end everything has been tried again.
func TestWorkIsDoneSoonAfterAnOutage(t *testing.T) {
	for outage := time.Second; outage <= 10*time.Minute; outage += time.Second {
		at, n := time.Duration(0), 0
		for at < outage {
			n++
			at += retryAfter(n)
		}
		if at > outage+2*time.Minute-10*time.Second { // River looks for what is due every five seconds
			t.Fatalf("after an outage of %s the next attempt comes %s later", outage, at-outage)
		}
	}
	all := time.Duration(0)
	for n := 1; n < maxAttempts; n++ {
		all += retryAfter(n)
	}
	if all < 11*time.Hour || all > 14*time.Hour {
		t.Errorf("work is given up after %s, not half a day", all)
	}
}
