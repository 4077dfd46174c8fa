package oidctest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/outbound"
)

// The client that the provider knows.
const (
	ClientID = "learning-commons"
	Secret   = "a client's secret"
)

// Grant is a code that the provider has given out.
type Grant struct{ Nonce, Challenge, RedirectURL, Scope string }

// Provider is a provider that does what it is told. Its fields may be changed between requests; a nil func changes nothing.
type Provider struct {
	*httptest.Server
	Clock clock.Clock
	// Person is what it says about whoever signs in: sub, email and the like.
	Person map[string]any
	// InToken says that all of it stands in the ID token; else only sub does, and the rest is asked for.
	InToken bool

	// Description, Header, Claims and Info change what it says of itself, a token's header and claims, and of a person.
	Description, Header, Claims, Info func(map[string]any)
	// Token and Answer replace the ID token and the whole answer of the token endpoint, Keys that with the keys.
	Token  func(header, claims map[string]any) string
	Answer func(w http.ResponseWriter) bool
	Keys   func(w http.ResponseWriter) bool
	// About replaces the answer with the description, InfoAnswer that of the userinfo endpoint.
	About, InfoAnswer func(w http.ResponseWriter) bool
	// Callback changes what it sends back through the browser.
	Callback func(url.Values)
	// Signer is the key in use; Rotate makes another one.
	Signer *rsa.PrivateKey
	KeyID  string

	mu       sync.Mutex
	grants   map[string]Grant
	fetches  map[string]int
	rotation int
}

// New starts a provider whose time is the clock's; it ends with the test.
func New(t testing.TB, now clock.Clock) *Provider {
	t.Helper()
	p := &Provider{Clock: now, InToken: true, Person: map[string]any{"sub": "person-1", "email": "ana@library.example", "email_verified": true, "name": "Ana Rivera"},
		grants: map[string]Grant{}, fetches: map[string]int{}}
	p.Rotate()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.counted("description", p.describe))
	mux.HandleFunc("POST /token", p.counted("token", p.token))
	mux.HandleFunc("GET /keys", p.counted("keys", p.keys))
	mux.HandleFunc("GET /userinfo", p.counted("userinfo", p.userinfo))
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Server.Close)
	return p
}

// Calls returns a client that may call these providers and nothing else inside.
func Calls(all ...*Provider) *outbound.Client {
	o := outbound.Options{Product: "test"}
	for _, p := range all {
		o.Allow = append(o.Allow, netip.MustParseAddrPort(p.Listener.Addr().String()))
	}
	return outbound.New(o)
}

// Fetches returns how often a thing was asked for: description, token, keys, userinfo.
func (p *Provider) Fetches(what string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fetches[what]
}

func (p *Provider) counted(what string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.fetches[what]++
		p.mu.Unlock()
		next(w, r)
	}
}

var spare = sync.OnceValue(func() [3]*rsa.PrivateKey {
	var out [3]*rsa.PrivateKey
	for i := range out {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		out[i] = k
	}
	return out
})

// Stranger is a key that no provider has.
func Stranger() *rsa.PrivateKey { return spare()[2] }

// Rotate makes the provider sign with another key, under another id; the former one is gone.
func (p *Provider) Rotate() {
	p.Signer, p.KeyID = spare()[p.rotation%2], fmt.Sprintf("key-%d", p.rotation)
	p.rotation++
}

// Authorize does what the provider does after a person has signed in there: it reads where the browser was sent to, and
// returns the query that the browser brings back.
func (p *Provider) Authorize(t testing.TB, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if !strings.HasPrefix(address, p.URL+"/authorize?") || q.Get("response_type") != "code" || q.Get("client_id") != ClientID || q.Get("code_challenge_method") != "S256" ||
		len(q.Get("code_challenge")) != 43 || len(q.Get("state")) < 43 || len(q.Get("nonce")) < 43 || !strings.Contains(" "+q.Get("scope")+" ", " openid ") {
		t.Fatalf("this is no request of ours: %s", address)
	}
	b := make([]byte, 16)
	rand.Read(b)
	code := base64.RawURLEncoding.EncodeToString(b)
	p.mu.Lock()
	p.grants[code] = Grant{Nonce: q.Get("nonce"), Challenge: q.Get("code_challenge"), RedirectURL: q.Get("redirect_uri"), Scope: q.Get("scope")}
	p.mu.Unlock()
	back := url.Values{"code": {code}, "state": {q.Get("state")}}
	if p.Callback != nil {
		p.Callback(back)
	}
	return back
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	if p.About != nil && p.About(w) {
		return
	}
	d := map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"userinfo_endpoint": p.URL + "/userinfo", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}, "code_challenge_methods_supported": []string{"S256"}}
	change(p.Description, d)
	writeJSON(w, d)
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	if p.Keys == nil || !p.Keys(w) {
		writeJSON(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.Signer.Public(), KeyID: p.KeyID, Algorithm: "RS256", Use: "sig"}}})
	}
}

func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	if p.InfoAnswer != nil && p.InfoAnswer(w) {
		return
	}
	if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer access-") {
		http.Error(w, "no token", http.StatusUnauthorized)
		return
	}
	about := map[string]any{}
	for k, v := range p.Person {
		about[k] = v
	}
	change(p.Info, about)
	writeJSON(w, about)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if p.Answer != nil && p.Answer(w) {
		return
	}
	code := r.PostFormValue("code")
	p.mu.Lock()
	g, ok := p.grants[code]
	delete(p.grants, code)
	p.mu.Unlock()
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	id, secret, _ := r.BasicAuth()
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	if !ok || base64.RawURLEncoding.EncodeToString(challenge[:]) != g.Challenge || r.PostFormValue("redirect_uri") != g.RedirectURL || id != ClientID || secret != Secret {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		writeJSON(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := p.claims(g)
	header := map[string]any{"alg": "RS256", "kid": p.KeyID, "typ": "JWT"}
	change(p.Claims, claims)
	change(p.Header, header)
	token := ""
	if p.Token != nil {
		token = p.Token(header, claims)
	} else {
		token = Sign(p.Signer, header, claims)
	}
	writeJSON(w, map[string]any{"access_token": "access-" + code, "token_type": "Bearer", "expires_in": 300, "id_token": token})
}

func (p *Provider) claims(g Grant) map[string]any {
	now := p.Clock.Now()
	out := map[string]any{"iss": p.URL, "aud": ClientID, "nonce": g.Nonce, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "sub": p.Person["sub"]}
	if p.InToken {
		for k, v := range p.Person {
			out[k] = v
		}
	}
	return out
}

func change(f func(map[string]any), m map[string]any) {
	if f != nil {
		f(m)
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// Unsigned returns the first two parts of a token with the dot between them.
func Unsigned(header, claims map[string]any) string {
	b64 := base64.RawURLEncoding
	h, _ := json.Marshal(header)
	c, _ := json.Marshal(claims)
	return b64.EncodeToString(h) + "." + b64.EncodeToString(c)
}

// Sign makes a token with exactly this header and these claims, signed by RS256 whatever the header says.
func Sign(key *rsa.PrivateKey, header, claims map[string]any) string {
	return SignText(key, Unsigned(header, claims))
}

// SignText signs what Unsigned returned, or something like it.
func SignText(key *rsa.PrivateKey, text string) string {
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, hashSHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

var otherCurve = sync.OnceValue(func() *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
})
