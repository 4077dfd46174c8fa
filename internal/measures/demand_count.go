package measures

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
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
	c := &count{Service: s, id: id.New(), now: s.clock.Now()}
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
	would, err := c.would(ctx)
	if err != nil {
		return err
	}
	goes := plan(would, func(to int) int { return c.words.number(classOf(c.words.list[to]).pooled().word()) })
	went, err := c.move(ctx, goes)
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
		for f := range p.flows() {
			would[f]++
		}
	}
	return would, nil
}

// move writes down where each person goes, and counts that.
func (c *count) move(ctx context.Context, goes map[flow]int) (map[flow]int, error) {
	went := map[flow]int{}
	var chunk []standing
	for p, err := range c.people(ctx) {
		if err != nil {
			return nil, err
		}
		is := make(map[int]int, len(p.is))
		for f := range p.flows() {
			to := f.from
			if t, ok := goes[f]; ok {
				to = t
			}
			went[flow{f.of, f.from, to}]++
			if to != outside {
				is[f.of] = to
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

// standing is what somebody is to be counted as, encoded.
type standing struct {
	person id.ID
	text   string
}

// counted is one person as they stand in the last figures, and as they say that they stand now: classes by competency.
type counted struct {
	person  id.ID
	text    string
	was, is map[int]int
}

// flows are the ways the person would take, those of staying among them.
func (p counted) flows() iter.Seq[flow] {
	return func(yield func(flow) bool) {
		for of, from := range p.was {
			if !yield(flow{of, from, p.is[of]}) {
				return
			}
		}
		for of, to := range p.is {
			if _, had := p.was[of]; !had && !yield(flow{of, outside, to}) {
				return
			}
		}
	}
}

// people streams everybody who is counted or says something, in the order of their ids.
func (c *count) people(ctx context.Context) iter.Seq2[counted, error] {
	return func(yield func(counted, error) bool) {
		old, stopOld := iter.Pull2(eachCounted(ctx, c.db))
		defer stopOld()
		now, stopNow := iter.Pull2(c.saying(ctx))
		defer stopNow()
		o, err1, hasOld := old()
		n, err2, hasNow := now()
		for hasOld || hasNow {
			if err1 != nil || err2 != nil {
				if err1 == nil {
					err1 = err2
				}
				yield(counted{}, err1)
				return
			}
			var p counted
			takeOld, takeNow := hasOld && (!hasNow || o.person <= n.person), hasNow && (!hasOld || n.person <= o.person)
			if takeNow {
				p = n
				n, err2, hasNow = now()
			}
			if takeOld {
				p.person, p.text = o.person, o.text
				o, err1, hasOld = old()
			}
			p.was = decode(p.text)
			if !yield(p, nil) {
				return
			}
		}
		if err1 != nil || err2 != nil {
			if err1 == nil {
				err1 = err2
			}
			yield(counted{}, err1)
		}
	}
}

// saying gathers what each person says now. Where somebody says two things of one competency, the gap counts.
func (c *count) saying(ctx context.Context) iter.Seq2[counted, error] {
	return func(yield func(counted, error) bool) {
		var p counted
		for a, err := range c.assessments.Latest(ctx) {
			if err != nil {
				yield(counted{}, err)
				return
			}
			if p.person != a.Person {
				if p.person != "" && !yield(p, nil) {
					return
				}
				p = counted{person: a.Person, is: make(map[int]int, len(p.is))}
			}
			k := class{a.Audience, a.Said, a.Level}
			if k.said != SaidGap {
				k.level = ""
			}
			of := c.words.number(string(a.Competency))
			if had, ok := p.is[of]; !ok || k.said == SaidGap && classOf(c.words.list[had]).said != SaidGap {
				p.is[of] = c.words.number(k.word())
			}
		}
		if p.person != "" {
			yield(p, nil)
		}
	}
}

// words numbers competencies and classes. 0 is outside.
type words struct {
	list []string
	of   map[string]int
}

func (w *words) number(word string) int {
	n, ok := w.of[word]
	if !ok {
		n = len(w.list)
		w.list, w.of[word] = append(w.list, word), n
	}
	return n
}

// encode writes classes by competency: "12.3 14.5", the lowest number first.
func encode(is map[int]int) string {
	keys := make([]int, 0, len(is))
	for of := range is {
		keys = append(keys, of)
	}
	slices.Sort(keys)
	var b strings.Builder
	for i, of := range keys {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(of))
		b.WriteByte('.')
		b.WriteString(strconv.Itoa(is[of]))
	}
	return b.String()
}

// decode reads what encode wrote.
func decode(text string) map[int]int {
	out := map[int]int{}
	for pair := range strings.FieldsSeq(text) {
		of, in, _ := strings.Cut(pair, ".")
		k, err1 := strconv.Atoi(of)
		v, err2 := strconv.Atoi(in)
		if err1 == nil && err2 == nil {
			out[k] = v
		}
	}
	return out
}
