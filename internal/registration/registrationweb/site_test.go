package registrationweb_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/registration/registrationtest"
	"learningcommons.dev/commons/internal/registration/registrationweb"
)

// site is the area's pages behind the whole stack, as one person sees them.
type site struct {
	*registrationtest.World
	t        testing.TB
	as       authz.Actor
	theme    string
	sessions *web.Sessions
	awards   *recognition.Service
	handler  http.Handler
	cookies  []*http.Cookie
}

// now gives the sessions real time, because the session manager itself looks at the machine's clock.
type now struct{}

// Now implements clock.Clock.
func (now) Now() time.Time { return time.Now() }

func newSite(t testing.TB, w *registrationtest.World, as authz.Actor) *site {
	s := &site{World: w, t: t, as: as, sessions: web.NewSessions(w.DB, now{}, false)}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		http.Error(w, err.Error(), web.Status(err))
	})
	awards := recognition.New(recognition.Deps{DB: w.DB, Clock: w.Clock, People: w.People, Catalogue: w.Service, Record: w.Record, Association: "Learning Commons", BaseURL: "https://commons.example"})
	s.awards = awards
	mux.Add(registrationweb.New(registrationweb.Deps{Registration: w.Registrations, Catalogue: w.Service, People: w.People, Recognition: awards, Sessions: s.sessions, Clock: w.Clock, BaseURL: "https://commons.example"}).Routes()...)
	static := ui.Static()
	mux.Add(web.Route{Name: "static", Pattern: "GET " + ui.StaticPath, Access: web.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
		static.ServeHTTP(w, r)
		return nil
	}})
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	s.handler = (&web.Stack{Mux: mux, Sessions: s.sessions, Log: log,
		Authenticate: func(context.Context, id.ID, string) (authz.Actor, error) { return s.as, nil },
		Prepare: func(r *http.Request) *http.Request {
			ctx := i18n.With(r.Context(), i18n.Locale{Lang: i18n.English, Zone: zone})
			a := authz.From(r.Context())
			return r.WithContext(ui.WithViewer(ctx, ui.Viewer{SignedIn: a.SignedIn(), Name: a.Name, Staff: a.Staff(), Theme: s.theme, Path: r.URL.RequestURI(), Association: "Learning Commons"}))
		}}).Handler()
	return s
}

func (s *site) send(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if c := w.Result().Cookies(); len(c) > 0 {
		s.cookies = c
	}
	return w
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	return s.send(httptest.NewRequest("GET", path, nil))
}

func (s *site) post(path string, pairs ...string) *httptest.ResponseRecorder {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(r)
}

// upload sends a file as a form does.
func (s *site) upload(path, name, content string) *httptest.ResponseRecorder {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		s.t.Fatal(err)
	}
	f.Write([]byte(content))
	m.Close()
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.send(r)
}

// want fails unless the answer has the status and holds the texts or, with a redirect, leads there.
func (s *site) want(w *httptest.ResponseRecorder, status int, texts ...string) string {
	s.t.Helper()
	got := w.Body.String()
	if _, main, ok := strings.Cut(got, "<main"); ok {
		got, _, _ = strings.Cut(main, "</main>")
	}
	if l := w.Header().Get("Location"); l != "" {
		got = l
	}
	if w.Code != status {
		s.t.Fatalf("status %d, want %d:\n%.2000s", w.Code, status, got)
	}
	for _, text := range texts {
		if !strings.Contains(got, text) {
			s.t.Fatalf("no %q in:\n%.6000s", text, got)
		}
	}
	return got
}

// queries counts what a page asks of the database.
func (s *site) queries(path string) int64 {
	s.t.Helper()
	ctx, n := db.WithCounter(context.Background())
	s.want(s.send(httptest.NewRequest("GET", path, nil).WithContext(ctx)), http.StatusOK)
	return n.Load()
}
