package web

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
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
	// At is the moment, in UTC. What is asked of a fresh sign-in counts from it. Zero is now, or with Unseen that
	// nobody knows: then nothing is fresh.
	At     time.Time
	Unseen bool
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
	proved := ""
	if how.At.IsZero() && !how.Unseen {
		how.At = s.clock.Now()
	}
	if !how.At.IsZero() {
		proved = how.At.UTC().Format(time.RFC3339)
	}
	second := ""
	if how.Second {
		second = "yes"
	}
	for name, value := range map[string]string{"way": string(how.Way), "provider": how.Provider, "second": second, "proved": proved} {
		if value == "" {
			s.Remove(ctx, name)
			continue
		}
		s.Put(ctx, name, value)
	}
}

// Confirm keeps that the session's person has proved once more who they are, under a new token. Two
// factors that were given before still count.
func (s *Sessions) Confirm(ctx context.Context, how How) error {
	if err := s.RenewToken(ctx); err != nil {
		return fmt.Errorf("web: confirm: %w", err)
	}
	how.Second = how.Second || s.How(ctx).Second
	s.putHow(ctx, how)
	if _, _, err := s.Commit(ctx); err != nil {
		return fmt.Errorf("web: confirm: %w", err)
	}
	return nil
}

// proved says of an actor with a browser session how they proved who they are.
func (s *Sessions) proved(ctx context.Context, a authz.Actor) authz.Actor {
	how := s.How(ctx)
	a.Second = how.Second
	a.Fresh = !how.At.IsZero() && s.clock.Now().Sub(how.At) <= authz.FreshFor
	return a
}
