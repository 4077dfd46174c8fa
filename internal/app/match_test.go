package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestOfManyWritersOneWins sends the same change many times at once, each made of the same reading: one is done, the others are told
// that it has been changed since.
func TestOfManyWritersOneWins(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { manyWriters(t, newTrial(t)) })
	t.Run("postgres", func(t *testing.T) { manyWriters(t, newTrialOn(t, dbtest.PostgresURL(t))) })
}

func manyWriters(t *testing.T, tr *trial) {
	const writers = 8
	p, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	token, err := tr.People.CreateToken(t.Context(), authz.System("cli"), p.ID, "writers", authz.Scopes, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	pla := tr.one(t, `SELECT id FROM units WHERE acronym = 'PLA'`)
	source := "/api/v1/sources/" + tr.source(t, "PLA", "One that many change")
	offer := "/api/v1/offers/" + tr.one(t, `SELECT key FROM offers WHERE status = 'published' AND unit_id = $1 ORDER BY id LIMIT 1`, pla)
	date := "/api/v1/occurrences/" + tr.one(t, `SELECT c.id FROM occurrences c JOIN offers o ON o.id = c.offer_id WHERE o.unit_id = $1 AND c.starts_at > $2 AND c.status = 'scheduled' ORDER BY c.id LIMIT 1`, pla, tr.clock.Now())
	parent := tr.one(t, `SELECT id FROM organisations ORDER BY id LIMIT 1`)
	var made struct{ ID, ETag string }
	first := tr.ask(t, token, "POST", "/api/v1/organisations", fmt.Sprintf(`{"kind":"library","name":"Fern Hollow Library","parent":%q}`, parent), &made)
	organisation := "/api/v1/organisations/" + made.ID
	if again := tr.ask(t, token, "GET", organisation, "", nil); first.Code != 201 || again.Header().Get("ETag") != first.Header().Get("ETag") {
		t.Errorf("a new organisation has the ETag %q, and read again %q", first.Header().Get("ETag"), again.Header().Get("ETag"))
	}
	added := tr.ask(t, token, "POST", "/api/v1/platforms", `{"name":"A hall of mirrors"}`, &made)
	platform := "/api/v1/platforms/" + made.ID
	var listed struct{ Items []struct{ ID, ETag string } }
	tr.ask(t, token, "GET", "/api/v1/platforms", "", &listed)
	for _, x := range listed.Items {
		if x.ID == made.ID && x.ETag != added.Header().Get("ETag") {
			t.Errorf("a new platform has the ETag %q, and in the list %q", added.Header().Get("ETag"), x.ETag)
		}
	}
	tr.ask(t, token, "POST", source+"/pause", `{"paused":true}`, nil)
	for _, x := range []struct{ method, path, body, etag string }{
		{"PUT", source, `{"name":"Named by %d","unit":"PLA","address":"https://events.example.invalid/feed.ics","schedule":"hand"}`, ""},
		{"PUT", platform, `{"name":"A hall of mirrors","purpose":"Number %d"}`, made.ETag},
		{"PATCH", organisation, `{"place":"Place %d"}`, ""},
		{"POST", "/api/v1/units/PLA/names", `{"acronym":"PLA","name":"Public Library Association %d","from":"2026-10-01"}`, ""},
		{"PUT", offer + "/duties", `{"need":"Asked for %d times","follow_up":"","qualifications":{}}`, ""},
		{"PATCH", offer, `{"summary":"Summary %d"}`, ""},
		{"PATCH", date, `{"place":"Room %d"}`, ""},
	} {
		seen := x.etag
		if seen == "" {
			read := strings.TrimSuffix(x.path, "/names")
			if x.path == offer {
				read += "/draft"
			}
			seen = tr.ask(t, token, "GET", read, "", nil).Header().Get("ETag")
		}
		if seen == "" {
			t.Errorf("%s has no ETag", x.path)
			continue
		}
		// One rule for all: a tag among several is enough, one that is weak, bare or of something else never is.
		// It comes first also because the race detector does not see how encoding/json shares what it has learnt of a type.
		for _, tag := range []string{"W/" + seen, strings.Trim(seen, `"`), `"` + string(id.New()) + `"`} {
			if w := tr.ask(t, token, x.method, x.path, fmt.Sprintf(x.body, 99), nil, "If-Match", tag); w.Code != http.StatusPreconditionFailed {
				t.Errorf("%s %s: If-Match: %s: %d", x.method, x.path, tag, w.Code)
			}
		}
		codes := make([]int, writers)
		start := make(chan struct{})
		var all sync.WaitGroup
		for i := range writers {
			all.Go(func() {
				r := httptest.NewRequest(x.method, x.path, strings.NewReader(fmt.Sprintf(x.body, i)))
				r.Header.Set("Authorization", "Bearer "+token)
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("If-Match", seen)
				w := httptest.NewRecorder()
				<-start
				tr.handler.ServeHTTP(w, r)
				codes[i] = w.Code
			})
		}
		close(start)
		all.Wait()
		won, lost := 0, 0
		for _, code := range codes {
			switch code {
			case http.StatusOK:
				won++
			case http.StatusPreconditionFailed, http.StatusConflict:
				lost++
			}
		}
		if won != 1 || lost != writers-1 {
			t.Errorf("%s %s: of %d writers %d won: %v", x.method, x.path, writers, won, codes)
		}
	}
	var now struct{ Source struct{ Paused bool } }
	if tr.ask(t, token, "GET", source, "", &now); !now.Source.Paused {
		t.Error("a change of a source that somebody had paused lets it run again")
	}
}
