package catalogueweb

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// site is the area's pages behind everything that stands before them.
type site struct {
	*cataloguetest.World
	handler  http.Handler
	measures *measures.Service
	actors   map[string]authz.Actor
}

func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteOn(t, dbtest.SQLite(t))
}

func newSiteOn(t *testing.T, d *db.DB) *site {
	t.Helper()
	w := cataloguetest.New(t, d)
	log := slog.New(slog.DiscardHandler)
	s := &site{World: w, measures: measures.New(measures.Deps{DB: w.DB, Clock: w.Clock, Log: log})}
	member := w.Learner
	member.Class = "regular"
	s.actors = map[string]authz.Actor{
		"learner": w.Learner, "member": member, "editor": w.Editor, "manager": w.Manager, "stranger": w.Stranger, "admin": w.Admin, "auditor": w.Auditor, "curriculum": w.Curriculum,
	}
	sessions := web.NewSessions(w.DB, w.Clock, false)
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) { web.WriteProblem(w, r, err) })
	pages := New(Deps{Catalogue: w.Service, Standards: w.Standards, People: w.People, Measures: s.measures, Sessions: sessions, Clock: w.Clock, BaseURL: "https://commons.example"})
	mux.Add(pages.Routes()...)
	pages.API(web.NewAPI(mux, w.DB, w.Clock, "test"))
	s.handler = (&web.Stack{
		Mux: mux, Sessions: sessions, Log: log,
		Authenticate: func(_ context.Context, _ id.ID, who string) (authz.Actor, error) { return s.actors[who], nil },
		Prepare: func(r *http.Request) *http.Request {
			return r.WithContext(i18n.With(r.Context(), i18n.Locale{Lang: "en"}))
		},
	}).Handler()
	return s
}

// do sends a request as one of the actors, "" for a visitor.
func (s *site) do(t *testing.T, who, method, target, contentType string, body io.Reader) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, target, body)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// looked adds to a form what somebody has seen of an offer who opens it now.
func (s *site) looked(t *testing.T, offer id.ID, form url.Values) url.Values {
	t.Helper()
	o, err := s.OfferByID(t.Context(), s.DB, offer)
	if err != nil {
		t.Fatal(err)
	}
	out := url.Values{"seen": {seenField(o.UpdatedAt)}}
	for name, values := range form {
		out[name] = values
	}
	return out
}

// get asks for a page and wants the status.
func (s *site) get(t *testing.T, who, target string, status int) string {
	t.Helper()
	w := s.do(t, who, "GET", target, "", nil)
	if w.Code != status {
		t.Fatalf("GET %s as %q: status %d, want %d\n%s", target, who, w.Code, status, w.Body)
	}
	return w.Body.String()
}

// post sends a form and wants the status; it returns where it leads and the page.
func (s *site) post(t *testing.T, who, target string, form url.Values, status int) (to, page string) {
	t.Helper()
	w := s.do(t, who, "POST", target, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if w.Code != status {
		t.Fatalf("POST %s as %q: status %d, want %d\n%s", target, who, w.Code, status, w.Body)
	}
	return w.Header().Get("Location"), w.Body.String()
}

// queries counts what a page asks of the database.
func (s *site) queries(t *testing.T, target string) int64 {
	t.Helper()
	ctx, n := db.WithCounter(context.Background())
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", target, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: status %d", target, w.Code)
	}
	return n.Load()
}

// has wants every text to be on a page.
func has(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, x := range texts {
		if !strings.Contains(page, x) {
			t.Errorf("the page does not say %q", x)
		}
	}
}

// lacks wants none of the texts to be on a page.
func lacks(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, x := range texts {
		if strings.Contains(page, x) {
			t.Errorf("the page says %q", x)
		}
	}
}

// inForm returns what a browser would send of the page's fields: enough of it to send a form back unchanged.
func inForm(page string) url.Values {
	out := url.Values{}
	for _, m := range regexp.MustCompile(`<input[^>]*>`).FindAllString(page, -1) {
		name, kind := attr(m, "name"), attr(m, "type")
		if name == "" || (kind == "checkbox" || kind == "radio") && !strings.Contains(m, " checked") || kind == "search" {
			continue
		}
		out.Add(name, attr(m, "value"))
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(page, -1) {
		out.Add(m[1], unescape.Replace(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select[^>]*name="([^"]*)".*?</select>`).FindAllStringSubmatch(page, -1) {
		if o := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[0]); o != nil {
			out.Add(m[1], o[1])
		}
	}
	return out
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&")

func attr(tag, name string) string {
	m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return unescape.Replace(m[1])
}

// secretLink is what only those who registered may see.
const secretLink = "https://meet.example/rld"

// offered publishes an offer with a date of so many seats.
func (s *site) offered(t *testing.T, seats int, change ...func(*catalogue.Draft)) (catalogue.Offer, catalogue.Occurrence) {
	t.Helper()
	o := cataloguetest.Offer(t, s.World, change...)
	return o, cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.Seats(seats))
}
