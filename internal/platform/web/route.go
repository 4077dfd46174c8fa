package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
)

// Handler answers a request, or returns an error to be rendered.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Access is a route's decision about which kind of actor may come in. The Service behind the
// handler decides what the actor may do there. The zero value is no decision and is refused.
type Access struct {
	decided bool
	name    string
	allow   func(a authz.Actor) error
	// scope is what a token needs so as not to be a stranger's.
	scope string
	// needs is the scope that a token must have to do anything here, for the description.
	needs string
}

// String names the decision for the route table and its tests.
func (a Access) String() string { return a.name }

// Public lets everybody in; a token's scopes do not matter.
var Public = Access{decided: true, name: "public", allow: func(authz.Actor) error { return nil }}

// SignedIn lets persons in who came with a browser session.
var SignedIn = Access{decided: true, name: "signed in", allow: func(a authz.Actor) error {
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "Sign in to go on.")
	}
	if a.Token {
		return errs.New(errs.Forbidden, "A token cannot be used here.")
	}
	return nil
}}

// ErrWithheld is the Forbidden error of a page whose role the person has, and may not use in a session
// that was begun with one factor.
var ErrWithheld = errs.New(errs.Forbidden, "Your role needs a second factor, and you signed in with one.")

// Staff lets persons in who hold one of the roles anywhere.
func Staff(roles ...authz.Role) Access {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return Access{decided: true, name: "staff: " + strings.Join(names, ", "), allow: func(a authz.Actor) error {
		if err := SignedIn.allow(a); err != nil {
			return err
		}
		if !a.Has(roles...) && (authz.Actor{Roles: a.Withheld}).Has(roles...) {
			return ErrWithheld
		}
		if !a.Has(roles...) {
			return errs.New(errs.Forbidden, "This page is for people with another role. If you should have it, ask your unit's manager.")
		}
		return nil
	}}
}

// Scope lets persons in whose token has every one of the scopes, and browser sessions.
func Scope(scopes ...string) Access {
	needs := strings.Join(scopes, " ")
	return Access{decided: true, name: "scope: " + needs, needs: needs, allow: func(a authz.Actor) (err error) {
		for _, scope := range scopes {
			if _, err = a.RequirePerson(scope); err != nil {
				return err
			}
		}
		return err
	}}
}

// AnyToken lets persons in, whatever the scopes of their token.
var AnyToken = Access{decided: true, name: "any token", allow: func(a authz.Actor) error {
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "Sign in to go on.")
	}
	return nil
}}

// PublicScope lets everybody in. Who comes with a token that does not have the scope is a stranger there: what is public
// needs none, and what is the owner's own stays hidden.
func PublicScope(scope string) Access {
	return Access{decided: true, name: "public, token with scope: " + scope, allow: Public.allow, scope: scope, needs: scope}
}

// ErrNotFresh is the Forbidden error of a route that asks for a fresh proof of who somebody is.
var ErrNotFresh = errs.New(errs.Forbidden, "Confirm first that it is you: this needs a proof from the last 15 minutes.")

// Fresh lets in whom a lets in, and of those with a browser session only who proved within authz.FreshFor who
// they are: for what a borrowed browser must not be good for. A token is not asked, since its scopes were
// given to it for that.
func Fresh(a Access) Access {
	inner := a.allow
	a.name += ", proved lately"
	a.allow = func(actor authz.Actor) error {
		if err := inner(actor); err != nil {
			return err
		}
		if actor.SignedIn() && !actor.Token && !actor.Fresh {
			return ErrNotFresh
		}
		return nil
	}
	return a
}

// Route is one entry of an area's route table.
type Route struct {
	// Name is stable and unique: "offer.show". Measures and the permission matrix use it.
	Name string
	// Pattern is a ServeMux pattern with its method: "GET /offers/{key}".
	Pattern string
	Access  Access
	Handler Handler
	// MaxBody bounds the request's body in bytes; 0 means 1 MiB.
	MaxBody int64
	// API marks routes whose errors are problem documents instead of pages.
	API bool
	// Fail answers with an error as the standard has it that the route speaks; nil where problem documents or pages do. It is logged before.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
	// Bare routes are for machines and files: they are served without looking for a session, a token
	// or preferences, so everybody there is a stranger.
	Bare bool
	// Entry names the way in that the page is, for the steps of a visit: "home", "search", "offer". Empty pages are not counted.
	Entry string
}

// Mux holds the routes of all areas. Of tables (patterns that end in .csv or .xlsx) a person gets one at a time.
type Mux struct {
	mux    *http.ServeMux
	bare   *http.ServeMux // the bare routes once more
	routes []Route
	names  map[string]bool
	// turns are those of people, visitors those of everybody else: neither keeps the other waiting.
	turns, visitors turns
	fail            func(w http.ResponseWriter, r *http.Request, route *Route, err error)
}

// NewMux returns a Mux without routes. fail renders an error that a handler returned.
func NewMux(fail func(w http.ResponseWriter, r *http.Request, route *Route, err error)) *Mux {
	return &Mux{mux: http.NewServeMux(), bare: http.NewServeMux(), names: map[string]bool{}, fail: fail}
}

// Add registers routes. It panics on one without name, handler or access decision, because
// such a program must not start.
func (m *Mux) Add(routes ...Route) {
	for _, rt := range routes {
		if rt.Name == "" || m.names[rt.Name] {
			panic("web: route " + rt.Pattern + " has no name of its own: " + rt.Name)
		}
		if !rt.Access.decided {
			panic("web: route " + rt.Name + " does not state who may come in")
		}
		if rt.Handler == nil || !strings.Contains(rt.Pattern, " ") {
			panic("web: route " + rt.Name + " needs a handler and a method")
		}
		m.names[rt.Name] = true
		m.routes = append(m.routes, rt)
		route := rt
		serve := func(w http.ResponseWriter, r *http.Request) { m.serve(w, r, &route) }
		m.mux.HandleFunc(rt.Pattern, serve)
		if rt.Bare {
			m.bare.HandleFunc(rt.Pattern, serve)
		}
	}
}

// serveBare answers a request for a bare route and reports whether it was one.
func (m *Mux) serveBare(w http.ResponseWriter, r *http.Request) bool {
	_, pattern := m.bare.Handler(r)
	if pattern != "" {
		m.bare.ServeHTTP(w, r)
	}
	return pattern != ""
}

// Routes returns all routes in the order in which they were added.
func (m *Mux) Routes() []Route { return m.routes }

func (m *Mux) serve(w http.ResponseWriter, r *http.Request, rt *Route) {
	limit := rt.MaxBody
	if limit == 0 {
		limit = 1 << 20
	}
	if r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
	}
	if info := requestInfo(r.Context()); info != nil {
		info.route = rt
	}
	if rt.secret() {
		w.Header().Set("Cache-Control", "no-store")
	}
	if scope := rt.Access.scope; scope != "" && !authz.From(r.Context()).HasScope(scope) {
		r = r.WithContext(authz.With(r.Context(), authz.Actor{}))
	}
	if err := rt.Access.allow(authz.From(r.Context())); err != nil {
		m.Fail(w, r, rt, err)
		return
	}
	if rt.long() {
		of, who := &m.turns, string(authz.From(r.Context()).PersonID)
		if who == "" {
			of, who = &m.visitors, Place(r)
		} else {
			w = &unhurried{ResponseWriter: w}
		}
		end, err := of.take(who)
		if err != nil {
			m.Fail(w, r, rt, err)
			return
		}
		defer end()
	}
	keepText(r, rt)
	// net/http removes the files of a form only of the request that it made itself, and r is a copy of that.
	defer func() {
		if r.MultipartForm != nil {
			r.MultipartForm.RemoveAll()
		}
	}()
	if err := rt.Handler(w, r); err != nil {
		m.Fail(w, r, rt, err)
	}
}

// Fail answers with an error. When whoever asked has left, there is nobody to tell, and no fault of
// ours. When a part of the answer was sent already, the connection is cut off: half an answer must
// not look like a whole one.
func (m *Mux) Fail(w http.ResponseWriter, r *http.Request, rt *Route, err error) {
	if i := requestInfo(r.Context()); i != nil {
		left := errors.Is(r.Context().Err(), context.Canceled)
		switch {
		case i.status == 0 && left:
			i.status = statusLeft
			return
		case i.status != 0:
			if !left {
				i.err = err
			}
			panic(http.ErrAbortHandler)
		}
	}
	if err = known(err); rt.Fail == nil {
		m.fail(w, r, rt, err)
		return
	}
	if i := requestInfo(r.Context()); i != nil {
		i.err = err
	}
	rt.Fail(w, r, err)
}

// statusLeft stands in the metrics for requests whose sender left before the answer.
const statusLeft = 499

// secret reports whether the address itself opens something: a link from a letter, a shared
// transcript, a certificate's code. What stands there is not kept by browsers.
func (rt *Route) secret() bool {
	return strings.Contains(rt.Pattern, "{token}") || strings.Contains(rt.Pattern, "{code}")
}

// isAPI reports whether a path belongs to programs: to those of ours, or to those of 1EdTech.
func isAPI(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/ims/")
}

// ServeHTTP implements http.Handler. Paths that no route knows are a NotFound error; one with a
// slash too many at its end leads to the page without it.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, pattern := m.mux.Handler(r)
	if pattern != "" {
		m.mux.ServeHTTP(w, r)
		return
	}
	probe := &probeWriter{header: http.Header{}}
	h.ServeHTTP(probe, r)
	rt := &Route{Name: "none", API: isAPI(r.URL.Path)}
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		m.Fail(w, r, rt, errMethod)
		return
	}
	if to, ok := m.withoutSlash(r); ok {
		http.Redirect(w, r, to, http.StatusPermanentRedirect)
		return
	}
	m.Fail(w, r, rt, errs.New(errs.NotFound, "There is no page at this address."))
}

// withoutSlash returns the address without the slashes at its end, when there is a page at it.
func (m *Mux) withoutSlash(r *http.Request) (string, bool) {
	short := strings.TrimRight(r.URL.Path, "/")
	if short == r.URL.Path || short == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return "", false
	}
	u := *r.URL
	u.Path, u.RawPath = short, ""
	probe := r.Clone(r.Context())
	probe.URL = &u
	if _, pattern := m.mux.Handler(probe); pattern == "" {
		return "", false
	}
	return (&url.URL{Path: short, RawQuery: u.RawQuery}).String(), true
}

// errMethod is the one failure that has a status of its own beside the kinds.
var errMethod = errs.New(errs.Invalid, "This address does not take that method.")

type probeWriter struct {
	header http.Header
	status int
}

func (p *probeWriter) Header() http.Header         { return p.header }
func (p *probeWriter) Write(b []byte) (int, error) { return len(b), nil }
func (p *probeWriter) WriteHeader(s int)           { p.status = s }

type infoKey struct{}

// info is what the middleware learns about a request while it is served.
type info struct {
	id     string
	route  *Route
	status int
	// remote is the address of whoever asks, agent what their program calls itself.
	remote, agent string
	// err is a failure that is still to be logged: of an operation, or after a part of the answer was sent.
	err error
	// session is the hash of the session that came with the request, "" when it came without one.
	session string
}

func requestInfo(ctx context.Context) *info {
	i, _ := ctx.Value(infoKey{}).(*info)
	return i
}

// RequestID returns the reference under which the request is logged.
func RequestID(ctx context.Context) string {
	if i := requestInfo(ctx); i != nil {
		return i.id
	}
	return ""
}

// RouteOf returns the route that serves the request, or nil before it is known.
func RouteOf(ctx context.Context) *Route {
	if i := requestInfo(ctx); i != nil {
		return i.route
	}
	return nil
}
