package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// around gives a request its session, and keeps what changed of it before the first byte of the
// answer is sent. What changes outside SignIn and SignOut is that the session is in use, or a
// sentence to be shown once: when that cannot be kept it is logged, and the page is read all the same.
func (s *Sessions) around(next http.Handler, log *slog.Logger, fail func(w http.ResponseWriter, r *http.Request, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Cookie")
		token := ""
		if c, err := r.Cookie(s.Cookie.Name); err == nil {
			token = c.Value
		}
		ctx, err := s.Load(r.Context(), token)
		if err != nil {
			fail(w, r, err)
			return
		}
		sw := &sessionWriter{ResponseWriter: w}
		sw.first = func() {
			if err := s.keep(ctx, w); err != nil && !errors.Is(ctx.Err(), context.Canceled) {
				log.Warn("a session could not be kept", "id", RequestID(ctx), "error", err)
			}
		}
		next.ServeHTTP(sw, r.WithContext(ctx))
		sw.begin()
	})
}

// keep writes the session where it changed, and its cookie.
func (s *Sessions) keep(ctx context.Context, w http.ResponseWriter) error {
	switch s.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.Commit(ctx)
		if err != nil {
			return err
		}
		s.WriteSessionCookie(ctx, w, token, expiry)
	case scs.Destroyed:
		s.WriteSessionCookie(ctx, w, "", time.Time{})
	}
	return nil
}

// sessionWriter calls first before the answer begins.
type sessionWriter struct {
	http.ResponseWriter
	first func()
	begun bool
}

func (w *sessionWriter) begin() {
	if !w.begun {
		w.begun = true
		w.first()
	}
}

// WriteHeader implements http.ResponseWriter.
func (w *sessionWriter) WriteHeader(status int) {
	w.begin()
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *sessionWriter) Write(b []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *sessionWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
