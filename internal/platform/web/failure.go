package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
)

// Status returns the HTTP status of an error. This is the one table.
func Status(err error) int {
	if errors.Is(err, errMethod) {
		return http.StatusMethodNotAllowed
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return http.StatusRequestEntityTooLarge
	}
	switch errs.KindOf(err) {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Gone:
		return http.StatusGone
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	case errs.Stale:
		return http.StatusPreconditionFailed
	}
	return http.StatusInternalServerError
}

// known gives failures of the database their kind: one that is down or full is no fault of the
// request, and a text that PostgreSQL cannot hold is.
func known(err error) error {
	switch {
	case errs.As(err) != nil:
	case db.IsUnavailable(err):
		e := errs.Wrap(err, errs.Unavailable, "The database does not answer just now. Please try again.")
		e.RetryAfter = 2 * time.Second
		return e
	case db.IsNoText(err):
		return errs.Wrap(err, errs.Invalid, "What was sent holds characters that stand in no text.")
	}
	return err
}

// Message returns the sentence about err that a person may read, in the reader's language.
func Message(ctx context.Context, err error) string {
	if Status(err) == http.StatusRequestEntityTooLarge {
		return i18n.T(ctx, "This is larger than what can be taken in at once.")
	}
	if e := errs.As(err); e != nil && e.Kind != errs.Internal {
		return i18n.T(ctx, e.Message, e.Args...)
	}
	return i18n.T(ctx, "Something went wrong on our side. Nothing you sent was half done; please try again.")
}

// Log writes the one line about a failed request: faults of ours as errors, the rest quietly. What fails because whoever asked has
// left, as the connections do on which they were answered, is no fault.
func Log(log *slog.Logger, r *http.Request, err error) {
	if Status(err) < 500 {
		return
	}
	level := slog.LevelError
	if r.Context().Err() != nil {
		level = slog.LevelInfo
	}
	log.Log(r.Context(), level, "request failed", "id", RequestID(r.Context()), "method", r.Method, "path", loggedPath(r), "error", err)
}

// loggedPath returns the path of a request, or the pattern where the path would open something.
func loggedPath(r *http.Request) string {
	if rt := RouteOf(r.Context()); rt != nil && rt.secret() {
		_, pattern, _ := strings.Cut(rt.Pattern, " ")
		return pattern
	}
	return r.URL.Path
}

// RetryHeader sets Retry-After when the error knows how long to wait.
func RetryHeader(w http.ResponseWriter, err error) { setRetryAfter(w.Header(), err) }

func setRetryAfter(h http.Header, err error) {
	if e := errs.As(err); e != nil && e.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
}

// Problem is a problem document (RFC 9457).
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail,omitempty"`
	Reference string         `json:"reference,omitempty"`
	Errors    []ProblemField `json:"errors,omitempty"`
}

// ProblemField says what is wrong with one field of the request.
type ProblemField struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// ProblemOf describes err as a problem document in the reader's language.
func ProblemOf(ctx context.Context, err error) Problem {
	status := Status(err)
	p := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: Message(ctx, err), Reference: RequestID(ctx)}
	if e := errs.As(err); e != nil {
		if !errors.Is(err, errMethod) {
			p.Type = "/problems/" + e.Kind.String()
		}
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, ProblemField{f.Name, i18n.T(ctx, f.Message, f.Args...)})
		}
	}
	return p
}

// WriteProblem answers with a problem document.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	RetryHeader(w, err)
	p := ProblemOf(r.Context(), err)
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Learning Commons"`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}
