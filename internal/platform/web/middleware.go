package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Stack is what stands between the network and the routes.
type Stack struct {
	Mux      *Mux
	Sessions *Sessions
	Log      *slog.Logger
	// Secure is set where the site is served over TLS, by itself or behind a proxy.
	Secure bool
	// Proxies are the networks whose X-Forwarded-For is believed; see RemoteIP.
	Proxies []netip.Prefix
	// Authenticate turns the carrier of a request into an actor: the session's person or a bearer
	// token (empty when there is none). An unknown token is an Unauthenticated error.
	Authenticate func(ctx context.Context, person id.ID, bearer string) (authz.Actor, error)
	// SecondFor are the roles that are withheld from whoever signed in with one factor only.
	SecondFor []authz.Role
	// Prepare adds what pages need to the context: language, zone, viewer. The actor is in the context already.
	Prepare func(r *http.Request) *http.Request
	// Done is told about every answered request; it may be nil.
	Done func(r *http.Request, route *Route, status int, took time.Duration)
}

// contentSecurityPolicy lets pages load only what this site serves, and nothing inline.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

// Handler returns the whole stack.
func (s *Stack) Handler() http.Handler {
	return s.outer(s.Sessions.around(http.HandlerFunc(s.serve), s.Log, func(w http.ResponseWriter, r *http.Request, err error) {
		s.Mux.Fail(w, s.Prepare(r), routeOrNone(requestInfo(r.Context()), r), err)
	}))
}

func (s *Stack) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		i := &info{id: id.Tail(12), remote: remoteIP(r, s.Proxies), agent: r.UserAgent()}
		r = r.WithContext(context.WithValue(r.Context(), infoKey{}, i))
		rec := &statusWriter{ResponseWriter: w, info: i}
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer func() {
			torn := false
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.Log.Error("a handler panicked", "id", i.id, "method", r.Method, "path", loggedPath(r), "panic", p, "stack", string(debug.Stack()))
				if torn = i.status != 0; !torn {
					s.Mux.Fail(rec, r, routeOrNone(i, r), errs.New(errs.Internal, ""))
				}
			} else if p != nil {
				torn = true
			}
			switch {
			case i.err == nil:
			case torn:
				s.Log.Error("an answer was cut off", "id", i.id, "method", r.Method, "path", loggedPath(r), "error", i.err)
			default:
				Log(s.Log, r, i.err)
			}
			if s.Done != nil {
				s.Done(r, routeOrNone(i, r), i.status, time.Since(began))
			}
			if torn {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
		}()
		if !s.Mux.serveBare(rec, r) {
			next.ServeHTTP(rec, r)
		}
	})
}

func routeOrNone(i *info, r *http.Request) *Route {
	if i.route != nil {
		return i.route
	}
	return &Route{Name: "none", API: isAPI(r.URL.Path)}
}

func (s *Stack) serve(w http.ResponseWriter, r *http.Request) {
	i := requestInfo(r.Context())
	bearer, hasBearer := bearerOf(r)
	var person id.ID
	if !hasBearer { // a token stands alone: it is never widened by a cookie that came along
		person = s.Sessions.awake(r.Context())
	}
	fail := func(err error) { s.Mux.Fail(w, s.Prepare(r), routeOrNone(i, r), err) }
	if !hasBearer {
		if err := sameOrigin(r, person != ""); err != nil {
			fail(err)
			return
		}
	}
	actor, err := s.Authenticate(r.Context(), person, bearer)
	if err != nil {
		fail(err)
		return
	}
	if actor.SignedIn() {
		w.Header().Set("Cache-Control", "no-store")
		if !hasBearer {
			actor = s.Sessions.proved(r.Context(), actor).Withhold(s.SecondFor)
		}
	}
	r = s.Prepare(r.WithContext(authz.With(r.Context(), actor)))
	s.Mux.ServeHTTP(w, r)
}

// bearerOf returns the token of a request (RFC 6750, section 2.1; the scheme's case does not matter).
// Other schemes are not ours: a proxy before a test site may ask for its own password by them.
func bearerOf(r *http.Request) (string, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(token), true
}

// Bearer returns the token of a request to a bare route, which looks at it itself.
func Bearer(r *http.Request) string {
	token, _ := bearerOf(r)
	return token
}

var crossOrigin = http.NewCrossOriginProtection()

// sameOrigin refuses unsafe requests that another site made a browser send. A request that
// carries a session must say where it comes from.
func sameOrigin(r *http.Request, session bool) error {
	refused := errs.New(errs.Forbidden, "This request did not come from a page of this site, so nothing was done.")
	if err := crossOrigin.Check(r); err != nil {
		return refused
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if session && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
		return refused
	}
	return nil
}

// statusWriter remembers the status that was sent.
type statusWriter struct {
	http.ResponseWriter
	info *info
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	if w.info.status == 0 {
		w.info.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *statusWriter) Write(b []byte) (int, error) {
	if w.info.status == 0 {
		w.info.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
