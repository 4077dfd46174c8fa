package oidc

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/outbound"
)

// asymmetric are the algorithms whose tokens can be checked without being able to make them (RFC 7518, section 3.1; RFC 8037).
var asymmetric = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// metadata is what the provider says of itself (OpenID Connect Discovery, section 3).
type metadata struct {
	Issuer      string   `json:"issuer"`
	AuthURL     string   `json:"authorization_endpoint"`
	TokenURL    string   `json:"token_endpoint"`
	KeysURL     string   `json:"jwks_uri"`
	UserInfoURL string   `json:"userinfo_endpoint"`
	Algorithms  []string `json:"id_token_signing_alg_values_supported"`
	Challenges  []string `json:"code_challenge_methods_supported"`
	TokenAuth   []string `json:"token_endpoint_auth_methods_supported"`
	// SaysIssuer announces that answers name the issuer (RFC 9207, section 3).
	SaysIssuer bool `json:"authorization_response_iss_parameter_supported"`
}

func (m metadata) secretInForm() bool {
	return len(m.TokenAuth) > 0 && !slices.Contains(m.TokenAuth, "client_secret_basic") && slices.Contains(m.TokenAuth, "client_secret_post")
}

func (p *Provider) metadata(ctx context.Context) (metadata, error) {
	return p.about.get(ctx, p.clock.Now(), keptFor)
}

func (p *Provider) fetchMetadata(ctx context.Context) (metadata, error) {
	var m metadata
	if err := p.fetch(ctx, "description", strings.TrimRight(p.config.Issuer, "/")+"/.well-known/openid-configuration", &m); err != nil {
		return m, err
	}
	if m.Issuer != p.config.Issuer {
		return m, &Fault{Reason: "description: it names another issuer", Down: true}
	}
	issuer, err := url.Parse(p.config.Issuer)
	if err != nil {
		return m, &Fault{Reason: "description: the issuer is no address", Down: true}
	}
	for what, address := range map[string]string{"authorization endpoint": m.AuthURL, "token endpoint": m.TokenURL, "address of the keys": m.KeysURL} {
		if !goodEndpoint(issuer, address) {
			return m, &Fault{Reason: "description: the " + what + " is missing or not safe", Down: true}
		}
	}
	if m.UserInfoURL != "" && !goodEndpoint(issuer, m.UserInfoURL) {
		return m, &Fault{Reason: "description: the userinfo endpoint is not safe", Down: true}
	}
	if len(m.Challenges) > 0 && !slices.Contains(m.Challenges, "S256") {
		return m, &Fault{Reason: "description: the provider does not take PKCE with S256", Down: true}
	}
	if m.Algorithms == nil {
		m.Algorithms = []string{"RS256"} // what every provider must have (Core, section 15.1)
	}
	m.Algorithms = slices.DeleteFunc(m.Algorithms, func(a string) bool { return !slices.Contains(asymmetric, a) })
	if len(m.Algorithms) == 0 {
		return m, &Fault{Reason: "description: no signing algorithm with a public key is announced", Down: true}
	}
	return m, nil
}

// goodEndpoint reports whether an endpoint may be used: over TLS, unless the issuer itself is on this machine.
func goodEndpoint(issuer *url.URL, address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil && u.Fragment == "" && !strings.ContainsAny(address, "\r\n\"<> ") &&
		safeScheme(u) && (u.Scheme == "https" || issuer.Scheme == "http")
}

// fetch reads a JSON document of the provider.
func (p *Provider) fetch(ctx context.Context, what, address string, into any) error {
	a, err := p.calls.Do(ctx, outbound.Request{URL: address, Header: map[string]string{"Accept": "application/json"}, MaxBytes: maxDocument, Timeout: fetchTime})
	if err != nil {
		return down(what, err)
	}
	if !a.OK() {
		return &Fault{Reason: what + ": the provider answers with an error", Down: true}
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		return &Fault{Reason: what + ": the answer is not what it should be", Down: true}
	}
	return nil
}
