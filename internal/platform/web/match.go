package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Match is the condition of a change by program: what it has read is still what is there (RFC 9110, 13.1.1, compared strongly; 412 otherwise). Operations that change what
// others change too have it among their inputs.
type Match struct {
	IfMatch string `header:"If-Match" maxLength:"1000" doc:"The ETag of what was read; 412 when it has been changed since. Without it the change is made to whatever is there."`
}

// Asked reports whether a condition was made. What is changed is there in any case, so "*" is none.
func (m Match) Asked() bool { return m.IfMatch != "" && m.IfMatch != "*" }

// Still is the condition as a Service takes it, which holds it against what is there in the transaction that writes.
func Still[T any](m Match, etag func(T) string) func(T) error {
	return func(now T) error { return m.Against(etag(now)) }
}

// Against returns a Stale error when a condition was made that the ETag of what is there does not meet.
func (m Match) Against(etag string) error {
	if !m.Asked() {
		return nil
	}
	if slices.ContainsFunc(strings.Split(m.IfMatch, ","), func(t string) bool { return strings.TrimSpace(t) == etag }) {
		return nil
	}
	return errs.New(errs.Stale, "It has been changed since you read it. Read it again.")
}

// MomentTag is the ETag of what keeps the moment of its last change.
func MomentTag(at time.Time) string { return `"` + strconv.FormatInt(at.UnixMicro(), 36) + `"` }

// NumberTag is the ETag of what counts its changes.
func NumberTag(n int) string { return `"` + strconv.Itoa(n) + `"` }

// ETag names what an operation answers with by what it says, for things that keep no moment of their last change.
func ETag(body any) string {
	b, err := json.Marshal(body)
	if err != nil {
		panic("web: an answer cannot be written as JSON: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}
