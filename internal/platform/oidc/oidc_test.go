package oidc_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/oidc"
	"learningcommons.dev/commons/internal/platform/oidc/oidctest"
)

var start = time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC)

// world is a good provider and its client.
type world struct {
	t        testing.TB
	clock    *clock.Fake
	provider *oidctest.Provider
	client   *oidc.Provider
}

func newWorld(t testing.TB) *world {
	c := clock.NewFake(start)
	p := oidctest.New(t, c)
	return &world{t, c, p, client(p, c)}
}

func client(p *oidctest.Provider, c clock.Clock, wanted ...string) *oidc.Provider {
	return oidc.New(oidc.Config{Issuer: p.URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.Secret, Scopes: []string{"email"}, RedirectURL: "https://commons.example.org/back", Wanted: append(wanted, "email")}, oidctest.Calls(p), c)
}

func attempt() oidc.Attempt {
	return oidc.Attempt{State: id.Secret(), Nonce: id.Secret(), Verifier: id.Secret()}
}

func answer(v url.Values) oidc.Answer {
	return oidc.Answer{Code: v.Get("code"), Issuer: v.Get("iss"), Error: v.Get("error")}
}

// signIn goes the whole way, and says whether it failed before the browser was sent away.
func (w *world) signIn(a oidc.Attempt) (c oidc.Claims, early bool, err error) {
	w.t.Helper()
	to, err := w.client.AuthURL(context.Background(), a)
	if err != nil {
		return c, true, err
	}
	c, err = w.client.Redeem(context.Background(), a, answer(w.provider.Authorize(w.t, to)))
	return c, false, err
}

func (w *world) good() oidc.Claims {
	w.t.Helper()
	c, _, err := w.signIn(attempt())
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) bad(reason string) {
	w.t.Helper()
	_, _, err := w.signIn(attempt())
	if f := oidc.FaultOf(err); f == nil || !strings.Contains(f.Reason, reason) {
		w.t.Fatalf("%v, want a fault about %q", err, reason)
	}
}

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	c := w.good()
	if c.Issuer != w.provider.URL || c.Subject != "person-1" || c.Text("email") != "ana@library.example" || !c.EmailVerified() || c.Text("name") != "Ana Rivera" {
		t.Errorf("%+v", c)
	}
	if n := w.provider.Fetches("userinfo"); n != 0 {
		t.Errorf("the provider was asked %d times for what the token says", n)
	}
	w.provider.InToken = false
	if c := w.good(); c.Text("email") != "ana@library.example" || !c.EmailVerified() {
		t.Errorf("what the token lacks was not asked for: %+v", c)
	}
	if d, k := w.provider.Fetches("description"), w.provider.Fetches("keys"); d != 1 || k != 1 {
		t.Errorf("the description was fetched %d times and the keys %d times", d, k)
	}
}

// TestANoIsHeededWhereverItIsSaid: what the token says stays as it is, but for an address of which the provider says elsewhere that it is not verified.
func TestANoIsHeededWhereverItIsSaid(t *testing.T) {
	for said, want := range map[any]bool{false: false, "false": false, true: true, "true": true, nil: true, "": true} {
		w := newWorld(t)
		w.provider.Info = func(m map[string]any) { m["email_verified"], m["email"] = said, "somebody@else.example" }
		w.client = client(w.provider, w.clock, "groups") // which the token lacks, so that the provider is asked
		c := w.good()
		if n := w.provider.Fetches("userinfo"); n != 1 || c.Text("email") != "ana@library.example" || c.EmailVerified() != want {
			t.Errorf("asked, it says %v: %d fetches, %s, verified %v", said, n, c.Text("email"), c.EmailVerified())
		}
	}
}

// TestANoOfTheTokenStands: a yes that is asked for later does not undo it, whatever address stands beside it.
func TestANoOfTheTokenStands(t *testing.T) {
	for _, email := range []any{nil, "ana@library.example"} {
		w := newWorld(t)
		w.provider.Claims = func(m map[string]any) {
			m["email_verified"] = false
			if delete(m, "email"); email != nil {
				m["mail"] = email
			}
		}
		w.provider.Info = func(m map[string]any) { m["email_verified"], m["email"] = true, "somebody@else.example" }
		w.client = client(w.provider, w.clock, "groups")
		if c := w.good(); w.provider.Fetches("userinfo") != 1 || c.EmailVerified() {
			t.Errorf("the token has %v: %d fetches, verified %v", email, w.provider.Fetches("userinfo"), c.EmailVerified())
		}
	}
}

// TestNobodyIsFooled has the provider lie in every way there is.
func TestNobodyIsFooled(t *testing.T) {
	if len(oidctest.Faults) < 30 {
		t.Fatalf("only %d faults", len(oidctest.Faults))
	}
	reasons := map[string]bool{}
	for _, f := range oidctest.Faults {
		t.Run(f.Name, func(t *testing.T) {
			w := newWorld(t)
			f.Lie(w.provider)
			c, early, err := w.signIn(attempt())
			fault := oidc.FaultOf(err)
			if fault == nil || c.Subject != "" {
				t.Fatalf("signed in as %q: %v", c.Subject, err)
			}
			if early != f.Early {
				t.Errorf("refused early: %v", early)
			}
			for _, sent := range []string{"person-1", "administrator", "ana@", "example.org", "127.0.0.1", "<script", "\n", "c0de"} {
				if strings.Contains(fault.Reason, sent) {
					t.Errorf("the reason holds what was sent: %q", fault.Reason)
				}
			}
			reasons[fault.Reason] = true
		})
	}
	if len(reasons) < 15 {
		t.Errorf("only %d reasons: %v", len(reasons), reasons)
	}
}

func TestClocksMayDiffer(t *testing.T) {
	for name, lie := range map[string]func(map[string]any){
		"ahead":  func(c map[string]any) { c["iat"], c["nbf"] = start.Unix()+50, start.Unix()+50 },
		"behind": func(c map[string]any) { c["iat"], c["exp"] = start.Unix()-350, start.Unix()-50 },
		"parts":  func(c map[string]any) { c["iat"] = float64(start.Unix()) + 0.5 },
		"list":   func(c map[string]any) { c["aud"] = []string{oidctest.ClientID} },
		"azp":    func(c map[string]any) { c["aud"], c["azp"] = []string{oidctest.ClientID, "x"}, oidctest.ClientID },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.provider.Claims = lie
			w.good()
		})
	}
}

func TestACodeAndANonceWorkOnce(t *testing.T) {
	w := newWorld(t)
	a := attempt()
	to, err := w.client.AuthURL(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	back := answer(w.provider.Authorize(t, to))
	if _, err := w.client.Redeem(context.Background(), a, back); err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.Redeem(context.Background(), a, back); oidc.FaultOf(err) == nil {
		t.Error("a code worked twice")
	}
	// Another attempt cannot redeem this one's code: PKCE binds it.
	to, _ = w.client.AuthURL(context.Background(), a)
	back = answer(w.provider.Authorize(t, to))
	other := attempt()
	other.Nonce = a.Nonce
	if _, err := w.client.Redeem(context.Background(), other, back); oidc.FaultOf(err) == nil {
		t.Error("a stolen code worked with another verifier")
	}
}

// TestMixUp has two providers, of which one gets the other's answer.
func TestMixUp(t *testing.T) {
	w := newWorld(t)
	honest := oidctest.New(t, w.clock)
	honest.Callback = func(v url.Values) { v.Set("iss", honest.URL) }
	a := attempt()
	to, err := client(honest, w.clock).AuthURL(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	before := w.provider.Fetches("token")
	_, err = w.client.Redeem(context.Background(), a, answer(honest.Authorize(t, to)))
	if f := oidc.FaultOf(err); f == nil || !strings.Contains(f.Reason, "another provider") {
		t.Errorf("%v", err)
	}
	if w.provider.Fetches("token") != before {
		t.Error("the honest provider's code was given to the other one")
	}
}

func TestKeysMayRotate(t *testing.T) {
	w := newWorld(t)
	w.good()
	w.clock.Advance(2 * time.Minute)
	w.provider.Rotate()
	w.good()
	if n := w.provider.Fetches("keys"); n != 2 {
		t.Errorf("the keys were fetched %d times", n)
	}
	// Unknown keys make us ask once a minute and no more.
	w.clock.Advance(2 * time.Minute)
	w.provider.Header = func(h map[string]any) { h["kid"] = id.Secret() }
	for range 20 {
		w.bad("no key")
	}
	if n := w.provider.Fetches("keys"); n != 3 {
		t.Errorf("invented keys had the keys fetched %d times", n-2)
	}
	w.provider.Header = nil
	w.good()
	// A key that was withdrawn is worth nothing after an hour at most.
	former, formerID := w.provider.Signer, w.provider.KeyID
	w.provider.Rotate()
	w.clock.Advance(61 * time.Minute)
	w.provider.Token = func(h, c map[string]any) string { h["kid"] = formerID; return oidctest.Sign(former, h, c) }
	w.bad("no key")
}

func TestAKeyWithoutAnIDIsFound(t *testing.T) {
	w := newWorld(t)
	w.provider.Header = func(h map[string]any) { delete(h, "kid") }
	w.good()
}

// TestDown takes the provider away, and gives it back.
func TestDown(t *testing.T) {
	w := newWorld(t)
	w.provider.About = func(rw http.ResponseWriter) bool { http.Error(rw, "down", http.StatusServiceUnavailable); return true }
	for range 5 {
		_, _, err := w.signIn(attempt())
		if f := oidc.FaultOf(err); f == nil || !f.Down {
			t.Fatalf("%v", err)
		}
	}
	if n := w.provider.Fetches("description"); n != 1 {
		t.Errorf("a provider that is down was asked %d times at once", n)
	}
	w.provider.About = nil
	w.clock.Advance(11 * time.Second)
	w.good()
	// What was known is no way in once it is old.
	w.clock.Advance(61 * time.Minute)
	w.provider.Close()
	_, early, err := w.signIn(attempt())
	if f := oidc.FaultOf(err); f == nil || !f.Down || !early {
		t.Fatalf("%v", err)
	}
}

func TestAProviderMaySayNo(t *testing.T) {
	w := newWorld(t)
	a := attempt()
	for code, want := range map[string]oidc.Fault{"access_denied": {Denied: true}, "server_error": {Down: true}, "invalid_scope": {}, "<script>": {}} {
		_, err := w.client.Redeem(context.Background(), a, oidc.Answer{Error: code, Code: "x"})
		f := oidc.FaultOf(err)
		if f == nil || f.Denied != want.Denied || f.Down != want.Down || strings.Contains(f.Reason, code) {
			t.Errorf("%s: %+v", code, f)
		}
	}
}

func TestIssuers(t *testing.T) {
	for issuer, good := range map[string]bool{
		"https://login.example.org": true, "https://login.example.org/realms/x": true, "http://127.0.0.1:9000": true,
		"http://login.example.org": false, "login.example.org": false, "https://": false, "https://x.example/?a": false, "https://x.example/#": false, "https://a:b@x.example": false,
		"https://x.example/.well-known/openid-configuration": false, "javascript:alert(1)": false, "http://127.0.0.1.example.org": false, "": false, "\x7f": false,
	} {
		if got := oidc.CheckIssuer(issuer) == ""; got != good {
			t.Errorf("CheckIssuer(%q) = %q", issuer, oidc.CheckIssuer(issuer))
		}
	}
}

func TestClaims(t *testing.T) {
	c, err := oidc.NewClaims(`{"sub":"x","groups":["a","b c"],"one":"a","n":42,"yes":true,"realm":{"roles":["r"]},"https://x.example/roles":["z"],"none":null,"Groups":["q"],"name":" A\u0000na\n"}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []struct {
		claim, value string
		says         bool
	}{{"groups", "a", true}, {"groups", "b c", true}, {"groups", "b", false}, {"groups", "A", false}, {"groups", "q", false}, {"groups", "", false}, {"one", "a", true}, {"n", "42", true}, {"yes", "true", true},
		{"realm.roles", "r", true}, {"realm", "r", false}, {"https://x.example/roles", "z", true}, {"none", "", false}, {"none", "null", false}, {"missing", "", false}} {
		if got := c.Says(w.claim, w.value); got != w.says {
			t.Errorf("Says(%q, %q) = %v", w.claim, w.value, got)
		}
	}
	if got := c.Text("name"); got != "Ana" {
		t.Errorf("name %q", got)
	}
	for _, bad := range []string{``, `null`, `[]`, `"x"`, `{"sub":"x","sub":"y"}`, `{"SUB":"x"}`, `{"sub":["x"]}`, "{\"sub\":\"\xff\"}", `{"sub":"x"} {}`} {
		if c, err := oidc.NewClaims(bad); err == nil {
			t.Errorf("%q is read as %+v", bad, c)
		}
	}
}
