package peopleweb_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/people/peopleweb"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/oidc/oidctest"
	"learningcommons.dev/commons/internal/platform/web"
)

// withSite is a site with a sign-in provider, and what its log says.
type withSite struct {
	*site
	provider *oidctest.Provider
	log      bytes.Buffer
}

func newWithSite(t *testing.T, provider *oidctest.Provider, plain *peopletest.World) *withSite {
	s := &withSite{provider: provider}
	w := peopletest.WithProviders(t, plain, oidctest.Calls(provider), people.Provider{Name: "members", Label: "Members", Issuer: provider.URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.Secret,
		NewPeople: true, EmailClaim: "email", NameClaim: "name", Rules: []people.Rule{{Claim: "groups", Contains: "admins", Role: authz.Admin}}})
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	s.site = &site{World: w, t: t, sessions: web.NewSessions(w.DB, clockNow{w}, false), cookies: map[string]string{}}
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		http.Error(w, err.Error(), web.Status(err))
	})
	mux.Add(peopleweb.New(peopleweb.Deps{People: w.Service, Sessions: s.sessions, Clock: w.Clock, Offers: noOffers, Held: sevenHeld, Log: log, BaseURL: "https://commons.example.org"}).Routes()...)
	s.handler = (&web.Stack{Mux: mux, Sessions: s.sessions, Log: log, Authenticate: w.Authenticate, Prepare: func(r *http.Request) *http.Request { return r }}).Handler()
	return s
}

var goOn = regexp.MustCompile(`^0; url=(.*)$`)

// begin presses the button and returns where the browser is led, "" when it is led nowhere.
func (s *withSite) begin(next string) (string, *httptest.ResponseRecorder) {
	w := s.post("/sign-in/with/members", "next", next)
	if m := goOn.FindStringSubmatch(w.Header().Get("Refresh")); m != nil {
		return m[1], w
	}
	return "", w
}

func (s *withSite) back(v url.Values) *httptest.ResponseRecorder {
	return s.get("/sign-in/with/members/back?" + v.Encode())
}

func (s *withSite) lines() []string {
	all := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(all) == 1 && all[0] == "" {
		return nil
	}
	return all
}

func TestSignInWithAProvider(t *testing.T) {
	plain := peopletest.NewWorld(t, dbtest.SQLite(t))
	s := newWithSite(t, oidctest.New(t, plain.Clock), plain)
	s.want(s.get("/sign-in?next=/units"), 200, "Sign in with Members")
	to, w := s.begin("/my/profile")
	s.want(w, 200, "On to Members")
	if w.Header().Get("Location") != "" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "form-action 'self'") {
		t.Error("the browser is redirected after a form, or the policy was opened for it")
	}
	v := s.provider.Authorize(t, to)
	if strings.Contains(w.Body.String(), v.Get("code")) {
		t.Error("the page knows the code already")
	}
	before := s.cookies["commons"]
	w = s.back(v)
	s.want(w, 303, "/my/profile")
	if w.Header().Get("Cache-Control") != "no-store" || s.cookies["commons"] == before {
		t.Error("the answer may be kept, or the session is the former one")
	}
	s.want(s.get("/my/profile"), 200, "Ana Rivera")
	s.want(s.get("/my/sign-ins"), 303, "/my/sign-in")
	s.want(s.get("/my/sign-in"), 200, "ana@library.example")
	if s.want(s.back(v), 410, "That took too long"); len(s.lines()) != 1 {
		t.Errorf("log: %q", s.lines())
	}
	for _, next := range []string{"//evil.example", `/\evil.example`, "https:evil.example", "javascript:alert(1)", "/\r\nSet-Cookie:x=1"} {
		to, _ := s.begin(next)
		s.want(s.back(s.provider.Authorize(t, to)), 303, "/my")
	}
	for _, doubled := range []string{"code", "state", "iss"} {
		to, _ := s.begin("")
		v := s.provider.Authorize(t, to)
		v.Set("iss", s.provider.URL)
		v.Add(doubled, v.Get(doubled))
		if w := s.back(v); doubled != "iss" && w.Code < 400 {
			t.Errorf("%s said twice: %d", doubled, w.Code)
		}
	}
}

// TestEveryFaultIsTurnedAway has the provider lie in every way there is: nobody is signed in, no person and no role is made, and
// the log gets one line that holds nothing of what was sent.
func TestEveryFaultIsTurnedAway(t *testing.T) {
	plain := peopletest.NewWorld(t, dbtest.SQLite(t))
	for _, f := range oidctest.Faults {
		t.Run(f.Name, func(t *testing.T) {
			provider := oidctest.New(t, plain.Clock)
			provider.Person["groups"] = "admins"
			f.Lie(provider)
			s := newWithSite(t, provider, plain)
			to, w := s.begin("/work")
			secrets := []string{"person-1", "administrator", "ana@", "not well", "c0de", oidctest.Secret}
			if to != "" {
				v := provider.Authorize(t, to)
				for _, name := range []string{"code", "state"} {
					if v.Get(name) != "" {
						secrets = append(secrets, v.Get(name))
					}
				}
				w = s.back(v)
			}
			if w.Code < 400 || w.Code == 500 || strings.Contains(w.Header().Get("Set-Cookie"), "commons=") {
				t.Errorf("status %d, cookies %v", w.Code, w.Result().Cookies())
			}
			if (to == "") != f.Early {
				t.Errorf("led away: %q", to)
			}
			lines := s.lines()
			if len(lines) != 1 || !strings.Contains(lines[0], "provider=members") {
				t.Fatalf("log: %q", lines)
			}
			for _, secret := range secrets {
				if strings.Contains(lines[0], secret) || strings.Contains(w.Body.String(), secret) {
					t.Errorf("%q is told: %s", secret, lines[0])
				}
			}
			s.want(s.get("/my/profile"), 401, "")
		})
	}
	for _, table := range []string{"persons", "linked_sign_ins", "role_bindings", "web_sessions"} {
		var n int
		if err := plain.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows in %s: %v", n, table, err)
		}
	}
}

// TestAProviderThatIsDownHarmsNobodyElse takes the provider away while somebody is signed in with it.
func TestAProviderThatIsDownHarmsNobodyElse(t *testing.T) {
	plain := peopletest.NewWorld(t, dbtest.SQLite(t))
	s := newWithSite(t, oidctest.New(t, plain.Clock), plain)
	to, _ := s.begin("/my")
	s.want(s.back(s.provider.Authorize(t, to)), 303, "/my")
	waiting, _ := s.begin("/my")
	v := s.provider.Authorize(t, waiting)
	s.provider.Close()
	inside := s.cookies
	s.cookies = map[string]string{"__Host-commons-with": inside["__Host-commons-with"]}
	w := s.back(v)
	s.want(w, 503, "Members does not answer")
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.want(s.get("/my/profile"), 401, "")
	if _, err := s.AddPerson(t.Context(), authz.System("test"), people.NewPerson{Name: "Bo", Email: "bo@library.example", Verified: true, PasswordHash: s.HashPassword("four quiet green herons")}); err != nil {
		t.Fatal(err)
	}
	s.want(s.post("/sign-in", "email", "bo@library.example", "password", "four quiet green herons"), 303, "/my")
	s.cookies = inside
	s.want(s.get("/my/profile"), 200, "Ana Rivera")
}

// TestSilentSignInIsNotFresh comes in by a session that the provider has had for an hour, and confirms there.
func TestSilentSignInIsNotFresh(t *testing.T) {
	plain := peopletest.NewWorld(t, dbtest.SQLite(t))
	plain.Clock.Advance(time.Since(peopletest.Start)) // as the sessions' clock stands
	s := newWithSite(t, oidctest.New(t, plain.Clock), plain)
	const confirm = "/sign-in/confirm?next=%2Funits"
	for name, claims := range map[string]func(map[string]any){
		"without a word about when": nil,
		"an hour ago":               func(c map[string]any) { c["auth_time"] = time.Now().Add(-time.Hour).Unix() },
	} {
		s.provider.Claims = claims
		to, _ := s.begin("/units")
		s.want(s.back(s.provider.Authorize(t, to)), 303, "/units")
		if w := s.get(confirm); w.Code != 200 || !strings.Contains(w.Body.String(), "Confirm with Members") {
			t.Fatalf("%s: %d %s", name, w.Code, w.Header().Get("Location"))
		}
		s.want(s.post("/my/sign-in/app"), 403, "")
		w := s.post("/sign-in/confirm/with/members", "next", "/units")
		s.want(s.back(s.provider.Authorize(t, goOn.FindStringSubmatch(w.Header().Get("Refresh"))[1])), 403, "could not be believed")
		s.want(s.get(confirm), 200, "Confirm with Members")
	}
	s.provider.Claims = func(c map[string]any) { c["auth_time"] = time.Now().Unix() }
	w := s.post("/sign-in/confirm/with/members", "next", "/units")
	before := s.cookies["commons"]
	s.want(s.back(s.provider.Authorize(t, goOn.FindStringSubmatch(w.Header().Get("Refresh"))[1])), 303, "/units")
	if s.cookies["commons"] == before {
		t.Error("the session has its former token")
	}
	s.want(s.get(confirm), 303, "/units")
	s.want(s.post("/my/sign-in/app"), 303, "/my/sign-in/app")
}

// TestWhoIsNewIsFresh makes an account by a provider that says neither an address that counts nor when its person signed in there: they could confirm
// by nothing, and there is nothing yet that an older proof could open.
func TestWhoIsNewIsFresh(t *testing.T) {
	plain := peopletest.NewWorld(t, dbtest.SQLite(t))
	plain.Clock.Advance(time.Since(peopletest.Start)) // as the sessions' clock stands
	s := newWithSite(t, oidctest.New(t, plain.Clock), plain)
	s.provider.Person["email_verified"] = false
	to, _ := s.begin("/units")
	w := s.back(s.provider.Authorize(t, to))
	s.want(w, 200, "Have you been here before?")
	if body := w.Body.String(); !strings.Contains(body, `name="new" value="yes"`) || !strings.Contains(body, `name="next" value="/units"`) {
		t.Errorf("who is new is not taken along: %s", body)
	}
	to = goOn.FindStringSubmatch(s.post("/sign-in/with/members", "next", "/units", "new", "yes").Header().Get("Refresh"))[1]
	s.want(s.back(s.provider.Authorize(t, to)), 303, "/my/addresses")
	s.want(s.post("/my/addresses", "email", "ana@library.example"), 303, "/my/addresses")
	// Once they are known, the same sign-in is as old as it may be.
	s.want(s.post("/sign-out"), 303, "/")
	to, _ = s.begin("/units")
	s.want(s.back(s.provider.Authorize(t, to)), 303, "/units")
	s.want(s.post("/my/addresses", "email", "more@library.example"), 403, "")
}

// TestALinkIsFinishedOnTheWay signs a member in with a provider that is not linked yet: they sign in the way they did so far, press one button
// and are where they wanted to go.
func TestALinkIsFinishedOnTheWay(t *testing.T) {
	for _, verified := range []bool{true, false} {
		plain := peopletest.NewWorld(t, dbtest.SQLite(t))
		plain.Clock.Advance(time.Since(peopletest.Start)) // as the sessions' clock stands
		s := newWithSite(t, oidctest.New(t, plain.Clock), plain)
		if _, err := s.AddPerson(t.Context(), authz.System("test"), people.NewPerson{Name: "Ana Rivera", Email: "ana@library.example", Verified: true, PasswordHash: s.HashPassword("four quiet green herons")}); err != nil {
			t.Fatal(err)
		}
		s.provider.Person["email_verified"] = verified
		to, _ := s.begin("/units?q=rivers")
		w := s.back(s.provider.Authorize(t, to))
		m := regexp.MustCompile(`href="/sign-in\?next=([^"]*link[^"]*)"`).FindStringSubmatch(w.Body.String())
		if m == nil {
			t.Fatalf("verified %v: %d %s", verified, w.Code, w.Body)
		}
		next, err := url.QueryUnescape(m[1])
		if err != nil || next != "/my/sign-in?link=members&next=%2Funits%3Fq%3Drivers" {
			t.Fatalf("verified %v: it leads to %q", verified, next)
		}
		if verified { // whoever has no way in is not led in a ring
			s.want(w, 409, "/recover?account=ana%40library.example")
			s.want(s.get("/recover?account=M-7&said=I+came"), 200, `value="M-7"`)
		}
		s.want(s.post("/sign-in", "email", "ana@library.example", "password", "four quiet green herons", "next", next), 303, next)
		s.want(s.get(next), 200, `action="/my/sign-in/with/members"`)
		w = s.post("/my/sign-in/with/members", "next", "/units?q=rivers")
		s.want(s.back(s.provider.Authorize(t, goOn.FindStringSubmatch(w.Header().Get("Refresh"))[1])), 303, "/units?q=rivers")
		s.want(s.get(next), 200, "An account with Members is linked already") // and whoever came with another one there is told
		s.want(s.get("/my/sign-in?link=nobody"), 200, "ana@library.example")
	}
}

// TestAnotherAccountOfTheSameProvider is for whoever came with an account that is not linked, and signed in to a person who has linked another one there: they are
// told, and may link both.
func TestAnotherAccountOfTheSameProvider(t *testing.T) {
	plain := peopletest.NewWorld(t, dbtest.SQLite(t))
	plain.Clock.Advance(time.Since(peopletest.Start)) // as the sessions' clock stands
	s := newWithSite(t, oidctest.New(t, plain.Clock), plain)
	s.provider.Claims = func(c map[string]any) { c["auth_time"] = time.Now().Unix() }
	to, _ := s.begin("/units")
	s.want(s.back(s.provider.Authorize(t, to)), 303, "/units")
	const next = "/my/sign-in?link=members&next=%2Funits"
	page := s.get(next)
	s.want(page, 200, "An account with Members is linked already: ana@library.example.")
	for _, want := range []string{`action="/my/sign-in/with/members"`, `href="/units"`} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("the page has no %s", want)
		}
	}
	s.provider.Person["sub"], s.provider.Person["email"] = "another", "ana@home.example"
	w := s.post("/my/sign-in/with/members", "next", "/units")
	s.want(s.back(s.provider.Authorize(t, goOn.FindStringSubmatch(w.Header().Get("Refresh"))[1])), 303, "/units")
	s.want(s.get("/my/sign-in"), 200, "ana@home.example")
	n := 0
	if err := plain.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM linked_sign_ins`).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d accounts are linked (%v)", n, err)
	}
}

// TestASecondProviderOnTheWayIsKept: whoever chooses another provider to sign in to what they wanted to link links that one too.
func TestASecondProviderOnTheWayIsKept(t *testing.T) {
	for _, x := range []struct{ provider, next, want string }{
		{"members", "/units", "/my/sign-in?link=members&next=%2Funits"},
		{"other", "/my/sign-in?link=members&next=%2Funits", "/my/sign-in?link=members&link=other&next=%2Funits"},
		{"members", "/my/sign-in?link=members&link=other&next=%2Funits", "/my/sign-in?link=members&link=other&next=%2Funits"},
		{"other", "/my/sign-in?link=members", "/my/sign-in?link=members&link=other"},
	} {
		if got := peopleweb.LinkPath(x.provider, x.next); got != x.want {
			t.Errorf("%s on the way to %s leads to %s", x.provider, x.next, got)
		}
	}
	plain := peopletest.NewWorld(t, dbtest.SQLite(t))
	plain.Clock.Advance(time.Since(peopletest.Start)) // as the sessions' clock stands
	s := newWithSite(t, oidctest.New(t, plain.Clock), plain)
	s.provider.Claims = func(c map[string]any) { c["auth_time"] = time.Now().Unix() }
	to, _ := s.begin("/units")
	s.want(s.back(s.provider.Authorize(t, to)), 303, "/units")
	// The one after the other: what is unknown is passed over, and what follows is in the address to go on to.
	body := s.get("/my/sign-in?link=nobody&link=members&link=nobody&link=members&next=%2Funits").Body.String()
	if !strings.Contains(body, "An account with Members is linked already") || !strings.Contains(body, `href="/units"`) {
		t.Errorf("it leads nowhere: %s", body)
	}
}
