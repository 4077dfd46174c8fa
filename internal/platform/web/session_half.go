package web

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// HalfLife is how long somebody who gave the first factor has for the second.
const HalfLife = 10 * time.Minute

// Half is who has given the first of two factors at this browser. They are not signed in.
type Half struct {
	Person id.ID
	// How is how they gave the first; its Second is not set.
	How How
	// Next is where to go on then.
	Next string
}

// Begin keeps that a person gave the first of two factors, under a new token. Whoever was signed in
// at this browser is no longer.
func (s *Sessions) Begin(ctx context.Context, h Half) error {
	if err := s.RenewToken(ctx); err != nil {
		return fmt.Errorf("web: begin to sign in: %w", err)
	}
	s.Remove(ctx, "person")
	s.Put(ctx, "half", string(h.Person))
	s.Put(ctx, "next", h.Next)
	s.Put(ctx, "half_at", s.clock.Now().UTC().Format(time.RFC3339))
	h.How.Second = false
	s.putHow(ctx, h.How)
	if _, _, err := s.Commit(ctx); err != nil {
		return fmt.Errorf("web: begin to sign in: %w", err)
	}
	return nil
}

// Half returns who has yet to give the second factor at this browser, while they may.
func (s *Sessions) Half(ctx context.Context) (Half, bool) {
	h := Half{Person: id.ID(s.GetString(ctx, "half")), How: s.How(ctx), Next: s.GetString(ctx, "next")}
	at, err := time.Parse(time.RFC3339, s.GetString(ctx, "half_at"))
	if h.Person == "" || err != nil || s.clock.Now().Sub(at) > HalfLife {
		return Half{}, false
	}
	return h, true
}

func (s *Sessions) forgetHalf(ctx context.Context) {
	s.Remove(ctx, "half")
	s.Remove(ctx, "next")
	s.Remove(ctx, "half_at")
}
