package oidc

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	// leeway is how far the provider's clock and ours may be apart.
	leeway = time.Minute
	// maxSubject is the longest subject (OpenID Connect Core, section 2).
	maxSubject = 255
	// maxAge is how long ago a token may have been made: it was asked for just now.
	maxAge = 10 * time.Minute
)

// check decides whether an ID token is the answer to the attempt. The library sees to signature, algorithm, issuer and
// audience; what it leaves to its caller, or does more leniently, is done here.
func (p *Provider) check(ctx context.Context, m metadata, a Attempt, token *oauth2.Token) (Claims, error) {
	raw, _ := token.Extra("id_token").(string)
	switch {
	case raw == "":
		return Claims{}, refused("token: the provider sent none")
	case len(raw) > maxToken:
		return Claims{}, refused("token: it is too large")
	case strings.Count(raw, ".") != 2 || strings.ContainsAny(raw, "{}\" "):
		return Claims{}, refused("token: it is no signed token in its compact form")
	}
	signature := &remembering{keys: p.keys}
	verifier := oidc.NewVerifier(p.config.Issuer, signature, &oidc.Config{
		ClientID: p.config.ClientID, SupportedSigningAlgs: m.Algorithms, SkipExpiryCheck: true, Now: p.clock.Now,
	})
	checked, err := verifier.Verify(ctx, raw)
	switch {
	case signature.fault != nil:
		return Claims{}, signature.fault
	case err != nil: // its text holds what was sent
		return Claims{}, refused("token: it is another issuer's, for somebody else, or not signed in a way that is announced")
	}
	var payload rawJSON
	if err := checked.Claims(&payload); err != nil {
		return Claims{}, refused("token: its content cannot be read")
	}
	c, err := readClaims(payload)
	if err != nil {
		return Claims{}, err
	}
	if err := p.checkClaims(c, a); err != nil {
		return Claims{}, err
	}
	if c.SignedInAt, err = p.signedInAt(c, a); err != nil {
		return Claims{}, err
	}
	if checked.AccessTokenHash != "" && checked.VerifyAccessToken(token.AccessToken) != nil {
		return Claims{}, refused("token: it belongs to another access token")
	}
	return c, nil
}

// remembering keeps why a signature was refused: the library passes on only the words.
type remembering struct {
	keys  *keys
	fault error
}

// VerifySignature implements the library's KeySet.
func (r *remembering) VerifySignature(ctx context.Context, token string) (payload []byte, err error) {
	payload, r.fault = r.keys.VerifySignature(ctx, token)
	return payload, r.fault
}

// rawJSON keeps a document as it is.
type rawJSON []byte

// UnmarshalJSON implements json.Unmarshaler.
func (r *rawJSON) UnmarshalJSON(b []byte) error {
	*r = slices.Clone(b)
	return nil
}

// checkClaims holds what is signed against the attempt and the clock.
func (p *Provider) checkClaims(c Claims, a Attempt) error {
	now := p.clock.Now()
	expires, hasExpiry := c.time("exp")
	issued, hasIssued := c.time("iat")
	audience, many := c.audience()
	azp, hasAzp := c.text("azp")
	nonce, _ := c.text("nonce")
	switch {
	case c.Issuer != p.config.Issuer:
		return refused("token: it is another issuer's")
	case !slices.Contains(audience, p.config.ClientID):
		return refused("token: it is for somebody else")
	case len(audience) > 1 && !hasAzp, many && len(audience) == 0:
		return refused("token: it is for several and does not say for whom it was made")
	case hasAzp && azp != p.config.ClientID, c.has("azp") && !hasAzp:
		return refused("token: it was made for somebody else")
	case a.Nonce == "" || nonce != a.Nonce:
		return refused("token: its nonce is not that of this attempt")
	case !hasExpiry || !now.Before(expires.Add(leeway)):
		return refused("token: it has run out")
	case !hasIssued || issued.After(now.Add(leeway)):
		return refused("token: it was made in the future")
	case now.Sub(issued) > maxAge+leeway:
		return refused("token: it was made long ago")
	}
	if c.has("nbf") {
		if from, ok := c.time("nbf"); !ok || from.After(now.Add(leeway)) {
			return refused("token: it does not hold yet")
		}
	}
	return nil
}

// signedInAt returns when the person signed in at the provider, as the token says it. Where a fresh proof was asked for it refuses a
// token that does not say, and one by which they did not sign in anew.
func (p *Provider) signedInAt(c Claims, a Attempt) (time.Time, error) {
	now := p.clock.Now()
	at, ok := c.time("auth_time")
	switch {
	case c.has("auth_time") && (!ok || at.After(now.Add(leeway))):
		return at, refused("token: when the person signed in cannot be")
	case !a.Since.IsZero() && !ok:
		return at, refused("token: it does not say when the person signed in")
	case !a.Since.IsZero() && at.Before(a.Since.Add(-leeway)):
		return at, refused("token: the person did not sign in anew")
	case at.After(now):
		at = now
	}
	return at, nil
}

// goodSubject reports whether a subject can be kept as it is. One with a replacement character may have been another one
// before it was decoded, and two people must never become one.
func goodSubject(s string) bool {
	return s != "" && len(s) <= maxSubject && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError })
}
