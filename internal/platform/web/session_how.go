package web

import (
	"context"
	"time"
)

// Way is the way by which somebody signed in.
type Way string

// The ways.
const (
	ByPassword Way = "password"
	ByLink     Way = "link" // sent by mail
	ByPasskey  Way = "passkey"
	ByProvider Way = "provider" // OpenID Connect
	ByDemo     Way = "demo"
	ByProgram  Way = "program" // a measurement or a trial
)

// How says how somebody proved who they are, and when. It is kept with the session.
type How struct {
	Way Way
	// Provider is the name of whoever vouched for them, as people know it; only where Way is ByProvider.
	Provider string
	// At is the moment, in UTC. What is asked of a fresh sign-in counts from it.
	At time.Time
	// Second is set when they proved it by two factors: something they know or have beside the first,
	// or a device that had itself verified who holds it.
	Second bool
}

// How returns how the session's person proved last who they are. Its moment is zero where nobody is
// signed in, or was before such things were kept.
func (s *Sessions) How(ctx context.Context) How {
	h := How{Way: Way(s.GetString(ctx, "way")), Provider: s.GetString(ctx, "provider"), Second: s.GetString(ctx, "second") != ""}
	if at, err := time.Parse(time.RFC3339, s.GetString(ctx, "proved")); err == nil {
		h.At = at.UTC()
	}
	return h
}

// putHow keeps how somebody proved who they are.
func (s *Sessions) putHow(ctx context.Context, how How) {
	if how.At.IsZero() {
		how.At = s.clock.Now()
	}
	second := ""
	if how.Second {
		second = "yes"
	}
	for name, value := range map[string]string{"way": string(how.Way), "provider": how.Provider, "second": second, "proved": how.At.UTC().Format(time.RFC3339)} {
		if value == "" {
			s.Remove(ctx, name)
			continue
		}
		s.Put(ctx, name, value)
	}
}
