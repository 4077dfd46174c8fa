// Package webtest sends requests to the operations of an area as a program with a token would, for tests.
package webtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/web"
)

// Program asks one server as one actor.
type Program struct {
	t     testing.TB
	mux   *web.Mux
	actor authz.Actor
}

// New returns a program without a token, before the operations that register adds.
func New(t testing.TB, d *db.DB, c clock.Clock, register func(*web.API)) Program {
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		if web.Status(err) >= 500 {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		web.WriteProblem(w, r, err)
	})
	register(web.NewAPI(mux, d, c, "test"))
	return Program{t: t, mux: mux}
}

// As is the program with a token of the actor's that has the scopes.
func (p Program) As(a authz.Actor, scopes ...string) Program {
	a.Token, a.Scopes, a.Via = true, scopes, "api"
	p.actor = a
	return p
}

// Answer is what came back.
type Answer struct {
	*httptest.ResponseRecorder
	t testing.TB
}

// Send sends a request with a body as it is, and headers by twos.
func (p Program) Send(method, path, contentType, body string, header ...string) Answer {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.mux.ServeHTTP(w, r.WithContext(authz.With(r.Context(), p.actor)))
	return Answer{w, p.t}
}

// Ask sends JSON, nil for none, and fails the test unless the answer has the status; an error must be a problem document.
func (p Program) Ask(status int, method, path string, body any, header ...string) Answer {
	p.t.Helper()
	sent, contentType := "", ""
	if body != nil {
		var b bytes.Buffer
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			p.t.Fatal(err)
		}
		sent, contentType = b.String(), "application/json"
	}
	a := p.Send(method, path, contentType, sent, header...)
	if a.Code != status {
		p.t.Fatalf("%s %s: status %d, want %d\n%.2000s", method, path, a.Code, status, a.Body)
	}
	if status >= 400 && a.Header().Get("Content-Type") != "application/problem+json" {
		p.t.Errorf("%s %s: a %d that is no problem document: %s", method, path, status, a.Header().Get("Content-Type"))
	}
	return a
}

// Into reads the answer's JSON.
func (a Answer) Into(into any) {
	a.t.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), into); err != nil {
		a.t.Fatalf("%v: %.500s", err, a.Body)
	}
}

// Fields are the names of what is wrong, of a problem document.
func (a Answer) Fields() []string {
	var p web.Problem
	a.Into(&p)
	var out []string
	for _, f := range p.Errors {
		out = append(out, f.Field)
	}
	return out
}
