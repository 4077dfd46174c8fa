package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
)

// TestWhatNeedsAFreshProof lets a session grow old: what could do harm asks first, before a form is
// filled in, and everything else goes on.
func TestWhatNeedsAFreshProof(t *testing.T) {
	tr := newTrial(t)
	cookies, _ := tr.carrier(t, "administrator")
	person := tr.one(t, `SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1`)
	token := url.Values{"name": {"A program"}, "scope": {authz.ScopeRecordRead}, "days": {"30"}}
	tr.clock.Advance(authz.FreshFor)
	if w := tr.send(t, http.MethodGet, "/work/webhooks/new", nil, cookies, ""); w.Code != 200 {
		t.Fatalf("a fresh administrator got %d", w.Code)
	}
	tr.clock.Advance(time.Second)
	count, before := tr.changes(t), tr.snapshot(t)
	for _, path := range []string{"/work/webhooks", "/work/webhooks/new"} {
		w := tr.send(t, http.MethodGet, path, nil, cookies, "")
		if want := "/sign-in/confirm?next=" + url.QueryEscape(path); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("GET %s: %d %s", path, w.Code, w.Header().Get("Location"))
		}
	}
	for path, form := range map[string]url.Values{
		"/work/webhooks/new":                 {"name": {"x"}},
		"/my/tokens":                         token,
		"/my/addresses":                      {"email": {"another@example.org"}},
		"/my/addresses/remove":               {"address": {"walter@example.org"}},
		"/my/password":                       {"current": {"x"}, "password": {"a long enough password"}},
		"/work/people/" + person + "/merge":  {"other": {person}},
		"/work/people/" + person + "/roles":  {"role": {"auditor"}},
		"/work/people/" + person + "/reopen": {},
	} {
		w := tr.send(t, http.MethodPost, path, form, cookies, "")
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "Confirm in another tab") {
			t.Errorf("POST %s: %d", path, w.Code)
		}
	}
	if tr.changes(t) != count {
		t.Errorf("what was refused changed %v", tr.changed(t, before))
	}
	before.Rollback()
	for path, says := range map[string]string{"/my/addresses": "confirm first", "/my/tokens": "confirm first", "/my/sign-in": "This browser"} {
		if w := tr.send(t, http.MethodGet, path, nil, cookies, ""); w.Code != 200 || !strings.Contains(w.Body.String(), says) || strings.Contains(w.Body.String(), `<form method="post" action="`+path) {
			t.Errorf("GET %s: %d without %q, or with a form", path, w.Code, says)
		}
	}
	if w := tr.send(t, http.MethodGet, "/work/people/"+person, nil, cookies, ""); w.Code != 200 || !strings.Contains(w.Body.String(), "confirm first") || strings.Contains(w.Body.String(), "Give the role") {
		t.Errorf("the page of a person offers a form for roles (%d)", w.Code)
	}
	if w := tr.send(t, http.MethodPost, "/work/people/"+person+"/close", nil, cookies, ""); w.Code != http.StatusSeeOther {
		t.Fatalf("closed: %d", w.Code)
	}
	if w := tr.send(t, http.MethodGet, "/work/people/"+person, nil, cookies, ""); w.Code != 200 || !strings.Contains(w.Body.String(), "confirm first") || strings.Contains(w.Body.String(), "Open the account again") {
		t.Errorf("the page of who is closed offers to open the account (%d)", w.Code)
	}
	if w := tr.send(t, http.MethodGet, "/sign-in/confirm?next=/work/webhooks", nil, cookies, ""); w.Code != 200 || !strings.Contains(w.Body.String(), "walter@example.org") {
		t.Errorf("the page that asks: %d", w.Code)
	}
	if w := tr.send(t, http.MethodPost, "/sign-in/confirm", url.Values{"password": {"a wrong one"}, "next": {"/work/webhooks"}}, cookies, ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong password: %d", w.Code)
	}
	again := tr.send(t, http.MethodPost, "/demo/sign-in", url.Values{"persona": {"administrator"}, "next": {"/work/webhooks"}}, cookies, "")
	if w := tr.send(t, http.MethodGet, "/sign-in/confirm?next=//evil.example", nil, again.Result().Cookies(), ""); w.Code != 200 || w.Header().Get("Location") != "" {
		t.Errorf("confirmed, and sent to %q", w.Header().Get("Location"))
	}
	if w := tr.send(t, http.MethodPost, "/my/tokens", token, again.Result().Cookies(), ""); w.Code != 200 || !strings.Contains(w.Body.String(), "Your new token") {
		t.Errorf("after confirming: %d", w.Code)
	}
}
