package web

import (
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
)

const (
	// stall is how long the reader of a long answer may take nothing of it.
	stall = 2 * time.Minute
	// longest is how long a long answer may be read.
	longest = time.Hour
)

// unhurried lets a long answer take longer than others, as long as somebody reads it: whoever takes a table of millions of rows
// over a slow line must not get half of it.
type unhurried struct {
	http.ResponseWriter
	began, last time.Time
}

// Write implements http.ResponseWriter.
func (w *unhurried) Write(b []byte) (int, error) {
	n, err := w.ResponseWriter.Write(b)
	now := clock.System{}.Now() // connections know no other
	if w.began.IsZero() {
		w.began = now
	}
	if err == nil && now.Sub(w.last) >= time.Second {
		w.last = now
		until := now.Add(stall)
		if end := w.began.Add(longest); until.After(end) {
			until = end
		}
		http.NewResponseController(w.ResponseWriter).SetWriteDeadline(until) // not possible in tests without a connection
	}
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *unhurried) Unwrap() http.ResponseWriter { return w.ResponseWriter }
