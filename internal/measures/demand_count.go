package measures

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// countLease is how long a count may take until another server begins anew.
const countLease = time.Hour

// countChunk is how many people one transaction writes.
const countChunk = 500

// monthOf is the month of a moment, in UTC: "2026-11".
func monthOf(t time.Time) string { return t.UTC().Format("2006-01") }

// CountDemand makes the figures of this month, unless they are made: it does what it has to do once in a month, and costs one query otherwise. It
// reads everybody's self-assessments twice, one person at a time, and holds one number for each competency and way that people take. When people
// have answered meanwhile so that a way is taken by fewer than five, nothing is published, and the next round tries again. Nor is a month without
// figures as long as there never were any: a new place waits for its first five, and not for the month after them.
func (s *Service) CountDemand(ctx context.Context) error {
	if s.assessments == nil {
		return nil
	}
	c := &count{Service: s, id: id.New(), now: s.clock.Now(), today: map[int]int{}}
	c.month = monthOf(c.now)
	free, err := c.begin(ctx)
	if err != nil || !free {
		return err
	}
	if err := c.run(ctx); err != nil {
		return fmt.Errorf("measures: count demand: %w", errors.Join(err, c.giveUp(ctx)))
	}
	return nil
}

// count is one making of figures.
type count struct {
	*Service
	id    id.ID
	now   time.Time
	month string
	words *words
	// kept is how many words the database has.
	kept int
	// today says by number what stands in the place of a competency, outside where nothing does for certain.
	today map[int]int
}

// errTaken says that another server counts by now.
var errTaken = errs.New(errs.Conflict, "Another server counts by now.")

// begin takes the right to count, and reports false where the month is counted already or somebody else is at it.
func (c *count) begin(ctx context.Context) (free bool, err error) {
	if done, err := hasMonth(ctx, c.db, c.month); err != nil || done {
		return false, err
	}
	err = c.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		free, err = claimCount(ctx, tx, c.id, c.now, c.now.Add(-countLease))
		return err
	})
	return free, err
}

// giveUp lets the next round begin at once, where this count still has the right to count. It does so although ctx may have ended.
func (c *count) giveUp(ctx context.Context) error {
	return c.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error { return freeCount(ctx, tx, c.id) })
}

func (c *count) run(ctx context.Context) (err error) {
	if c.words, err = loadWords(ctx, c.db); err != nil {
		return err
	}
	c.kept = len(c.words.list)
	if err := c.follow(ctx, c.words.competencies()); err != nil {
		return err
	}
	would, err := c.would(ctx)
	if err != nil {
		return err
	}
	moves := plan(would, func(to int) int { return c.words.number(classOf(c.words.list[to]).pooled().word()) })
	went, err := c.move(ctx, moves)
	if err != nil {
		return err
	}
	if !sound(went) {
		return errs.New(errs.Unavailable, "People answered while they were counted. The next round counts anew.")
	}
	cells := cellsOf(went)
	if len(cells) == 0 {
		ever, err := hasCells(ctx, c.db)
		if err != nil {
			return err
		}
		if !ever {
			return c.giveUp(ctx)
		}
	}
	return c.publish(ctx, cells)
}

// would counts people by where they would go.
func (c *count) would(ctx context.Context) (map[flow]int, error) {
	would := map[flow]int{}
	for p, err := range c.people(ctx) {
		if err != nil {
			return nil, err
		}
		for f := range c.flows(p) {
			would[f]++
		}
	}
	return would, nil
}

// move writes down where each person goes, and counts that.
func (c *count) move(ctx context.Context, m moves) (map[flow]int, error) {
	went := map[flow]int{}
	var chunk []standing
	for p, err := range c.people(ctx) {
		if err != nil {
			return nil, err
		}
		is := make(map[int]int, len(p.is))
		for f := range c.flows(p) {
			f = m.take(f)
			went[f]++
			if f.to != outside {
				is[f.of] = f.to
			}
		}
		if text := encode(is); text != p.text {
			chunk = append(chunk, standing{p.person, text})
		}
		if len(chunk) == countChunk {
			if err := c.keep(ctx, chunk); err != nil {
				return nil, err
			}
			chunk = chunk[:0]
		}
	}
	return went, c.keep(ctx, chunk)
}

// keep writes what some people are to be counted as, once this count is published.
func (c *count) keep(ctx context.Context, chunk []standing) error {
	return c.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := holdCount(ctx, tx, c.id); err != nil {
			return err
		}
		return insertComing(ctx, tx, c.id, chunk)
	})
}

// publish makes the figures of the month, and what each person is counted as, true together.
func (c *count) publish(ctx context.Context, cells map[flow]int) error {
	var ids []id.ID
	for f := range cells {
		ids = append(ids, id.ID(c.words.list[f.of]))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	called, err := c.competencies(ctx, ids)
	if err != nil {
		return err
	}
	return c.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := holdCount(ctx, tx, c.id); err != nil {
			return err
		}
		if err := insertWords(ctx, tx, c.words.list[c.kept:], c.kept); err != nil {
			return err
		}
		if err := upsertCompetencies(ctx, tx, called); err != nil {
			return err
		}
		// What is in no published framework any more keeps the name that it had.
		known, err := competenciesByID(ctx, tx, ids)
		if err != nil {
			return err
		}
		if err := insertMonth(ctx, tx, c.month, c.now, len(cells)); err != nil {
			return err
		}
		if err := insertCells(ctx, tx, c.month, c.words, cells, known); err != nil {
			return err
		}
		if err := insertSums(ctx, tx, c.month); err != nil {
			return err
		}
		if err := settleComing(ctx, tx, c.id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, c.now, authz.System("job"), audit.Event{Action: "demand.counted", Kind: "month", ID: id.Named("demand", c.month), Detail: map[string]any{"month": c.month, "cells": len(cells)}})
	})
}
