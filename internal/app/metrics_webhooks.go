package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"learningcommons.dev/commons/internal/webhooks"
)

// webhookMetrics tell of what is sent to other programs: what waits is everybody's, what became of it this server's.
func webhookMetrics(a *App) []prometheus.Collector {
	queue := func(name, help string, of func(webhooks.Queue) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, asked(func(ctx context.Context) (float64, error) {
			q, err := a.Webhooks.Queue(ctx)
			return of(q), err
		}))
	}
	outcome := func(is string, of func(webhooks.Tally) int64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "commons_webhook_attempts_total", Help: "Deliveries that this server tried, withheld or gave up, by what became of them.",
			ConstLabels: prometheus.Labels{"outcome": is}}, func() float64 { return float64(of(a.Webhooks.Tally())) })
	}
	return []prometheus.Collector{
		queue("commons_webhook_waiting", "Deliveries that wait for webhooks which are not paused.", func(q webhooks.Queue) float64 { return float64(q.Waiting) }),
		queue("commons_webhook_waiting_seconds", "Age of the oldest of them.", func(q webhooks.Queue) float64 { return q.Oldest.Truncate(time.Millisecond).Seconds() }),
		queue("commons_webhook_down", "Addresses that do not answer and rest.", func(q webhooks.Queue) float64 { return float64(q.Down) }),
		outcome("delivered", func(t webhooks.Tally) int64 { return t.Delivered }),
		outcome("failed", func(t webhooks.Tally) int64 { return t.Failed }),
		outcome("withheld", func(t webhooks.Tally) int64 { return t.Withheld }),
		outcome("dead", func(t webhooks.Tally) int64 { return t.Dead }),
	}
}
