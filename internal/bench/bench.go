package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/demo"
	"learningcommons.dev/commons/internal/platform/clock"
)

// Options say what to measure.
type Options struct {
	// Scale is the number of offers; people, registrations and completions follow it (see demo.Scale).
	Scale int
	// Duration is how long each measure runs, at most a minute; Connections how many ask at once.
	Duration    time.Duration
	Connections int
	// DatabaseURL measures on an empty PostgreSQL database instead of an embedded one.
	DatabaseURL string
	Log         io.Writer
}

// Measure is the outcome of asking one kind of question for a while.
type Measure struct {
	Name     string  `json:"name"`
	Requests int     `json:"requests"`
	Errors   int     `json:"errors"`
	Rate     float64 `json:"per_second"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	// Floor is the rate of a bare net/http handler in the same run over this rate.
	Floor float64 `json:"floor_ratio"`
}

// Report is the outcome of a run.
type Report struct {
	Database      string       `json:"database"`
	Size          demo.Summary `json:"size"`
	SeedSeconds   float64      `json:"seed_seconds"`
	ReadySeconds  float64      `json:"ready_seconds"`
	Cores         int          `json:"cores"`
	Connections   int          `json:"connections"`
	HeapMegabytes float64      `json:"heap_mb"`
	TotalMB       float64      `json:"memory_mb"`
	Measures      []Measure    `json:"measures"`
}

// seedRand makes a run repeatable.
const seedRand = 7

// Run fills a database, serves it on loopback and measures. The server and the load share the machine.
func Run(ctx context.Context, o Options) (Report, error) {
	r := Report{Cores: runtime.NumCPU(), Connections: o.Connections}
	o.Duration = min(max(o.Duration, 100*time.Millisecond), time.Minute)
	dir, err := os.MkdirTemp("", "commons-bench-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return r, err
	}
	base := "http://" + listener.Addr().String()
	a, err := app.New(ctx, app.Config{Data: dir, DatabaseURL: o.DatabaseURL, BaseURL: base, Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(o.Log, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return r, err
	}
	defer a.Close()
	r.Database = a.DB.Dialect().String()
	began := a.Clock.Now()
	if r.Size, err = demo.Seed(ctx, demo.Deps{DB: a.DB, Clock: a.Clock, People: a.People, Catalogue: a.Catalogue}, demo.Scale(o.Scale)); err != nil {
		return r, err
	}
	r.SeedSeconds = a.Clock.Now().Sub(began).Seconds()
	world, err := gather(ctx, a)
	if err != nil {
		return r, err
	}

	serving, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	ready := make(chan struct{})
	began = a.Clock.Now()
	go func() { done <- a.Serve(serving, listener, func() { close(ready) }) }()
	defer func() {
		stop()
		<-done
	}()
	select {
	case <-ready:
	case err := <-done:
		done <- err
		return r, fmt.Errorf("bench: the server did not start: %w", err)
	}
	r.ReadySeconds = a.Clock.Now().Sub(began).Seconds()

	l := &load{options: o, clock: a.Clock, base: base, world: world,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: o.Connections * 2}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	floor, err := l.floor(ctx)
	if err != nil {
		return r, err
	}
	r.Measures = append(r.Measures, floor)
	for _, q := range questions {
		m := l.measure(ctx, q.name, base, q.ask)
		m.Floor = floor.Rate / max(m.Rate, 0.001)
		r.Measures = append(r.Measures, m)
	}
	var ms runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&ms)
	r.HeapMegabytes = float64(ms.HeapInuse) / (1 << 20)
	r.TotalMB = float64(ms.Sys-ms.HeapReleased) / (1 << 20)
	return r, nil
}

// load asks questions with several connections.
type load struct {
	options Options
	clock   clock.Clock
	base    string
	world   *world
	client  *http.Client
}

// ask makes the next request of a kind.
type ask func(l *load, r *rand.Rand, base string) *http.Request

// floor measures a bare handler that answers a page of the usual size.
func (l *load) floor(ctx context.Context) (Measure, error) {
	body := slices.Repeat([]byte("a page of the usual size, which costs nothing to make "), 600)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Measure{}, err
	}
	s := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })}
	go s.Serve(listener)
	defer s.Close()
	m := l.measure(ctx, "bare net/http", "http://"+listener.Addr().String(), func(_ *load, _ *rand.Rand, base string) *http.Request { return get(base + "/") })
	m.Floor = 1
	return m, nil
}

// measure asks for the duration and sorts what came back.
func (l *load) measure(ctx context.Context, name, base string, q ask) Measure {
	ctx, cancel := context.WithTimeout(ctx, l.options.Duration)
	defer cancel()
	var (
		mu    sync.Mutex
		times []time.Duration
		bad   int
		wg    sync.WaitGroup
	)
	began := l.clock.Now()
	for c := range l.options.Connections {
		wg.Go(func() {
			chance := rand.New(rand.NewPCG(seedRand, uint64(c)))
			var mine []time.Duration
			failed := 0
			for ctx.Err() == nil {
				req := q(l, chance, base).WithContext(ctx)
				start := l.clock.Now()
				resp, err := l.client.Do(req)
				if err != nil {
					if ctx.Err() == nil {
						failed++
					}
					continue
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if resp.StatusCode >= 400 {
					failed++
				}
				mine = append(mine, l.clock.Now().Sub(start))
			}
			mu.Lock()
			defer mu.Unlock()
			times = append(times, mine...)
			bad += failed
		})
	}
	wg.Wait()
	took := l.clock.Now().Sub(began).Seconds()
	slices.Sort(times)
	at := func(q float64) float64 {
		if len(times) == 0 {
			return 0
		}
		return float64(times[min(len(times)-1, int(q*float64(len(times))))].Microseconds()) / 1000
	}
	return Measure{Name: name, Requests: len(times), Errors: bad, Rate: float64(len(times)) / took, P50: at(0.5), P99: at(0.99)}
}

func get(url string) *http.Request {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		panic("bench: " + err.Error())
	}
	return req
}
