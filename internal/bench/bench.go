package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
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
	// Scale is the number of offers; people, registrations and completions follow it (see demo.Scale) unless People says
	// how many there are: then there are four registrations a person.
	Scale, People int
	// Duration is how long each measure runs, at most a minute; Connections how many ask at once.
	Duration    time.Duration
	Connections int
	// DatabaseURL measures on an empty PostgreSQL database instead of an embedded one. Nodes is how many servers work on
	// it, one on an embedded one; 0 is one.
	DatabaseURL string
	Nodes       int
	// Keep is a directory that holds the embedded trial afterwards; where it holds one already that is measured again, with what
	// earlier runs did to it. Without it the trial is thrown away.
	Keep string
	// Program is the command that serves, such as "commons serve"; --addr and the database are appended.
	Program []string
	Log     io.Writer
}

// Measure is the outcome of asking one kind of question for a while.
type Measure struct {
	Name     string  `json:"name"`
	Requests int     `json:"requests"`
	Errors   int     `json:"errors"`
	Rate     float64 `json:"per_second"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	// CPU is what the servers spent on one answer, in milliseconds of processor time.
	CPU float64 `json:"server_cpu_ms"`
	// Connections is how many asked at once.
	Connections int `json:"connections"`
	// Floor is the rate of a bare net/http handler in the same run over this rate.
	Floor float64 `json:"floor_ratio"`
	// MemoryMB is what the server held in memory after this measure.
	MemoryMB float64 `json:"memory_mb"`
	// WorkSeconds is how long the servers worked afterwards on what the requests left to do, such as letters, for a minute at
	// most; the next measure began after that.
	WorkSeconds float64 `json:"work_seconds"`
	// FirstError says what was wrong with the first answer that was.
	FirstError string `json:"first_error,omitempty"`
}

// Report is the outcome of a run.
type Report struct {
	Database     string       `json:"database"`
	Size         demo.Summary `json:"size"`
	DataMB       float64      `json:"data_mb"`
	SeedSeconds  float64      `json:"seed_seconds"`
	ReadySeconds float64      `json:"ready_seconds"`
	Cores        int          `json:"cores"`
	Connections  int          `json:"connections"`
	// MemoryMB is the server's resident memory at the end, HeapMB the part of it in use on Go's heap.
	// The load is another process and no part of either.
	MemoryMB float64   `json:"memory_mb"`
	HeapMB   float64   `json:"heap_mb"`
	Nodes    int       `json:"nodes"`
	Measures []Measure `json:"measures"`
	Export   Export    `json:"export"`
	// SeenMS is how long after its commit a change of the catalogue was on the pages of every node, in milliseconds; only
	// where other processes can change it.
	SeenMS float64 `json:"seen_ms,omitempty"`
}

// Export is the outcome of taking the list of all registrations once.
type Export struct {
	Rows    int     `json:"rows"`
	Seconds float64 `json:"seconds"`
	// MemoryMB is what the server held at its most while it wrote, as far as a look every 50 ms shows.
	MemoryMB float64 `json:"memory_mb"`
}

// Errors counts the answers that were not what was asked for. A run that has any measured nothing.
func (r Report) Errors() int {
	n := 0
	for _, m := range r.Measures {
		n += m.Errors
	}
	return n
}

// seedRand makes a run repeatable.
const seedRand = 7

// Run fills a database, has it served by a process of its own on loopback, and measures. Server and
// load share the machine.
func Run(ctx context.Context, o Options) (Report, error) {
	r := Report{Cores: runtime.NumCPU(), Connections: o.Connections}
	o.Duration = min(max(o.Duration, 100*time.Millisecond), time.Minute)
	dir, drop, err := place(o)
	if err != nil {
		return r, err
	}
	defer drop()
	world, err := fill(ctx, o, dir, &r)
	if err != nil {
		return r, err
	}
	r.DataMB = size(dir)
	o.Nodes = max(o.Nodes, 1)
	r.Nodes = o.Nodes
	l := &load{options: o, world: world,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128, DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for range o.Nodes {
		began := time.Now()
		s, err := start(ctx, o, dir)
		if err != nil {
			return r, err
		}
		defer s.stop()
		r.ReadySeconds = max(r.ReadySeconds, time.Since(began).Seconds())
		l.nodes = append(l.nodes, s)
	}
	if _, err := l.settle(ctx); err != nil { // the people of the trial are told of their tokens
		return r, err
	}
	floor, err := l.floor(ctx)
	if err != nil {
		return r, err
	}
	r.Measures = append(r.Measures, floor)
	for _, q := range questions {
		m, err := l.measureNodes(ctx, q)
		if err != nil {
			return r, err
		}
		if m.WorkSeconds, err = l.settle(ctx); err != nil {
			return r, err
		}
		m.Floor = floor.Rate / max(m.Rate, 0.001)
		r.Measures = append(r.Measures, m)
	}
	if r.Export, err = l.export(ctx); err != nil {
		return r, err
	}
	if o.DatabaseURL != "" {
		if r.SeenMS, err = l.seen(ctx); err != nil {
			return r, err
		}
	}
	for _, s := range l.nodes {
		u, err := s.use(ctx)
		if err != nil {
			return r, err
		}
		r.MemoryMB, r.HeapMB = max(r.MemoryMB, u.resident), max(r.HeapMB, u.heap)
	}
	if err := ctx.Err(); err != nil {
		return r, err
	}
	for _, s := range l.nodes {
		s.stop()
	}
	return r, acknowledged(ctx, o, dir, world)
}

// fill makes the trial association and what requests are drawn from.
func fill(ctx context.Context, o Options, dir string, r *Report) (*world, error) {
	kept, err := recall(dir)
	if err != nil {
		return nil, err
	}
	a, err := open(ctx, o, dir)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	r.Database = a.DB.Dialect().String()
	if kept != nil {
		r.Size, r.SeedSeconds = kept.Size, kept.SeedSeconds
		return gather(ctx, a)
	}
	began := time.Now()
	if r.Size, err = demo.Seed(ctx, demo.Deps{DB: a.DB, Clock: a.Clock, People: a.People, Standards: a.Standards, Catalogue: a.Catalogue}, demo.Scale(o.Scale, o.People)); err != nil {
		return nil, err
	}
	r.SeedSeconds = time.Since(began).Seconds()
	if o.Keep != "" {
		if err := remember(dir, trial{r.Size, r.SeedSeconds}); err != nil {
			return nil, err
		}
	}
	return gather(ctx, a)
}

// open opens the trial's database in this process, before and after it is served.
func open(ctx context.Context, o Options, dir string) (*app.App, error) {
	return app.New(ctx, app.Config{Data: dir, DatabaseURL: o.DatabaseURL, Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(o.Log, &slog.HandlerOptions{Level: slog.LevelWarn}))})
}

// load asks questions with several connections.
type load struct {
	options Options
	nodes   []*server
	world   *world
	client  *http.Client
}

// floor measures a bare handler that answers a page of the usual size.
func (l *load) floor(ctx context.Context) (Measure, error) {
	body := slices.Repeat([]byte("a page of the usual size, which costs nothing to make "), 1200)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Measure{}, err
	}
	s := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })}
	go s.Serve(listener)
	defer s.Close()
	bare := question{name: "bare net/http", want: http.StatusOK, ask: func(_ *world, _ *rand.Rand, base string) (*http.Request, string) { return get(base + "/"), "" }}
	m := l.measure(ctx, bare, []string{"http://" + listener.Addr().String()})
	m.Floor = 1
	return m, nil
}

// tally is what one connection saw.
type tally struct {
	times []time.Duration
	bad   int
	first string
}

func (t *tally) fail(format string, args ...any) {
	if t.bad++; t.first == "" {
		t.first = fmt.Sprintf(format, args...)
	}
}

// settlePatience is how long the servers may take to do what is left to do; then the next measure begins all the same.
const settlePatience = time.Minute

// settle waits until the servers have done what they were left to do, such as letters, and says how many seconds that took.
func (l *load) settle(ctx context.Context) (float64, error) {
	began := time.Now()
	for _, s := range l.nodes {
		for time.Since(began) < settlePatience {
			u, err := s.use(ctx)
			if err != nil {
				return 0, err
			}
			if u.due == 0 && u.waiting == 0 {
				break
			}
			select {
			case <-ctx.Done():
				return 0, ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
	return time.Since(began).Seconds(), nil
}

// measureNodes asks all nodes in turn, and what that cost them.
func (l *load) measureNodes(ctx context.Context, q question) (Measure, error) {
	var bases []string
	spent := 0.0
	for _, s := range l.nodes {
		u, err := s.use(ctx)
		if err != nil {
			return Measure{}, err
		}
		bases = append(bases, s.address)
		spent -= u.cpu
	}
	m := l.measure(ctx, q, bases)
	for _, s := range l.nodes {
		u, err := s.use(ctx)
		if err != nil {
			return Measure{}, err
		}
		spent += u.cpu
		m.MemoryMB = max(m.MemoryMB, u.resident)
	}
	m.CPU = 1000 * spent / float64(max(m.Requests, 1))
	return m, nil
}

// measure asks for the duration and sorts what came back. Only right answers count.
func (l *load) measure(ctx context.Context, q question, bases []string) Measure {
	ctx, cancel := context.WithTimeout(ctx, l.options.Duration)
	defer cancel()
	connections := l.options.Connections
	if q.connections > 0 {
		connections = q.connections
	}
	tallies := make([]tally, connections)
	var wg sync.WaitGroup
	began := time.Now()
	for c := range tallies {
		base := bases[c%len(bases)]
		wg.Go(func() { l.connection(ctx, q, base, rand.New(rand.NewPCG(seedRand, uint64(c))), &tallies[c]) })
	}
	wg.Wait()
	took := time.Since(began).Seconds()
	m := Measure{Name: q.name, Connections: connections}
	var times []time.Duration
	for _, t := range tallies {
		times = append(times, t.times...)
		m.Errors += t.bad
		if m.FirstError == "" {
			m.FirstError = t.first
		}
	}
	slices.Sort(times)
	at := func(q float64) float64 {
		if len(times) == 0 {
			return 0
		}
		return float64(times[min(len(times)-1, int(q*float64(len(times))))].Microseconds()) / 1000
	}
	m.Requests, m.Rate, m.P50, m.P99 = len(times), float64(len(times))/took, at(0.5), at(0.99)
	if m.Requests == 0 && m.Errors == 0 {
		m.Errors, m.FirstError = 1, "nothing was answered in time"
	}
	return m
}

// connection asks one question after the other until ctx ends.
func (l *load) connection(ctx context.Context, q question, base string, chance *rand.Rand, t *tally) {
	var body bytes.Buffer
	for ctx.Err() == nil {
		req, holds := q.ask(l.world, chance, base)
		start := time.Now()
		resp, err := l.client.Do(req.WithContext(ctx))
		if err == nil {
			body.Reset()
			_, err = body.ReadFrom(resp.Body)
			resp.Body.Close()
		}
		took := time.Since(start)
		switch {
		case err != nil && ctx.Err() != nil: // the time was up
		case err != nil:
			t.fail("%s: %v", req.URL, err)
		case resp.StatusCode != q.want && resp.StatusCode != q.also:
			t.fail("%s: status %d: %.200s", req.URL, resp.StatusCode, body.Bytes())
		case !bytes.Contains(body.Bytes(), []byte(holds)):
			t.fail("%s: the answer does not hold %q", req.URL, holds)
		default:
			t.times = append(t.times, took)
			if q.keep != nil {
				if err := q.keep(l.world, body.Bytes()); err != nil {
					t.fail("%s: %v", req.URL, err)
				}
			}
		}
	}
}

func get(url string) *http.Request {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		panic("bench: " + err.Error())
	}
	return req
}
