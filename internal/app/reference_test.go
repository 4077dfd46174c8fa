package app

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// TestReferenceSaysWhatTheServerDoes holds the words of /developers, in every language, against the description and the server.
func TestReferenceSaysWhatTheServerDoes(t *testing.T) {
	tr := newTrial(t)
	var d struct {
		Paths map[string]map[string]struct{ Responses map[string]any }
	}
	tr.ask(t, "", "GET", "/api/openapi.json", "", &d)
	statuses := map[string]bool{"503": true} // of everything, and so of nothing in particular
	for _, methods := range d.Paths {
		for _, op := range methods {
			for status := range op.Responses {
				if status >= "400" && status < "500" {
					statuses[status] = true
				}
			}
		}
	}
	stale := tr.ask(t, tr.token(t, authz.Scopes), "PATCH", "/api/v1/people/"+tr.one(t, `SELECT person_id FROM emails WHERE address_key = 'marisol@example.org'`), `{"role_title":"x"}`, nil, "If-Match", `"of another day"`)
	for _, language := range []string{"en", "es", "fr"} {
		r := httptest.NewRequest(http.MethodGet, "/developers", nil)
		r.Header.Set("Accept-Language", language)
		w := httptest.NewRecorder()
		tr.handler.ServeHTTP(w, r)
		text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(w.Body.String(), " ")
		_, errors, _ := strings.Cut(w.Body.String(), `id="errors"`)
		errors, _, _ = strings.Cut(errors, "</ul>")
		said := regexp.MustCompile(`\b[45][0-9][0-9]\b`).FindAllString(strings.ReplaceAll(errors, "RFC 9457", ""), -1)
		for status := range statuses {
			if !slices.Contains(said, status) {
				t.Errorf("%s: %s is answered and not explained", language, status)
			}
		}
		for _, sentence := range regexp.MustCompile(`[^.:]*If-Match[^.]*\.`).FindAllString(text, -1) {
			for _, status := range regexp.MustCompile(`\b4[0-9][0-9]\b`).FindAllString(sentence, -1) {
				if stale.Code != http.StatusPreconditionFailed || status != "412" {
					t.Errorf("%s: the server answers %d to If-Match, and the reference says %s: %s", language, stale.Code, status, sentence)
				}
			}
		}
		ctx := i18n.With(t.Context(), i18n.Locale{Lang: language})
		if tab := i18n.T(ctx, "API tokens"); !strings.Contains(text, "“"+tab+"”") && !strings.Contains(text, "«"+tab+"»") && !strings.Contains(text, "«\u00a0"+tab+"\u00a0»") {
			t.Errorf("%s: where tokens are made is called “%s”, and not here", language, tab)
		}
	}
}

// notThere is said of an example that names what this trial does not have, or what it has already.
var notThere = []string{"There is no", "There is a platform of this name", "The name of this rule is", "Choose one of the days", "Choose a unit from the list", "belongs to a date of a conference", "The address belongs to", "The acronym",
	"Nobody here has this address", "Choose a library from the list", "Choose somebody with a role", "Choose somebody who has a confirmed seat here",
	"This is none of what the competency became", "This competency cannot be chosen", "Choose one of the units", "We know no such competency",
	"who have an account here", "Name at least one person who has an account here", "One of these cannot be chosen any more", "there is no published framework with the key",
	"Choose another competency", "The draft does not have this statement any more"}

// TestExamplesOfTheReferenceAreTaken sends the body that the reference shows for each operation: nothing in it has the wrong form, and
// what is refused is refused because such a thing is not there.
func TestExamplesOfTheReferenceAreTaken(t *testing.T) {
	tr := newTrial(t)
	secret, err := tr.People.CreateToken(t.Context(), authz.System("cli"), tr.chief(t), "examples", authz.Scopes, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	tr.ask(t, "", "GET", "/api/openapi.json", "", &d)
	patterns := map[string]string{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			patterns[op.OperationID] = strings.ToUpper(method) + " " + path
		}
	}
	fixtures, sent := tr.fixtures(t), 0
	get := func(path string) string { return tr.send(t, http.MethodGet, path, nil, nil, "").Body.String() }
	areas := regexp.MustCompile(`href="(/developers/[a-z-]+)"`).FindAllStringSubmatch(get("/developers"), -1)
	for _, area := range areas {
		for _, m := range regexp.MustCompile(`(?s)aria-label="Body: ([a-z-]+)"><code>(.*?)</code>`).FindAllStringSubmatch(get(area[1]), -1) {
			pattern, body := patterns[m[1]], html.UnescapeString(m[2])
			method, _, _ := strings.Cut(pattern, " ")
			if pattern == "" || len(fixtures[pattern]) == 0 {
				t.Errorf("%s is no operation that can be tried", m[1])
				continue
			}
			w := tr.send(t, method, fixtures[pattern][0].path, url.Values{"json": {body}}, nil, secret)
			sent++
			var p web.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); w.Code < 400 || err != nil {
				continue
			}
			for _, e := range p.Errors {
				if !slices.ContainsFunc(notThere, func(words string) bool { return strings.Contains(e.Message, words) }) {
					t.Errorf("%s is not taken: %s: %s", m[1], e.Field, e.Message)
				}
			}
		}
	}
	if sent < 30 {
		t.Errorf("only %d examples were found", sent)
	}
}
