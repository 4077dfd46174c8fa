package webhooks

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// secretPrefix marks a secret as one for webhooks (Standard Webhooks 1.0.0, "Signature scheme").
const secretPrefix = "whsec_"

// newSecret returns 32 random bytes in the form that receivers are given.
func newSecret() string {
	var b [32]byte
	rand.Read(b[:])
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:])
}

// sign returns the signature of a body under each secret, separated by spaces: HMAC-SHA256 over id, time in
// seconds and body, joined by dots (Standard Webhooks 1.0.0, "Signature scheme").
func sign(id string, at time.Time, body string, secrets ...string) string {
	content := id + "." + strconv.FormatInt(at.Unix(), 10) + "." + body
	var out []string
	for _, s := range secrets {
		key, ok := keyOf(s)
		if !ok {
			continue
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(content))
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(out, " ")
}

// keyOf returns the key that a secret holds, and false when it holds none.
func keyOf(secret string) ([]byte, bool) {
	rest, ok := strings.CutPrefix(secret, secretPrefix)
	key, err := base64.StdEncoding.DecodeString(rest)
	return key, ok && err == nil && len(key) > 0
}
