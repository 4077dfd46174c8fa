package app

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"learningcommons.dev/commons/internal/demo"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
)

// trial is the program on a small demonstration, with somebody to send requests as.
type trial struct {
	*App
	handler http.Handler
	clock   *clock.Fake
	tokens  map[string]string
	from    string  // the address that requests come from, where it matters
	past    *sql.DB // reads the database as it was
	tables  []string
}

// trialDay is when the demonstration of the tests takes place.
var trialDay = time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC)

func newTrial(t testing.TB) *trial {
	t.Helper()
	return newTrialOn(t, "")
}

// newTrialOn is newTrial on the PostgreSQL database at an address, or on an embedded one.
func newTrialOn(t testing.TB, databaseURL string) *trial {
	t.Helper()
	c := clock.NewFake(trialDay)
	with := signInProvider(t, c)
	config := Config{Data: t.TempDir(), DatabaseURL: databaseURL, Demo: true, BaseURL: "http://commons.test", MailFrom: "letters@commons.test", Providers: []people.Provider{with}, OutboundAllow: []string{strings.TrimPrefix(with.Issuer, "http://")}, Clock: c, Log: slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelError}))}
	if databaseURL == "" {
		files, err := filled()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(config.Data, files); err != nil {
			t.Fatal(err)
		}
	}
	a, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if databaseURL != "" {
		if err := fill(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Catalogue.StartIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.ready.Store(true)
	return &trial{App: a, handler: a.Handler(), clock: c, tokens: map[string]string{}}
}

// fill plays a small demonstration into an empty database.
func fill(ctx context.Context, a *App) error {
	size := demo.Scale(322, 300)
	size.Registrations, size.Completions, size.Personas = 1500, 800, true
	_, err := demo.Seed(ctx, demo.Deps{DB: a.DB, Clock: a.Clock, People: a.People, Standards: a.Standards, Catalogue: a.Catalogue}, size)
	return err
}

// filled is the directory of an embedded database that is filled, made once in a test process and kept in memory.
var filled = sync.OnceValues(func() (files fstest.MapFS, err error) {
	dir, err := os.MkdirTemp("", "commons-demonstration-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	a, err := New(context.Background(), Config{Data: dir, Demo: true, BaseURL: "http://commons.test", MailFrom: "letters@commons.test", Clock: clock.NewFake(trialDay), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(fill(context.Background(), a), a.Close()); err != nil {
		return nil, err
	}
	files = fstest.MapFS{}
	return files, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir+"/")] = &fstest.MapFile{Data: b, Mode: 0o600}
		return err
	})
})

type testWriter struct{ t testing.TB }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}
