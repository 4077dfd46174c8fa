package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

func TestSafeNextNeverLeadsElsewhere(t *testing.T) {
	for next, want := range map[string]string{
		"/offers/x?a=b":               "/offers/x?a=b",
		"//evil.example":              "/home",
		`/\evil.example`:              "/home",
		"https:evil.example":          "/home",
		"javascript:alert(1)":         "/home",
		"/x\r\nSet-Cookie:x=1":        "/home",
		"https://evil.example/x":      "/home",
		"":                            "/home",
		"/%2F/evil.example":           "/%2F/evil.example",
		"/ok#part":                    "/ok#part",
		"/\tevil":                     "/home",
		"http://commons@evil.example": "/home",
	} {
		if got := web.SafeNext(next, "/home"); got != want {
			t.Errorf("SafeNext(%q) = %q, want %q", next, got, want)
		}
	}
}

func TestCleanKeepsWhatIsSaid(t *testing.T) {
	for in, want := range map[string]string{
		" Ada\r\nExample ":    "Ada\nExample",
		"a\x00b\u202Ec":       "abc",
		"\xff\xfe ok":         "ok",
		"Zoë 日本 🙂\tx":         "Zoë 日本 🙂\tx",
		"\ufeffbom":           "bom",
		"line\rother":         "line\nother",
		"nul\x07bell\x1besc]": "nulbellesc]",
	} {
		if got := web.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestARouteWithoutADecisionDoesNotStart(t *testing.T) {
	ok := func(http.ResponseWriter, *http.Request) error { return nil }
	for name, rt := range map[string]web.Route{
		"no access":  {Name: "a", Pattern: "GET /a", Handler: ok},
		"no name":    {Pattern: "GET /a", Access: web.Public, Handler: ok},
		"no handler": {Name: "a", Pattern: "GET /a", Access: web.Public},
		"no method":  {Name: "a", Pattern: "/a", Access: web.Public, Handler: ok},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: it was taken", name)
				}
			}()
			web.NewMux(nil).Add(rt)
		}()
	}
}

// site is a small program with one person, "p", whose token is "secret".
type site struct {
	handler  http.Handler
	sessions *web.Sessions
	did      int
	refuse   errs.Kind
	log      bytes.Buffer
}

func newSite(t *testing.T, d *db.DB, c clock.Clock) *site {
	s := &site{sessions: web.NewSessions(d, c, false)}
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		web.Log(log, r, err)
		web.WriteProblem(w, r, err)
	})
	mux.Add(
		web.Route{Name: "open", Pattern: "GET /open", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return web.JSON(w, 200, authz.From(r.Context()).PersonID)
		}},
		web.Route{Name: "in", Pattern: "POST /in", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return s.sessions.SignIn(r.Context(), "p", web.How{Way: web.ByPassword})
		}},
		web.Route{Name: "out", Pattern: "POST /out", Access: web.SignedIn, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return s.sessions.SignOut(r.Context())
		}},
		web.Route{Name: "half", Pattern: "POST /half", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return s.sessions.Begin(r.Context(), web.Half{Person: "p", How: web.How{Way: web.ByLink, Second: true}, Next: "/there"})
		}},
		web.Route{Name: "confirm", Pattern: "POST /confirm", Access: web.SignedIn, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return s.sessions.Confirm(r.Context(), web.How{Way: web.ByPassword})
		}},
		web.Route{Name: "fresh", Pattern: "POST /fresh", Access: web.Fresh(web.SignedIn), Handler: func(http.ResponseWriter, *http.Request) error { return nil }},
		web.Route{Name: "sessions", Pattern: "GET /sessions", Access: web.SignedIn, Handler: func(w http.ResponseWriter, r *http.Request) error {
			all, err := s.sessions.List(r.Context(), []id.ID{"p"})
			if err != nil {
				return err
			}
			return web.JSON(w, 200, all)
		}},
		web.Route{Name: "end-others", Pattern: "POST /end-others", Access: web.SignedIn, Handler: func(w http.ResponseWriter, r *http.Request) error {
			_, err := s.sessions.EndOthers(r.Context(), authz.From(r.Context()), []id.ID{"p"})
			return err
		}},
		web.Route{Name: "do", Pattern: "POST /do", Access: web.SignedIn, Handler: func(w http.ResponseWriter, r *http.Request) error {
			if _, err := web.Form(r); err != nil {
				return err
			}
			s.did++
			return nil
		}},
		web.Route{Name: "boom", Pattern: "GET /boom", Access: web.Public, Handler: func(http.ResponseWriter, *http.Request) error { panic("here") }},
		web.Route{Name: "torn", Pattern: "GET /torn", Access: web.Public, Handler: func(w http.ResponseWriter, _ *http.Request) error {
			w.Write([]byte("half an answer"))
			panic("there")
		}},
		web.Route{Name: "link", Pattern: "GET /link/{token}", Access: web.Public, Handler: func(http.ResponseWriter, *http.Request) error { return errors.New("fault") }},
		web.Route{Name: "ping", Pattern: "GET /ping", Access: web.Public, Bare: true, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return web.JSON(w, 200, web.Bearer(r))
		}},
		web.Route{Name: "standard", Pattern: "GET /ims/{what}", Access: web.Public, Bare: true, Handler: func(_ http.ResponseWriter, r *http.Request) error {
			if r.PathValue("what") == "panic" {
				panic("within")
			}
			return errors.New("a fault of ours")
		}, Fail: func(w http.ResponseWriter, _ *http.Request, err error) {
			web.JSON(w, web.Status(err), "as the standard has it")
		}},
		web.Route{Name: "staff", Pattern: "GET /staff", Access: web.Staff(authz.Admin), Handler: func(w http.ResponseWriter, r *http.Request) error { return nil }},
	)
	api := web.NewAPI(mux, d, c, "test")
	type in struct {
		Body struct {
			N int `json:"n" minimum:"1"`
		}
	}
	type out struct {
		Location string `header:"Location"`
		Body     struct {
			Did int `json:"did"`
		}
	}
	web.Operation(api, huma.Operation{OperationID: "count", Method: http.MethodPost, Path: "/api/count"}, web.Scope(authz.ScopeRecordWrite), func(_ context.Context, i *in) (*out, error) {
		if s.refuse != errs.Internal {
			return nil, errs.New(s.refuse, "Not now.")
		}
		switch i.Body.N {
		case 99:
			return nil, errs.New(errs.Conflict, "Not %d.", i.Body.N)
		case 98:
			e := errs.New(errs.Unavailable, "Not now.")
			e.RetryAfter = 3 * time.Second
			return nil, e
		case 13:
			if s.did%2 == 0 {
				s.did++
				panic("thirteen")
			}
		}
		s.did++
		o := &out{}
		o.Location = fmt.Sprintf("/did/%d", s.did)
		o.Body.Did = s.did
		return o, nil
	})
	stack := &web.Stack{Mux: mux, Sessions: s.sessions, Log: log, Prepare: func(r *http.Request) *http.Request { return r },
		Authenticate: func(_ context.Context, person id.ID, bearer string) (authz.Actor, error) {
			switch {
			case bearer == "secret" || bearer == "secret-2":
				return authz.Actor{PersonID: "p", Token: true, Scopes: []string{authz.ScopeRecordWrite}}, nil
			case bearer == "narrow":
				return authz.Actor{PersonID: "p", Token: true, Scopes: []string{authz.ScopeRecordRead}}, nil
			case bearer != "":
				return authz.Actor{}, errs.New(errs.Unauthenticated, "Unknown token.")
			}
			return authz.Actor{PersonID: person}, nil
		}}
	s.handler = stack.Handler()
	return s
}

func (s *site) send(method, path, body string, headers map[string]string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

var (
	noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	here = map[string]string{"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
)

func TestSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, clock.NewFake(noon))
		if w := s.send("GET", "/open", "", nil); len(w.Result().Cookies()) != 0 {
			t.Error("a stranger got a cookie")
		}
		in := s.send("POST", "/in", "", here)
		cookies := in.Result().Cookies()
		if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode {
			t.Fatalf("cookies %v", cookies)
		}
		var stored string
		if err := d.QueryRow(t.Context(), "SELECT token_hash FROM web_sessions").Scan(&stored); err != nil || stored == cookies[0].Value {
			t.Errorf("the token itself is stored (%v)", err)
		}
		if w := s.send("GET", "/open", "", nil, cookies...); strings.TrimSpace(w.Body.String()) != `"p"` || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("signed in, got %s with Cache-Control %q", w.Body, w.Header().Get("Cache-Control"))
		}
		again := s.send("POST", "/in", "", here, cookies...).Result().Cookies()
		if again[0].Value == cookies[0].Value {
			t.Error("signing in kept a token that was known before")
		}
		if w := s.send("GET", "/open", "", nil, cookies...); strings.TrimSpace(w.Body.String()) != `""` {
			t.Error("the token known before still works")
		}
		s.send("POST", "/out", "", here, again...)
		if w := s.send("GET", "/open", "", nil, again...); strings.TrimSpace(w.Body.String()) != `""` {
			t.Error("the session lives on after signing out")
		}
	})
}

func TestSessionsThatNobodyUsesEnd(t *testing.T) {
	c := clock.NewFake(noon)
	s := newSite(t, dbtest.SQLite(t), c)
	cookies := s.send("POST", "/in", "", here).Result().Cookies()
	who := func() string { return strings.TrimSpace(s.send("GET", "/open", "", nil, cookies...).Body.String()) }
	for range 3 {
		c.Advance(web.SessionIdle - time.Hour)
		if got := who(); got != `"p"` {
			t.Fatalf("a session in use ended: %s", got)
		}
	}
	if w := s.send("GET", "/open", "", nil, cookies...); len(w.Result().Cookies()) != 0 {
		t.Error("the session is written at every request")
	}
	c.Advance(web.SessionIdle + time.Hour)
	if got := who(); got != `""` {
		t.Errorf("an idle session still is %s", got)
	}
	if got := who(); got != `""` {
		t.Errorf("it came back as %s", got)
	}
}

func TestSecureCookiesAndTransport(t *testing.T) {
	d := dbtest.SQLite(t)
	sessions := web.NewSessions(d, clock.NewFake(noon), true)
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) { web.WriteProblem(w, r, err) })
	mux.Add(web.Route{Name: "in", Pattern: "POST /in", Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
		return sessions.SignIn(r.Context(), "p", web.How{Way: web.ByPassword})
	}})
	stack := &web.Stack{Mux: mux, Sessions: sessions, Log: slog.New(slog.DiscardHandler), Secure: true, Prepare: func(r *http.Request) *http.Request { return r },
		Authenticate: func(_ context.Context, person id.ID, _ string) (authz.Actor, error) {
			return authz.Actor{PersonID: person}, nil
		}}
	r := httptest.NewRequest("POST", "/in", nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	stack.Handler().ServeHTTP(w, r)
	c := w.Result().Cookies()
	if len(c) != 1 || c[0].Name != "__Host-commons" || !c[0].Secure || c[0].Path != "/" || c[0].Domain != "" || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("cookies %v, transport %q", c, w.Header().Get("Strict-Transport-Security"))
	}
}

func TestUnsafeRequestsMustComeFromHere(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), clock.NewFake(noon))
	cookies := s.send("POST", "/in", "", here).Result().Cookies()
	for name, c := range map[string]struct {
		headers map[string]string
		want    int
	}{
		"same origin":          {map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		"cross site":           {map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		"same site, other one": {map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		"origin of here":       {map[string]string{"Origin": "http://example.com"}, 200},
		"origin of elsewhere":  {map[string]string{"Origin": "https://evil.example"}, 403},
		"origin null":          {map[string]string{"Origin": "null"}, 403},
		"neither":              {nil, 403},
	} {
		before := s.did
		w := s.send("POST", "/do", "", c.headers, cookies...)
		if w.Code != c.want || (s.did != before) != (c.want == 200) {
			t.Errorf("%s: %d, done %d times", name, w.Code, s.did-before)
		}
	}
}

func TestATokenStandsAlone(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), clock.NewFake(noon))
	cookies := s.send("POST", "/in", "", here).Result().Cookies()
	bearer := func(token string) map[string]string {
		return map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json"}
	}
	for name, c := range map[string]struct {
		token string
		want  int
	}{"right scope": {"secret", 200}, "other scope": {"narrow", 403}, "unknown": {"x", 401}} {
		if w := s.send("POST", "/api/count", `{"n":1}`, bearer(c.token), cookies...); w.Code != c.want {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	for header, want := range map[string]string{"bearer secret": `"p"`, "BEARER  secret": `"p"`, "Basic c2VjcmV0": `""`, "secret": `""`} {
		if w := s.send("GET", "/open", "", map[string]string{"Authorization": header}); strings.TrimSpace(w.Body.String()) != want {
			t.Errorf("Authorization: %s is %s, want %s", header, w.Body, want)
		}
	}
	if w := s.send("GET", "/ping", "", bearer("x"), cookies...); w.Code != 200 || strings.TrimSpace(w.Body.String()) != `"x"` || w.Header().Get("Vary") != "" {
		t.Errorf("a bare route looks at who asks: %d %s", w.Code, w.Body)
	}
	if w := s.send("POST", "/do", "", bearer("secret"), cookies...); w.Code != 403 {
		t.Errorf("a token does what is for browsers: %d", w.Code)
	}
}

func TestFailuresAreProblems(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), clock.NewFake(noon))
	h := map[string]string{"Authorization": "Bearer secret", "Content-Type": "application/json"}
	for name, c := range map[string]struct {
		method, path, body string
		want               int
	}{
		"conflict":        {"POST", "/api/count", `{"n":99}`, 409},
		"below minimum":   {"POST", "/api/count", `{"n":0}`, 422},
		"mass assignment": {"POST", "/api/count", `{"n":1,"role":"admin"}`, 422},
		"not JSON":        {"POST", "/api/count", `{"n":`, 400},
		"too large":       {"POST", "/api/count", `{"n":1,"x":"` + strings.Repeat("x", 2<<20) + `"}`, 413},
		"no such page":    {"GET", "/api/nothing", "", 404},
		"wrong method":    {"DELETE", "/api/count", "", 405},
		"no body":         {"POST", "/api/count", "", 400},
		"no such version": {"GET", "/api", "", 404},
	} {
		w := s.send(c.method, c.path, c.body, h)
		var p web.Problem
		err := json.Unmarshal(w.Body.Bytes(), &p)
		if w.Code != c.want || w.Header().Get("Content-Type") != "application/problem+json" || err != nil || p.Status != c.want || p.Reference == "" || !strings.HasSuffix(p.Detail, ".") {
			t.Errorf("%s: %d %s %s", name, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
	if w := s.send("POST", "/api/count", `{"n":0}`, h); !strings.Contains(w.Body.String(), `"field":"n"`) {
		t.Errorf("the field is not named as it was sent: %s", w.Body)
	}
	if w := s.send("POST", "/api/count", `n=1`, map[string]string{"Authorization": "Bearer secret", "Content-Type": "application/x-www-form-urlencoded"}); w.Code != 415 || !strings.Contains(w.Body.String(), "Send JSON") {
		t.Errorf("a form: %d %s", w.Code, w.Body)
	}
	if w := s.send("POST", "/api/count", `{"n":98}`, h); w.Code != 503 || w.Header().Get("Retry-After") != "3" || !strings.Contains(s.log.String(), "Not now.") {
		t.Errorf("unavailable: %d, Retry-After %q, log %s", w.Code, w.Header().Get("Retry-After"), s.log.String())
	}
	if w := s.send("GET", "/boom", "", nil); w.Code != 500 || strings.Contains(w.Body.String(), "here") {
		t.Errorf("a panic: %d %s", w.Code, w.Body)
	}
	w := s.send("GET", "/open", "", nil)
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
}

func TestAStandardHasFailuresOfItsOwn(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), clock.NewFake(noon))
	for what, logged := range map[string]string{"fault": "a fault of ours", "panic": "within"} {
		w := s.send("GET", "/ims/"+what, "", nil)
		if w.Code != 500 || strings.TrimSpace(w.Body.String()) != `"as the standard has it"` || !strings.Contains(s.log.String(), logged) {
			t.Errorf("%s: %d %s, log %s", what, w.Code, w.Body, s.log.String())
		}
	}
	if w := s.send("PUT", "/ims/fault", "", nil); w.Code != 405 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("another method: %d %v", w.Code, w.Header())
	}
}

func TestHalfAnAnswerIsCutOff(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), clock.NewFake(noon))
	server := httptest.NewServer(s.handler)
	defer server.Close()
	resp, err := http.Get(server.URL + "/torn")
	if err == nil {
		_, err = io.ReadAll(resp.Body)
		resp.Body.Close()
	}
	if err == nil {
		t.Error("the answer looks whole")
	}
}

func TestSecretAddressesAreNotKept(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), clock.NewFake(noon))
	w := s.send("GET", "/link/very-secret", "", nil)
	if w.Code != 500 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d, Cache-Control %q", w.Code, w.Header().Get("Cache-Control"))
	}
	if log := s.log.String(); strings.Contains(log, "very-secret") || !strings.Contains(log, "/link/{token}") {
		t.Errorf("the log says %s", log)
	}
}

func TestASlashTooMany(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), clock.NewFake(noon))
	for path, want := range map[string]string{"/open/": "/open", "/open/?a=b": "/open?a=b", "/nothing/": "", "/evil.example//": "", "/do/": ""} {
		w := s.send("GET", path, "", nil)
		if got := w.Header().Get("Location"); got != want || (want != "") != (w.Code == 308) {
			t.Errorf("%s: %d to %q, want %q", path, w.Code, got, want)
		}
	}
}

func TestIdempotencyKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(noon)
		s := newSite(t, d, c)
		post := func(key, body string) *httptest.ResponseRecorder {
			return s.send("POST", "/api/count", body, map[string]string{"Authorization": "Bearer secret", "Content-Type": "application/json", "Idempotency-Key": key})
		}
		first, second := post("a", `{"n":1}`), post("a", `{"n":1}`)
		if first.Code != 200 || second.Body.String() != first.Body.String() || second.Header().Get("Idempotency-Replayed") != "true" || s.did != 1 {
			t.Errorf("repeated: %d %s, then %d %s; done %d times", first.Code, first.Body, second.Code, second.Body, s.did)
		}
		if where := second.Header().Get("Location"); where != "/did/1" || where != first.Header().Get("Location") || second.Header().Get("X-Content-Type-Options") == "" {
			t.Errorf("repeated, it is found at %q, first at %q", where, first.Header().Get("Location"))
		}
		if w := post("a", `{"n":2}`); w.Code != 422 {
			t.Errorf("same key, other body: %d", w.Code)
		}
		if w := post(strings.Repeat("k", 256), `{"n":1}`); w.Code != 422 {
			t.Errorf("long key: %d", w.Code)
		}
		if w := post("c", `{"n":99}`); w.Code != 409 {
			t.Errorf("conflict: %d", w.Code)
		}
		for _, kind := range []errs.Kind{errs.Unauthenticated, errs.Forbidden, errs.NotFound, errs.Conflict, errs.Gone, errs.Invalid, errs.TooMany, errs.Unavailable} {
			s.refuse, s.did = kind, 0 // a refusal of now is none for a week
			if w := post(kind.String(), `{"n":1}`); w.Code != web.Status(errs.New(kind, "")) {
				t.Errorf("refused as %s: %d", kind, w.Code)
			}
			s.refuse = errs.Internal
			if w := post(kind.String(), `{"n":1}`); w.Code != 200 || s.did != 1 {
				t.Errorf("after a refusal as %s: %d, done %d times", kind, w.Code, s.did)
			}
		}
		// What panicked may be tried again at once.
		s.did = 100
		if w := post("p", `{"n":13}`); w.Code != 500 {
			t.Errorf("a panic: %d", w.Code)
		}
		if w := post("p", `{"n":13}`); w.Code != 200 {
			t.Errorf("after a panic: %d %s", w.Code, w.Body)
		}
		// Another token of the same person is not told what the first was told, and does nothing.
		did := s.did
		if w := s.send("POST", "/api/count", `{"n":1}`, map[string]string{"Authorization": "Bearer secret-2", "Content-Type": "application/json", "Idempotency-Key": "a"}); w.Code != 422 || s.did != did {
			t.Errorf("with another token: %d %s", w.Code, w.Body)
		}
		// What rests in the database tells neither the key nor the answer.
		if w := post("a-key-of-its-own", `{"n":1}`); w.Code != 200 {
			t.Fatal(w.Body)
		}
		rows, err := d.Query(t.Context(), `SELECT principal || route || key_hash || request_hash, answer FROM idempotency_keys`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var known, answer string
			if err := rows.Scan(&known, &answer); err != nil {
				t.Fatal(err)
			}
			sealed, err := base64.StdEncoding.DecodeString(answer)
			if rests := known + answer + string(sealed); err != nil || len(sealed) < 50 || strings.Contains(rests, "did") || strings.Contains(rests, "a-key-of-its-own") {
				t.Errorf("kept readable: %q %v", rests, err)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		// A server that died in the middle leaves the key under way.
		err = d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE idempotency_keys SET answer = ''`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if w := post("a", `{"n":1}`); w.Code != 409 {
			t.Errorf("under way: %d", w.Code)
		}
		c.Advance(2 * time.Minute)
		if w := post("a", `{"n":1}`); w.Code != 200 {
			t.Errorf("taken up again: %d", w.Code)
		}
	})
}

func TestLimiter(t *testing.T) {
	c := clock.NewFake(noon)
	l := web.NewLimiter(c, 3, time.Minute)
	for i := range 5 {
		if err := l.Take("a"); (err != nil) != (i >= 3) {
			t.Errorf("attempt %d: %v", i, err)
		}
	}
	if err := l.Take("b"); err != nil {
		t.Errorf("another key: %v", err)
	}
	if err := l.Check("a"); !errs.Is(err, errs.TooMany) {
		t.Errorf("looked at: %v", err)
	}
	c.Advance(time.Minute)
	for range 3 {
		if err := l.Check("a"); err != nil {
			t.Errorf("looking counts: %v", err)
		}
	}
	if err := l.Take("a"); err != nil {
		t.Errorf("after a minute: %v", err)
	}
}

func TestAttachmentNamesAreHarmless(t *testing.T) {
	for _, name := range []string{"../../etc/x.pdf", "a\r\nX: y.pdf", `q".pdf`, "gpj\u202efdp.pdf", strings.Repeat("n", 400) + ".pdf", "Zoë.pdf"} {
		w := httptest.NewRecorder()
		web.Attachment(w, name, "application/pdf")
		got := w.Header().Get("Content-Disposition")
		if strings.ContainsAny(got, "\r\n/\\") || len(got) > 450 || !strings.HasPrefix(got, "attachment") {
			t.Errorf("%q becomes %q", name, got)
		}
	}
}

func TestFormBodiesAreRead(t *testing.T) {
	r := httptest.NewRequest("POST", "/x?a=query", strings.NewReader(url.Values{"a": {" body\x00 "}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := web.Form(r)
	if err != nil || f.Get("a") != "body" || len(f["a"]) != 1 {
		t.Errorf("got %v, %v", f, err)
	}
	r = httptest.NewRequest("POST", "/x", strings.NewReader("%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, err := web.Form(r); !errs.Is(err, errs.Invalid) {
		t.Errorf("broken form: %v", err)
	}
}
