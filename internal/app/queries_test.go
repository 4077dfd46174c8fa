package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
)

// TestPagesAskABoundedNumberOfQueries holds the main pages to a number of queries that does not
// grow with what they list. The numbers are those of today: make them smaller when you can.
func TestPagesAskABoundedNumberOfQueries(t *testing.T) {
	tr := newTrial(t)
	offer := tr.one(t, `SELECT o.key FROM offers o JOIN occurrences c ON c.offer_id = o.id WHERE o.status = 'published' AND c.starts_at > $1 GROUP BY o.key ORDER BY COUNT(*) DESC, o.key LIMIT 1`, tr.clock.Now())
	draft := "/api/v1/frameworks/" + tr.made(t, true, true).key
	if _, err := tr.Standards.ChoicesByArea(t.Context()); err != nil { // a server has read the frameworks before it is ready
		t.Fatal(err)
	}
	roster := tr.one(t, `SELECT occurrence_id FROM registrations WHERE occurrence_id IS NOT NULL GROUP BY occurrence_id ORDER BY COUNT(*) DESC LIMIT 1`)
	target := tr.target(t, "marisol@example.org", "lc-technology")
	for _, c := range []struct {
		persona, path string
		most          int64
	}{
		{"administrator", draft, 7},
		{"administrator", draft + "/draft", 6},
		{"administrator", draft + "/draft/preview", 25},
		{"administrator", draft + "/draft/decisions", 13},
		{"administrator", draft + "/draft/taken-out", 6},
		{"administrator", draft + "/compare?from=1&to=2", 16},
		{"administrator", draft + "/draft/competencies/" + tr.one(t, `SELECT MIN(competency_id) FROM competency_links WHERE target_uri = 'https://skills.example.org/1'`), 16},
		{"", "/", 3},
		{"", "/catalogue", 1},
		{"", "/catalogue?q=library", 1},
		{"", "/offers/" + offer, 11},
		{"", "/curriculum", 12},
		{"", "/curriculum/literacy", 12},
		{"", "/standards", 1},
		{"", "/standards/lc-advocacy", 7},
		{"", "/standards/lc-advocacy/competencies/22906005-e7fb-5025-a91c-d804844737a2", 12},
		{"learner", "/", 4},
		{"learner", "/catalogue", 4},
		{"learner", "/offers/" + offer, 12},
		{"learner", "/my", 15},
		{"learner", "/my/record", 9},
		{"learner", "/my/transcript", 6},
		{"", "/rules", 1},
		{"", "/rules/us-ny-librarian", 1},
		{"learner", "/my/duties", 10},
		{"learner", "/my/duties/us-ny-librarian", 13},
		{"learner", "/my/agreements", 9},
		{"coordinator", "/my/organisations/" + tr.one(t, `SELECT id FROM organisations WHERE name = 'Alder Falls Public Library'`), 24},
		{"accreditation", "/work/rules", 7},
		{"learner", "/my/suggestions", 8},
		{"administrator", "/work", 6},
		{"administrator", "/work/demand", 10},
		{"administrator", "/work/suggestions", 6},
		{"administrator", "/work/standards", 3},
		{"administrator", "/work/occurrences/" + roster + "/roster", 15},
		{"administrator", "/work/people", 3},
		{"administrator", "/work/duplicates", 6},
		{"", "/roles", 1},
		{"", "/roles/branch-manager", 10},
		{"learner", "/my/standing", 16},
		{"learner", "/my/standing/targets/" + target, 19},
		{"learner", "/my/standing/targets/" + target + "/ask", 16},
		{"learner", "/my/standing/others", 19},
	} {
		cookies, _ := tr.carrier(t, c.persona)
		ctx, n := db.WithCounter(t.Context())
		if w := tr.serve(ctx, "GET", c.path, "", cookies, ""); w.Code != 200 {
			t.Errorf("%s as %q: %d", c.path, c.persona, w.Code)
		}
		if n.Load() > c.most {
			t.Errorf("%s as %q: %d queries, more than %d", c.path, c.persona, n.Load(), c.most)
		}
	}
}

// serve answers one request under a context of the test's.
func (tr *trial) serve(ctx context.Context, method, path, body string, cookies []*http.Cookie, bearer string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	for _, k := range cookies {
		r.AddCookie(k)
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	tr.handler.ServeHTTP(w, r)
	return w
}

// growing are the tables that hold a row for each person or more: a request must not read one whole.
var growing = []string{"persons", "emails", "membership_periods", "registrations", "registration_log", "attendance", "entries", "awards", "audit_log",
	"api_tokens", "web_sessions", "duty_statements", "duty_standings", "duty_looks", "duty_agreements", "outbox", "visit_steps", "searches", "idempotency_keys", "record_views", "evaluation_requests", "shortlist_items", "saved_searches", "webhook_deliveries",
	"targets", "target_items", "assessment_rounds", "assessment_answers", "assessment_proofs", "snapshots", "snapshot_lines", "invitations", "invitation_tokens", "assessment_looks", "goals", "reflections", "cohort_members"}

var (
	placeholder = regexp.MustCompile(`\$(\d+)`)
	scanned     = regexp.MustCompile(`^SCAN (\w+)$`)
)

// TestNothingReadsAGrowingTableWhole asks SQLite how it goes about every query of the main pages
// and operations. Reading all rows of a table that grows with the people costs more every year, and
// drives everything else out of the page cache.
func TestNothingReadsAGrowingTableWhole(t *testing.T) {
	tr := newTrial(t)
	offer := tr.one(t, `SELECT key FROM offers WHERE status = 'published' ORDER BY key LIMIT 1`)
	open := tr.one(t, `SELECT id FROM occurrences WHERE offer_id IN (SELECT id FROM offers WHERE status = 'published')
		AND id NOT IN (SELECT r.occurrence_id FROM registrations r JOIN emails e ON e.person_id = r.person_id WHERE e.address_key = 'marisol@example.org' AND r.occurrence_id IS NOT NULL)
		AND status = 'scheduled' AND parent_id IS NULL AND starts_at > $1 AND (opens_at IS NULL OR opens_at <= $1) AND (capacity = 0 OR capacity > taken) ORDER BY id DESC LIMIT 1`, tr.clock.Now())
	code := tr.one(t, `SELECT code FROM awards ORDER BY id LIMIT 1`)
	target := tr.target(t, "marisol@example.org", "lc-technology")
	token := tr.token(t, authz.Scopes)
	tables := owners(t)
	for _, g := range growing {
		if _, ok := tables[g]; !ok {
			t.Errorf("there is no table %s any more", g)
		}
	}
	ctx, texts := db.WithTexts(t.Context())
	for _, path := range []string{"/", "/catalogue", "/catalogue?q=library&area=technology", "/offers/" + offer, "/my", "/my/record", "/my/transcript", "/my/profile", "/my/tokens", "/verify/" + code, "/register/" + open, "/shortlist", "/my/searches",
		"/my/standing", "/my/standing/targets/" + target, "/my/standing/targets/" + target + "/ask", "/my/standing/others", "/my/standing/goals", "/my/standing/reflection", "/catalogue?sort=gaps"} {
		cookies, _ := tr.carrier(t, "learner")
		if w := tr.serve(ctx, "GET", path, "", cookies, ""); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/api/v1/offers", "/api/v1/me/record", "/api/v1/me/transcript", "/api/v1/me/registrations"} {
		if w := tr.serve(ctx, "GET", path, "", nil, token); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := tr.serve(ctx, "POST", "/api/v1/registrations", fmt.Sprintf(`{"occurrence":%q}`, open), nil, token); w.Code != 201 {
		t.Errorf("register: %d %s", w.Code, w.Body)
	}
	all := texts()
	if len(all) < 40 {
		t.Fatalf("only %d queries were seen: the walk is wrong", len(all))
	}
	for _, query := range all {
		most := 0
		for _, m := range placeholder.FindAllStringSubmatch(query, -1) {
			n, _ := strconv.Atoi(m[1])
			most = max(most, n)
		}
		args := make([]any, most)
		for i := range args {
			args[i] = "x"
		}
		rows, err := tr.DB.Query(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			continue // a write, which readers refuse to explain; its own reading is by key
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			m := scanned.FindStringSubmatch(step)
			if m == nil {
				continue
			}
			for _, table := range growing {
				if m[1] == table || regexp.MustCompile(`(?i)\b`+table+`\s+(?:AS\s+)?`+m[1]+`\b`).MatchString(query) {
					t.Errorf("%s is read whole by\n%s", table, query)
				}
			}
		}
		rows.Close()
	}
}

// TestDuplicatesAreFoundByKey asks SQLite how it looks for the other one of two offers that may be the same: by its key, and never by going
// through all offers for each of them.
func TestDuplicatesAreFoundByKey(t *testing.T) {
	tr := newTrial(t)
	ctx, texts := db.WithTexts(t.Context())
	cookies, _ := tr.carrier(t, "administrator")
	if w := tr.serve(ctx, "GET", "/work/duplicates", "", cookies, ""); w.Code != 200 {
		t.Fatalf("status %d", w.Code)
	}
	scans, keyed := 0, 0
	for _, query := range texts() {
		if !strings.Contains(query, "distinct_offers") {
			continue
		}
		rows, err := tr.DB.Query(t.Context(), "EXPLAIN QUERY PLAN "+query, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			switch m := regexp.MustCompile(`^(SCAN|SEARCH) [ab]\b`).FindStringSubmatch(step); {
			case m == nil:
			case m[1] == "SCAN":
				scans++
			case strings.Contains(step, "(id=?)"):
				keyed++
			default:
				t.Errorf("one of the two is looked for by %q", step)
			}
		}
		rows.Close()
	}
	// By title, and by link: one goes through all offers once, and each leads to the other.
	if keyed < 2 || scans > 2 {
		t.Errorf("%d are found by key, and all are gone through %d times", keyed, scans)
	}
}
