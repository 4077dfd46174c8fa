package recordweb

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// site serves the pages to whoever the test says is looking.
type site struct {
	t         *testing.T
	db        *db.DB
	clock     *clock.Fake
	record    *record.Service
	proposals *recognition.Service
	people    *people.Service
	handler   http.Handler
	actor     authz.Actor
	// queries is how many the last request took.
	queries int64
}

func newSite(t *testing.T, d *db.DB) *site {
	c := clock.NewFake(noon)
	p := people.New(people.Deps{DB: d, Clock: c})
	s := &site{t: t, db: d, clock: c, people: p, record: record.New(record.Deps{DB: d, Clock: c, People: p})}
	s.proposals = recognition.New(recognition.Deps{DB: d, Clock: c, People: p, Record: s.record})
	sessions := web.NewSessions(d, c, false)
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		w.WriteHeader(web.Status(err))
		fmt.Fprint(w, web.Message(r.Context(), err))
		if web.Status(err) >= 500 {
			t.Error(err)
		}
	})
	mux.Add(New(Deps{Record: s.record, Recognition: s.proposals, Sessions: sessions, Clock: c, BaseURL: "https://commons.example"}).Routes()...)
	s.handler = sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, n := db.WithCounter(authz.With(r.Context(), s.actor))
		mux.ServeHTTP(w, r.WithContext(ctx))
		s.queries = n.Load()
	}))
	return s
}

func (s *site) person(name string, roles ...authz.Role) authz.Actor {
	s.t.Helper()
	a := authz.Actor{Name: name, Via: "web"}
	for _, r := range roles {
		a.Roles = append(a.Roles, authz.Binding{Role: r})
	}
	err := s.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		p, err := s.people.AddPersonTx(ctx, tx, noon, people.NewPerson{Name: name})
		a.PersonID = p.ID
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *site) append(n record.NewEntry) record.Entry {
	return recordtest.Append(s.t, s.db, s.record, s.clock.Now(), n)
}

// confirm is another member of staff who confirms a proposal.
func (s *site) confirm(proposal string) {
	s.t.Helper()
	if _, err := s.proposals.ConfirmProposal(context.Background(), s.person("Eve Nakamura", authz.AccreditationStaff), id.ID(proposal)); err != nil {
		s.t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	// text is the body with entities resolved, for finding sentences in it.
	text string
}

func (s *site) do(status int, method, path string, form url.Values) answer {
	s.t.Helper()
	var r *http.Request
	if form != nil {
		r = httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		r = httptest.NewRequest(method, path, nil)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != status {
		s.t.Fatalf("%s %s: status %d, want %d\n%s", method, path, w.Code, status, w.Body)
	}
	return answer{w, html.UnescapeString(w.Body.String())}
}

func (s *site) get(status int, path string) answer {
	s.t.Helper()
	return s.do(status, http.MethodGet, path, nil)
}

func (s *site) post(status int, path string, pairs ...string) answer {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return s.do(status, http.MethodPost, path, form)
}

// has fails the test unless the answer holds each of the texts.
func (s *site) has(a answer, texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.text, text) {
			s.t.Errorf("the page does not hold %q", text)
		}
	}
}

// lacks fails the test if the answer holds any of the texts.
func (s *site) lacks(a answer, texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.text, text) {
			s.t.Errorf("the page holds %q", text)
		}
	}
}
