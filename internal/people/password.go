package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"learningcommons.dev/commons/internal/platform/errs"
)

// The cost of a password's hash: argon2id with 19 MiB, two passes and one lane, the first choice
// of the OWASP Password Storage Cheat Sheet.
const (
	hashMemory  = 19 * 1024 // KiB
	hashPasses  = 2
	hashLanes   = 1
	hashKeySize = 32
	hashSalt    = 16
)

// hasher makes and checks password hashes, a few at a time: each takes 19 MiB and one processor while it runs, so
// that a flood of sign-ins must queue instead of filling the memory, and leaves a processor to those who read.
type hasher struct {
	turns chan struct{}
	// decoy is checked when there is no account, so that this takes as long as when there is one.
	decoy string
}

func newHasher() *hasher {
	h := &hasher{turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	salt := make([]byte, hashSalt)
	h.decoy = encodeHash(hashMemory, hashPasses, hashLanes, salt, make([]byte, hashKeySize))
	return h
}

// hash returns the password's hash with a fresh salt, in the PHC string format.
func (h *hasher) hash(password string) string {
	salt := make([]byte, hashSalt)
	rand.Read(salt)
	return encodeHash(hashMemory, hashPasses, hashLanes, salt, h.key(password, salt, hashPasses, hashMemory, hashLanes, hashKeySize))
}

// signInWait is how long somebody who signs in waits for a turn.
const signInWait = 3 * time.Second

// matchesSoon is matches for strangers: where too many wait already it is an Unavailable error.
func (h *hasher) matchesSoon(ctx context.Context, password, encoded string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, signInWait)
	defer cancel()
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		e := errs.New(errs.Unavailable, "Very many people sign in just now. Please try again in a moment.")
		e.RetryAfter = signInWait
		return false, e
	}
	defer func() { <-h.turns }()
	return h.compare(password, encoded, derive), nil
}

// matches reports whether the password has the hash. An empty or unreadable hash takes as long
// and matches nothing.
func (h *hasher) matches(password, encoded string) bool { return h.compare(password, encoded, h.key) }

// compare is matches with what derives the key.
func (h *hasher) compare(password, encoded string, key func(password string, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte) bool {
	memory, passes, lanes, salt, want, ok := decodeHash(encoded)
	if !ok {
		memory, passes, lanes, salt, want, _ = decodeHash(h.decoy)
	}
	got := key(password, salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && ok
}

// key waits for a turn and derives the key.
func (h *hasher) key(password string, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte {
	h.turns <- struct{}{}
	defer func() { <-h.turns }()
	return derive(password, salt, passes, memory, lanes, size)
}

// derive derives the key. Passwords are compared in composed form, because keyboards differ in how they send accents.
func derive(password string, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, passes, memory, lanes, size)
}

// stale reports whether a hash was made at another cost than is used today.
func stale(encoded string) bool {
	return !strings.HasPrefix(encoded, fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashPasses, hashLanes))
}

func encodeHash(memory, passes uint32, lanes uint8, salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b.EncodeToString(salt), b.EncodeToString(key))
}

// decodeHash reads a PHC string of ours. Costs are bounded, so that a damaged row cannot take all memory.
func decodeHash(s string) (memory, passes uint32, lanes uint8, salt, key []byte, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return 0, 0, 0, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil {
		return 0, 0, 0, nil, nil, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	ok = err1 == nil && err2 == nil && memory >= 8 && memory <= 1<<18 && passes >= 1 && passes <= 16 && lanes >= 1 && lanes <= 16 &&
		len(salt) >= 8 && len(key) >= 16 && len(key) <= 64
	return memory, passes, lanes, salt, key, ok
}
