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
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "commons_outbox_rows", Help: "Messages that wait in the outbox and are due."}, m.outbox))
	return m
}

// outbox counts due messages; -1 says that the database did not answer.
func (m *metrics) outbox() float64 {
	n, err := events.Due(context.Background(), m.app.DB, m.app.Clock.Now())
	if err != nil {
		return -1
	}
	return float64(n)
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
