package measures

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

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
