package measures

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

// gatherMost bounds what is held in memory between two writes; beyond it facts are dropped.
const gatherMost = 20_000

// Step is one page of a visit.
type Step struct {
	Visit string
	At    time.Time
	// Page is the name of the route, Entry the kind of page that a visit can begin at.
	Page, Entry string
}

// Search is one look into the catalogue.
type Search struct {
	Visit   string
	At      time.Time
	Words   string
	Filters map[string][]string
	// Hits is how many offers were found; Loose that not every word was.
	Hits  int
	Loose bool
}

// AddStep gathers one step. It does not wait for the database.
func (s *Service) AddStep(visit, page, entry string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.steps) < gatherMost {
		s.steps = append(s.steps, Step{visit, s.clock.Now(), page, entry})
	}
}

// AddSearch gathers one search. Words are cut at 200 characters. It does not wait for the database.
func (s *Service) AddSearch(f Search) {
	f.At = s.clock.Now()
	if r := []rune(f.Words); len(r) > 200 {
		f.Words = string(r[:200])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.searches) < gatherMost {
		s.searches = append(s.searches, f)
	}
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
