package oidc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	strict "github.com/go-jose/go-jose/v4/json"

	"learningcommons.dev/commons/internal/platform/outbound"
)

// Claims are what a provider says about a person. Issuer and Subject together name the person, letter by letter; nothing
// else does.
type Claims struct {
	Issuer, Subject string
	// SignedInAt is when the person signed in at the provider (auth_time of the token, never later than now); zero when the token does not say.
	SignedInAt time.Time
	all        map[string]json.RawMessage
}

// NewClaims makes claims out of a JSON object, for tests and trials of rules.
func NewClaims(document string) (Claims, error) { return readClaims([]byte(document)) }

// readClaims reads names as they are written, and refuses a document that says a thing twice.
func readClaims(document []byte) (Claims, error) {
	var c Claims
	if !utf8.Valid(document) {
		return c, refused("token: its content cannot be read")
	}
	all, err := object(document)
	if err != nil {
		return c, refused("token: its content cannot be read")
	}
	c.all = all
	c.Issuer, _ = c.text("iss")
	var ok bool
	if c.Subject, ok = c.text("sub"); !ok || !goodSubject(c.Subject) {
		return Claims{}, refused("token: it does not say who the person is")
	}
	return c, nil
}

var errNotJSON = errors.New("oidc: no JSON object")

// object reads a JSON object by a reader that is strict about names, which the standard library's is not.
func object(document []byte) (map[string]json.RawMessage, error) {
	var fields map[string]strict.RawMessage
	if err := strict.Unmarshal(document, &fields); err != nil {
		return nil, err
	}
	if fields == nil {
		return nil, errNotJSON
	}
	out := make(map[string]json.RawMessage, len(fields))
	for name, value := range fields {
		out[name] = json.RawMessage(value)
	}
	return out, nil
}

func (c Claims) has(name string) bool { _, ok := c.all[name]; return ok }

func (c Claims) lacks(names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { _, ok := c.find(n); return !ok })
}

// find returns a claim by its name, or by the path to it with dots ("realm_access.roles").
func (c Claims) find(name string) (json.RawMessage, bool) {
	if v, ok := c.all[name]; ok {
		return v, true
	}
	first, rest, deeper := strings.Cut(name, ".")
	v, ok := c.all[first]
	if !deeper || !ok {
		return nil, false
	}
	inner, err := object(v)
	if err != nil {
		return nil, false
	}
	return Claims{all: inner}.find(rest)
}

// text returns a claim that is a string.
func (c Claims) text(name string) (string, bool) {
	v, ok := c.find(name)
	if !ok || !bytes.HasPrefix(bytes.TrimSpace(v), []byte{'"'}) {
		return "", false
	}
	var s string
	return s, json.Unmarshal(v, &s) == nil
}

// Text returns a claim that is text or a number, without spaces at its ends and characters that are none; "" when there is none.
func (c Claims) Text(name string) string {
	v, ok := c.find(name)
	if !ok {
		return ""
	}
	s, ok := plain(v)
	if !ok {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r <= 0x9f || r == utf8.RuneError {
			return -1
		}
		return r
	}, s))
}

// Says reports whether a claim is the value, or a list with it.
func (c Claims) Says(name, value string) bool {
	v, ok := c.find(name)
	if !ok {
		return false
	}
	var list []json.RawMessage
	if json.Unmarshal(v, &list) != nil {
		list = []json.RawMessage{v}
	}
	return slices.ContainsFunc(list, func(one json.RawMessage) bool { s, ok := plain(one); return ok && s == value })
}

// EmailVerified reports whether the provider says that the person has the address. Some write the word instead of the value.
func (c Claims) EmailVerified() bool { return c.Says("email_verified", "true") }

// plain returns a string, a number or a truth value as text.
func plain(v json.RawMessage) (string, bool) {
	v = bytes.TrimSpace(v)
	switch {
	case len(v) == 0 || v[0] == '{' || v[0] == '[' || v[0] == 'n':
		return "", false
	case v[0] == '"':
		var s string
		return s, json.Unmarshal(v, &s) == nil
	}
	return string(v), true
}

// time returns a claim that is a moment: seconds, of which providers write parts.
func (c Claims) time(name string) (time.Time, bool) {
	var seconds float64
	v, ok := c.all[name]
	if !ok || json.Unmarshal(v, &seconds) != nil || seconds < 0 || seconds > 1<<40 || math.IsNaN(seconds) {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0).UTC(), true
}

// audience returns for whom the token is, and whether it is written as a list.
func (c Claims) audience() (all []string, many bool) {
	if s, ok := c.text("aud"); ok {
		return []string{s}, false
	}
	if json.Unmarshal(c.all["aud"], &all) != nil {
		return nil, true
	}
	return all, true
}

// askMore asks the provider for the claims that the token lacks (OpenID Connect Core, section 5.3). What the token says
// stays as it is, and whether an address is verified goes with the address; a no counts wherever it is said.
func (p *Provider) askMore(ctx context.Context, m metadata, access string, c *Claims) error {
	a, err := p.calls.Do(ctx, outbound.Request{URL: m.UserInfoURL, MaxBytes: maxDocument, Timeout: fetchTime,
		Header: map[string]string{"Authorization": "Bearer " + access, "Accept": "application/json"}})
	if err != nil {
		return down("userinfo", err)
	}
	if !a.OK() {
		return &Fault{Reason: "userinfo: the provider answers with an error", Down: true}
	}
	more, err := readClaims(a.Body)
	if err != nil {
		return refused("userinfo: the answer cannot be read")
	}
	if more.Subject != c.Subject {
		return refused("userinfo: it is about somebody else") // OpenID Connect Core, section 5.3.2
	}
	_, told := c.all["email"]
	for name, value := range more.all {
		no := name == "email_verified" && more.Says(name, "false")
		if _, ok := c.all[name]; ok && !no {
			continue
		}
		if name == "email_verified" && told && !no { // a yes is about the address beside it
			continue
		}
		c.all[name] = value
	}
	return nil
}
