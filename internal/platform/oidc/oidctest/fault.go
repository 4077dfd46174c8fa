package oidctest

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const hashSHA256 = crypto.SHA256

// Fault is one way in which a provider, or whoever stands between, tries to fool a client. The numbers are those of the
// list of hostile inputs.
type Fault struct {
	Name string
	// Lie makes the provider do it.
	Lie func(p *Provider)
	// Early faults show before the browser is sent to the provider.
	Early bool
}

// claim makes a fault that changes one claim; nil takes it away.
func claim(name string, value func(p *Provider) any) func(*Provider) {
	return func(p *Provider) {
		p.Claims = func(c map[string]any) {
			if v := value(p); v != nil {
				c[name] = v
			} else {
				delete(c, name)
			}
		}
	}
}

func always(v any) func(*Provider) any { return func(*Provider) any { return v } }

func at(d time.Duration) func(*Provider) any {
	return func(p *Provider) any { return p.Clock.Now().Add(d).Unix() }
}

func describes(name string, value any) func(*Provider) {
	return func(p *Provider) { p.Description = func(d map[string]any) { d[name] = value } }
}

func byToken(f func(p *Provider, header, claims map[string]any) string) func(*Provider) {
	return func(p *Provider) {
		p.Token = func(header, claims map[string]any) string { return f(p, header, claims) }
	}
}

// hmacToken signs by a shared secret, which is what a forger knows.
func hmacToken(secret func(p *Provider) []byte) func(*Provider) {
	return byToken(func(p *Provider, header, claims map[string]any) string {
		header["alg"] = "HS256"
		text := Unsigned(header, claims)
		m := hmac.New(sha256.New, secret(p))
		m.Write([]byte(text))
		return text + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
	})
}

// strangers signs by a key that is not the provider's, under a header that leads to it.
func strangers(header map[string]any) func(*Provider) {
	return byToken(func(_ *Provider, h, claims map[string]any) string {
		maps.Copy(h, header)
		return Sign(Stranger(), h, claims)
	})
}

func status(code int) func(http.ResponseWriter) bool {
	return func(w http.ResponseWriter) bool { http.Error(w, "<script>not well</script>", code); return true }
}

func says(body string) func(http.ResponseWriter) bool {
	return func(w http.ResponseWriter) bool {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
		return true
	}
}

// endless sends until nobody reads any more.
func endless(w http.ResponseWriter) bool {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"keys":["`)
	for part := bytes.Repeat([]byte("x"), 1<<16); ; {
		if _, err := w.Write(part); err != nil {
			return true
		}
	}
}

var weakKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		panic(err)
	}
	return k
})

// Faults are all the ways. A client that signs somebody in on any of them can be fooled.
var Faults = []Fault{
	// 88, 89: algorithms
	{Name: "alg none", Lie: byToken(func(_ *Provider, h, c map[string]any) string { h["alg"] = "none"; return Unsigned(h, c) + "." })},
	{Name: "alg NoNe", Lie: byToken(func(_ *Provider, h, c map[string]any) string { h["alg"] = "NoNe"; return Unsigned(h, c) + "." })},
	{Name: "no signature", Lie: byToken(func(p *Provider, h, c map[string]any) string { return Unsigned(h, c) + "." })},
	{Name: "HS256 by the RSA public key as PEM", Lie: hmacToken(func(p *Provider) []byte {
		der, _ := x509.MarshalPKIXPublicKey(p.Signer.Public())
		return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	})},
	{Name: "HS256 by the RSA public key as DER", Lie: hmacToken(func(p *Provider) []byte { der, _ := x509.MarshalPKIXPublicKey(p.Signer.Public()); return der })},
	{Name: "HS256 by the client's secret", Lie: hmacToken(func(*Provider) []byte { return []byte(Secret) })},
	{Name: "an algorithm that is not announced", Lie: func(p *Provider) {
		keyAs(jose.JSONWebKey{})(p)
		byToken(func(p *Provider, h, c map[string]any) string {
			h["alg"] = "RS512"
			text := Unsigned(h, c)
			sum := sha512.Sum512([]byte(text))
			sig, _ := rsa.SignPKCS1v15(rand.Reader, p.Signer, crypto.SHA512, sum[:])
			return text + "." + base64.RawURLEncoding.EncodeToString(sig)
		})(p)
	}},
	{Name: "only shared secrets are announced", Lie: describes("id_token_signing_alg_values_supported", []string{"HS256", "none"}), Early: true},
	{Name: "signature changed by a bit", Lie: byToken(func(p *Provider, h, c map[string]any) string {
		t := Sign(p.Signer, h, c)
		i := strings.LastIndexByte(t, '.') + 5
		if t[i] == 'A' {
			return t[:i] + "B" + t[i+1:]
		}
		return t[:i] + "A" + t[i+1:]
	})},
	{Name: "content changed after signing", Lie: byToken(func(p *Provider, h, c map[string]any) string {
		t := Sign(p.Signer, h, c)
		c["sub"] = "administrator"
		return Unsigned(h, c) + t[strings.LastIndexByte(t, '.'):]
	})},
	// 90: issuer and audience
	{Name: "another issuer", Lie: claim("iss", always("https://other.example.org"))},
	{Name: "issuer with a slash more", Lie: claim("iss", func(p *Provider) any { return p.URL + "/" })},
	{Name: "issuer in other letters", Lie: claim("iss", func(p *Provider) any { return strings.ToUpper(p.URL) })},
	{Name: "no issuer", Lie: claim("iss", always(nil))},
	{Name: "another audience", Lie: claim("aud", always("somebody-else"))},
	{Name: "audience in other letters", Lie: claim("aud", always("Learning-Commons"))},
	{Name: "no audience", Lie: claim("aud", always(nil))},
	{Name: "an empty list of audiences", Lie: claim("aud", always([]string{}))},
	{Name: "several audiences and no azp", Lie: claim("aud", always([]string{ClientID, "somebody-else"}))},
	{Name: "azp is somebody else", Lie: claim("azp", always("somebody-else"))},
	{Name: "azp is no text", Lie: claim("azp", always([]string{ClientID}))},
	// 91: nonce
	{Name: "no nonce", Lie: claim("nonce", always(nil))},
	{Name: "another nonce", Lie: claim("nonce", always("0000000000000000000000000000000000000000000"))},
	{Name: "an empty nonce", Lie: claim("nonce", always(""))},
	// 93: times
	{Name: "expired", Lie: claim("exp", at(-2*time.Minute))},
	{Name: "no expiry", Lie: claim("exp", always(nil))},
	{Name: "expiry is text", Lie: claim("exp", always("tomorrow"))},
	{Name: "made in ten minutes", Lie: claim("iat", at(10*time.Minute))},
	{Name: "made an hour ago", Lie: claim("iat", at(-time.Hour))},
	{Name: "no time of making", Lie: claim("iat", always(nil))},
	{Name: "holds from in ten minutes on", Lie: claim("nbf", at(10*time.Minute))},
	// 94: whose key
	{Name: "a stranger's key under the provider's id", Lie: strangers(nil)},
	{Name: "kid is a path", Lie: strangers(map[string]any{"kid": "../../../../dev/null"})},
	{Name: "kid is an address", Lie: strangers(map[string]any{"kid": "http://127.0.0.1:1/keys"})},
	{Name: "kid is SQL", Lie: strangers(map[string]any{"kid": "x' UNION SELECT 'a"})},
	{Name: "jku leads to a stranger's keys", Lie: strangers(map[string]any{"jku": "http://127.0.0.1:1/keys", "kid": "s"})},
	{Name: "x5u leads to a stranger's certificate", Lie: strangers(map[string]any{"x5u": "http://127.0.0.1:1/cert", "kid": "s"})},
	{Name: "the token brings its key", Lie: func(p *Provider) {
		strangers(map[string]any{"jwk": jose.JSONWebKey{Key: Stranger().Public(), KeyID: "s"}, "kid": "s"})(p)
	}},
	{Name: "a critical header that is not known", Lie: func(p *Provider) {
		p.Header = func(h map[string]any) { h["crit"], h["b64x"] = []string{"b64x"}, true }
	}},
	{Name: "a token of another kind", Lie: func(p *Provider) { p.Header = func(h map[string]any) { h["typ"] = "logout+jwt" } }},
	// 95: mix-up
	{Name: "the answer names another issuer", Lie: func(p *Provider) { p.Callback = func(v url.Values) { v.Set("iss", "https://other.example.org") } }},
	{Name: "the answer names no issuer though it is announced", Lie: describes("authorization_response_iss_parameter_supported", true)},
	{Name: "the description is another provider's", Lie: describes("issuer", "https://other.example.org"), Early: true},
	{Name: "the description's issuer has a slash more", Lie: func(p *Provider) { p.Description = func(d map[string]any) { d["issuer"] = p.URL + "/" } }, Early: true},
	{Name: "the token endpoint is inside", Lie: describes("token_endpoint", "https://169.254.169.254/token")},
	{Name: "the token endpoint is no address", Lie: describes("token_endpoint", "/token"), Early: true},
	{Name: "the authorization endpoint is a script", Lie: describes("authorization_endpoint", "javascript:alert(1)"), Early: true},
	{Name: "the authorization endpoint ends its header", Lie: func(p *Provider) {
		p.Description = func(d map[string]any) { d["authorization_endpoint"] = p.URL + "/authorize\r\nSet-Cookie: x=1" }
	}, Early: true},
	{Name: "userinfo is about somebody else", Lie: func(p *Provider) { p.InToken = false; p.Info = func(m map[string]any) { m["sub"] = "administrator" } }},
	{Name: "userinfo is down", Lie: func(p *Provider) { p.InToken = false; p.InfoAnswer = status(503) }},
	{Name: "another access token", Lie: claim("at_hash", always("AAAAAAAAAAAAAAAAAAAAAA"))},
	// 97: subjects
	{Name: "no subject", Lie: claim("sub", always(nil))},
	{Name: "an empty subject", Lie: claim("sub", always(""))},
	{Name: "the subject is a number", Lie: claim("sub", always(1))},
	{Name: "the subject has a control character", Lie: claim("sub", always("person-1\x00"))},
	{Name: "the subject has half a character", Lie: byToken(func(p *Provider, h, c map[string]any) string {
		c["sub"] = "HALF"
		head, body, _ := strings.Cut(Unsigned(h, c), ".")
		b, _ := base64.RawURLEncoding.DecodeString(body)
		return SignText(p.Signer, head+"."+base64.RawURLEncoding.EncodeToString(bytes.Replace(b, []byte("HALF"), []byte(`person-\ud800`), 1)))
	})},
	{Name: "the subject is said twice", Lie: byToken(func(p *Provider, h, c map[string]any) string {
		head, body, _ := strings.Cut(Unsigned(h, c), ".")
		b, _ := base64.RawURLEncoding.DecodeString(body)
		return SignText(p.Signer, head+"."+base64.RawURLEncoding.EncodeToString(append(b[:len(b)-1], []byte(`,"sub":"administrator"}`)...)))
	})},
	{Name: "the subject is 300 letters long", Lie: claim("sub", always(strings.Repeat("x", 300)))},
	// 98: code and PKCE
	{Name: "the provider does not take S256", Lie: describes("code_challenge_methods_supported", []string{"plain"}), Early: true},
	{Name: "no code", Lie: func(p *Provider) { p.Callback = func(v url.Values) { v.Del("code") } }},
	{Name: "somebody else's code", Lie: func(p *Provider) { p.Callback = func(v url.Values) { v.Set("code", "c0de") } }},
	{Name: "a code with line breaks", Lie: func(p *Provider) { p.Callback = func(v url.Values) { v.Set("code", "a\r\nb") } }},
	{Name: "no ID token", Lie: func(p *Provider) { p.Answer = says(`{"access_token":"a","token_type":"Bearer"}`) }},
	{Name: "the ID token is an object", Lie: func(p *Provider) {
		p.Answer = says(`{"access_token":"a","token_type":"Bearer","id_token":{"sub":"person-1"}}`)
	}},
	{Name: "a token that is no Bearer", Lie: func(p *Provider) { p.Answer = says(`{"access_token":"a","token_type":"mac","id_token":"a.b.c"}`) }},
	{Name: "a token of 100 kB", Lie: claim("padding", always(strings.Repeat("x", 100_000)))},
	{Name: "the token endpoint leads elsewhere", Lie: func(p *Provider) {
		p.Answer = func(w http.ResponseWriter) bool {
			w.Header().Set("Location", p.URL+"/keys")
			w.WriteHeader(http.StatusTemporaryRedirect)
			return true
		}
	}},
	{Name: "the token endpoint answers 500", Lie: func(p *Provider) { p.Answer = status(500) }},
	{Name: "the token endpoint never ends", Lie: func(p *Provider) { p.Answer = endless }},
	// 99: keys and description
	{Name: "the description answers 500", Lie: func(p *Provider) { p.About = status(500) }, Early: true},
	{Name: "the description is empty", Lie: func(p *Provider) { p.About = says("") }, Early: true},
	{Name: "the description is a page", Lie: func(p *Provider) { p.About = says("<!doctype html>") }, Early: true},
	{Name: "the description never ends", Lie: func(p *Provider) { p.About = endless }, Early: true},
	{Name: "the keys answer 500", Lie: func(p *Provider) { p.Keys = status(500) }},
	{Name: "there are no keys", Lie: func(p *Provider) { p.Keys = says(`{"keys":[]}`) }},
	{Name: "the keys are 10 MB", Lie: func(p *Provider) { p.Keys = says(`{"keys":[` + strings.Repeat(`{},`, 3<<20) + `{}]}`) }},
	{Name: "the keys never end", Lie: func(p *Provider) { p.Keys = endless }},
	{Name: "the keys are a thousand", Lie: func(p *Provider) { p.Keys = says(`{"keys":[` + strings.Repeat(`{},`, 1000) + `{}]}`) }},
	{Name: "the key is for encryption", Lie: keyAs(jose.JSONWebKey{Use: "enc"})},
	{Name: "the key is for another algorithm", Lie: keyAs(jose.JSONWebKey{Algorithm: "RS512"})},
	{Name: "the key is too short", Lie: func(p *Provider) {
		p.Signer = weakKey()
	}},
	{Name: "the key is of another kind", Lie: func(p *Provider) {
		p.Keys = func(w http.ResponseWriter) bool {
			writeJSON(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: otherCurve().Public(), KeyID: p.KeyID}}})
			return true
		}
	}},
	{Name: "the key is a shared secret", Lie: func(p *Provider) {
		hmacToken(func(*Provider) []byte { return []byte(strings.Repeat("k", 32)) })(p)
		p.Keys = func(w http.ResponseWriter) bool {
			writeJSON(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: []byte(strings.Repeat("k", 32)), KeyID: p.KeyID}}})
			return true
		}
	}},
}

// keyAs publishes the key under another use or algorithm.
func keyAs(k jose.JSONWebKey) func(*Provider) {
	return func(p *Provider) {
		p.Keys = func(w http.ResponseWriter) bool {
			k.Key, k.KeyID = p.Signer.Public(), p.KeyID
			writeJSON(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{k}})
			return true
		}
	}
}
