package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/demo"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/web"
)

var update = flag.Bool("update", false, "write the golden files anew")

// carrier returns what carries a persona's requests: cookies of a new session, or the learner's
// token for "token:scope,scope". "" is a visitor.
func (tr *trial) carrier(t testing.TB, persona string) (cookies []*http.Cookie, bearer string) {
	t.Helper()
	scopes, isToken := strings.CutPrefix(persona, "token:")
	switch {
	case isToken:
		return nil, tr.token(t, strings.Split(scopes, ","))
	case persona == "":
		return nil, ""
	}
	in := tr.send(t, http.MethodPost, "/demo/sign-in", url.Values{"persona": {persona}}, nil, "")
	if in.Code != http.StatusSeeOther {
		t.Fatalf("sign in as %s: %d", persona, in.Code)
	}
	cookies = in.Result().Cookies()
	tr.send(t, http.MethodGet, "/", nil, cookies, "") // the greeting is shown once; showing it writes the session
	return cookies, ""
}

func (tr *trial) send(t testing.TB, method, target string, form url.Values, cookies []*http.Cookie, bearer string) *httptest.ResponseRecorder {
	t.Helper()
	var body *bytes.Reader
	contentType := "application/x-www-form-urlencoded"
	if strings.HasPrefix(target, "/api/") && method != http.MethodGet {
		contentType = "application/json"
		body = bytes.NewReader([]byte(form.Get("json")))
	} else {
		body = bytes.NewReader([]byte(form.Encode()))
	}
	r := httptest.NewRequest(method, target, body)
	r.RemoteAddr = "127.0.0.1:40000"
	if tr.from != "" {
		r.RemoteAddr = tr.from
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	tr.handler.ServeHTTP(w, r)
	return w
}

func (tr *trial) token(t testing.TB, scopes []string) string {
	t.Helper()
	key := strings.Join(scopes, ",")
	if tr.tokens[key] == "" {
		p, err := tr.People.PersonByEmail(t.Context(), "marisol@example.org")
		if err != nil {
			t.Fatal(err)
		}
		secret, err := tr.People.CreateToken(t.Context(), authz.System("cli"), p.ID, "matrix", scopes, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		tr.tokens[key] = secret
	}
	return tr.tokens[key]
}

// changes counts every row that was ever changed through the writing connection.
func (tr *trial) changes(t *testing.T) int64 {
	t.Helper()
	var n int64
	if err := tr.DB.Writer().QueryRowContext(context.Background(), "SELECT total_changes()").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// snapshot keeps the database as it is now, to be compared with later; it costs next to nothing. End it.
func (tr *trial) snapshot(t *testing.T) *sql.Tx {
	t.Helper()
	if tr.past == nil {
		past, err := sql.Open("sqlite", "file:"+filepath.Join(tr.Data, db.File)+"?_pragma=query_only(ON)")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { past.Close() })
		tr.past = past
		for table := range owners(t) {
			if !strings.HasPrefix(table, "river_") {
				tr.tables = append(tr.tables, table)
			}
		}
		slices.Sort(tr.tables)
	}
	tx, err := tr.past.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM goose_db_version").Scan(&n); err != nil {
		t.Fatal(err) // the first reading is what takes the snapshot
	}
	return tx
}

// content is a hash of every row of every table of ours, as tx sees them.
func (tr *trial) content(t *testing.T, tx *sql.Tx) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range tr.tables {
		h := sha256.New()
		rows, err := tx.QueryContext(t.Context(), "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				fmt.Fprintf(h, "%v;", *v.(*any))
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		out[table] = string(h.Sum(nil))
	}
	return out
}

// changed returns the tables that differ between a snapshot and now.
func (tr *trial) changed(t *testing.T, before *sql.Tx) []string {
	t.Helper()
	now := tr.snapshot(t)
	defer now.Rollback()
	was, is := tr.content(t, before), tr.content(t, now)
	var out []string
	for _, table := range tr.tables {
		if was[table] != is[table] {
			out = append(out, table)
		}
	}
	return out
}

// one reads a single text from the database.
func (tr *trial) one(t testing.TB, query string, args ...any) string {
	t.Helper()
	var s string
	if err := tr.DB.QueryRow(t.Context(), query, args...).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// personasOfMatrix are the columns: a visitor, everybody of the demonstration, and the learner by
// token. Somebody with the roles of other columns would only repeat them.
func personasOfMatrix(t *testing.T) []string {
	t.Helper()
	all, err := demo.Personas()
	if err != nil {
		t.Fatal(err)
	}
	out := []string{""}
	for _, p := range all {
		if p.Key == "colleague" { // the reviewer's roles and the administrator's
			continue
		}
		out = append(out, p.Key)
	}
	return append(out, "token:"+strings.Join(authz.Scopes, ","), "token:"+authz.ScopeRecordWrite)
}

// fixture is one request of a route: to an object of the asker's own, of somebody else, or to none.
type fixture struct {
	name string
	path string
	form url.Values
}

// TestEveryRouteAsEveryPersona sends each route's fixtures as each persona and compares the
// statuses with the golden file. A route without a fixture fails, and so does a refused request
// that changed a row.
func TestEveryRouteAsEveryPersona(t *testing.T) {
	tr := newTrial(t)
	personas := personasOfMatrix(t)
	fixtures := tr.fixtures(t)
	var out strings.Builder
	out.WriteString("route\tobject")
	for _, p := range personas {
		switch {
		case p == "":
			p = "visitor"
		case strings.HasPrefix(p, "token:") && strings.Contains(p, ","):
			p = "learner's token"
		case strings.HasPrefix(p, "token:"):
			p = "token, other scope"
		}
		out.WriteString("\t" + p)
	}
	out.WriteString("\n")
	routes := slices.Clone(tr.Mux.Routes())
	slices.SortStableFunc(routes, func(a, b web.Route) int { return strings.Compare(a.Pattern, b.Pattern) })
	used := map[string]bool{}
	// A session serves a persona until a request ends it or leaves something in it.
	carriers := map[string][]*http.Cookie{}
	for _, p := range personas {
		if strings.HasPrefix(p, "token:") { // that a token was used is written once in a while, not at every request
			_, bearer := tr.carrier(t, p)
			tr.send(t, http.MethodGet, "/api/v1/me/record", nil, nil, bearer)
		}
	}
	for _, rt := range routes {
		list, ok := fixtures[rt.Pattern]
		used[rt.Pattern] = true
		if !ok {
			t.Errorf("%s has no fixture in the matrix (%s)", rt.Pattern, rt.Access)
			continue
		}
		method, _, _ := strings.Cut(rt.Pattern, " ")
		for _, f := range list {
			fmt.Fprintf(&out, "%s\t%s", rt.Pattern, f.name)
			for i, p := range personas {
				tr.from = fmt.Sprintf("198.51.100.%d:40000", i+1) // what one asks too often is theirs alone
				cookies, bearer := carriers[p], ""
				if cookies == nil {
					cookies, bearer = tr.carrier(t, p)
				}
				count, before := tr.changes(t), tr.snapshot(t)
				w := tr.send(t, method, f.path, f.form, cookies, bearer)
				if w.Code >= 400 && tr.changes(t) != count { // the count includes what was rolled back
					if tables := tr.changed(t, before); len(tables) > 0 {
						t.Errorf("%s (%s) as %q was refused with %d and changed rows of %s", rt.Pattern, f.name, p, w.Code, strings.Join(tables, ", "))
					}
				}
				before.Rollback()
				if carriers[p] = cookies; len(w.Result().Cookies()) > 0 {
					delete(carriers, p)
				}
				if w.Code >= 500 {
					t.Errorf("%s (%s) as %q: %d", rt.Pattern, f.name, p, w.Code)
				}
				if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
					soundHTML(t, rt.Pattern+" as "+p, w.Body.String())
				}
				status := fmt.Sprint(w.Code)
				if strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
					status = "sign-in"
				}
				out.WriteString("\t" + status)
			}
			out.WriteString("\n")
		}
	}
	for pattern := range fixtures {
		if !used[pattern] {
			t.Errorf("the matrix has a fixture for %s, which is no route", pattern)
		}
	}
	golden := filepath.Join("testdata", "authz_matrix.tsv")
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(out.String(), "\n")); diff != "" {
		t.Errorf("who may come in where has changed; if it should, run go test ./internal/app -update and look at the difference:\n%s", diff)
	}
}
