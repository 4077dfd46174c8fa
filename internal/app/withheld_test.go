package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// TestRolesWaitForASecondFactor demands one of administrators: with one factor they are learners, on
// pages and by REST, and with two they are themselves.
func TestRolesWaitForASecondFactor(t *testing.T) {
	tr := newTrial(t)
	tr.SecondFactorFor = []authz.Role{authz.Admin}
	tr.handler = tr.Handler()
	admin, _ := tr.carrier(t, "administrator")
	reviewer, _ := tr.carrier(t, "reviewer")
	status := func(cookies []*http.Cookie, method, path string, form url.Values) (int, string) {
		w := tr.send(t, method, path, form, cookies, "")
		return w.Code, w.Body.String()
	}
	for _, path := range []string{"/work", "/work/people", "/work/units", "/work/registrations.csv"} {
		if got, _ := status(admin, "GET", path, nil); got != http.StatusForbidden {
			t.Errorf("%s: %d to an administrator with one factor", path, got)
		}
	}
	if _, body := status(admin, "GET", "/work/people", nil); !strings.Contains(body, "Set up a second factor") {
		t.Error("the page does not say what to do")
	}
	if got, _ := status(admin, "POST", "/work/units", url.Values{"name": {"x"}, "acronym": {"XYZ"}}); got != http.StatusForbidden {
		t.Errorf("a unit is added: %d", got)
	}
	if got, _ := status(admin, "GET", "/api/v1/link-checks", nil); got != http.StatusForbidden {
		t.Errorf("what is for staff, by REST: %d", got)
	}
	if got, _ := status(admin, "POST", "/my/tokens", url.Values{"name": {"x"}, "scope": authz.Scopes, "days": {"30"}}); got != http.StatusForbidden {
		t.Errorf("a token, which would have the roles: %d", got)
	}
	if got, body := status(admin, "GET", "/my", nil); got != 200 || !strings.Contains(body, "Your roles wait for a second factor.") {
		t.Errorf("what a learner may do: %d", got)
	}
	if got, _ := status(reviewer, "GET", "/work", nil); got != 200 {
		t.Errorf("a role that was not named: %d", got)
	}
	p, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := tr.Sessions.Load(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := tr.Sessions.SignIn(ctx, p.ID, web.How{Way: web.ByPasskey, Second: true, At: tr.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	two := []*http.Cookie{{Name: tr.Sessions.Cookie.Name, Value: tr.Sessions.Token(ctx)}}
	for _, path := range []string{"/work", "/work/people", "/work/units", "/api/v1/link-checks"} {
		if got, _ := status(two, "GET", path, nil); got != 200 {
			t.Errorf("%s: %d to an administrator with two factors", path, got)
		}
	}
}
