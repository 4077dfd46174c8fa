package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/web"
)

// offersPage is what GET /api/v1/offers promises to programs that others wrote.
type offersPage struct {
	Items []struct {
		ID, Key, URL, Title string
		Kind, Level, Format string
		SelfPaced           bool `json:"self_paced"`
		Next                *struct {
			ID        string
			Past      bool
			SeatsLeft *int `json:"seats_left"`
		} `json:"next_occurrence"`
	} `json:"items"`
	Total *int    `json:"total"`
	Next  *string `json:"next"`
}

// ask sends a request as a program with a token would, and reads the answer.
func (tr *trial) ask(t *testing.T, token, method, path, body string, into any, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	tr.handler.ServeHTTP(w, r)
	if w.Code >= 400 {
		var p web.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" || p.Status != w.Code || p.Title == "" || p.Detail == "" || p.Reference == "" {
			t.Errorf("%s %s: %d is no problem document: %s", method, path, w.Code, w.Body)
		}
	} else if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			t.Fatalf("%s %s: %d %s: %v", method, path, w.Code, w.Body, err)
		}
	}
	return w
}

func TestStableSurface(t *testing.T) {
	tr := newTrial(t)
	t.Run("offers", func(t *testing.T) { offersSurface(t, tr) })
	t.Run("registrations", func(t *testing.T) { registrationsSurface(t, tr) })
	t.Run("record", func(t *testing.T) { recordSurface(t, tr) })
	t.Run("tokens", func(t *testing.T) { tokensSurface(t, tr) })
	t.Run("description", func(t *testing.T) { descriptionSurface(t, tr) })
	t.Run("problems", func(t *testing.T) { problemsSurface(t, tr) })
	t.Run("operators", func(t *testing.T) { operatorsSurface(t, tr) })
	t.Run("privacy", func(t *testing.T) { privacySurface(t, tr) })
	t.Run("pages", func(t *testing.T) { pagesSurface(t, tr) })
}

func offersSurface(t *testing.T, tr *trial) {
	seen := map[string]bool{}
	var total int
	for path := "/api/v1/offers?limit=100"; path != ""; {
		var p offersPage
		tr.ask(t, "", "GET", path, "", &p)
		if p.Total == nil || len(p.Items) == 0 {
			t.Fatalf("%s: %+v", path, p)
		}
		total, path = *p.Total, ""
		for _, i := range p.Items {
			if seen[i.Key] || i.ID == "" || i.Title == "" || !strings.HasSuffix(i.URL, "/offers/"+i.Key) {
				t.Errorf("offer %+v", i)
			}
			seen[i.Key] = true
		}
		if p.Next != nil {
			path = "/api/v1/offers?limit=100&cursor=" + url.QueryEscape(*p.Next)
		}
	}
	if len(seen) != total || total < 300 {
		t.Errorf("paging gave %d of %d", len(seen), total)
	}
	for query, want := range map[string]func(p offersPage) bool{
		"q=library":                         func(p offersPage) bool { return *p.Total > 0 && *p.Total < total },
		"level=expert":                      func(p offersPage) bool { return *p.Total > 0 && p.Items[0].Level == "expert" },
		"format=online&area=technology":     func(p offersPage) bool { return *p.Total > 0 && p.Items[0].Format == "online" },
		"q=zzzzqqqq":                        func(p offersPage) bool { return *p.Total == 0 && p.Items != nil && p.Next == nil },
		"q=&area=&level=&format=&cursor=":   func(p offersPage) bool { return *p.Total == total },
		"level=expert,foundational&limit=1": func(p offersPage) bool { return len(p.Items) == 1 && p.Next != nil },
	} {
		var p offersPage
		if w := tr.ask(t, "", "GET", "/api/v1/offers?"+query, "", &p); w.Code != 200 || !want(p) {
			t.Errorf("%s: %d %.300s", query, w.Code, w.Body)
		}
	}
	for _, query := range []string{"limit=0", "limit=101", "limit=x", "cursor=nonsense", "sort=nonsense", "q=" + strings.Repeat("a", 300)} {
		if w := tr.ask(t, "", "GET", "/api/v1/offers?"+query, "", nil); w.Code != 422 {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
}

// registered is a registration as programs see it.
type registered struct {
	ID, State, Offer, Occurrence string
	Ahead                        *int
	StartsAt                     *string `json:"starts_at"`
}

func registrationsSurface(t *testing.T, tr *trial) {
	token := tr.token(t, authz.Scopes)
	var open, full, self, key string
	var p offersPage
	for path := "/api/v1/offers?limit=100"; path != ""; {
		p = offersPage{}
		tr.ask(t, "", "GET", path, "", &p)
		for _, i := range p.Items {
			switch {
			case i.SelfPaced:
				self, key = i.ID, i.Key
			case i.Next == nil || i.Next.Past || i.Next.SeatsLeft == nil:
			case *i.Next.SeatsLeft > 5:
				full, open = open, i.Next.ID
			}
		}
		path = ""
		if p.Next != nil {
			path = "/api/v1/offers?limit=100&cursor=" + url.QueryEscape(*p.Next)
		}
	}
	post := func(body string, header ...string) (registered, *httptest.ResponseRecorder) {
		var r registered
		w := tr.ask(t, token, "POST", "/api/v1/registrations", body, &r, header...)
		return r, w
	}
	body := fmt.Sprintf(`{"occurrence":%q}`, open)
	first, w := post(body, "Idempotency-Key", "k1")
	if w.Code != 201 || first.State != "registered" || first.Occurrence != open {
		t.Fatalf("register: %d %s", w.Code, w.Body)
	}
	if again, w2 := post(body, "Idempotency-Key", "k1"); w2.Code != 201 || w2.Body.String() != w.Body.String() || w2.Header().Get("Idempotency-Replayed") != "true" || again.ID != first.ID {
		t.Errorf("replay: %d %s", w2.Code, w2.Body)
	}
	if _, w := post(`{"occurrence":"`+open+`" }`, "Idempotency-Key", "k1"); w.Code != 422 {
		t.Errorf("same key, other body: %d", w.Code)
	}
	if again, w := post(body); w.Code != 200 || again.ID != first.ID {
		t.Errorf("twice: %d %s", w.Code, w.Body)
	}
	// The key is the principal's and the operation's: at another operation, or from somebody else, it is new.
	if w := tr.ask(t, token, "POST", "/api/v1/registrations/"+first.ID+"/cancel", `{}`, nil, "Idempotency-Key", "k1"); w.Code != 200 {
		t.Errorf("cancel under the same key: %d %s", w.Code, w.Body)
	}
	other, err := tr.People.PersonByEmail(t.Context(), "devin@example.org")
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := tr.People.CreateToken(t.Context(), authz.System("cli"), other.ID, "surface", authz.Scopes, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var theirs registered
	if w := tr.ask(t, stranger, "POST", "/api/v1/registrations", body, &theirs, "Idempotency-Key", "k1"); w.Code != 201 || theirs.ID == first.ID || w.Header().Get("Idempotency-Replayed") != "" {
		t.Errorf("somebody else's key: %d %s", w.Code, w.Body)
	}
	if w := tr.ask(t, token, "GET", "/api/v1/registrations/"+theirs.ID, "", nil); w.Code != 404 {
		t.Errorf("somebody else's registration: %d", w.Code)
	}
	err = tr.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE occurrences SET capacity = taken WHERE id = $1 AND taken > 0`, full)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, w := post(fmt.Sprintf(`{"occurrence":%q}`, full)); w.Code != 201 || r.State != "waitlisted" || r.Ahead == nil || r.StartsAt == nil {
		t.Errorf("a full date: %d %s", w.Code, w.Body)
	}
	byID, w := post(fmt.Sprintf(`{"offer":%q}`, self))
	if byKey, w2 := post(fmt.Sprintf(`{"offer":%q}`, key)); w.Code != 201 || w2.Code != 200 || byKey.ID != byID.ID {
		t.Errorf("a self-paced offer by id and by key: %d %s, %d %s", w.Code, w.Body, w2.Code, w2.Body)
	}
	for body, want := range map[string]string{
		`{}`:                                    "occurrence",
		`{"occurrence":"` + self + `"}`:         "/occurrences",
		`{"occurrence":"` + key + `"}`:          "/occurrences",
		`{"offer":"nosuch"}`:                    "no such offer",
		`{"offer":"` + first.Offer + `"}`:       "Choose one of its dates",
		`{"occurrence":1}`:                      "occurrence",
		`{"occurrence":"x","role":"admin"}`:     "role",
		`{"occurrence":"x","person":"someone"}`: "person",
	} {
		if _, w := post(body); w.Code < 400 || w.Code >= 500 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s, want %q", body, w.Code, w.Body, want)
		}
	}
	for _, path := range []string{"/api/v1/offers/" + key, "/api/v1/offers/" + strings.ToUpper(key), "/api/v1/offers/" + self, "/api/v1/offers/" + self + "/occurrences", "/api/v1/occurrences/" + open} {
		if w := tr.ask(t, "", "GET", path, "", nil); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func recordSurface(t *testing.T, tr *trial) {
	token := tr.token(t, []string{authz.ScopeRecordRead})
	seen, path := map[string]bool{}, "/api/v1/me/record?limit=7"
	for path != "" {
		var list struct {
			Items []struct{ ID, Title, Assurance string }
			Next  *string
		}
		if w := tr.ask(t, token, "GET", path, "", &list); w.Code != 200 || list.Items == nil || !strings.Contains(w.Body.String(), `"next":`) || w.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %.200s", path, w.Code, w.Body)
		}
		for _, e := range list.Items {
			if seen[e.ID] || e.Title == "" || e.Assurance == "" {
				t.Errorf("entry %+v", e)
			}
			seen[e.ID] = true
		}
		path = ""
		if list.Next != nil {
			path = "/api/v1/me/record?limit=7&cursor=" + url.QueryEscape(*list.Next)
		}
	}
	var transcript struct {
		Name    string
		Entries []struct{ ID string }
		Totals  []struct{ Entries int }
	}
	tr.ask(t, token, "GET", "/api/v1/me/transcript", "", &transcript)
	if len(seen) == 0 || len(transcript.Entries) != len(seen) || transcript.Name == "" {
		t.Errorf("%d entries in the record, %d in the transcript", len(seen), len(transcript.Entries))
	}
	if w := tr.ask(t, token, "GET", "/api/v1/me/record?cursor=nonsense", "", nil); w.Code != 422 {
		t.Errorf("a bad cursor: %d", w.Code)
	}
}

func tokensSurface(t *testing.T, tr *trial) {
	narrow := tr.token(t, []string{authz.ScopeRecordRead})
	if w := tr.ask(t, narrow, "POST", "/api/v1/registrations", `{"occurrence":"01a21449-01af-797e-87c0-87f078f81cc0"}`, nil); w.Code != 403 {
		t.Errorf("a token for reading the record registers: %d", w.Code)
	}
	if w := tr.ask(t, narrow, "GET", "/api/v1/me/registrations", "", nil); w.Code != 403 {
		t.Errorf("a token for reading the record lists registrations: %d", w.Code)
	}
	if w := tr.ask(t, "", "GET", "/api/v1/me/record", "", nil); w.Code != 401 || !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("a stranger: %d", w.Code)
	}
	if w := tr.ask(t, "", "GET", "/api/v1/me/record?access_token="+narrow, "", nil); w.Code != 401 {
		t.Errorf("a token in the address: %d", w.Code)
	}

	// A token is never wider than its owner is now, and worthless once it is ended.
	p, err := tr.People.PersonByEmail(t.Context(), "priscilla@example.org")
	if err != nil {
		t.Fatal(err)
	}
	system := authz.System("cli")
	roles, err := tr.People.Roles(t.Context(), system, p.ID)
	if err != nil || len(roles) == 0 {
		t.Fatal(roles, err)
	}
	occurrence := tr.one(t, `SELECT c.id FROM occurrences c JOIN offers o ON o.id = c.offer_id WHERE o.unit_id = $1 AND o.status = 'published' ORDER BY c.id LIMIT 1`, roles[0].UnitID)
	roster := "/api/v1/occurrences/" + occurrence + "/registrations"
	secret, err := tr.People.CreateToken(t.Context(), system, p.ID, "surface", []string{authz.ScopeRegistrationsRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if w := tr.ask(t, secret, "GET", roster, "", nil); w.Code != 200 {
		t.Fatalf("the manager's token: %d %s", w.Code, w.Body)
	}
	if w := tr.ask(t, secret, "POST", "/api/v1/occurrences/"+occurrence+"/attendance", `{"registrations":["`+occurrence+`"],"present":true,"reason":"x"}`, nil); w.Code != 403 {
		t.Errorf("without the scope for attendance: %d", w.Code)
	}
	for _, r := range roles {
		if err := tr.People.EndRole(t.Context(), system, p.ID, r.Binding); err != nil {
			t.Fatal(err)
		}
	}
	if w := tr.ask(t, secret, "GET", roster, "", nil); w.Code != 403 && w.Code != 404 {
		t.Errorf("after the role was ended, its owner's token: %d", w.Code)
	}
	tokens, err := tr.People.Tokens(t.Context(), system, p.ID)
	if err != nil || len(tokens) != 1 {
		t.Fatal(tokens, err)
	}
	if err := tr.People.EndToken(t.Context(), system, p.ID, tokens[0].ID); err != nil {
		t.Fatal(err)
	}
	if w := tr.ask(t, secret, "GET", "/api/v1/me/registrations", "", nil); w.Code != 401 {
		t.Errorf("an ended token: %d", w.Code)
	}
}

func descriptionSurface(t *testing.T, tr *trial) {
	var d struct {
		OpenAPI string
		Servers []struct{ URL string }
		Paths   map[string]map[string]struct {
			OperationID string
			Security    []map[string][]string
			Parameters  []struct{ Name, In string }
			Responses   map[string]struct{ Content map[string]any }
		}
	}
	tr.ask(t, "", "GET", "/api/openapi.json", "", &d)
	if d.OpenAPI != "3.1.0" || len(d.Servers) == 0 {
		t.Errorf("version %q, servers %v", d.OpenAPI, d.Servers)
	}
	public := []string{"list-offers", "show-offer", "list-occurrences", "show-occurrence", "list-units", "show-unit", "compare-offers", "show-programme", "verify", "list-codes",
		"list-frameworks", "show-framework", "list-competencies", "show-competency", "list-changes", "compare-framework-versions", "list-alignments", "list-streams", "show-stream", "show-curriculum", "list-curriculum-competencies", "list-one-off-offers",
		"list-profiles", "show-profile", "list-rules", "show-rule", "check-rule", "evaluate-rule"}
	for path, methods := range d.Paths {
		for method, op := range methods {
			if stranger := slices.ContainsFunc(op.Security, func(s map[string][]string) bool { return len(s) == 0 }); stranger != slices.Contains(public, op.OperationID) {
				t.Errorf("%s %s: strangers let in: %v", method, path, stranger)
			}
			keyed := slices.ContainsFunc(op.Parameters, func(p struct{ Name, In string }) bool { return p.Name == "Idempotency-Key" })
			if keyed != (method == "post") {
				t.Errorf("%s %s: takes a key: %v", method, path, keyed)
			}
			for status, r := range op.Responses {
				if _, ok := r.Content["application/problem+json"]; ok != (status >= "400") {
					t.Errorf("%s %s: %s is a problem document: %v", method, path, status, ok)
				}
			}
		}
	}
	for _, path := range []string{"/api/v1/offers", "/api/v1/registrations", "/api/v1/me/record", "/api/v1/me/transcript"} {
		if d.Paths[path] == nil {
			t.Errorf("%s is not described", path)
		}
	}
}

func problemsSurface(t *testing.T, tr *trial) {
	token := tr.token(t, authz.Scopes)
	for _, c := range []struct {
		method, path, body, contentType string
		want                            int
	}{
		{"GET", "/api", "", "", 404},
		{"GET", "/api/v1/nothing", "", "", 404},
		{"GET", "/api/v2/offers", "", "", 404},
		{"PUT", "/api/v1/offers", "", "", 405},
		{"GET", "/api/v1/registrations", "", "", 405},
		{"POST", "/api/v1/registrations", "x", "text/plain", 415},
		{"POST", "/api/v1/registrations", "{", "application/json", 400},
		{"POST", "/api/v1/registrations", "[]", "application/json", 422},
		{"POST", "/api/v1/registrations", `{"occurrence":"` + strings.Repeat("x", 2<<20) + `"}`, "application/json", 413},
		{"GET", "/api/v1/registrations/" + strings.Repeat("x", 3000), "", "", 404},
	} {
		w := tr.ask(t, token, c.method, c.path, c.body, nil, "Content-Type", c.contentType)
		if w.Code != c.want || c.want == 405 && w.Header().Get("Allow") == "" {
			t.Errorf("%s %.60s: %d, want %d", c.method, c.path, w.Code, c.want)
		}
	}
}

func operatorsSurface(t *testing.T, tr *trial) {
	tr.MetricsToken = "the-metrics-token"
	for name, c := range map[string]struct {
		peer, host string
		header     [2]string
		want       int
	}{
		"this machine":             {"127.0.0.1:4000", "127.0.0.1:8080", [2]string{"", ""}, 200},
		"by its name":              {"127.0.0.1:4000", "localhost:8080", [2]string{"", ""}, 200},
		"IPv6":                     {"[::1]:4000", "[::1]:8080", [2]string{"", ""}, 200},
		"another machine":          {"192.0.2.7:4000", "127.0.0.1:8080", [2]string{"", ""}, 404},
		"behind a proxy":           {"127.0.0.1:4000", "127.0.0.1:8080", [2]string{"X-Forwarded-For", "203.0.113.9"}, 404},
		"behind another proxy":     {"127.0.0.1:4000", "127.0.0.1:8080", [2]string{"X-Real-IP", "203.0.113.9"}, 404},
		"claims to be here":        {"127.0.0.1:4000", "127.0.0.1:8080", [2]string{"X-Forwarded-For", "127.0.0.1"}, 404},
		"by the outer name":        {"127.0.0.1:4000", "learning.example.org", [2]string{"", ""}, 404},
		"the token from elsewhere": {"192.0.2.7:4000", "learning.example.org", [2]string{"Authorization", "Bearer the-metrics-token"}, 200},
		"another token":            {"127.0.0.1:4000", "127.0.0.1:8080", [2]string{"Authorization", "Bearer another"}, 404},
		"a learner's token":        {"192.0.2.7:4000", "learning.example.org", [2]string{"Authorization", "Bearer " + tr.token(t, authz.Scopes)}, 404},
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr, r.Host = c.peer, c.host
		if c.header[0] != "" {
			r.Header.Set(c.header[0], c.header[1])
		}
		w := httptest.NewRecorder()
		tr.handler.ServeHTTP(w, r)
		if w.Code != c.want || (w.Code == 200) != strings.Contains(w.Body.String(), "commons_requests_total") {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
	tr.ready.Store(false)
	if w := tr.ask(t, "", "GET", "/readyz", "", nil); w.Code != 503 {
		t.Errorf("not ready: %d", w.Code)
	}
	tr.ready.Store(true)
	for _, path := range []string{"/readyz", "/healthz"} {
		if w := tr.ask(t, "", "GET", path, "", nil); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// privacySurface: what a visit leaves behind is bound to nobody, and nothing when the visitor asks for that.
func privacySurface(t *testing.T, tr *trial) {
	counts := func() (steps, searches string) {
		if err := tr.Measures.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		return tr.one(t, `SELECT CAST(COUNT(*) AS TEXT) FROM visit_steps`), tr.one(t, `SELECT CAST(COUNT(*) AS TEXT) FROM searches`)
	}
	visit := func(header, value string) {
		for _, path := range []string{"/", "/catalogue?q=quiet+gardens", "/ways"} {
			r := httptest.NewRequest("GET", path, nil)
			r.RemoteAddr = "203.0.113.77:4000"
			r.Header.Set("User-Agent", "A Rare Browser 7")
			if header != "" {
				r.Header.Set(header, value)
			}
			w := httptest.NewRecorder()
			tr.handler.ServeHTTP(w, r)
			if w.Code != 200 || len(w.Result().Cookies()) != 0 {
				t.Errorf("%s: %d, cookies %v", path, w.Code, w.Result().Cookies())
			}
		}
	}
	steps, searches := counts()
	visit("Sec-GPC", "1")
	visit("DNT", "1")
	if a, b := counts(); a != steps || b != searches {
		t.Errorf("a visitor who asked not to be counted was: %s to %s steps, %s to %s searches", steps, a, searches, b)
	}
	visit("", "")
	if a, b := counts(); a == steps || b == searches {
		t.Error("a visit left nothing to measure by")
	}
	kept := tr.one(t, `SELECT visit || ' ' || words || ' ' || filters FROM searches WHERE words <> '' ORDER BY at DESC, id DESC LIMIT 1`)
	if strings.Contains(kept, "203.0.113") || strings.Contains(kept, "Rare") || !strings.Contains(kept, "quiet gardens") {
		t.Errorf("of a search was kept: %s", kept)
	}
}

// inline finds what the policy forbids: scripts and styles in the page itself.
var inline = regexp.MustCompile(`(?i)<script(?:\s+type="module")?>|\sstyle="|<style|\son[a-z]+="|href="javascript:`)

func pagesSurface(t *testing.T, tr *trial) {
	learner, _ := tr.carrier(t, "learner")
	for _, path := range []string{"/", "/catalogue", "/catalogue?q=library", "/my", "/my/record", "/sign-in", "/verify", "/about", "/nosuch", "/offers/nosuch", "/work"} {
		for _, cookies := range [][]*http.Cookie{nil, learner} {
			w := tr.send(t, "GET", path, nil, cookies, "")
			h := w.Header()
			if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %v", path, h)
			}
			if cookies != nil && h.Get("Cache-Control") != "no-store" {
				t.Errorf("%s, signed in: Cache-Control %q", path, h.Get("Cache-Control"))
			}
			if cookies == nil && len(w.Result().Cookies()) != 0 {
				t.Errorf("%s gives a stranger a cookie", path)
			}
			if m := inline.FindString(w.Body.String()); m != "" {
				t.Errorf("%s holds %q", path, m)
			}
		}
	}
	code := tr.one(t, `SELECT code FROM awards ORDER BY id LIMIT 1`)
	if w := tr.send(t, "GET", "/verify/"+code, nil, nil, ""); w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("verify: %d, Cache-Control %q", w.Code, w.Header().Get("Cache-Control"))
	}
	sheet := regexp.MustCompile(`/static/commons\.[0-9a-f]+\.css`).FindString(tr.send(t, "GET", "/", nil, nil, "").Body.String())
	w := tr.send(t, "GET", sheet, nil, learner, "")
	if h := w.Header(); w.Code != 200 || !strings.Contains(h.Get("Cache-Control"), "immutable") || strings.Contains(strings.Join(h.Values("Vary"), ","), "Cookie") {
		t.Errorf("%s: %d %v", sheet, w.Code, h)
	}
	if w := tr.send(t, "GET", "/catalogue/?q=library", nil, nil, ""); w.Code != 308 || w.Header().Get("Location") != "/catalogue?q=library" {
		t.Errorf("a slash too many: %d %s", w.Code, w.Header().Get("Location"))
	}
}
