package measures

import (
	"context"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
)

// Register makes the jobs of this area known: old secrets are forgotten every hour.
func (s *Service) Register(q *jobs.Queue) {
	q.Every("measures.forget-secrets", time.Hour, s.ForgetSecrets)
}

// Flush writes what was gathered. A failure keeps nothing back for another try: it is
// reported, and these seconds are lost.
func (s *Service) Flush(ctx context.Context) error {
	s.mu.Lock()
	steps, searches := s.steps, s.searches
	s.steps, s.searches = nil, nil
	s.mu.Unlock()
	if len(steps) == 0 && len(searches) == 0 {
		return nil
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertSteps(ctx, tx, steps); err != nil {
			return err
		}
		return insertSearches(ctx, tx, searches)
	})
	if err != nil {
		return fmt.Errorf("measures: write what was gathered: %w", err)
	}
	return nil
}

// flushEvery is how long facts stay in memory.
const flushEvery = 5 * time.Second

// Run flushes every few seconds until ctx ends, and once more then.
func (s *Service) Run(ctx context.Context) {
	t := time.NewTicker(flushEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			if err := s.Flush(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("statistics were lost", "error", err)
			}
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushEvery)
			defer cancel()
			if err := s.Flush(last); err != nil {
				s.log.Warn("statistics were lost", "error", err)
			}
			return
		}
	}
}

// ForgetSecrets deletes the secrets of past days, after which their visits are tied to nobody.
func (s *Service) ForgetSecrets(ctx context.Context) error {
	today := s.clock.Now().Format("2006-01-02")
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return deleteSaltsBefore(ctx, tx, today) })
}

// Missed keeps what somebody did not find, in their own words. It asks for no name. The words
// of the search go with it. Errors: Invalid on field "text".
func (s *Service) Missed(ctx context.Context, words, text string) error {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return errs.Bad("text", "Tell us in a few words what you were looking for.")
	case len(text) > 2000:
		return errs.Bad("text", "Please keep it under 2,000 characters.")
	}
	if len(words) > 200 {
		words = strings.ToValidUTF8(words[:200], "")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return insertMissed(ctx, tx, id.Random(), s.clock.Now(), words, text)
	})
}
