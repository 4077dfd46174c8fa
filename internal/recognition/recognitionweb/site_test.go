package recognitionweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/recognition/recognitionweb"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// site is the area's pages behind the whole stack, as whoever is in as sees them.
type site struct {
	*registrationtest.World
	t           testing.TB
	as          authz.Actor
	theme       string
	both        authz.Actor // a reviewer who is accreditation staff as well
	recognition *recognition.Service
	sessions    *web.Sessions
	mux         *web.Mux
	handler     http.Handler
	cookies     map[id.ID][]*http.Cookie
}

// now gives the sessions real time, because the session manager itself looks at the machine's clock.
type now struct{}

// Now implements clock.Clock.
func (now) Now() time.Time { return time.Now() }

func newSite(t testing.TB, d *db.DB) *site {
	w := registrationtest.New(t, d)
	s := &site{World: w, t: t, sessions: web.NewSessions(d, now{}, false), cookies: map[id.ID][]*http.Cookie{}}
	s.recognition = recognition.New(recognition.Deps{DB: d, Clock: w.Clock, People: w.People, Catalogue: w.Service, Record: w.Record, Registration: w.Registrations,
		Association: "Example Library Association", BaseURL: "https://commons.example"})
	s.recognition.Register(w.Queue)
	s.both = w.Actor(t, "Bea Lindqvist", authz.Binding{Role: authz.Reviewer}, authz.Binding{Role: authz.AccreditationStaff})
	s.mux = web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		web.RetryHeader(w, err)
		http.Error(w, err.Error(), web.Status(err))
	})
	s.mux.Add(recognitionweb.New(recognitionweb.Deps{Recognition: s.recognition, Catalogue: w.Service, People: w.People, Sessions: s.sessions, Clock: w.Clock, BaseURL: "https://commons.example"}).Routes()...)
	s.handler = (&web.Stack{Mux: s.mux, Sessions: s.sessions, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Authenticate: func(context.Context, id.ID, string) (authz.Actor, error) { return s.as, nil },
		Prepare: func(r *http.Request) *http.Request {
			ctx := i18n.With(r.Context(), i18n.Locale{Lang: i18n.English, Zone: time.UTC})
			a := authz.From(r.Context())
			return r.WithContext(ui.WithViewer(ctx, ui.Viewer{SignedIn: a.SignedIn(), Name: a.Name, Staff: a.Staff(), Theme: s.theme, Path: r.URL.RequestURI(), Association: "Example Library Association"}))
		}}).Handler()
	return s
}

func (s *site) send(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range s.cookies[s.as.PersonID] {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if c := w.Result().Cookies(); len(c) > 0 {
		s.cookies[s.as.PersonID] = c
	}
	return w
}

func (s *site) get(as authz.Actor, path string) *httptest.ResponseRecorder {
	s.t.Helper()
	s.as = as
	return s.send(httptest.NewRequest("GET", path, nil))
}

func (s *site) post(as authz.Actor, path string, pairs ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	s.as = as
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(r)
}

// want fails unless the answer has the status and holds all texts; those that begin with "!" it
// must not hold. A redirect is held against its address. It returns what it compared.
func (s *site) want(w *httptest.ResponseRecorder, status int, texts ...string) string {
	s.t.Helper()
	got := w.Body.String()
	if l := w.Header().Get("Location"); l != "" {
		got = l
	}
	if w.Code != status {
		s.t.Fatalf("status %d, want %d:\n%.3000s", w.Code, status, got)
	}
	for _, text := range texts {
		if not, ok := strings.CutPrefix(text, "!"); ok == strings.Contains(got, strings.TrimPrefix(text, "!")) {
			s.t.Errorf("the answer does not fit %q (%q)", text, not)
		}
	}
	return got
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// award gives the person a certificate and returns it.
func (s *site) award(a authz.Actor, earns ...catalogue.Recognition) recognition.Held {
	s.t.Helper()
	s.Completed(s.t, a, append(earns, catalogue.Certificate)...)
	s.Work(s.t)
	return s.newest(a)
}

func (s *site) newest(a authz.Actor) recognition.Held {
	s.t.Helper()
	p, err := s.recognition.Mine(s.t.Context(), a, page.Request{})
	s.must(err)
	return p.Items[0]
}

func (s *site) correct(entry id.ID, change func(*record.Correction)) {
	s.t.Helper()
	e, err := s.Record.ByID(s.t.Context(), s.DB, entry)
	s.must(err)
	c := record.CorrectionOf(e)
	c.Reason = "The roster named another day"
	change(&c)
	p, err := s.recognition.ProposeCorrection(s.t.Context(), s.both, entry, c)
	s.must(err)
	_, err = s.recognition.ConfirmProposal(s.t.Context(), s.Accreditation, p.ID)
	s.must(err)
	s.Work(s.t)
}

// proposed adds an offer with a worksheet that waits for approval.
func (s *site) proposed(change ...func(*catalogue.Draft)) catalogue.Offer {
	s.t.Helper()
	o := cataloguetest.Offer(s.t, s.World.World, change...)
	_, err := s.ProposeWorksheet(s.t.Context(), s.Editor, o.ID, catalogue.WorksheetProposal{
		Counted:  []catalogue.Stretch{{What: "Live session", Minutes: 40}, {What: "Exercise in pairs", Minutes: 15}},
		Excluded: []catalogue.Stretch{{What: "Welcome", Minutes: 5}}, Method: "Minutes of the agenda, without welcome and break.",
	})
	s.must(err)
	return o
}
