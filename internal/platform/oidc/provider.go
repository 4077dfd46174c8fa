package oidc

import (
	"net"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/outbound"
)

// Bounds of what is fetched. Times are for each call; a sign-in makes three at most once the provider is known.
const (
	maxDocument = 256 << 10 // the provider's description, its keys, and what it says about a person
	maxToken    = 64 << 10
	fetchTime   = 5 * time.Second
)

// Config is what an operator says about a provider.
type Config struct {
	// Issuer is the provider's address, as it names itself.
	Issuer                 string
	ClientID, ClientSecret string // a client without a secret is a public one
	// Scopes are asked for besides openid.
	Scopes []string
	// RedirectURL is where the provider sends people back to. It must be no other provider's.
	RedirectURL string
	// Wanted names the claims that the caller is going to ask for: when the ID token lacks one, the provider is asked for it.
	Wanted []string
	// ACR, when set, is the class of sign-in that the provider is asked for (acr_values; OpenID Connect Core, section 3.1.2.1). It may give
	// another one.
	ACR string
}

// Provider is one provider. It is safe for concurrent use.
type Provider struct {
	config Config
	calls  *outbound.Client
	clock  clock.Clock
	about  *kept[metadata]
	keys   *keys
}

// New returns a Provider. Nothing is fetched until somebody wants to sign in.
func New(c Config, calls *outbound.Client, now clock.Clock) *Provider {
	p := &Provider{config: c, calls: calls, clock: now}
	p.about = newKept(p.fetchMetadata)
	p.keys = newKeys(p.fetchKeys, now)
	return p
}

// CheckIssuer says what is wrong with an issuer's address, "" when nothing is (OpenID Connect Discovery, section 3).
func CheckIssuer(issuer string) string {
	u, err := url.Parse(issuer)
	switch {
	case err != nil || !u.IsAbs() || u.Host == "":
		return "it is no web address: write it as the provider does, such as https://login.example.org"
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(issuer, "#") || u.User != nil:
		return "an issuer has no ? or # and no name in it"
	case !safeScheme(u):
		return "it must begin with https://, so that nobody in between can answer for the provider"
	case strings.HasSuffix(issuer, "/.well-known/openid-configuration"):
		return "leave out /.well-known/openid-configuration: the issuer is what stands before it"
	}
	return ""
}

// safeScheme reports whether nobody can listen in between: TLS, or this machine itself.
func safeScheme(u *url.URL) bool {
	switch u.Scheme {
	case "https":
		return true
	case "http":
		ip := net.ParseIP(u.Hostname())
		return ip != nil && ip.IsLoopback()
	}
	return false
}

// oauth is the client as the library wants it.
func (p *Provider) oauth(m metadata) *oauth2.Config {
	style := oauth2.AuthStyleInHeader // the default of RFC 8414, section 2
	if p.config.ClientSecret == "" || m.secretInForm() {
		style = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.RedirectURL,
		Scopes:   append([]string{"openid"}, p.config.Scopes...),
		Endpoint: oauth2.Endpoint{AuthURL: m.AuthURL, TokenURL: m.TokenURL, AuthStyle: style},
	}
}
