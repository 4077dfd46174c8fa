package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// How long a server waits: for a request's head, for its body, for its answer to be taken, and for
// everything to end when it is told to stop.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 60 * time.Second
	writeTimeout  = 120 * time.Second
	idleTimeout   = 120 * time.Second
	stopTimeout   = 25 * time.Second
)

// server is what stands between the handler and the wire, with bounds on how long and how much anybody may send.
func (a *App) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(a.Log.Handler(), slog.LevelWarn),
	}
}

// Serve answers on l until ctx ends, then finishes what is under way. ready is called once the
// search index is built and the jobs run.
func (a *App) Serve(ctx context.Context, l net.Listener, ready func()) error {
	if err := a.Catalogue.StartIndex(ctx); err != nil {
		return fmt.Errorf("app: build the search index: %w", err)
	}
	if a.Trace {
		var err error
		if a.trace, err = newTracing(ctx); err != nil {
			return err
		}
	}
	queue, err := a.Jobs.Start(ctx)
	if err != nil {
		return err
	}
	background, stopBackground := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { a.Measures.Run(background) })

	server := a.server(a.farewell(a.Handler()))
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	a.ready.Store(true)
	ready()

	select {
	case err = <-failed:
	case <-ctx.Done():
		err = nil
	}
	a.ready.Store(false)
	if err == nil && a.Drain > 0 {
		<-time.After(a.Drain)
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if e := server.Shutdown(end); e != nil {
		err = errors.Join(err, fmt.Errorf("app: requests under way were cut off: %w", e))
	}
	stopBackground()
	running.Wait()
	if e := queue.Stop(end); e != nil && !errors.Is(e, context.Canceled) {
		err = errors.Join(err, fmt.Errorf("app: jobs under way were cut off: %w", e))
	}
	if e := a.trace.stop(end); e != nil {
		a.Log.Warn("the last spans were not taken", "error", e)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// farewell says in each answer of a server that drains that the next request goes elsewhere. So it does after a request in chunks, which no browser
// sends: one with a length too may have been meant as two, and net/http does not tell (RFC 9112, section 6.3, rule 3). Connections that rest are left
// alone until the end: closing one cuts off whoever is just sending on it.
func (a *App) farewell(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.ready.Load() || r.ProtoMajor == 1 && len(r.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// readiness is whether this server should get requests.
type readiness struct{ atomic.Bool }
