package app

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/web"
)

// metrics is what Prometheus may read of this server.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	app      *App
}

func newMetrics(a *App) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "commons_requests_total", Help: "Requests answered, by route and status."}, []string{"route", "status"}),
		took:     prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "commons_request_seconds", Help: "Time to answer, by route.", Buckets: prometheus.ExponentialBuckets(0.0005, 3, 9)}, []string{"route"}),
		app:      a,
	}
	m.registry.MustRegister(m.requests, m.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_outbox_rows", Help: "Messages that wait in the outbox and are due."}, asked(func(ctx context.Context) (float64, error) {
			n, err := events.Due(ctx, a.DB, a.Clock.Now())
			return float64(n), err
		})),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_work_waiting_seconds", Help: "Age of the oldest work that could be done now."}, asked(func(ctx context.Context) (float64, error) {
			age, err := a.Jobs.Waiting(ctx)
			return age.Seconds(), err
		})),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_work_unknown_seconds", Help: "Age of the oldest outbox row whose kind this version does not know."}, asked(func(ctx context.Context) (float64, error) {
			_, age, err := a.Jobs.Unknown(ctx)
			return age.Seconds(), err
		})),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_work_discarded", Help: "Work given up after its last attempt within a week."}, asked(func(ctx context.Context) (float64, error) {
			n, err := a.Jobs.Discarded(ctx)
			return float64(n), err
		})),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_work_failing", Help: "Work whose last attempt failed and that will be tried again."}, asked(func(ctx context.Context) (float64, error) {
			n, _, err := a.Jobs.Failing(ctx)
			return float64(n), err
		})),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_work_failing_seconds", Help: "Age of the oldest work whose last attempt failed and that will be tried again."}, asked(func(ctx context.Context) (float64, error) {
			_, age, err := a.Jobs.Failing(ctx)
			return age.Seconds(), err
		})),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_rounds_failed", Help: "Rounds of periodic work that failed within the last hour."}, asked(func(ctx context.Context) (float64, error) {
			rounds, err := a.Jobs.FailedRounds(ctx, time.Hour)
			n := 0
			for _, failed := range rounds {
				n += failed
			}
			return float64(n), err
		})),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_search_age_seconds", Help: "Time since this server's search was last compared with the database."}, func() float64 {
			return a.Catalogue.IndexAge().Seconds()
		}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "commons_db_transactions_total", Help: "Transactions handed to the embedded database's writer."}, func() float64 {
			_, n := a.DB.Commits()
			return float64(n)
		}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "commons_db_commits_total", Help: "Commits of the embedded database's writer; each makes the transactions durable that waited together."}, func() float64 {
			n, _ := a.DB.Commits()
			return float64(n)
		}))
	m.registry.MustRegister(webhookMetrics(a)...)
	for name, pool := range a.DB.Pools() {
		m.registry.MustRegister(collectors.NewDBStatsCollector(pool, name))
	}
	return m
}

// asked makes a gauge of a question to the database; -1 says that it did not answer.
func asked(question func(ctx context.Context) (float64, error)) func() float64 {
	return func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
		defer cancel()
		v, err := question(ctx)
		if err != nil {
			return -1
		}
		return v
	}
}

// forwarding are the headers by which a proxy tells that it asks for somebody else.
var forwarding = []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Cf-Connecting-Ip", "True-Client-Ip"}

// fromThisMachine reports whether a program on this machine asks for itself: it comes from
// loopback, calls us by a name of loopback, and nobody says that it asks for another.
func fromThisMachine(r *http.Request) bool {
	for _, h := range forwarding {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return net.ParseIP(web.RemoteIP(r)).IsLoopback() && (host == "localhost" || net.ParseIP(strings.Trim(host, "[]")).IsLoopback())
}

// observe counts one answered request.
func (m *metrics) observe(r *http.Request, route *web.Route, status int, took time.Duration) {
	m.requests.WithLabelValues(route.Name, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(route.Name).Observe(took.Seconds())
	ended := m.app.Clock.Now()
	m.app.trace.observe(r, route, status, ended.Add(-took), ended)
	m.app.count(r, route, status)
}

// serve answers the monitoring system: on this machine, or with the token.
func (m *metrics) serve(w http.ResponseWriter, r *http.Request) error {
	token, want := web.Bearer(r), m.app.MetricsToken
	known := want != "" && subtle.ConstantTimeCompare([]byte(token), []byte(want)) == 1
	if !known && (token != "" || !fromThisMachine(r)) {
		return errs.New(errs.NotFound, "There is no page at this address.")
	}
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
	return nil
}
