package oidc

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/json"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"learningcommons.dev/commons/internal/platform/clock"
)

const (
	maxKeys = 100
	// RSA keys below are broken soon (NIST SP 800-57), and those above only cost time.
	minRSA, maxRSA = 2048, 8192
)

// keys are the provider's public keys. They implement the key set of the library, which would fetch without bounds
// and as often as somebody likes.
type keys struct {
	kept  *kept[[]jose.JSONWebKey]
	clock clock.Clock
}

func newKeys(fetch func(context.Context) ([]jose.JSONWebKey, error), now clock.Clock) *keys {
	return &keys{kept: newKept(fetch), clock: now}
}

// fetchKeys reads the provider's list of keys and leaves out those that no token may be signed with.
func (p *Provider) fetchKeys(ctx context.Context) ([]jose.JSONWebKey, error) {
	m, err := p.metadata(ctx)
	if err != nil {
		return nil, err
	}
	var list struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := p.fetch(ctx, "keys", m.KeysURL, &list); err != nil {
		return nil, err
	}
	if len(list.Keys) > maxKeys {
		return nil, &Fault{Reason: "keys: there are too many", Down: true}
	}
	var out []jose.JSONWebKey
	for _, raw := range list.Keys {
		var k jose.JSONWebKey
		if json.Unmarshal(raw, &k) == nil && usable(k) {
			out = append(out, k)
		}
	}
	if len(out) == 0 {
		return nil, &Fault{Reason: "keys: there is none that can be used", Down: true}
	}
	return out, nil
}

// usable reports whether a key may sign tokens: a public key, for signatures, of a good size.
func usable(k jose.JSONWebKey) bool {
	if !k.IsPublic() || !k.Valid() || k.Use != "" && k.Use != "sig" {
		return false
	}
	if r, ok := k.Key.(*rsa.PublicKey); ok {
		return r.N.BitLen() >= minRSA && r.N.BitLen() <= maxRSA
	}
	return true
}

// fits reports whether a key makes signatures of the algorithm.
func fits(k jose.JSONWebKey, algorithm string) bool {
	if k.Algorithm != "" && k.Algorithm != algorithm {
		return false
	}
	switch key := k.Key.(type) {
	case *rsa.PublicKey:
		return strings.HasPrefix(algorithm, "RS") || strings.HasPrefix(algorithm, "PS")
	case *ecdsa.PublicKey:
		return algorithm == map[int]string{256: "ES256", 384: "ES384", 521: "ES512"}[key.Curve.Params().BitSize]
	case ed25519.PublicKey:
		return algorithm == "EdDSA"
	}
	return false
}

// VerifySignature implements the library's KeySet: it returns the payload of a token that one of the provider's keys
// has signed. What the header says about where a key is to be found is not looked at; its key id only chooses among ours.
func (k *keys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	algorithms := make([]jose.SignatureAlgorithm, len(asymmetric))
	for i, a := range asymmetric {
		algorithms[i] = jose.SignatureAlgorithm(a)
	}
	jws, err := jose.ParseSignedCompact(token, algorithms)
	if err != nil || len(jws.Signatures) != 1 {
		return nil, refused("token: it is not signed in a way that is taken")
	}
	// A token of another kind by the same keys, such as one that signs people out, is no ID token (RFC 8725, section 3.11).
	if kind, ok := jws.Signatures[0].Header.ExtraHeaders[jose.HeaderType]; ok && !isJWT(kind) {
		return nil, refused("token: it is of another kind")
	}
	have, err := k.kept.get(ctx, k.clock.Now(), keptFor)
	if err != nil {
		return nil, err
	}
	if payload, ok := verify(jws, have); ok {
		return payload, nil
	}
	// The provider may have changed its keys since.
	if have, err = k.kept.get(ctx, k.clock.Now(), renewEvery); err != nil {
		return nil, err
	}
	if payload, ok := verify(jws, have); ok {
		return payload, nil
	}
	return nil, refused("token: no key of the provider has signed it")
}

func isJWT(kind any) bool {
	s, ok := kind.(string)
	return ok && strings.EqualFold(s, "JWT")
}

func verify(jws *jose.JSONWebSignature, have []jose.JSONWebKey) ([]byte, bool) {
	h := jws.Signatures[0].Header
	for _, k := range have {
		if h.KeyID != "" && k.KeyID != h.KeyID || !fits(k, h.Algorithm) {
			continue
		}
		if payload, err := jws.Verify(k.Key); err == nil {
			return payload, true
		}
	}
	return nil, false
}
