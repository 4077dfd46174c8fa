package catalogue

import (
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/search"
)

// index is the searchable copy of the published catalogue in this process.
type index struct {
	engine atomic.Pointer[search.Index]
	areas  atomic.Pointer[[]Area]
	// unitNames are those of the directory as it was last read.
	unitNames atomic.Pointer[namedUnits]
	built     atomic.Bool
	have      atomic.Int64 // the change counter that it is up to
	wanted    atomic.Int64 // the change counter that this process knows of
	asked     atomic.Int64 // when it was last compared with the database, in microseconds
	// generation is another number whenever the change counter has moved or the index was built anew; seats and time of day leave it alone.
	generation atomic.Int64
	due        atomic.Int64 // when time itself changes an entry next, in microseconds; 0 is never
	// filled says that this process has committed the last seat of a date, or the first that is free again.
	filled atomic.Bool

	refreshing sync.Mutex      // held by whoever changes what follows
	units      string          // the directory's fingerprint
	full       map[id.ID]id.ID // as of the entries, see fullDates
	timers     timers

	mu      sync.RWMutex
	entries map[id.ID]*entry
}

func newIndex() *index {
	x := &index{entries: map[id.ID]*entry{}}
	x.engine.Store(search.New(searchSchema))
	return x
}

// expect notes that a change has been committed which the index does not have yet.
func (x *index) expect(n int64) {
	for {
		now := x.wanted.Load()
		if n <= now || x.wanted.CompareAndSwap(now, n) {
			return
		}
	}
}

// stale reports whether the index must be refreshed before it may answer.
func (x *index) stale(now time.Time) bool {
	due := x.due.Load()
	return !x.built.Load() || x.filled.Load() || x.wanted.Load() > x.have.Load() || due != 0 && now.UnixMicro() >= due
}

// cardsOf returns the cards of offers that are in the index, in a slice of the caller's own.
func (x *index) cardsOf(offers []id.ID) []Card {
	x.mu.RLock()
	defer x.mu.RUnlock()
	out := make([]Card, 0, len(offers))
	for _, o := range offers {
		if e := x.entries[o]; e != nil {
			out = append(out, e.card)
		}
	}
	return out
}

// filledTx makes the index look for the dates that are full once the transaction is committed.
func (x *index) filledTx(tx *db.Tx) { tx.OnCommit(func() { x.filled.Store(true) }) }

func (x *index) documentOf(offer id.ID) (string, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	e := x.entries[offer]
	if e == nil {
		return "", false
	}
	return e.doc, true
}

// IndexAge returns how long ago this process's index was last compared with the database; it stays
// below a few seconds while they follow each other.
func (s *Service) IndexAge() time.Duration {
	return s.clock.Now().Sub(time.UnixMicro(s.index.asked.Load()))
}

// pollEvery is how often a server asks whether another one has changed the catalogue.
const pollEvery = time.Second / 2

// StartIndex builds the index, has the frameworks read, and keeps the index fresh until ctx ends. Every server calls it once.
func (s *Service) StartIndex(ctx context.Context) error {
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	if s.standards != nil {
		if _, err := s.standards.ChoicesByArea(ctx); err != nil {
			return err
		}
	}
	go func() {
		tick := time.NewTicker(pollEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("the catalogue's index could not be refreshed", "error", err)
			}
		}
	}()
	return nil
}

// Refresh asks the change counter and for the dates that are full, and applies the difference. When nothing has
// changed it costs those two queries, one of the units' unless it was asked within the second, and one of the areas while there are none; it builds the index anew when there is none yet or a unit has changed.
func (s *Service) Refresh(ctx context.Context) error {
	s.index.refreshing.Lock()
	defer s.index.refreshing.Unlock()
	return s.refresh(ctx)
}

// freshPatience is how long whoever finds the index old may be kept by bringing it up to date.
const freshPatience = 30 * time.Second

// fresh brings the index up to what this process has committed and to the time of day. A fault
// is only logged where there is an older index to answer with. What one reader begins is for all: it goes on when they leave.
func (s *Service) fresh(ctx context.Context) error {
	x := s.index
	if !x.stale(s.clock.Now()) {
		return nil
	}
	x.refreshing.Lock()
	defer x.refreshing.Unlock()
	if !x.stale(s.clock.Now()) {
		return nil // somebody else has seen to it
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), freshPatience)
	defer cancel()
	err := s.refresh(ctx)
	if err != nil && x.built.Load() {
		s.log.Error("the catalogue's index could not be refreshed", "error", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("catalogue: search: %w", err)
	}
	return nil
}

// refresh is Refresh for whoever holds the lock.
func (s *Service) refresh(ctx context.Context) (err error) {
	x := s.index
	if x.filled.Swap(false) {
		defer func() {
			if err != nil {
				x.filled.Store(true)
			}
		}()
	}
	// The counter is read before the offers: what commits in between is applied twice, never missed.
	asked := s.clock.Now()
	n, err := changeCounter(ctx, s.db)
	if err != nil {
		return err
	}
	d, err := s.directory(ctx, s.clock.Now())
	if err != nil {
		return fmt.Errorf("catalogue: refresh the index: %w", err)
	}
	if units := d.fingerprint(); !x.built.Load() || units != x.units {
		if err = s.rebuild(ctx, d); err == nil {
			x.units, x.full = units, d.full
			x.generation.Add(1)
		}
	} else {
		if n > x.have.Load() {
			err = s.applyChanges(ctx, d)
		}
		if err == nil {
			err = s.applySeats(ctx, d)
		}
	}
	if err != nil {
		return fmt.Errorf("catalogue: refresh the index: %w", err)
	}
	if err := s.applyTime(ctx, d); err != nil {
		x.built.Store(false) // the timers that rang are forgotten
		return fmt.Errorf("catalogue: refresh the index: %w", err)
	}
	if n > x.have.Load() {
		x.generation.Add(1)
	}
	x.have.Store(n)
	x.built.Store(true)
	x.asked.Store(asked.UnixMicro())
	return nil
}

// directory collects what all entries need.
func (s *Service) directory(ctx context.Context, now time.Time) (*directory, error) {
	d := &directory{now: now, units: map[id.ID]people.Unit{}, all: map[id.ID]people.Unit{}, areas: map[string]string{}, strings: map[string]string{}}
	units, err := s.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		d.all[u.ID] = u
		if d.units[u.ID], err = s.people.CurrentUnit(ctx, u.ID); err != nil {
			return nil, err
		}
	}
	areas, err := s.Areas(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		d.areas[a.Code] = a.Title
	}
	d.full, err = fullDates(ctx, s.db, now)
	return d, err
}

// fingerprint tells whether two directories say the same of the units. A merger takes effect on
// its day, so that asking whether a row has changed is not enough.
func (d *directory) fingerprint() string {
	parts := make([]string, 0, len(d.all))
	for unit, u := range d.all {
		today := d.units[unit]
		parts = append(parts, fmt.Sprint(unit, "=", today.ID, today.Acronym, today.Name, u.Names))
	}
	slices.Sort(parts)
	return strings.Join(parts, "\n")
}

// rebuild streams the published catalogue into a new index. Until that has gone well, the old one answers.
func (s *Service) rebuild(ctx context.Context, d *directory) (err error) {
	entries := map[id.ID]*entry{}
	var due timers
	engine := search.New(searchSchema)
	engine.Replace(func(yield func(search.Document) bool) {
		for item, fault := range publishedAhead(ctx, s.db) {
			if err = fault; err != nil {
				return
			}
			if item.offer.Expired(d.now) {
				continue
			}
			e := d.entry(item)
			entries[item.offer.ID] = e
			due.add(item.offer.ID, e.due)
			if !yield(d.document(item, e)) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	s.index.mu.Lock()
	s.index.entries = entries
	s.index.mu.Unlock()
	s.index.engine.Store(engine)
	heap.Init(&due)
	s.index.setTimers(due)
	return nil
}

// applyChanges reads the offers that changed since the index was last refreshed.
func (s *Service) applyChanges(ctx context.Context, d *directory) error {
	for after := (changedOffer{id: "~", no: s.index.have.Load()}); ; {
		changed, err := changedSince(ctx, s.db, after.no, after.id)
		if err != nil || len(changed) == 0 {
			return err
		}
		after = changed[len(changed)-1]
		ids := make([]id.ID, len(changed))
		for i, c := range changed {
			ids[i] = c.id
		}
		if err := s.reindex(ctx, d, ids); err != nil {
			return err
		}
	}
}

// applySeats makes those entries anew of which a date has become full, or has a free seat again.
func (s *Service) applySeats(ctx context.Context, d *directory) error {
	var ids []id.ID
	for date, offer := range d.full {
		if _, was := s.index.full[date]; !was {
			ids = append(ids, offer)
		}
	}
	for date, offer := range s.index.full {
		if _, is := d.full[date]; !is {
			ids = append(ids, offer)
		}
	}
	slices.Sort(ids)
	for chunk := range slices.Chunk(slices.Compact(ids), indexChunk) {
		if err := s.reindex(ctx, d, chunk); err != nil {
			return err
		}
	}
	s.index.full = d.full
	return nil
}

// reindex puts the offers into the index as they are now, or takes them out.
func (s *Service) reindex(ctx context.Context, d *directory, offers []id.ID) error {
	found, err := publishedByID(ctx, s.db, offers)
	if err != nil {
		return err
	}
	x := s.index
	fresh := make(map[id.ID]*entry, len(found))
	docs := make([]search.Document, 0, len(found))
	for _, item := range found {
		if !item.offer.Expired(d.now) {
			e := d.entry(item)
			fresh[item.offer.ID] = e
			docs = append(docs, d.document(item, e))
		}
	}
	var gone []string
	x.mu.Lock()
	var out []id.ID
	for _, o := range offers {
		old, e := x.entries[o], fresh[o]
		if old != nil && (e == nil || old.doc != e.doc) {
			gone = append(gone, old.doc)
		}
		if e != nil {
			x.entries[o] = e
		} else {
			out = append(out, o)
		}
	}
	x.mu.Unlock()
	x.engine.Load().Apply(docs, gone)
	x.mu.Lock()
	for _, o := range out {
		delete(x.entries, o)
	}
	x.mu.Unlock()
	for o, e := range fresh {
		if !e.due.IsZero() {
			heap.Push(&x.timers, timer{e.due.UnixMicro(), o})
		}
	}
	x.setTimers(x.timers)
	return nil
}
