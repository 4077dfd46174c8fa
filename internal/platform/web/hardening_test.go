package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// bench is a stack around the routes that a test brings along.
func bench(log io.Writer, sessions *web.Sessions, routes ...web.Route) *web.Stack {
	l := slog.New(slog.NewTextHandler(log, nil))
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		web.Log(l, r, err)
		web.WriteProblem(w, r, err)
	})
	mux.Add(routes...)
	return &web.Stack{Mux: mux, Sessions: sessions, Log: l, Prepare: func(r *http.Request) *http.Request { return r },
		Authenticate: func(_ context.Context, person id.ID, bearer string) (authz.Actor, error) {
			if bearer == "gone" {
				return authz.Actor{}, fmt.Errorf("people: token: %w", context.Canceled)
			}
			return authz.Actor{PersonID: person}, nil
		}}
}

// signedIn returns the cookie of a new session.
func signedIn(t *testing.T, h http.Handler) *http.Cookie {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/in", nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	h.ServeHTTP(w, r)
	cookies := w.Result().Cookies()
	if w.Code != 200 || len(cookies) != 1 {
		t.Fatalf("sign in: %d, cookies %v", w.Code, cookies)
	}
	return cookies[0]
}

func sessionRoutes(s *web.Sessions) []web.Route {
	return []web.Route{
		{Name: "in", Pattern: "POST /in", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return s.SignIn(r.Context(), "p", web.How{Way: web.ByPassword})
		}},
		{Name: "who", Pattern: "GET /who", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			s.Flash(r.Context(), "kept")
			return web.JSON(w, 200, authz.From(r.Context()).PersonID)
		}},
	}
}

func TestAnEndedSessionStaysEnded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := web.NewSessions(d, clock.NewFake(noon), false)
		var h http.Handler
		slow := web.Route{Name: "slow", Pattern: "GET /slow", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			s.Flash(r.Context(), "Saved.")
			return d.InTx(r.Context(), func(ctx context.Context, tx *db.Tx) error { return web.EndAll(ctx, tx, "p") }) // somebody else, meanwhile
		}}
		h = bench(io.Discard, s, append(sessionRoutes(s), slow)...).Handler()
		cookie := signedIn(t, h)
		r := httptest.NewRequest("GET", "/slow", nil)
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		var n int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM web_sessions`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d sessions after all were ended (%v)", n, err)
		}
		signedIn(t, h) // a new one can be made
	})
}

func TestReadingGoesOnWhenNothingCanBeWritten(t *testing.T) {
	d, c := dbtest.SQLite(t), clock.NewFake(noon)
	s := web.NewSessions(d, c, false)
	var log bytes.Buffer
	h := bench(&log, s, sessionRoutes(s)...).Handler()
	cookie := signedIn(t, h)
	c.Advance(time.Hour)
	if _, err := d.Writer().Exec("PRAGMA query_only = ON"); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/who", nil)
	r.AddCookie(cookie)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 200 || strings.TrimSpace(w.Body.String()) != `"p"` {
		t.Errorf("a page: %d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "a session could not be kept") {
		t.Errorf("the log says nothing: %s", log.String())
	}
	w = httptest.NewRecorder()
	r = httptest.NewRequest("POST", "/in", nil)
	h.ServeHTTP(w, r)
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || len(w.Result().Cookies()) != 0 {
		t.Errorf("signing in: %d, cookies %v", w.Code, w.Result().Cookies())
	}
}

func TestAnAnswerThatFailsMidwayIsCutOff(t *testing.T) {
	var log bytes.Buffer
	s := web.NewSessions(dbtest.SQLite(t), clock.NewFake(noon), false)
	server := httptest.NewServer(bench(&log, s, web.Route{Name: "export", Pattern: "GET /export", Access: web.Public, Handler: func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/csv")
		w.Write([]byte("name,minutes\n"))
		return errors.New("the disk is gone")
	}}).Handler())
	defer server.Close()
	resp, err := http.Get(server.URL + "/export")
	var body []byte
	if err == nil {
		body, err = io.ReadAll(resp.Body)
		resp.Body.Close()
	}
	if err == nil {
		t.Errorf("the answer looks whole: %s", body)
	}
	server.Close() // and with it whoever writes the log
	if !strings.Contains(log.String(), "the disk is gone") {
		t.Errorf("the log does not say why: %s", log.String())
	}
}

func TestFilesOfAFormAreRemoved(t *testing.T) {
	var kept string
	s := web.NewSessions(dbtest.SQLite(t), clock.NewFake(noon), false)
	h := bench(io.Discard, s, web.Route{Name: "up", Pattern: "POST /up", Access: web.Public, MaxBody: 4 << 20, Handler: func(w http.ResponseWriter, r *http.Request) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		f, err := r.MultipartForm.File["f"][0].Open()
		if err != nil {
			return err
		}
		defer f.Close()
		kept = f.(*os.File).Name()
		return nil
	}}).Handler()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("f", "f.csv")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(bytes.Repeat([]byte("x"), 3<<20))
	m.Close()
	r := httptest.NewRequest("POST", "/up", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 200 || kept == "" {
		t.Fatalf("%d, file %q", w.Code, kept)
	}
	if _, err := os.Stat(kept); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there (%v)", kept, err)
	}
}

func TestADatabaseThatIsDownIsUnavailable(t *testing.T) {
	d := dbtest.Postgres(t)
	s := web.NewSessions(d, clock.NewFake(noon), false)
	down := web.Route{Name: "down", Pattern: "GET /down", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
		var b bool
		return d.QueryRow(r.Context(), `SELECT pg_terminate_backend(pg_backend_pid())`).Scan(&b)
	}}
	refused := web.Route{Name: "refused", Pattern: "GET /refused", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
		return fmt.Errorf("store: %w", &net.OpError{Op: "read", Err: errors.New("connection reset by peer")})
	}}
	h := bench(io.Discard, s, down, refused).Handler()
	for _, path := range []string{"/down", "/refused"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d, Retry-After %q", path, w.Code, w.Header().Get("Retry-After"))
		}
	}
}

func TestWhatIsNoTextBreaksNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := web.NewSessions(d, clock.NewFake(noon), false)
		look := func(w http.ResponseWriter, r *http.Request, said string) error {
			var n int
			if err := d.QueryRow(r.Context(), `SELECT COUNT(*) FROM outbox WHERE kind = $1`, said).Scan(&n); err != nil {
				return err
			}
			return web.JSON(w, 200, said)
		}
		h := bench(io.Discard, s,
			web.Route{Name: "path", Pattern: "GET /path/{x}", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error { return look(w, r, r.PathValue("x")) }},
			web.Route{Name: "query", Pattern: "GET /query", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error { return look(w, r, r.URL.Query().Get("q")) }},
			web.Route{Name: "head", Pattern: "GET /head", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error { return look(w, r, r.Header.Get("X-Said")) }},
		).Handler()
		for path, want := range map[string]int{
			"/path/a%00b": 200, "/path/a%FFb": 200, "/path/caf%C3%A9": 200,
			"/query?q=a%00b": 200, "/query?q=caf%E9": 200, "/query?q=100%25&other=%zz": 200,
		} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if w.Code != want {
				t.Errorf("%s: %d %s, want %d", path, w.Code, w.Body, want)
			}
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/head", nil)
		r.Header.Set("X-Said", "caf\xe9")
		h.ServeHTTP(w, r)
		if want := map[db.Dialect]int{db.SQLite: 200, db.Postgres: 422}[d.Dialect()]; w.Code != want {
			t.Errorf("a header: %d %s, want %d", w.Code, w.Body, want)
		}
	})
}

func TestWhoeverLeftIsNoFailure(t *testing.T) {
	var log bytes.Buffer
	s := web.NewSessions(dbtest.SQLite(t), clock.NewFake(noon), false)
	stack := bench(&log, s, sessionRoutes(s)...)
	told := 0
	stack.Done = func(_ *http.Request, _ *web.Route, status int, _ time.Duration) { told = status }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", "/who", nil)
	r.Header.Set("Authorization", "Bearer gone")
	stack.Handler().ServeHTTP(httptest.NewRecorder(), r)
	if told != 499 || log.Len() > 0 {
		t.Errorf("status %d, log %q", told, log.String())
	}
}

func TestWhoAsksBehindAProxy(t *testing.T) {
	proxies, err := web.ParseProxies([]string{"10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	var ip, place string
	s := web.NewSessions(dbtest.SQLite(t), clock.NewFake(noon), false)
	ask := func(proxies []netip.Prefix, peer string, forwarded ...string) (string, string) {
		stack := bench(io.Discard, s, web.Route{Name: "who", Pattern: "GET /who", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			ip, place = web.RemoteIP(r), web.Place(r)
			return nil
		}})
		stack.Proxies = proxies
		r := httptest.NewRequest("GET", "/who", nil)
		r.RemoteAddr = peer
		for _, f := range forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		stack.Handler().ServeHTTP(httptest.NewRecorder(), r)
		return ip, place
	}
	for name, c := range map[string]struct {
		proxies   []netip.Prefix
		peer      string
		forwarded []string
		ip, place string
	}{
		"nobody is believed":      {nil, "10.1.1.1:5", []string{"192.0.2.7"}, "10.1.1.1", "10.1.1.1"},
		"a proxy of ours":         {proxies, "10.1.1.1:5", []string{"192.0.2.7"}, "192.0.2.7", "192.0.2.7"},
		"somebody else's header":  {proxies, "198.51.100.9:5", []string{"192.0.2.7"}, "198.51.100.9", "198.51.100.9"},
		"an invented beginning":   {proxies, "10.1.1.1:5", []string{"6.6.6.6, 192.0.2.7"}, "192.0.2.7", "192.0.2.7"},
		"two proxies, two lines":  {proxies, "[::1]:5", []string{"6.6.6.6, 192.0.2.7", "10.2.2.2"}, "192.0.2.7", "192.0.2.7"},
		"no header":               {proxies, "10.1.1.1:5", nil, "10.1.1.1", "10.1.1.1"},
		"a word":                  {proxies, "10.1.1.1:5", []string{"192.0.2.7, unknown"}, "10.1.1.1", "10.1.1.1"},
		"with a port":             {proxies, "10.1.1.1:5", []string{"192.0.2.7:1234"}, "192.0.2.7", "192.0.2.7"},
		"IPv6 is a network":       {proxies, "10.1.1.1:5", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		"IPv4 in IPv6 is IPv4":    {proxies, "[::ffff:10.1.1.1]:5", []string{"[2001:db8::1]:80"}, "2001:db8::1", "2001:db8::/64"},
		"IPv6 peer without proxy": {nil, "[2001:db8:1:2:3::9]:5", nil, "2001:db8:1:2:3::9", "2001:db8:1:2::/64"},
	} {
		if ip, place := ask(c.proxies, c.peer, c.forwarded...); ip != c.ip || place != c.place {
			t.Errorf("%s: %s from %s, want %s from %s", name, ip, place, c.ip, c.place)
		}
	}
	if _, err := web.ParseProxies([]string{"the proxy"}); err == nil {
		t.Error("a word was taken for a network")
	}
}

// What fails once whoever asked has left is no fault of ours: operators are not woken for it.
func TestAFailureAfterTheReaderLeftIsNoError(t *testing.T) {
	for level, left := range map[string]bool{"level=ERROR": false, "level=INFO": true} {
		var log bytes.Buffer
		ctx, leave := context.WithCancel(t.Context())
		if left {
			leave()
		}
		web.Log(slog.New(slog.NewTextHandler(&log, nil)), httptest.NewRequest(http.MethodGet, "/my", nil).WithContext(ctx), errors.New("driver: bad connection"))
		leave()
		if !strings.Contains(log.String(), level) || !strings.Contains(log.String(), "driver: bad connection") {
			t.Errorf("left %v: %s", left, log.String())
		}
	}
}
