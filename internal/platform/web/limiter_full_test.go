package web_test

import (
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/web"
)

// TestAFullLimiterFreesFew fills a limiter with invented keys, all of them busy: most of those who must wait still do.
func TestAFullLimiterFreesFew(t *testing.T) {
	l := web.NewLimiter(clock.NewFake(noon), 1, time.Hour)
	const victims, invented = 1000, 50_000
	for i := range victims {
		l.Take(fmt.Sprint("victim ", i))
	}
	for i := range invented {
		l.Take(fmt.Sprint("invented ", i))
	}
	waiting := 0
	for i := range victims {
		if l.Check(fmt.Sprint("victim ", i)) != nil {
			waiting++
		}
	}
	if waiting < victims*7/10 {
		t.Errorf("of %d who must wait, %d still do", victims, waiting)
	}
}
